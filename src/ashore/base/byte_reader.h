// SPDX-License-Identifier: Apache-2.0
// Bounds-checked reading of hostile bytes. All arithmetic on numbers that a file gives goes through
// here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace ashore {

enum class Endian { little, big };

class ByteReader {
 public:
  ByteReader(std::span<const std::byte> bytes, Endian endian) : bytes_(bytes), endian_(endian) {}

  std::uint64_t size() const { return bytes_.size(); }
  Endian endian() const { return endian_; }

  // The bytes [offset, offset + length), if all of them are there. No sum can overflow.
  std::optional<std::span<const std::byte>> slice(std::uint64_t offset,
                                                  std::uint64_t length) const {
    if (offset > bytes_.size() || length > bytes_.size() - offset) return std::nullopt;
    return bytes_.subspan(static_cast<std::size_t>(offset), static_cast<std::size_t>(length));
  }

  std::optional<std::uint8_t> u8(std::uint64_t offset) const {
    return number<std::uint8_t>(offset);
  }
  std::optional<std::uint16_t> u16(std::uint64_t offset) const {
    return number<std::uint16_t>(offset);
  }
  std::optional<std::uint32_t> u32(std::uint64_t offset) const {
    return number<std::uint32_t>(offset);
  }
  std::optional<std::uint64_t> u64(std::uint64_t offset) const {
    return number<std::uint64_t>(offset);
  }

  // The text up to the next NUL, which must lie within the bytes.
  std::optional<std::string_view> c_string(std::uint64_t offset) const {
    if (offset >= bytes_.size()) return std::nullopt;
    std::string_view rest(reinterpret_cast<const char*>(bytes_.data()) + offset,
                          bytes_.size() - static_cast<std::size_t>(offset));
    std::size_t end = rest.find('\0');
    if (end == std::string_view::npos) return std::nullopt;
    return rest.substr(0, end);
  }

 private:
  template <class T> std::optional<T> number(std::uint64_t offset) const {
    std::optional<std::span<const std::byte>> field = slice(offset, sizeof(T));
    if (!field) return std::nullopt;
    T value = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i) {
      std::size_t at = endian_ == Endian::big ? i : sizeof(T) - 1 - i;
      value = static_cast<T>((static_cast<std::uint64_t>(value) << 8) |
                             std::to_integer<std::uint64_t>((*field)[at]));
    }
    return value;
  }

  std::span<const std::byte> bytes_;
  Endian endian_;
};

}  // namespace ashore
