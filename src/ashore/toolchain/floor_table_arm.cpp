// SPDX-License-Identifier: Apache-2.0
// Sources: "Machine-Dependent Options" in GCC's manual of versions 12 to 14; clang's command line
// reference of version 19.
#include "ashore/toolchain/floor_table.h"

namespace ashore {

namespace {

using enum FloorRule;
using namespace floor_reasons;

constexpr FloorRow rows[] = {
    // ARM.
    FloorRow{"-marm", on_arm, reserve, "armv4", "an instruction set of ARM alone"},
    FloorRow{"-mthumb", on_arm, thumb, none, "no Thumb, or one that cannot reach the FPU"},
    FloorRow{"-munaligned-access", on_arm, reserve, "armv6", "older cores turn the bytes round"},
    FloorRow{"-mno-strict-align", on_arm, reserve, "armv6", "older cores turn the bytes round"},
    FloorRow{"-mtp=", on_arm, reserve, "armv6k", "the core has no thread register"},
    FloorRow{"-mtp=soft", on_arm, keep, none, none},
    FloorRow{"-mexecute-only", on_arm, reserve, "armv7", "it needs movw and movt"},
    FloorRow{"-mpure-code", on_arm, reserve, "armv7", "it needs movw and movt"},
    FloorRow{"-mrestrict-it", on_arm, keep, none, none},
    FloorRow{"-mimplicit-it=", on_arm, keep, none, none},
    FloorRow{"-mfix-cortex-a57-aes-1742098", on_arm, keep, none, none},
    FloorRow{"-mfix-cortex-a72-aes-1655431", on_arm, keep, none, none},
    FloorRow{"-mcrc", on_arm | on_aarch64 | on_mips, needs, "crc", unit},
    FloorRow{"-mfp16-format=", on_arm, drop, none, "__fp16 is the IEEE format in clang"},
    FloorRow{"-mthumb-interwork", on_arm, drop, none, "the EABI always has it"},
    FloorRow{"-mapcs*", on_arm, drop, none, "the frame of a standard that the EABI replaced"},
    FloorRow{"-mtpcs-*", on_arm, drop, none, "the frame of a standard that the EABI replaced"},
    FloorRow{"-mcaller-super-interworking", on_arm, drop, none, "the EABI always has it"},
    FloorRow{"-mcallee-super-interworking", on_arm, drop, none, "the EABI always has it"},
    FloorRow{"-mword-relocations", on_arm, drop, none, "for kernel modules"},
    FloorRow{"-masm-syntax-unified", on_arm, drop, none, "clang knows no other"},
    FloorRow{"-mtls-dialect=", on_arm, drop, none, "clang has one"},
    FloorRow{"-msched-prolog", on_arm, drop, none, "tuning"},
    FloorRow{"-mslow-flash-data", on_arm, drop, none, "tuning"},
    FloorRow{"-mpic-register=", on_arm, drop, none, "tuning"},
    FloorRow{"-mpic-data-is-text-relative", on_arm, drop, none, "it is so on Linux"},
    FloorRow{"-msingle-pic-base", on_arm, drop, none, "for systems without an MMU"},
    FloorRow{"-mabort-on-noreturn", on_arm, drop, none, "an aid to debugging"},
    FloorRow{"-mpoke-function-name", on_arm, drop, none, "an aid to debugging"},
    FloorRow{"-mstructure-size-boundary=", on_arm, drop, none, "8 is what the EABI wants"},
    FloorRow{"-mvectorize-with-neon-*", on_arm, drop, none, "tuning"},
    FloorRow{"-mneon-for-64bits", on_arm, drop, none, "tuning"},
    FloorRow{"-mprint-tune-info", on_arm, drop, none, "an aid to debugging"},
    FloorRow{"-mverbose-cost-dump", on_arm | on_aarch64, drop, none, "an aid to debugging"},
    FloorRow{"-mfdpic", on_arm, leave, none, abi},
    FloorRow{"-mno-fdpic", on_arm, drop, none, "it is so on Linux"},
    FloorRow{"-mflip-thumb", on_arm, drop, none, "for GCC's own tests"},
    FloorRow{"-mbe8", on_arm, drop, none, "the linker's affair"},
    FloorRow{"-mbe32", on_arm, drop, none, "the linker's affair"},
    // AArch64.
    FloorRow{"-mbranch-protection=", on_aarch64, keep, none, "hints; older cores skip them"},
    FloorRow{"-msign-return-address=", on_aarch64, keep, none, "hints; older cores skip them"},
    FloorRow{"-mfix-cortex-a53-*", on_aarch64, keep, none, none},
    FloorRow{"-mtls-dialect=", on_aarch64, keep, none, none},
    FloorRow{"-moutline-atomics", on_aarch64, drop, none, "its functions are in GCC's libgcc"},
    FloorRow{"-mpc-relative-literal-loads", on_aarch64, drop, none, "tuning"},
    FloorRow{"-mlow-precision-*", on_aarch64, drop, none, "tuning"},
    FloorRow{"-moverride=", on_aarch64, drop, none, "tuning"},
    FloorRow{"-mearly-ra*", on_aarch64, drop, none, "tuning"},
    FloorRow{"-mtrack-speculation", on_aarch64, drop, none,
             "clang has -mspeculative-load-hardening"},
};

}  // namespace

std::span<const FloorRow> arm_floor_rows() { return rows; }

}  // namespace ashore
