// SPDX-License-Identifier: Apache-2.0
// The sections of a file. Programs may have none, or false ones: nothing that the loader uses is
// read from here. Objects have nothing else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/elf/elf.h"

namespace ashore::elf {

// One section header; its name points into the file's bytes.
struct Section {
  std::string_view name;
  std::uint32_t type = 0;
  std::uint64_t flags = 0;
  std::uint64_t address = 0;
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
  std::uint32_t link = 0, info = 0;
  std::uint64_t alignment = 0;
  std::uint64_t entry_size = 0;

  bool is_loaded() const { return (flags & 2) != 0; }      // SHF_ALLOC
  bool is_executable() const { return (flags & 4) != 0; }  // SHF_EXECINSTR
  bool is_in_file() const { return type != 0 && type != 8; }
  bool operator==(const Section&) const = default;
};

// All sections, their contents within the file; section 0 is the null section. Empty if the
// headers are stripped. In programs, an error as well if a loaded section is somewhere else in
// memory than the segments say: such headers describe another file.
Expected<std::vector<Section>> sections(std::span<const std::byte> file, const ElfFacts& facts);

// The bytes of a section of that same file; none for one that is not in the file.
std::span<const std::byte> content_of(std::span<const std::byte> file, const Section& section);

}  // namespace ashore::elf
