// SPDX-License-Identifier: Apache-2.0
// What the instructions of a file are held against on a device.
#pragma once

#include <string>

#include "ashore/base/expected.h"
#include "ashore/device/facts.h"
#include "ashore/elf/elf.h"

namespace ashore::verify {

// The least that every core of the device has, for code of the file's architecture. The error's
// message says which fact is missing, or that such code is not checked.
Expected<Floor> instruction_floor(const ElfFacts& file, const DeviceFacts& device);

// Of 32 or 64 bits.
bool is_x86(const Floor& floor);

// "ARMv7-A without FPU", "MIPS32r2 with soft float", "rv64gc".
std::string in_words(const Floor& floor);

}  // namespace ashore::verify
