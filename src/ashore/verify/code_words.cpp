// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/code_words.h"

#include "ashore/elf/format.h"

namespace ashore::verify {

Endian code_endian(const ElfFacts& facts) {
  constexpr std::uint32_t ef_arm_be8 = 0x00800000;
  if (facts.machine == elf::em_mips) return facts.endian;
  if (facts.machine == elf::em_arm && (facts.flags & ef_arm_be8) == 0) return facts.endian;
  return Endian::little;
}

}  // namespace ashore::verify
