// SPDX-License-Identifier: Apache-2.0
// Which function an address lies in, by the symbols of a file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/elf/elf.h"
#include "ashore/elf/loaded_image.h"
#include "ashore/elf/symbols.h"

namespace ashore::verify {

// One function, as its symbol describes it.
struct Function {
  std::uint64_t begin = 0, end = 0;  // without the Thumb bit
  std::uint32_t symbol = 0;
  bool has_size = false;  // otherwise it is taken to reach to the next one
  bool is_typed = false;  // a function by its type, not only a name in code
  bool is_thumb = false;
  std::uint64_t pointer() const { return is_thumb ? begin | 1 : begin; }
};

class Functions {
 public:
  // Of .symtab; where a file has none, of its dynamic symbols. Empty where both are broken: names
  // are for people, and nothing rests on their absence.
  static Functions of(std::span<const std::byte> file, const ElfFacts& facts,
                      const elf::LoadedImage& image);

  // The function at that address; nullptr where no symbol says.
  const Function* at(std::uint64_t address) const;
  // As the linker knows it.
  std::string_view name(const Function& function) const;
  // For people: demangled; empty where there is none. code_names.h knows more.
  std::string in_words(const Function* function) const;
  // Address of what is called so, without the Thumb bit.
  std::optional<std::uint64_t> address_of(std::string_view name) const;
  // The first symbol whose name ends so.
  std::optional<std::string_view> name_ending_in(std::string_view end) const;
  // What a variable or function at exactly that address is called.
  std::vector<std::string_view> names_at(std::uint64_t address) const;

  const std::vector<Function>& all() const { return functions_; }

 private:
  elf::SymbolTable symbols_;
  std::vector<Function> functions_;                             // by address
  std::vector<std::pair<std::uint64_t, std::uint32_t>> named_;  // every defined symbol, by address
};

}  // namespace ashore::verify
