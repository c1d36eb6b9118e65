// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/guard_asked_bits.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <vector>

#include "ashore/base/text.h"
#include "ashore/elf/format.h"
#include "ashore/verify/execution.h"
#include "ashore/verify/question_shape.h"

namespace ashore::verify {

namespace {

// What a kernel has before it sets a bit: any of these words is enough for the bit to be possible.
// Linux, arch/arm/include/uapi/asm/hwcap.h.
struct BitOfFeatures {
  unsigned bit = 0;
  std::array<std::string_view, 7> features;
};

constexpr std::array hwcap_bits = {
    BitOfFeatures{6, {"vfp2", "vfp3d16", "vfp3", "vfp4d16", "vfp4", "neon", "fp-armv8"}},  // VFP
    BitOfFeatures{9, {"iwmmxt"}},
    BitOfFeatures{12, {"neon"}},
    BitOfFeatures{13, {"vfp3d16", "vfp3", "vfp4d16", "vfp4", "neon", "fp-armv8"}},  // VFPv3
    BitOfFeatures{14, {"vfp3d16", "vfp3", "vfp4d16", "vfp4", "neon", "fp-armv8"}},  // VFPv3-D16
    BitOfFeatures{16, {"vfp4d16", "vfp4", "fp-armv8"}},                             // VFPv4
    BitOfFeatures{17, {"hwdiv-arm", "hwdiv"}},
    BitOfFeatures{18, {"hwdiv", "hwdiv-arm"}},
    BitOfFeatures{19, {"d32", "vfp3", "vfp4", "neon", "fp-armv8"}},
};
constexpr std::array hwcap2_bits = {
    BitOfFeatures{0, {"aes"}},  BitOfFeatures{1, {"aes"}}, BitOfFeatures{2, {"sha2"}},
    BitOfFeatures{3, {"sha2"}}, BitOfFeatures{4, {"crc"}},
};

template <class Table> std::uint32_t unset_of(const Table& table, const Floor& floor) {
  std::uint32_t unset = 0;
  for (const BitOfFeatures& one : table) {
    bool is_possible = std::ranges::any_of(one.features, [&](std::string_view feature) {
      return !feature.empty() && floor.features.names.contains(std::string(feature));
    });
    if (!is_possible) unset |= std::uint32_t{1} << one.bit;
  }
  return unset;
}

bool is_name_of_question(std::string_view name) {
  return name == "getauxval" || name == "__getauxval" || name == "__getauxval2";
}

// The variables that code writes near a question or with its answer, if every way by which they
// may be reached is seen.
Watched watched_of(const ExecutionGround& ground, const SeenMemory& seen,
                   const std::set<std::uint64_t>& lost) {
  Watched watched;
  for (std::uint64_t address : seen.suspects) {
    if (watched.all().size() == Watched::most) break;
    std::optional<std::uint32_t> initial = ground.initial(address);
    if (!initial || lost.contains(address)) continue;
    WatchedVariable variable{
        address, {address}, KnownValue::number(*initial), KnownValue::number(*initial), false, {}};
    auto base = seen.bases.lower_bound({address, 0});
    for (; base != seen.bases.end() && base->first == address; ++base)
      variable.bases.insert(base->second);
    // Its address, as a number that somebody else may read.
    bool is_shown = std::ranges::any_of(variable.bases, [&](std::uint64_t one) {
      return std::ranges::any_of(ground.words_with(static_cast<std::uint32_t>(one)),
                                 [&](std::uint64_t word) { return !seen.loaded.contains(word); });
    });
    if (!is_shown) watched.add(variable);
  }
  return watched;
}

}  // namespace

UnsetBits unset_bits(const Floor& floor) {
  // Later ones have some of this without saying so.
  constexpr std::array<std::string_view, 9> plain = {
      "armv4", "armv4t", "armv5t", "armv5te", "armv5tej", "armv6", "armv6k", "armv6kz", "armv7-a"};
  UnsetBits unset{unset_of(hwcap_bits, floor), unset_of(hwcap2_bits, floor)};
  if (std::ranges::find(plain, floor.baseline) == plain.end()) {
    constexpr std::uint32_t divisions = 3U << 17, checksums = 1U << 4;
    unset.hwcap &= ~divisions;
    unset.hwcap2 &= ~checksums;
  }
  return unset;
}

struct SparedCode::Found {
  CodeSet led_to, elsewhere, here;  // led to: by the descent, guesses included
};

SparedCode::~SparedCode() = default;

SparedCode::SparedCode(const elf::LoadedImage& image, const ElfFacts& facts,
                       const Functions& functions, const References& references,
                       const Floor& floor) {
  if (facts.machine != elf::em_arm) return;
  bool has_name = functions.address_of("getauxval") || functions.address_of("__getauxval");
  bool is_stripped = functions.all().empty() && !image.has_dynamic_section();
  if (!has_name && !is_stripped && !references.imports("getauxval")) return;
  std::optional<ExecutionGround> ground = ExecutionGround::of(image, facts);
  if (!ground) return;
  std::map<CodeKey, bool> known;
  Execution::IsQuestion is_question = [&](CodeKey key) {
    auto [answer, is_new] = known.try_emplace(key, false);
    if (!is_new) return answer->second;
    std::uint64_t address = key & ~std::uint64_t{1};
    std::vector<std::string_view> names = functions.names_at(address);
    answer->second = std::ranges::any_of(names, is_name_of_question) ||
                     is_name_of_question(references.import_at(address));
    if (is_stripped) answer->second |= looks_for_pair(*ground, key);
    return answer->second;
  };
  Execution elsewhere(*ground, is_question, {}, {});
  if (!elsewhere.run()) return;
  UnsetBits unset = unset_bits(floor);
  std::set<std::uint64_t> lost;
  constexpr unsigned most_rounds = 8;
  std::optional<Execution> here;
  for (unsigned round = 0; round < most_rounds; ++round) {
    Watched watched = watched_of(*ground, elsewhere.seen(), lost);
    here.emplace(*ground, is_question, AskedBits{unset.hwcap, unset.hwcap2}, watched);
    if (!here->run()) return;
    std::size_t before = lost.size();
    for (const WatchedVariable& variable : here->watched().all())
      if (variable.is_lost) lost.insert(variable.address);
    if (lost.size() == before) break;
    here.reset();
  }
  if (!here) return;
  question_ = "getauxval(AT_HWCAP)";
  std::vector<std::string> kept;
  for (const WatchedVariable& variable : here->watched().all()) {
    for (std::string_view name : functions.names_at(variable.address))
      if (kept.size() < 3 && !variable.readers.empty()) kept.emplace_back(name);
  }
  if (!kept.empty()) question_ += ", kept in " + joined(kept, ", ");
  found_.reset(new Found{ground->instructions(), elsewhere.executed(), here->executed()});
}

bool SparedCode::is_never_led_to(const Offender& offender) const {
  CodeKey key = offender.address | (offender.mode == isa::Mode::thumb ? 1 : 0);
  return found_ && !found_->led_to.contains(key);
}

bool SparedCode::has(const Offender& offender) const {
  if (!found_) return false;
  CodeKey key = offender.address | (offender.mode == isa::Mode::thumb ? 1 : 0);
  return found_->elsewhere.contains(key) && !found_->here.contains(key);
}

}  // namespace ashore::verify
