// SPDX-License-Identifier: Apache-2.0
// /proc/self/auxv: what the kernel tells each program about the machine.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "ashore/base/byte_reader.h"

namespace ashore::probe {

struct AuxiliaryVector {
  Endian endian = Endian::little;
  bool is_64_bit = false;
  std::optional<std::uint64_t> hwcap, hwcap2, page_size;
  bool operator==(const AuxiliaryVector&) const = default;
};

// Word size and byte order show themselves: only one reading has a page size that can be one.
std::optional<AuxiliaryVector> read_auxiliary_vector(std::string_view bytes);

}  // namespace ashore::probe
