// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/guards.h"

#include <map>
#include <utility>

#include "ashore/verify/guard_armcap.h"
#include "ashore/verify/guard_asked.h"
#include "ashore/verify/guard_asked_bits.h"
#include "ashore/verify/guard_detected.h"
#include "ashore/verify/guard_musl.h"
#include "ashore/verify/guard_tests.h"
#include "ashore/verify/guard_tried.h"
#include "ashore/verify/guard_unwinder.h"
#include "ashore/verify/unwind_tables.h"

namespace ashore::verify {

struct Guards::State {
  const elf::LoadedImage& image;
  const ElfFacts& facts;
  const Functions& functions;
  CodeWords code;
  std::optional<UnwoundRegisters> unwound = {};
  std::optional<bool> no_vector_length = {};
  bool looked_for_armcap = false;
  std::optional<TriedUnderHandler> tries = {};
  std::optional<std::string> armcap = {};
  std::optional<References> references = {};
  std::vector<Stretch> stretches = {};
  std::vector<reach::Made> made = {};
  std::map<const Function*, std::size_t> unguarded = {};  // questions without an answer
  std::map<std::pair<std::uint64_t, std::string>, std::optional<Guard>> asked = {};
  std::map<const Function*, bool> detected = {};
  std::optional<Floor> floor = {};
  std::optional<SparedCode> spared = {};

