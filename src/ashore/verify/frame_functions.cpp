// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/frame_functions.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "ashore/base/byte_reader.h"
#include "ashore/elf/sections.h"

namespace ashore::verify {

namespace {

constexpr std::uint32_t pt_gnu_eh_frame = 0x6474e550;

// How an address is written (DW_EH_PE_*): its form, and what it counts from.
constexpr unsigned form_bits = 0x0f, base_bits = 0x70, indirect = 0x80;
constexpr unsigned absolute = 0x00, udata4 = 0x03, udata8 = 0x04, sdata4 = 0x0b, sdata8 = 0x0c;
constexpr unsigned from_here = 0x10;

// Bytes that lie at an address, read one behind the other. Empty answers: they end too early.
class Entries {
 public:
  Entries(const elf::LoadedImage& image, std::span<const std::byte> bytes, std::uint64_t address)
      : reader_(bytes, image.endian()), address_(address), is_64_(image.is_64()) {}

  std::uint64_t at() const { return at_; }
  void go_to(std::uint64_t offset) { at_ = offset; }
  std::optional<std::uint64_t> u8() { return advanced(reader_.u8(at_), 1); }
  std::optional<std::uint64_t> u32() { return advanced(reader_.u32(at_), 4); }
  std::optional<std::uint64_t> u64() { return advanced(reader_.u64(at_), 8); }

  std::optional<std::uint64_t> leb128() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      std::optional<std::uint64_t> byte = u8();
      if (!byte) return std::nullopt;
      value |= (*byte & 0x7f) << shift;
      if ((*byte & 0x80) == 0) return value;
    }
    return std::nullopt;
  }

  // Letters up to a NUL. There are half a dozen kinds of them, and a hostile file has more.
  std::optional<std::string> letters() {
    constexpr std::size_t most = 8;
    std::string found;
    while (found.size() <= most) {
      std::optional<std::uint64_t> letter = u8();
      if (!letter) return std::nullopt;
      if (*letter == 0) return found;
      found.push_back(static_cast<char>(*letter));
    }
    return std::nullopt;
  }

  std::optional<std::uint64_t> number(unsigned form) {
    switch (form & form_bits) {
    case absolute: return is_64_ ? u64() : u32();
    case udata4: return u32();
    case sdata4: return extended(u32());
    case udata8:
    case sdata8: return u64();
    default: return std::nullopt;
    }
  }

  // What is written there with that encoding, if it needs no memory but its own place.
  std::optional<std::uint64_t> pointer(unsigned encoding) {
    std::uint64_t place = address_ + at_;
    std::optional<std::uint64_t> value = number(encoding);
    unsigned base = encoding & base_bits;
    if (!value || (encoding & indirect) != 0 || (base != absolute && base != from_here))
      return std::nullopt;
    std::uint64_t sum = *value + (base == from_here ? place : 0);
    return is_64_ ? sum : sum & 0xFFFFFFFF;
  }

 private:
  template <class T>
  std::optional<std::uint64_t> advanced(std::optional<T> value, std::uint64_t size) {
    if (!value) return std::nullopt;
    at_ += size;
    return std::uint64_t{*value};
  }
  static std::optional<std::uint64_t> extended(std::optional<std::uint64_t> value) {
    if (value && (*value & 0x80000000) != 0) *value |= 0xFFFFFFFF00000000;
    return value;
  }

  ByteReader reader_;
  std::uint64_t address_;
  bool is_64_;
  std::uint64_t at_ = 0;
};

// How addresses of functions are written in entries that name this CIE, from behind its id.
std::optional<unsigned> encoding_of(Entries& entries) {
  std::optional<std::uint64_t> version = entries.u8();
  std::optional<std::string> letters = entries.letters();
  if (!version || !letters || (*version != 1 && *version != 3)) return std::nullopt;
  if (letters->empty()) return absolute;
  if (letters->front() != 'z' || !entries.leb128() || !entries.leb128()) return std::nullopt;
  if (!(*version == 1 ? entries.u8() : entries.leb128()) || !entries.leb128()) return std::nullopt;
  for (char letter : std::string_view(*letters).substr(1)) {
    if (letter == 'R') {
      std::optional<std::uint64_t> encoding = entries.u8();
      if (!encoding) return std::nullopt;
      return static_cast<unsigned>(*encoding);
    }
    if (letter == 'S' || letter == 'B') continue;
    std::optional<std::uint64_t> encoding = entries.u8();
    if (!encoding || (letter != 'L' && letter != 'P')) return std::nullopt;
    if (letter == 'P' && !entries.number(static_cast<unsigned>(*encoding))) return std::nullopt;
  }
  return absolute;
}

