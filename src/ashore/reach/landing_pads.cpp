// SPDX-License-Identifier: Apache-2.0
#include "ashore/base/byte_reader.h"
#include "ashore/reach/unwind.h"

namespace ashore::reach {

namespace {

// The encodings of pointers (DW_EH_PE_*).
constexpr std::uint8_t absolute = 0x00, uleb = 0x01, u2 = 0x02, u4 = 0x03, u8 = 0x04, sleb = 0x09,
                       s2 = 0x0A, s4 = 0x0B, s8 = 0x0C, omitted = 0xFF;

// Numbers one after another.
class Numbers {
 public:
  Numbers(std::span<const std::byte> bytes, Endian endian, unsigned word)
      : reader_(bytes, endian), word_(word) {}

  std::uint64_t position() const { return position_; }
  std::optional<std::uint64_t> byte() { return fixed(1); }
  std::optional<std::uint64_t> leb() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      std::optional<std::uint64_t> byte = fixed(1);
      if (!byte) return std::nullopt;
      value |= (*byte & 0x7F) << shift;
      if ((*byte & 0x80) == 0) return value;
    }
    return std::nullopt;
  }
  // A distance: nothing that is added to a place.
  std::optional<std::uint64_t> encoded(std::uint8_t encoding) {
    switch (encoding) {
    case absolute: return fixed(word_);
    case uleb:
    case sleb: return leb();
    case u2:
    case s2: return fixed(2);
    case u4:
    case s4: return fixed(4);
    case u8:
    case s8: return fixed(8);
    default: return std::nullopt;
    }
  }

 private:
  std::optional<std::uint64_t> fixed(unsigned size) {
    std::uint64_t at = position_;
    position_ += size;
    switch (size) {
    case 1: return reader_.u8(at);
    case 2: return reader_.u16(at);
    case 4: return reader_.u32(at);
    default: return reader_.u64(at);
    }
  }
  ByteReader reader_;
  std::uint64_t position_ = 0;
  unsigned word_;
};

}  // namespace

std::optional<std::vector<std::uint64_t>> landing_pads_of(const elf::LoadedImage& image,
                                                          std::uint64_t table,
                                                          std::uint64_t function,
                                                          std::uint64_t& bytes_left) {
  std::optional<std::span<const std::byte>> bytes = image.rest_at(table);
  if (!bytes) return std::nullopt;
  Numbers numbers(*bytes, image.endian(), static_cast<unsigned>(image.word_size()));
  std::optional<std::uint64_t> start_encoding = numbers.byte();
  if (start_encoding != omitted) return std::nullopt;  // no compiler gives another start
  std::optional<std::uint64_t> type_encoding = numbers.byte();
  if (!type_encoding || (*type_encoding != omitted && !numbers.leb())) return std::nullopt;
  std::optional<std::uint64_t> encoding = numbers.byte();
  std::optional<std::uint64_t> length = numbers.leb();
  if (!encoding || !length || *length > bytes->size() || *length > bytes_left) return std::nullopt;
  bytes_left -= *length;
  std::vector<std::uint64_t> pads;
  std::uint64_t end = numbers.position() + *length;
  while (numbers.position() < end) {
    std::uint8_t form = static_cast<std::uint8_t>(*encoding);
    std::optional<std::uint64_t> start = numbers.encoded(form), size = numbers.encoded(form),
                                 pad = numbers.encoded(form), action = numbers.leb();
    if (!start || !size || !pad || !action) return std::nullopt;
    if (*pad != 0) pads.push_back(function + *pad);
  }
  if (numbers.position() != end) return std::nullopt;
  return pads;
}

}  // namespace ashore::reach
