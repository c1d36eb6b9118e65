// SPDX-License-Identifier: Apache-2.0
// What the device is called: model, board and firmware, as nvram, device tree, ubus and release
// files name them.
#pragma once

#include <string>

#include "ashore/base/evidence.h"
#include "ashore/probe/cpuinfo.h"
#include "ashore/probe/transcript.h"

namespace ashore::probe {

MaybeFact<std::string> model_of(const Transcript& transcript, const CpuInfo& cpuinfo);
MaybeFact<std::string> board_of(const Transcript& transcript, const CpuInfo& cpuinfo);
MaybeFact<std::string> system_of(const Transcript& transcript);

}  // namespace ashore::probe
