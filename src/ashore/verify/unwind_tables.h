// SPDX-License-Identifier: Apache-2.0
// Which registers beyond the core's an ARM program's unwind tables restore.
// Source: "Exception Handling ABI for the Arm Architecture" (IHI 0038), 6, 7 and 10.3.
#pragma once

#include "ashore/elf/elf.h"
#include "ashore/elf/loaded_image.h"

namespace ashore::verify {

struct UnwoundRegisters {
  bool vfp = false;
  bool wmmx = false;
  // Every table was read and understood. Otherwise there may be more than is said here.
  bool is_complete = false;
};

UnwoundRegisters unwound_registers(const elf::LoadedImage& image, const ElfFacts& facts);

}  // namespace ashore::verify
