// SPDX-License-Identifier: Apache-2.0
#include "ashore/toolchain/floor_table.h"

namespace ashore {

std::array<std::span<const FloorRow>, 5> floor_tables() {
  return {common_floor_rows(), arm_floor_rows(), mips_floor_rows(), x86_floor_rows(),
          other_floor_rows()};
}

}  // namespace ashore
