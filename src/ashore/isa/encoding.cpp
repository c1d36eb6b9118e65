// SPDX-License-Identifier: Apache-2.0
#include "ashore/isa/encoding.h"

#include <span>

namespace ashore::isa {

namespace {

std::uint32_t number(const Code& code, std::size_t offset, unsigned length) {
  std::uint32_t value = 0;
  for (unsigned i = 0; i < length; ++i) {
    unsigned at = code.endian == Endian::big ? i : length - 1 - i;
    value = value << 8 | static_cast<unsigned char>(code.bytes[offset + at]);
  }
  return value;
}

}  // namespace

Found encoding_at(const Code& code, std::size_t offset) {
  std::size_t left = code.bytes.size() - offset;
  unsigned step = step_of(code.mode);
  if (left < step) return {std::nullopt, static_cast<unsigned>(left)};
  if (step == 4) return {Encoding{number(code, offset, 4), 4}, 4};

  std::uint32_t half = number(code, offset, 2);
  bool is_thumb = code.mode == Mode::thumb;
  unsigned length = is_thumb ? length_from<Mode::thumb>(half) : length_from<Mode::riscv>(half);
  if (length == 2) return {Encoding{half, 2}, 2};
  if (length > 4 || left < 4) return {std::nullopt, length};
  std::uint32_t second = number(code, offset + 2, 2);
  return {Encoding{is_thumb ? half << 16 | second : second << 16 | half, 4}, 4};
}

}  // namespace ashore::isa
