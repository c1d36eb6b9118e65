// SPDX-License-Identifier: Apache-2.0
// Small ELF images for tests, laid out as a linker would: one PT_LOAD over the whole file, one for
// writable memory, and whatever the test asks for.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "ashore/elf/elf.h"

namespace ashore::elf {

class SampleImage {
 public:
  // An ARM program for EABI version 5, statically linked, soft float.
  unsigned bits = 32;
  Endian endian = Endian::little;
  std::uint8_t os_abi = 0;
  std::uint16_t type = 2, machine = 40;
  std::uint32_t flags = 0x05000200;
  std::uint64_t base = 0x10000, align = 0x10000;
  std::optional<std::uint64_t> entry;  // an executable byte if not said
  std::uint64_t bss = 0x1000;          // writable memory beyond the file
  std::optional<std::string> interpreter, soname, runpath;
  std::vector<std::string> needed;
  std::vector<SymbolVersion> versions;
  bool pie = false;
  std::optional<Version> minimum_kernel;
  std::string build_id;  // raw bytes
  std::string arm_attributes;
  std::string mips_abi_flags;
  std::string text = "text";
  std::vector<ElfSegment> more_segments;

  static SampleImage arm_hard_float() {
    SampleImage image;
    image.flags = 0x05000400;
    return image;
  }
  static SampleImage aarch64() {
    SampleImage image;
    image.bits = 64;
    image.machine = 183;
    image.flags = 0;
    return image;
  }
  static SampleImage mips_big_endian() {
    SampleImage image;
    image.endian = Endian::big;
    image.machine = 8;
    image.flags = 0x70001007;  // mips32r2, o32, noreorder, pic, cpic
    return image;
  }

  std::vector<std::byte> bytes() {
    file_.assign(header_size() + 8 * segment_size(), '\0');  // eight program headers at most
    segments_.clear();
    std::uint64_t text_at = append(text);
    if (interpreter) add_segment(3, *interpreter + std::string(1, '\0'));
    if (minimum_kernel || !build_id.empty()) add_segment(4, notes());
    if (!mips_abi_flags.empty()) add_segment(0x70000003, mips_abi_flags);
    if (interpreter || soname || runpath || pie || !needed.empty()) add_dynamic();
    std::uint64_t sections_at = arm_attributes.empty() ? 0 : add_attribute_section();
    std::uint64_t end = file_.size();
    segments_.insert(segments_.begin(), {1, 5, 0, base, end, end, align});
    std::uint64_t data = (base + end + align - 1) / align * align;
    if (bss > 0) segments_.push_back({1, 6, 0, data, 0, bss, align});
    segments_.insert(segments_.end(), more_segments.begin(), more_segments.end());
    write_header(entry.value_or(base + text_at), sections_at);
    std::vector<std::byte> image(file_.size());
    std::memcpy(image.data(), file_.data(), file_.size());
    return image;
  }

 private:
  std::uint64_t header_size() const { return bits == 64 ? 64 : 52; }
  std::uint64_t segment_size() const { return bits == 64 ? 56 : 32; }

  std::string number(std::uint64_t value, unsigned size) const {
    std::string text_of(size, '\0');
    for (unsigned i = 0; i < size; ++i) {
      unsigned shift = 8 * (endian == Endian::big ? size - 1 - i : i);
      text_of[i] = static_cast<char>((value >> shift) & 0xFF);
    }
    return text_of;
  }
  std::string word(std::uint64_t value) const { return number(value, bits / 8); }

  std::uint64_t append(const std::string& piece) {
    file_.resize((file_.size() + 7) / 8 * 8);
    std::uint64_t at = file_.size();
    file_ += piece;
    return at;
  }

  void add_segment(std::uint32_t segment_type, const std::string& content) {
    std::uint64_t at = append(content);
    segments_.push_back({segment_type, 4, at, base + at, content.size(), content.size(), 4});
  }

