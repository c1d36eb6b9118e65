// SPDX-License-Identifier: Apache-2.0
#include "ashore/reach/encoded_numbers.h"
#include "ashore/reach/unwind.h"

namespace ashore::reach {

std::optional<std::vector<std::uint64_t>> landing_pads_of(const elf::LoadedImage& image,
                                                          std::uint64_t table,
                                                          std::uint64_t function,
                                                          std::uint64_t& bytes_left) {
  std::optional<std::span<const std::byte>> bytes = image.rest_at(table);
  if (!bytes) return std::nullopt;
  EncodedNumbers numbers(*bytes, image.endian(), static_cast<unsigned>(image.word_size()));
  std::optional<std::uint64_t> start_encoding = numbers.byte();
  if (start_encoding != encoding::omitted) return std::nullopt;  // no compiler gives another start
  std::optional<std::uint64_t> type_encoding = numbers.byte();
  if (!type_encoding || (*type_encoding != encoding::omitted && !numbers.leb()))
    return std::nullopt;
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
