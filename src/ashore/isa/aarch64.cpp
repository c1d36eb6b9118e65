// SPDX-License-Identifier: Apache-2.0
// A64. Arm's manual for the A profile (DDI 0487) says which version has what.
#include <algorithm>
#include <array>

#include "ashore/isa/dialect.h"

namespace ashore::isa {

namespace {

constexpr std::array<std::string_view, 10> baselines = {
    "armv8-a",   "armv8.1-a", "armv8.2-a", "armv8.3-a", "armv8.4-a",
    "armv8.5-a", "armv8.6-a", "armv8.7-a", "armv8.8-a", "armv8.9-a"};

// As in DeviceFacts, the least first. LLVM has more, but one instruction can be in several of
// them (SVE's are SME's too), and these are the ones that devices tell of.
constexpr std::array<std::string_view, 37> units = {
    "fp-armv8",  "neon",    "crc",     "aes",     "sha2",      "lse",   "rdm",  "fullfp16",
    "dotprod",   "fp16fml", "jsconv",  "rcpc",    "complxnum", "pauth", "sha3", "sm4",
    "rcpc-immo", "flagm",   "altnzcv", "fptoint", "sb",        "ssbs",  "dit",  "ccpp",
    "ccdp",      "predres", "bti",     "rand",    "mte",       "i8mm",  "bf16", "wfxt",
    "xs",        "sve",     "sve2",    "sme",     "ls64"};

// System instructions and registers that programs may use. Hints are nothing to a core that does
// not know them. The rest is the kernel's: such an access fails on every device alike.
// "DDI 0487, C5 and D17": op0, op1, CRn, CRm and op2 lie in
// bits 20..19, 18..16, 15..12, 11..8, 7..5.
constexpr std::uint32_t sys(std::uint32_t op1, std::uint32_t crn, std::uint32_t crm,
                            std::uint32_t op2) {
  return 0xd5080000 | op1 << 16 | crn << 12 | crm << 8 | op2 << 5;
}
constexpr std::uint32_t reg(std::uint32_t op1, std::uint32_t crn, std::uint32_t crm,
                            std::uint32_t op2) {
  return 0xd5180000 | op1 << 16 | crn << 12 | crm << 8 | op2 << 5;
}
constexpr std::uint32_t one_sys = 0xffffffe0;  // all but the general register
constexpr std::uint32_t one_reg = 0xffdfffe0;  // and read or write
constexpr std::uint32_t whole_crm = 0xffdff000, without_op2 = 0xffdfff00;

constexpr std::array specials = {
    Special{0xfffff01f, 0xd503201f, ""},  // hints

    Special{one_sys, sys(3, 7, 3, 4), "predres"},              // cfp rctx
    Special{one_sys, sys(3, 7, 3, 5), "predres"},              // dvp rctx
    Special{one_sys, sys(3, 7, 3, 6), "specres2"},             // cosp rctx
    Special{one_sys, sys(3, 7, 3, 7), "predres"},              // cpp rctx
    Special{one_sys, sys(3, 7, 4, 1), ""},                     // dc zva
    Special{one_sys, sys(3, 7, 4, 3), "mte"},                  // dc gva
    Special{one_sys, sys(3, 7, 4, 4), "mte"},                  // dc gzva
    Special{one_sys, sys(3, 7, 5, 1), ""},                     // ic ivau
    Special{one_sys, sys(3, 7, 10, 1), ""},                    // dc cvac
    Special{one_sys, sys(3, 7, 11, 1), ""},                    // dc cvau
    Special{one_sys, sys(3, 7, 12, 1), "ccpp"},                // dc cvap
    Special{one_sys, sys(3, 7, 13, 1), "ccdp"},                // dc cvadp
    Special{one_sys, sys(3, 7, 14, 1), ""},                    // dc civac
    Special{0xfffff8e0, sys(3, 7, 8, 3), "mte"},               // dc cgvac and the like, by CRm
    Special{0xfffff8e0, sys(3, 7, 8, 5), "mte"},               // dc cgdvac
    Special{0xffdff700, sys(3, 7, 7, 0) & 0xffdff700, "gcs"},  // gcspushm, gcspopm
    Special{0xffdf0000, sys(3, 0, 0, 0) & 0xffdf0000, "sysreg"},

    Special{0xfffff0ff, 0xd503403f, "ssbs"},  // msr ssbs, #1: a field of the state
    Special{0xfffff0ff, 0xd503405f, "dit"},
    Special{0xfffff0ff, 0xd503407f, "sme"},  // smstart, smstop
    Special{0xfffff0ff, 0xd503409f, "mte"},  // tco

    Special{one_reg, reg(3, 0, 0, 1), ""},          // ctr_el0
    Special{one_reg, reg(3, 0, 0, 7), ""},          // dczid_el0
    Special{without_op2, reg(3, 2, 4, 0), "rand"},  // rndr, rndrrs
    Special{without_op2, reg(3, 2, 5, 0), "gcs"},   // gcspr_el0
    Special{one_reg, reg(3, 4, 2, 0), ""},          // nzcv
    Special{one_reg, reg(3, 4, 2, 1), ""},          // daif: the kernel's
    Special{one_reg, reg(3, 4, 2, 2), "sme"},       // svcr
    Special{one_reg, reg(3, 4, 2, 5), "dit"},
    Special{one_reg, reg(3, 4, 2, 6), "ssbs"},
    Special{one_reg, reg(3, 4, 2, 7), "mte"},       // tco
    Special{one_reg, reg(3, 4, 4, 0), "fp-armv8"},  // fpcr
    Special{one_reg, reg(3, 4, 4, 1), "fp-armv8"},  // fpsr
    Special{one_reg, reg(3, 4, 4, 2), "fpmr"},
    Special{without_op2, reg(3, 4, 5, 0), ""},               // the debugger's
    Special{0xffdff000, reg(3, 9, 0, 0), ""},                // counters: as the kernel allows
    Special{one_reg, reg(3, 13, 0, 2), ""},                  // tpidr_el0
    Special{one_reg, reg(3, 13, 0, 3), ""},                  // tpidrro_el0
    Special{one_reg, reg(3, 13, 0, 5), "sme"},               // tpidr2_el0
    Special{one_reg, reg(3, 13, 0, 7), "specres"},           // scxtnum_el0
    Special{whole_crm, reg(3, 13, 0, 0) & whole_crm, "am"},  // activity monitors
    Special{one_reg, reg(3, 14, 0, 0), ""},                  // cntfrq_el0
    Special{one_reg, reg(3, 14, 0, 1), ""},                  // cntpct_el0
    Special{one_reg, reg(3, 14, 0, 2), ""},                  // cntvct_el0
    Special{one_reg, reg(3, 14, 0, 5), "ecv"},               // cntpctss_el0
    Special{one_reg, reg(3, 14, 0, 6), "ecv"},               // cntvctss_el0
    Special{whole_crm, reg(3, 14, 0, 0) & whole_crm, ""},    // timers: as the kernel allows
    Special{0xffdf0000, reg(3, 0, 0, 0), "sysreg"},
    Special{0xfffff000, 0xd5380000, "cpuid"},  // mrs of id_aa64isar0_el1 and the like

    Special{0xffc00000, 0xd5000000, "*"},
};

}  // namespace

Expected<Dialect> aarch64_dialect(const Floor& floor) {
  auto baseline = std::ranges::find(baselines, floor.baseline);
  if (baseline == baselines.end()) return unknown_baseline(floor);
  Dialect dialect;
  dialect.triple = "aarch64-unknown-linux-gnu";
  auto llvm_name = [](std::string_view name) {
    return name == "armv8-a" ? std::string("v8a") : "v" + std::string(name.substr(4, 3)) + "a";
  };
  // Every version has what the ones before it have.
  dialect.floor = {llvm_name(*baseline)};
  dialect.floor.insert(dialect.floor.end(), floor.features.names.begin(),
                       floor.features.names.end());
  dialect.has = floor.features.names;

  World world;
  world.llvm = {"all"};
  world.otherwise = "unknown";
  for (std::string_view unit : units) {
    world.candidates.push_back({std::string(unit), {std::string(unit)}});
    world.llvm.emplace_back(unit);
  }
  world.and_others = true;
  dialect.worlds = {std::move(world)};
  dialect.specials = specials;
  return dialect;
}

}  // namespace ashore::isa
