// SPDX-License-Identifier: Apache-2.0
// What a device says about the room in a directory.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace ashore::ship {

// Free bytes, from the words of `df -k DIRECTORY` (with its heading; a long device name may have
// broken the line). Nothing if it is not to be understood.
std::optional<std::uint64_t> free_bytes(std::string_view df);

}  // namespace ashore::ship
