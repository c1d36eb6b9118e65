// SPDX-License-Identifier: Apache-2.0
// The words that the loader writes, with what it writes: relocations with their symbols resolved
// inside the file.
#pragma once

#include <cstdint>
#include <functional>

#include "ashore/elf/relocations.h"

namespace ashore::elf {

struct RelocatedWord {
  std::uint64_t place = 0;
  std::uint64_t value = 0;  // before any move by the loader
  bool is_resolver = false;
};

// Only words whose value the file knows: not those of symbols that other files define.
Expected<void> for_each_relocated_word(const LoadedImage& image,
                                       const std::function<void(const RelocatedWord&)>& use);

}  // namespace ashore::elf
