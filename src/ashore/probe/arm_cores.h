// SPDX-License-Identifier: Apache-2.0
// The cores of an ARM device that the catalogue knows; big.LITTLE has two kinds.
#pragma once

#include <string>
#include <vector>

#include "ashore/catalogue/cores.h"
#include "ashore/probe/cpuinfo.h"

namespace ashore::probe {

// One row for each kind that is there, in the order of the lines.
std::vector<const catalogue::ArmCore*> arm_cores_of(const CpuInfo& cpuinfo);

// "CPU implementer 0x41, CPU part 0xc09: Cortex-A9".
std::string part_text(const catalogue::ArmCore& core);

}  // namespace ashore::probe
