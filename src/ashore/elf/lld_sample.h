// SPDX-License-Identifier: Apache-2.0
// Small real libraries and objects for tests, made by tests/elf/make_samples.sh.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "ashore/elf/format.h"
#include "ashore/elf/loaded_image.h"
#include "ashore/elf/symbols.h"

namespace ashore::elf {

inline std::vector<std::byte> bytes_of_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  std::span<const std::byte> bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

std::vector<std::byte> lld_sample(const std::string& name);

inline const std::vector<std::string>& lld_libraries() {
  static const std::vector<std::string> names = {
      "lld_thumb_library", "lld_arm_library",      "lld_aarch64_library", "lld_rv64_library",
      "lld_mips_library",  "lld_mips64el_library", "lld_x86_64_library"};
  return names;
}

inline ElfFacts facts_of(const std::vector<std::byte>& bytes) {
  Expected<ElfFacts> facts = read(bytes);
  EXPECT_TRUE(facts) << facts.error().message();
  return facts ? *facts : ElfFacts{};
}

inline Expected<LoadedImage> image_of(const std::vector<std::byte>& bytes) {
  TRY_ASSIGN(ElfFacts facts, read(bytes));
  return LoadedImage::of(bytes, facts);
}

// The address of a symbol in .symtab; 0 if there is none.
inline std::uint64_t address_of(const std::vector<std::byte>& bytes, std::string_view name) {
  Expected<SymbolTable> symbols = static_symbols(bytes, facts_of(bytes));
  for (std::size_t i = 0; symbols && i < symbols->size(); ++i)
    if ((*symbols)[i].name == name) return (*symbols)[i].value;
  return 0;
}

inline void write_number(std::vector<std::byte>& bytes, std::uint64_t at, std::uint64_t value,
                         unsigned size, Endian endian) {
  for (unsigned i = 0; i < size; ++i) {
    unsigned shift = 8 * (endian == Endian::big ? size - 1 - i : i);
    bytes.at(at + i) = static_cast<std::byte>(value >> shift);
  }
}

// Gives a tag of the dynamic section another value; fails the test if the tag is not there.
inline void set_dynamic(std::vector<std::byte>& bytes, std::uint64_t tag, std::uint64_t value) {
  ElfFacts facts = facts_of(bytes);
  Source source = source_of(bytes, facts);
  for (const ElfSegment& segment : facts.segments) {
    if (segment.type != pt_dynamic) continue;
    std::uint64_t word = source.word_size();
    for (std::uint64_t at = segment.offset; at < segment.offset + segment.file_size;
         at += 2 * word) {
      if (*source.word(at) != tag) continue;
      write_number(bytes, at + word, value, static_cast<unsigned>(word), facts.endian);
      return;
    }
  }
  ADD_FAILURE() << "no tag " << tag;
}

// What went wrong, or "no error".
template <class T> std::string message_of(const Expected<T>& result) {
  return result ? "no error" : result.error().message();
}

}  // namespace ashore::elf
