// SPDX-License-Identifier: Apache-2.0
// Sources: "Machine-Dependent Options" in GCC's manual of versions 12 to 14; clang's command line
// reference of version 19.
#include "ashore/toolchain/floor_table.h"

namespace ashore {

namespace {

using enum FloorRule;
using namespace floor_reasons;

constexpr FloorRow rows[] = {
    // RISC-V.
    FloorRow{"-mno-strict-align", on_riscv, keep, none, "the kernel mends what the core cannot"},
    FloorRow{"-munaligned-access", on_riscv, keep, none, "the kernel mends what the core cannot"},
    FloorRow{"-mno-save-restore", on_riscv, keep, none, none},
    FloorRow{"-mplt", on_riscv, drop, none, "clang decides by -fPIC"},
    FloorRow{"-mdiv", on_riscv, drop, none, "the architecture's word says it"},
    FloorRow{"-mfdiv", on_riscv, drop, none, "the architecture's word says it"},
    FloorRow{"-misa-spec=", on_riscv, drop, none, "clang has one"},
    FloorRow{"-mpriv-spec=", on_riscv, drop, none, "for kernels"},
    FloorRow{"-mriscv-attribute", on_riscv, drop, none, "a note in the file"},
    FloorRow{"-mpreferred-stack-boundary=", on_riscv, drop, none, "tuning"},
    FloorRow{"-mshorten-memrefs", on_riscv, drop, none, "tuning"},
    // PowerPC.
    FloorRow{"-maltivec*", on_powerpc, needs, "altivec", unit},
    FloorRow{"-mvsx", on_powerpc, needs, "vsx", unit},
    FloorRow{"-mspe", on_powerpc, needs, "spe", unit},
    FloorRow{"-mcrypto", on_powerpc, needs, nobody, unit},
    FloorRow{"-mpower*", on_powerpc, needs, nobody, unit},
    FloorRow{"-mhtm", on_powerpc, needs, nobody, unit},
    FloorRow{"-mdirect-move", on_powerpc, needs, nobody, unit},
    FloorRow{"-mfloat128*", on_powerpc, needs, nobody, unit},
    FloorRow{"-mmma", on_powerpc, needs, nobody, unit},
    FloorRow{"-misel", on_powerpc, needs, nobody, unit},
    FloorRow{"-mcmpb", on_powerpc, needs, nobody, unit},
    FloorRow{"-mmfcrf", on_powerpc, needs, nobody, unit},
    FloorRow{"-mmfocrf", on_powerpc, needs, nobody, unit},
    FloorRow{"-mhard-dfp", on_powerpc, needs, nobody, unit},
    FloorRow{"-mpaired-vector-memops", on_powerpc, needs, nobody, unit},
    FloorRow{"-mpcrel", on_powerpc, needs, nobody, unit},
    FloorRow{"-mprefixed", on_powerpc, needs, nobody, unit},
    FloorRow{"-mrop-protect", on_powerpc, needs, nobody, unit},
    FloorRow{"-mpopcntb", on_powerpc, needs, nobody, unit},
    FloorRow{"-mpopcntd", on_powerpc, needs, nobody, unit},
    FloorRow{"-mbig", on_powerpc, value, none, order},
    FloorRow{"-mlittle", on_powerpc, value, none, order},
    FloorRow{"-msecure-plt", on_powerpc, keep, none, none},
    FloorRow{"-mlongcall", on_powerpc, keep, none, none},
    FloorRow{"-mregnames", on_powerpc, keep, none, none},
    FloorRow{"-mminimal-toc", on_powerpc, drop, none, "tuning"},
    FloorRow{"-mbss-plt", on_powerpc, drop, none, "old and less safe"},
    FloorRow{"-mmultiple", on_powerpc, drop, none, "tuning"},
    FloorRow{"-mupdate", on_powerpc, drop, none, "tuning"},
    FloorRow{"-mstring", on_powerpc, drop, none, "tuning"},
    FloorRow{"-mtraceback=", on_powerpc, drop, none, "an aid to debugging"},
    FloorRow{"-mcall-*", on_powerpc, drop, none, "Linux has one way"},
    FloorRow{"-mrelocatable*", on_powerpc, drop, none, "for boot loaders"},
    // LoongArch.
    FloorRow{"-mlsx", on_loongarch, needs, "lsx", unit},
    FloorRow{"-mlasx", on_loongarch, needs, "lasx", unit},
    FloorRow{"-msimd=", on_loongarch, value, none, fpu},
    FloorRow{"-mcheck-zero-division", on_loongarch, drop, none, "an aid to debugging"},
    FloorRow{"-mcond-move-*", on_loongarch, drop, none, "tuning"},
    FloorRow{"-mmax-inline-memcpy-size=", on_loongarch, drop, none, "tuning"},
    FloorRow{"-mdirect-extern-access", on_loongarch, drop, none, "clang decides by -fPIC"},
};

}  // namespace

std::span<const FloorRow> other_floor_rows() { return rows; }

}  // namespace ashore
