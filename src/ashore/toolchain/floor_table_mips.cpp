// SPDX-License-Identifier: Apache-2.0
// Sources: "Machine-Dependent Options" in GCC's manual of versions 12 to 14; clang's command line
// reference of version 19.
#include "ashore/toolchain/floor_table.h"

namespace ashore {

namespace {

using enum FloorRule;
using namespace floor_reasons;

constexpr FloorRow rows[] = {
    FloorRow{"-mips*", on_mips, value, none, chosen},
    FloorRow{"-mips16*", on_mips, needs, "mips16", unit},
    FloorRow{"-mips3d", on_mips, leave, none, unit},
    FloorRow{"-mmicromips", on_mips, needs, "micromips", unit},
    FloorRow{"-mdsp", on_mips, needs, "dsp", unit},
    FloorRow{"-mdspr2", on_mips, needs, "dspr2", unit},
    FloorRow{"-mmsa", on_mips, needs, "msa", unit},
    FloorRow{"-mmt", on_mips, needs, "mt", unit},
    FloorRow{"-mvirt", on_mips, needs, nobody, unit},
    FloorRow{"-mxpa", on_mips, needs, nobody, unit},
    FloorRow{"-mginv", on_mips, needs, nobody, unit},
    FloorRow{"-meva", on_mips, needs, nobody, unit},
    FloorRow{"-mloongson-*", on_mips, needs, nobody, unit},
    FloorRow{"-mdspr3", on_mips, needs, nobody, unit},
    FloorRow{"-mfp32", on_mips, leave, none, "the FPU's mode is the target's"},
    FloorRow{"-mfp64", on_mips, leave, none, "the FPU's mode is the target's"},
    FloorRow{"-mfpxx", on_mips, leave, none, "the FPU's mode is the target's"},
    FloorRow{"-mnan=", on_mips, leave, none, "kernel and libraries must agree on it"},
    FloorRow{"-mabs=", on_mips, leave, none, "kernel and libraries must agree on it"},
    FloorRow{"-meb", on_mips, value, none, order},
    FloorRow{"-mel", on_mips, value, none, order},
    FloorRow{"-mgp32", on_mips, leave, none, order},
    FloorRow{"-mgp64", on_mips, leave, none, order},
    FloorRow{"-mlong32", on_mips, leave, none, abi},
    FloorRow{"-mlong64", on_mips, leave, none, abi},
    FloorRow{"-mllsc", on_mips, drop, none, "it is so from MIPS II on"},
    FloorRow{"-mabicalls", on_mips, keep, none, none},
    FloorRow{"-mshared", on_mips, drop, none, "clang has -fPIC"},
    FloorRow{"-mplt", on_mips, drop, none, "clang decides by -fPIC"},
    FloorRow{"-mxgot", on_mips, keep, none, none},
    FloorRow{"-mgpopt", on_mips, keep, none, none},
    FloorRow{"-mlocal-sdata", on_mips, keep, none, none},
    FloorRow{"-mextern-sdata", on_mips, keep, none, none},
    FloorRow{"-membedded-data", on_mips, keep, none, none},
    FloorRow{"-mldc1-sdc1", on_mips, keep, none, none},
    FloorRow{"-mcheck-zero-division", on_mips, keep, none, none},
    FloorRow{"-mindirect-jump=", on_mips, keep, none, none},
    FloorRow{"-mrelax-pic-calls", on_mips, keep, none, none},
    FloorRow{"-mbranch-likely", on_mips, drop, none, "tuning"},
    FloorRow{"-mexplicit-relocs*", on_mips | on_loongarch | on_riscv, drop, none, "tuning"},
    FloorRow{"-mmemcpy", on_mips | on_riscv, drop, none, "tuning"},
    FloorRow{"-mmad", on_mips, drop, none, "tuning"},
    FloorRow{"-mimadd", on_mips, drop, none, "tuning"},
    FloorRow{"-msplit-addresses", on_mips, drop, none, "tuning"},
    FloorRow{"-minterlink-*", on_mips, drop, none, "for mixing with MIPS16"},
    FloorRow{"-mfix-*", on_mips, drop, none, "for cores older than any with this floor"},
    FloorRow{"-mbranch-cost=", on_mips | on_riscv | on_loongarch, drop, none, "tuning"},
    FloorRow{"-muninit-const-in-rodata", on_mips, drop, none, "a matter of sections"},
    FloorRow{"-mframe-header-opt", on_mips, drop, none, "tuning"},
    FloorRow{"-mlra", on_mips | on_powerpc, drop, none, "tuning"},
    FloorRow{"-mlxc1-sxc1", on_mips, drop, none, "tuning"},
};

}  // namespace

std::span<const FloorRow> mips_floor_rows() { return rows; }

}  // namespace ashore
