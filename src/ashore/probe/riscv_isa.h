// SPDX-License-Identifier: Apache-2.0
// The line `isa` of a RISC-V: "rv64imafdcv_zicsr_zba", in all the ways that kernels have written
// it.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "ashore/probe/cpuinfo.h"

namespace ashore::probe {

// "i", "m", ..., "zba": single letters in any order, names after '_' or at once, with or without
// versions ("i2p1"); g and b stand for what they are short for. Nothing for another beginning than
// rv32 or rv64.
std::optional<std::set<std::string>> riscv_extensions(std::string_view isa);

// What every hart has: by `isa`, which newer kernels print of all harts together, and `hart isa`.
std::optional<std::set<std::string>> common_riscv_extensions(const CpuInfo& cpuinfo);

}  // namespace ashore::probe
