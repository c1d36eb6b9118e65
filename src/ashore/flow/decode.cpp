// SPDX-License-Identifier: Apache-2.0
#include "ashore/flow/decode.h"

#include "ashore/flow/a32.h"
#include "ashore/flow/a64.h"
#include "ashore/flow/mips.h"
#include "ashore/flow/riscv.h"
#include "ashore/flow/thumb.h"

namespace ashore::flow {

namespace {

std::uint16_t half(std::span<const std::byte> bytes, std::size_t at, Endian endian) {
  auto byte = [&](std::size_t i) { return std::to_integer<std::uint32_t>(bytes[at + i]); };
  std::uint32_t value = endian == Endian::little ? byte(0) | byte(1) << 8 : byte(0) << 8 | byte(1);
  return static_cast<std::uint16_t>(value);
}

std::uint32_t word(std::span<const std::byte> bytes, Endian endian) {
  std::uint32_t first = half(bytes, 0, endian), second = half(bytes, 2, endian);
  return endian == Endian::little ? first | second << 16 : first << 16 | second;
}

}  // namespace

Step decode(const Reading& reading, std::span<const std::byte> bytes, std::uint64_t address,
            bool conditional) {
  bool is_short = reading.kind == CodeKind::thumb || reading.kind == CodeKind::riscv;
  if (bytes.size() < (is_short ? 2U : 4U)) return {};
  std::uint16_t first = is_short ? half(bytes, 0, reading.endian) : 0;
  switch (reading.kind) {
  case CodeKind::a32: return a32_step(word(bytes, reading.endian), address);
  case CodeKind::a64: return a64_step(word(bytes, reading.endian), address);
  case CodeKind::mips: return mips_step(word(bytes, reading.endian), address, reading.is_64);
  case CodeKind::thumb:
    if (!thumb_is_wide(first)) return narrow_thumb_step(first, address, conditional);
    if (bytes.size() < 4) return {};
    return thumb_step(first, half(bytes, 2, reading.endian), address, conditional);
  case CodeKind::riscv: break;
  }
  if (!riscv_is_wide(first)) return riscv_step(first, address, reading.is_64);
  if (bytes.size() < 4) return {};
  return riscv_step(word(bytes, reading.endian), address, reading.is_64);
}

}  // namespace ashore::flow
