// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/guards.h"

#include "ashore/verify/guard_unwinder.h"
#include "ashore/verify/unwind_tables.h"

namespace ashore::verify {

struct Guards::State {
  const elf::LoadedImage& image;
  const ElfFacts& facts;
  const Functions& functions;
  std::optional<UnwoundRegisters> unwound;

  std::optional<Guard> by_unwind_tables(const Offender& offender);
};

std::optional<Guard> Guards::State::by_unwind_tables(const Offender& offender) {
  if (!is_in_unwinder(offender, image, functions)) return std::nullopt;
  if (!unwound) unwound = unwound_registers(image, facts);
  bool is_restored = unwound->vfp || unwound->wmmx || !unwound->is_complete;
  if (is_restored) return Guard{"the file's unwind tables", false};
  return Guard{"the file's unwind tables, which restore no such register", true};
}

Guards::Guards(const elf::LoadedImage& image, const ElfFacts& facts, const Functions& functions)
    : state_(new State{image, facts, functions, std::nullopt}) {}
Guards::~Guards() = default;

std::optional<Guard> Guards::of(const Offender& offender) {
  return state_->by_unwind_tables(offender);
}

}  // namespace ashore::verify
