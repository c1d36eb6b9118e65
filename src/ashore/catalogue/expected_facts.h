// SPDX-License-Identifier: Apache-2.0
// Between a row of the catalogue and the facts of a device: what to expect of a device that was
// only named, and whether one that was measured is what the catalogue says.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "ashore/catalogue/catalogue.h"
#include "ashore/device/facts.h"

namespace ashore::catalogue {

// What a device of that row must be expected to have, and nothing that only the device can tell
// (memory, places, libraries). Evidence names the row.
DeviceFacts expected_facts(const Catalogue& catalogue, const Board& board);

// The same for rows that a name cannot tell apart: what all of them have. Nothing where they are
// not even the same machine. `boards` is not empty.
std::optional<DeviceFacts> common_facts(const Catalogue& catalogue,
                                        std::span<const Board* const> boards);

// The row that a measured device is, by its device tree's compatible strings, its board name or
// its model; null where none or several different ones fit.
const Board* board_of(const Catalogue& catalogue, const DeviceFacts& facts);

// `facts` with the model named as the catalogue names it. Where row and measurement disagree, the
// smaller set of features is kept and `facts.disagreements` says so. A core's row caps what was
// measured: a Cortex-A9 that claims idiv has none.
DeviceFacts reconciled(DeviceFacts facts, const Catalogue& catalogue);

}  // namespace ashore::catalogue
