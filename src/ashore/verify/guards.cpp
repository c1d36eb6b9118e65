// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/guards.h"

#include "ashore/verify/guard_tests.h"
#include "ashore/verify/guard_unwinder.h"
#include "ashore/verify/unwind_tables.h"

namespace ashore::verify {

struct Guards::State {
  const elf::LoadedImage& image;
  const ElfFacts& facts;
  const Functions& functions;
  CodeWords code;
  std::optional<UnwoundRegisters> unwound;
  std::optional<bool> no_vector_length;

  std::optional<Guard> by_unwind_tables(const Offender& offender);
  std::optional<Guard> by_vector_length(const Offender& offender);
};

std::optional<Guard> Guards::State::by_vector_length(const Offender& offender) {
  if (!is_vector_length_of_unwinder(offender, code)) return std::nullopt;
  if (!no_vector_length) no_vector_length = no_table_has_vector_length(image, facts);
  if (!*no_vector_length) return Guard{"the file's unwind tables", false};
  return Guard{"the file's unwind tables, which restore no such register", true};
}

std::optional<Guard> Guards::State::by_unwind_tables(const Offender& offender) {
  if (!is_in_unwinder(offender, image, functions)) return std::nullopt;
  if (!unwound) unwound = unwound_registers(image, facts);
  bool is_restored = unwound->vfp || unwound->wmmx || !unwound->is_complete;
  if (is_restored) return Guard{"the file's unwind tables", false};
  return Guard{"the file's unwind tables, which restore no such register", true};
}

Guards::Guards(const elf::LoadedImage& image, const ElfFacts& facts, const Functions& functions)
    : state_(new State{image, facts, functions, CodeWords(image, code_endian(facts)), {}, {}}) {}
Guards::~Guards() = default;

std::optional<Guard> Guards::of(const Offender& offender) {
  const Functions& functions = state_->functions;
  if (is_behind_hwcap_test(offender, state_->code, functions)) return Guard{"AT_HWCAP"};
  if (is_behind_lse_test(offender, state_->code, functions))
    return Guard{"__aarch64_have_lse_atomics"};
  if (std::optional<Guard> guard = state_->by_vector_length(offender)) return guard;
  return state_->by_unwind_tables(offender);
}

}  // namespace ashore::verify
