// SPDX-License-Identifier: Apache-2.0
// .symtab of a file whose sections are known already.
#pragma once

#include "ashore/elf/sections.h"
#include "ashore/elf/symbols.h"

namespace ashore::elf {

Expected<SymbolTable> static_symbols(std::span<const std::byte> file, const ElfFacts& facts,
                                     const std::vector<Section>& all);

}  // namespace ashore::elf