  std::string note(std::uint32_t note_type, const std::string& content) const {
    std::string made = number(4, 4) + number(content.size(), 4) + number(note_type, 4);
    made += std::string("GNU\0", 4) + content;
    made.resize((made.size() + 3) / 4 * 4);
    return made;
  }

  std::string notes() const {
    std::string made;
    if (minimum_kernel) {
      std::string version = number(0, 4);
      for (std::size_t i = 0; i < 3; ++i)
        version += number(i < minimum_kernel->parts.size() ? minimum_kernel->parts[i] : 0, 4);
      made += note(1, version);
    }
    if (!build_id.empty()) made += note(3, build_id);
    return made;
  }

  std::uint64_t string_offset(const std::string& name) {
    std::uint64_t at = strings_.size();
    strings_ += name + std::string(1, '\0');
    return at;
  }

  // Elf_Verneed and Elf_Vernaux: one library with one version each.
  std::string version_needs() {
    std::string made;
    for (std::size_t i = 0; i < versions.size(); ++i) {
      made += number(1, 2) + number(1, 2) + number(string_offset(versions[i].library), 4);
      made += number(16, 4) + number(i + 1 < versions.size() ? 32 : 0, 4);
      made += number(0, 4) + number(versions[i].weak ? 2 : 0, 2) + number(2, 2);
      made += number(string_offset(versions[i].version), 4) + number(0, 4);
    }
    return made;
  }

  void add_dynamic() {
    strings_.assign(1, '\0');
    std::string entries;
    for (const std::string& library : needed) entries += word(1) + word(string_offset(library));
    if (soname) entries += word(14) + word(string_offset(*soname));
    if (runpath) entries += word(29) + word(string_offset(*runpath));
    if (pie) entries += word(0x6ffffffb) + word(0x08000000);
    if (!versions.empty()) {
      std::uint64_t at = append(version_needs());
      entries += word(0x6ffffffe) + word(base + at) + word(0x6fffffff) + word(versions.size());
    }
    std::uint64_t strings_at = append(strings_);
    entries += word(5) + word(base + strings_at) + word(10) + word(strings_.size());
    add_segment(2, entries + word(0) + word(0));
  }

  // One section header, of SHT_ARM_ATTRIBUTES, behind the contents.
  std::uint64_t add_attribute_section() {
    std::uint64_t content_at = append(arm_attributes);
    std::string section = number(0, 4) + number(0x70000003, 4) + word(0) + word(0);
    section += word(content_at) + word(arm_attributes.size());
    section += number(0, 4) + number(0, 4) + word(1) + word(0);
    return append(section);
  }

  std::string segment_bytes(const ElfSegment& segment) const {
    std::string made = number(segment.type, 4);
    if (bits == 64) made += number(segment.flags, 4);
    made += word(segment.offset) + word(segment.address) + word(segment.address);
    made += word(segment.file_size) + word(segment.memory_size);
    if (bits == 32) made += number(segment.flags, 4);
    return made + word(segment.align);
  }

  void write_header(std::uint64_t start, std::uint64_t sections_at) {
    std::string made = "\x7f"
                       "ELF";
    made += static_cast<char>(bits == 64 ? 2 : 1);
    made += static_cast<char>(endian == Endian::big ? 2 : 1);
    made += '\1';
    made += static_cast<char>(os_abi);
    made.resize(16);
    made += number(type, 2) + number(machine, 2) + number(1, 4);
    made += word(start) + word(header_size()) + word(sections_at) + number(flags, 4);
    made += number(header_size(), 2) + number(segment_size(), 2) + number(segments_.size(), 2);
    made += number(bits == 64 ? 64 : 40, 2) + number(sections_at != 0 ? 1 : 0, 2) + number(0, 2);
    for (const ElfSegment& segment : segments_) made += segment_bytes(segment);
    file_.replace(0, made.size(), made);
  }

  std::string file_, strings_;
  std::vector<ElfSegment> segments_;
};

}  // namespace ashore::elf