std::optional<std::uint64_t> place_of_frames(const elf::LoadedImage& image, const ElfFacts& facts) {
  for (const ElfSegment& segment : facts.segments) {
    if (segment.type != pt_gnu_eh_frame) continue;
    std::optional<std::span<const std::byte>> bytes = image.rest_at(segment.address);
    if (!bytes) continue;
    Entries header(image, *bytes, segment.address);
    std::optional<std::uint64_t> version = header.u8(), encoding = header.u8();
    header.go_to(4);
    if (version == 1 && encoding) return header.pointer(static_cast<unsigned>(*encoding));
  }
  // Static programs of glibc find the table by the place that the linker gave it.
  Expected<std::vector<elf::Section>> sections = elf::sections(image.file(), facts);
  for (std::size_t i = 0; sections && i < sections->size(); ++i) {
    const elf::Section& section = (*sections)[i];
    if (section.name == ".eh_frame" && section.is_loaded() && section.is_in_file())
      return section.address;
  }
  return std::nullopt;
}

class FrameReader {
 public:
  FrameReader(const elf::LoadedImage& image, std::span<const std::byte> bytes,
              std::uint64_t address)
      : entries_(image, bytes, address) {}

  std::vector<FunctionRange> read() {
    while (read_one()) {
    }
    return std::move(found_);
  }

 private:
  // False: it was the last, or nothing more can be understood.
  bool read_one() {
    std::optional<std::uint64_t> length = entries_.u32();
    if (!length || *length == 0) return false;
    if (*length == 0xFFFFFFFF) length = entries_.u64();
    if (!length || *length > UINT64_MAX / 2) return false;
    std::uint64_t begin = entries_.at();
    std::optional<std::uint64_t> id = entries_.u32();
    if (!id) return false;
    // Counted backwards from its own place; 0 is a CIE itself.
    if (*id != 0 && *id <= begin) add(begin - *id);
    entries_.go_to(begin + *length);
    return true;
  }

  void add(std::uint64_t cie) {
    std::uint64_t here = entries_.at();
    if (cie != last_cie_) {
      last_cie_ = cie;
      entries_.go_to(cie);
      std::optional<std::uint64_t> length = entries_.u32();
      if (length == 0xFFFFFFFF) entries_.u64();
      bool is_cie = length && entries_.u32() == 0;
      encoding_ = is_cie ? encoding_of(entries_) : std::nullopt;
      entries_.go_to(here);
    }
    if (!encoding_) return;
    std::optional<std::uint64_t> begin = entries_.pointer(*encoding_);
    std::optional<std::uint64_t> size = entries_.number(*encoding_ & form_bits);
    if (!begin || !size || *size == 0 || *begin > UINT64_MAX - *size) return;
    found_.push_back({*begin, *begin + *size});
  }

  Entries entries_;
  std::uint64_t last_cie_ = UINT64_MAX;
  std::optional<unsigned> encoding_;
  std::vector<FunctionRange> found_;
};

}  // namespace

std::vector<FunctionRange> frame_functions(const elf::LoadedImage& image, const ElfFacts& facts) {
  std::optional<std::uint64_t> place = place_of_frames(image, facts);
  if (!place) return {};
  std::optional<std::span<const std::byte>> bytes = image.rest_at(*place);
  if (!bytes) return {};
  std::vector<FunctionRange> found = FrameReader(image, *bytes, *place).read();
  std::ranges::sort(found, {},
                    [](const FunctionRange& range) { return std::pair(range.begin, range.end); });
  return found;
}

}  // namespace ashore::verify
