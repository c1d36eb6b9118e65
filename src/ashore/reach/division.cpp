// SPDX-License-Identifier: Apache-2.0
// Source of the encodings: LLVM, compiler-rt/lib/builtins/arm/udivsi3.S and udivmodsi4.S, in A32.
#include "ashore/reach/division.h"

#include <bit>
#include <optional>

#include "ashore/base/byte_reader.h"

namespace ashore::reach {

namespace {

struct Word {
  std::uint32_t mask = 0, value = 0;
};

// From CLZ to the jump. The two numbers were compared before, so their difference is 0 to 31.
constexpr Word words[] = {
    {0xFFFFFFFF, 0xE16FCF10},  // clz ip, r0
    {0xFFFFFFFF, 0xE16F3F11},  // clz r3, r1
    {0xFFFFFFFF, 0xE043300C},  // sub r3, r3, ip
    {0xFFFFF000, 0xE28FC000},  // add ip, pc, #where the last step is
    {0xFFFFFFFF, 0xE04CC103},  // sub ip, ip, r3, lsl #2
    {0xFFFFFFFF, 0xE04CC183},  // sub ip, ip, r3, lsl #3
    {0xFFFFFFFF, 0xE3A03000},  // mov r3, #0
    {0xFFFFFFFF, 0xE12FFF1C},  // bx ip
};
constexpr std::uint64_t count = std::size(words), place_of_end = 3;
constexpr std::uint64_t steps = 32, length_of_step = 12;

}  // namespace

std::vector<std::uint64_t> division_steps(const CodeView& view, Place jump) {
  std::uint64_t begin = jump.address - 4 * (count - 1);
  if (jump.kind != CodeKind::a32 || begin > jump.address) return {};
  std::uint32_t added = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    std::optional<std::uint32_t> word = view.instruction_word(begin + 4 * i);
    if (!word || (*word & words[i].mask) != words[i].value) return {};
    if (i == place_of_end) added = *word & 0xFFF;
  }
  constexpr std::uint64_t ahead = 8;
  std::uint64_t end = begin + 4 * place_of_end + ahead +
                      std::rotr(added & 0xFF, static_cast<int>(2 * (added >> 8)));
  std::vector<std::uint64_t> targets;
  for (std::uint64_t i = 0; i < steps; ++i) {
    std::uint64_t target = end - length_of_step * i;
    if (target <= jump.address || !view.is_code(target)) return {};
    targets.push_back(target);
  }
  return targets;
}

}  // namespace ashore::reach
