// SPDX-License-Identifier: Apache-2.0
#include "ashore/probe/auxv.h"

#include <array>
#include <bit>
#include <span>
#include <utility>

namespace ashore::probe {

namespace {

// include/uapi/linux/auxvec.h
constexpr std::uint64_t at_null = 0;
constexpr std::uint64_t at_pagesz = 6;
constexpr std::uint64_t at_hwcap = 16;
constexpr std::uint64_t at_hwcap2 = 26;
constexpr std::uint64_t largest_tag = 0x1000;

bool is_page_size(std::uint64_t size) {
  return size >= 1024 && size <= (std::uint64_t{1} << 20) && std::has_single_bit(size);
}

std::optional<AuxiliaryVector> read_as(std::string_view bytes, bool is_64_bit, Endian endian) {
  AuxiliaryVector vector{endian, is_64_bit, {}, {}, {}};
  ByteReader reader(std::as_bytes(std::span(bytes.data(), bytes.size())), endian);
  std::uint64_t word = is_64_bit ? 8 : 4;
  auto number = [&](std::uint64_t at) -> std::optional<std::uint64_t> {
    if (is_64_bit) return reader.u64(at);
    return reader.u32(at);
  };
  for (std::uint64_t at = 0;; at += 2 * word) {
    std::optional<std::uint64_t> tag = number(at), value = number(at + word);
    // A vector without its end was cut: what it has not told yet, nobody knows.
    if (!tag || !value) return std::nullopt;
    if (*tag == at_null) break;
    if (*tag > largest_tag) return std::nullopt;
    if (*tag == at_pagesz) vector.page_size = value;
    if (*tag == at_hwcap) vector.hwcap = value;
    if (*tag == at_hwcap2) vector.hwcap2 = value;
  }
  if (!vector.page_size || !is_page_size(*vector.page_size)) return std::nullopt;
  return vector;
}

}  // namespace

std::optional<AuxiliaryVector> read_auxiliary_vector(std::string_view bytes) {
  for (auto [is_64_bit, endian] :
       {std::pair(true, Endian::little), std::pair(true, Endian::big),
        std::pair(false, Endian::little), std::pair(false, Endian::big)}) {
    if (std::optional<AuxiliaryVector> vector = read_as(bytes, is_64_bit, endian)) return vector;
  }
  return std::nullopt;
}

}  // namespace ashore::probe
