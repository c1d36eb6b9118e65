// SPDX-License-Identifier: Apache-2.0
// What the device is called: model, board and firmware, as nvram, device tree, ubus and release
// files name them.
#pragma once

#include <string>

#include "ashore/base/evidence.h"
#include "ashore/probe/cpuinfo.h"
#include "ashore/probe/transcript.h"

namespace ashore::probe {

struct Names {
  MaybeFact<std::string> model, board, system;
};

Names names_of(const Transcript& transcript, const CpuInfo& cpuinfo);

}  // namespace ashore::probe
