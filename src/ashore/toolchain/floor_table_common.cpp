// SPDX-License-Identifier: Apache-2.0
// Sources: "Machine-Dependent Options" in GCC's manual of versions 12 to 14; clang's command line
// reference of version 19.
// What no table lists is taken out: a build that wants more speed is asked for nothing but its
// warning, and a program that dies on the device is the worse mistake.
#include "ashore/toolchain/floor_table.h"

namespace ashore {

namespace {

using enum FloorRule;
using namespace floor_reasons;

constexpr FloorRow rows[] = {
    FloorRow{"-march=", everywhere, value, none, chosen},
    FloorRow{"-mcpu=", everywhere, value, none, "a core's name stands for all that it has"},
    FloorRow{"-mtune=", everywhere, keep, none, none},
    FloorRow{"-mtune=native", everywhere, leave, none, "it asks the desktop's own core"},
    FloorRow{"-mabi=", everywhere, value, none, abi},
    FloorRow{"-mfpu=", on_arm | on_loongarch, value, none, fpu},
    FloorRow{"-mfloat-abi=", on_arm, value, none, abi},
    FloorRow{"-msoft-float", everywhere, value, none, abi},
    FloorRow{"-mno-soft-float", everywhere, value, none, abi},
    FloorRow{"-mhard-float", everywhere, value, none, abi},
    FloorRow{"-mno-hard-float", everywhere, value, none, abi},
    FloorRow{"-msingle-float", everywhere, leave, none, abi},
    FloorRow{"-mdouble-float", everywhere, value, none, abi},
    FloorRow{"-mno-float", everywhere, leave, none, abi},
    FloorRow{"-m16", everywhere, leave, none, order},
    FloorRow{"-m32", everywhere, value, none, order},
    FloorRow{"-m64", everywhere, value, none, order},
    FloorRow{"-mx32", everywhere, value, none, order},
    FloorRow{"-EB", everywhere, value, none, order},
    FloorRow{"-EL", everywhere, value, none, order},
    FloorRow{"-mbig-endian", everywhere, value, none, order},
    FloorRow{"-mlittle-endian", everywhere, value, none, order},
    FloorRow{"-mlong-double-*", everywhere, leave, none, abi},
    FloorRow{"-mcmodel=", everywhere, keep, none, none},
    FloorRow{"-mgeneral-regs-only", everywhere, keep, none, "less than the floor"},
    FloorRow{"-mglobal-merge", everywhere, keep, none, none},
    FloorRow{"-mimplicit-float", everywhere, keep, none, none},
    FloorRow{"-momit-leaf-frame-pointer", everywhere, keep, none, none},
    FloorRow{"-mrelax", everywhere, keep, none, none},
    FloorRow{"-mrelax-all", everywhere, keep, none, none},
    FloorRow{"-mstack-alignment=", everywhere, keep, none, none},
    FloorRow{"-mstack-protector-guard*", everywhere, keep, none, none},
    FloorRow{"-mstackrealign", everywhere, keep, none, none},
    FloorRow{"-mstrict-align", everywhere, keep, none, "less than the floor"},
    FloorRow{"-mtls-size=", everywhere, keep, none, none},
    FloorRow{"-mharden-sls=", everywhere, keep, none, none},
    FloorRow{"-mincremental-linker-compatible", everywhere, keep, none, none},
    FloorRow{"-mfentry", everywhere, keep, none, none},
    FloorRow{"-mrecip*", everywhere, keep, none, "it chooses among instructions the floor has"},
    FloorRow{"-msave-restore", everywhere, keep, none, none},
    FloorRow{"-mlong-calls", everywhere, keep, none, none},
    FloorRow{"-msmall-data-limit=", everywhere, keep, none, none},
};

}  // namespace

std::span<const FloorRow> common_floor_rows() { return rows; }

}  // namespace ashore
