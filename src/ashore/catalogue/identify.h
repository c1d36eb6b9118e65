// SPDX-License-Identifier: Apache-2.0
// Which row of the catalogue a measured device is.
#pragma once

#include <string>

#include "ashore/base/evidence.h"
#include "ashore/catalogue/catalogue.h"
#include "ashore/device/facts.h"

namespace ashore::catalogue {

struct Identified {
  const Board* board = nullptr;   // null: no row, or several different ones
  bool revision_is_known = true;  // false: rows of several revisions fit, and agree otherwise
};

Identified identify(const Catalogue& catalogue, const DeviceFacts& facts);

// {"the catalogue", "OpenWrt main: netgear_r7000, arm_cortex-a9"}
Evidence evidence_of(const Board& board);

std::string title_without_revision(const Board& board);

}  // namespace ashore::catalogue
