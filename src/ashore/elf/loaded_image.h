// SPDX-License-Identifier: Apache-2.0
// A file as it lies in memory once it is loaded: bytes by address, and which of them may be
// executed. By segments alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/elf/dynamic_entries.h"
#include "ashore/elf/elf.h"

namespace ashore::elf {

// The bytes that an executable segment takes from the file.
struct CodeRange {
  std::uint64_t address = 0;
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
  bool writable = false;  // what is checked today may be other code tomorrow
  bool operator==(const CodeRange&) const = default;
};

// The bytes of any segment, by their address.
struct LoadedBytes {
  std::uint64_t address = 0;
  std::span<const std::byte> bytes;
};

class LoadedImage {
 public:
  // `facts` are those of `file`, whose bytes must outlive the image. Segments that overlap in
  // memory are an error: whose bytes lie there, only the kernel knows.
  static Expected<LoadedImage> of(std::span<const std::byte> file, const ElfFacts& facts);

  // Everything that is mapped executable from the file, by ascending address.
  const std::vector<CodeRange>& code() const { return code_; }
  // Everything that is mapped from the file, by ascending address.
  std::vector<LoadedBytes> loaded() const;
  // Whether the byte at `address` comes from the file and may be executed.
  bool is_code(std::uint64_t address) const;

  // The bytes from the file at an address, all of one segment. Empty: not all of them are there.
  std::optional<std::span<const std::byte>> bytes_at(std::uint64_t address,
                                                     std::uint64_t length) const;
  // The same, or an error that says which part of the file it was.
  Expected<std::span<const std::byte>> part(std::uint64_t address, std::uint64_t length,
                                            std::string_view what) const;
  // All bytes from `address` to the end of what its segment takes from the file.
  std::optional<std::span<const std::byte>> rest_at(std::uint64_t address) const;
  // An address-sized number in the file's byte order.
  std::optional<std::uint64_t> word_at(std::uint64_t address) const;
  // Where in the file these bytes are.
  std::optional<std::uint64_t> offset_of(std::uint64_t address, std::uint64_t length) const;

  std::span<const std::byte> file() const { return file_; }
  bool is_64() const { return is_64_; }
  std::uint64_t word_size() const { return is_64_ ? 8 : 4; }
  Endian endian() const { return endian_; }
  std::uint16_t machine() const { return machine_; }
  ElfType type() const { return type_; }
  std::uint64_t entry() const { return entry_; }
  bool has_dynamic_section() const { return has_dynamic_section_; }
  const DynamicEntries& dynamic() const { return dynamic_; }

 private:
  LoadedImage() = default;
  const ElfSegment* segment_of(std::uint64_t address) const;

  std::span<const std::byte> file_;
  bool is_64_ = false;
  Endian endian_ = Endian::little;
  std::uint16_t machine_ = 0;
  ElfType type_ = ElfType::other;
  std::uint64_t entry_ = 0;
  bool has_dynamic_section_ = false;
  DynamicEntries dynamic_;
  std::vector<ElfSegment> loads_;  // by ascending address, apart from each other
  std::vector<CodeRange> code_;
};

}  // namespace ashore::elf