  std::optional<Guard> by_unwind_tables(const Offender& offender);
  std::optional<Guard> by_vector_length(const Offender& offender);
  std::optional<Guard> by_question(const Offender& offender);
  std::optional<Guard> by_answer(const Offender& offender);
  std::optional<Guard> by_detection(const Offender& offender);
  std::optional<Guard> by_armcap(const Offender& offender);
  bool is_musls(const Offender& offender);
  std::optional<Guard> by_trial(const Offender& offender);
};

std::optional<Guard> Guards::State::by_trial(const Offender& offender) {
  if (stretches.empty()) return std::nullopt;
  if (!references) references.emplace(image, facts, stretches);
  if (!tries) tries.emplace(code, *references, functions);
  if (!tries->may_guard(offender)) return std::nullopt;
  return Guard{"perhaps kept from running by a handler of SIGILL", false};
}

bool Guards::State::is_musls(const Offender& offender) {
  if (is_chosen_by_musl(offender, functions)) return true;
  if (made.empty() || offender.function != nullptr) return false;
  if (!references) references.emplace(image, facts, stretches);
  return is_set_by_musl(offender, code, *references, made);
}

std::optional<Guard> Guards::State::by_armcap(const Offender& offender) {
  bool is_arm = offender.mode == isa::Mode::a32 || offender.mode == isa::Mode::thumb;
  if (!is_arm || !is_chosen_by_armcap(offender, functions)) return std::nullopt;
  if (!looked_for_armcap) armcap = armcap_of(image, functions);
  looked_for_armcap = true;
  if (!armcap) return std::nullopt;
  return Guard{"perhaps kept from running by a test of " + *armcap, false};
}

std::optional<Guard> Guards::State::by_answer(const Offender& offender) {
  if (!floor || stretches.empty()) return std::nullopt;
  if (!references) references.emplace(image, facts, stretches);
  if (!spared) spared.emplace(image, facts, functions, *references, *floor);
  if (spared->is_never_led_to(offender)) return Guard{"the fact that nothing leads to it", true};
  if (!spared->has(offender)) return std::nullopt;
  return Guard{spared->question(), true};
}

std::optional<Guard> Guards::State::by_question(const Offender& offender) {
  // Following ways backwards costs time, and a program full of such code does not ask.
  constexpr std::size_t most_questions = 2000, most_in_vain = 4;
  if (stretches.empty() || asked.size() >= most_questions) return std::nullopt;
  std::size_t& in_vain = unguarded[offender.function];
  if (offender.function != nullptr && in_vain >= most_in_vain) return std::nullopt;
  auto [known, is_new] = asked.try_emplace({offender.address, std::string(offender.needs)});
  if (!is_new) return known->second;
  if (!references) references.emplace(image, facts, stretches);
  switch (AskedBefore(code, *references, functions).way_to(offender)) {
  case Asked::yes: known->second = Guard{"getauxval(AT_HWCAP)", true}; break;
  case Asked::perhaps:
    known->second = Guard{"perhaps kept from running by a test of AT_HWCAP", false};
    break;
  case Asked::no: ++in_vain; break;
  }
  return known->second;
}

std::optional<Guard> Guards::State::by_detection(const Offender& offender) {
  if (stretches.empty() || offender.function == nullptr) return std::nullopt;
  auto [known, is_new] = detected.try_emplace(offender.function, false);
  if (is_new) {
    if (!references) references.emplace(image, facts, stretches);
    known->second = DetectedByStd(*references, functions).may_guard(offender);
  }
  if (!known->second) return std::nullopt;
  return Guard{"perhaps kept from running by is_..._feature_detected! of Rust's std_detect", false};
}

std::optional<Guard> Guards::State::by_vector_length(const Offender& offender) {
  if (may_be_vector_length_of_unwinder(offender, code))
    return Guard{"perhaps kept from running by the file's unwind tables", false};
  if (!is_vector_length_of_unwinder(offender, code)) return std::nullopt;
  if (!no_vector_length) no_vector_length = no_table_has_vector_length(image, facts);
  if (!*no_vector_length) return Guard{"the file's unwind tables", false};
  return Guard{"the file's unwind tables, which restore no such register", true};
}

std::optional<Guard> Guards::State::by_unwind_tables(const Offender& offender) {
  if (!is_in_unwinder(offender, image, functions)) return std::nullopt;
  if (!unwound) unwound = unwound_registers(image, facts);
  bool is_wmmx = offender.needs.find("vfp") == offender.needs.npos;
  bool is_restored = !unwound->is_complete || (is_wmmx ? unwound->wmmx : unwound->vfp);
  if (is_restored) return Guard{"the file's unwind tables", false};
  return Guard{"the file's unwind tables, which restore no such register", true};
}

Guards::Guards(const elf::LoadedImage& image, const ElfFacts& facts, const Functions& functions)
    : state_(new State{image, facts, functions, CodeWords(image, code_endian(facts))}) {}
Guards::~Guards() = default;

void Guards::run_on(const Floor& floor) { state_->floor = floor; }

void Guards::look_in(const CodePieces& pieces) {
  // Ways lead through what only may be code as well.
  state_->stretches = pieces.stretches;
  for (const std::vector<Stretch>* more : {&pieces.possible, &pieces.entered}) {
    for (Stretch stretch : *more) {
      stretch.knowledge = Knowledge::code;
      state_->stretches.push_back(stretch);
    }
  }
  state_->made = pieces.made;
  state_->tries.reset();
  state_->references.reset();
  state_->asked.clear();
  state_->detected.clear();
}

std::optional<Guard> Guards::of(const Offender& offender) {
  const Functions& functions = state_->functions;
  if (is_behind_hwcap_test(offender, state_->code, functions)) return Guard{"AT_HWCAP"};
  if (state_->is_musls(offender)) return Guard{"musl, which asks AT_HWCAP"};
  if (is_behind_lse_test(offender, state_->code, functions))
    return Guard{"__aarch64_have_lse_atomics"};
  if (std::optional<Guard> guard = state_->by_vector_length(offender)) return guard;
  if (std::optional<Guard> guard = state_->by_answer(offender)) return guard;
  if (std::optional<Guard> guard = state_->by_question(offender)) return guard;
  if (std::optional<Guard> guard = state_->by_unwind_tables(offender)) return guard;
  if (std::optional<Guard> guard = state_->by_detection(offender)) return guard;
  if (std::optional<Guard> guard = state_->by_armcap(offender)) return guard;
  return state_->by_trial(offender);
}

}  // namespace ashore::verify
