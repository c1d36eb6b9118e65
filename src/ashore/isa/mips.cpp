// SPDX-License-Identifier: Apache-2.0
// MIPS, 32 and 64 bits, without MIPS16 and microMIPS.
#include <algorithm>
#include <array>

#include "ashore/isa/dialect.h"

namespace ashore::isa {

namespace {

using Names = std::vector<std::string>;

constexpr std::array<std::string_view, 16> baselines = {
    "mips1",    "mips2",  "mips3",    "mips4",    "mips5",    "mips32",   "mips32r2", "mips32r3",
    "mips32r5", "mips64", "mips64r2", "mips64r3", "mips64r5", "mips32r6", "mips64r6", "octeon"};

// LLVM's features of these names, the least first.
constexpr std::array<std::string_view, 20> before_r6 = {
    "mips2", "mips32", "mips32r2", "mips32r3", "mips32r5", "fp64",     "mips3",
    "mips4", "mips5",  "mips64",   "mips64r2", "mips64r3", "mips64r5", "dsp",
    "dspr2", "dspr3",  "msa",      "mt",       "eva",      "virt"};
constexpr std::array<std::string_view, 11> since_r6 = {
    "mips32r6", "mips64r6", "dsp", "dspr2", "dspr3", "msa", "mt", "eva", "virt", "crc", "ginv"};
constexpr std::array<std::string_view, 4> of_octeon = {"mips64", "mips64r2", "cnmips", "cnmipsp"};

// Linux emulates rdhwr of these registers on cores that lack it, 29 among them, by which every
// program finds its thread-local data (arch/mips/kernel/traps.c, simulate_rdhwr).
// Coprocessor 2 is nothing of the core's: Octeon's and Loongson's are their own.
constexpr std::uint32_t rdhwr_mask = 0xffe0ffff;
constexpr std::array before_r6_specials = {
    // sigrie: what release 6 means to fail, cores before it refuse. lld fills gaps with it.
    Special{0xffff0000, 0x04170000, ""},
    Special{rdhwr_mask, 0x7c00003b, ""},      // cpunum
    Special{rdhwr_mask, 0x7c00083b, ""},      // synci_step
    Special{rdhwr_mask, 0x7c00103b, ""},      // cc
    Special{rdhwr_mask, 0x7c00183b, ""},      // ccres
    Special{rdhwr_mask, 0x7c00e83b, ""},      // user local
    Special{0xfc000000, 0xc8000000, "cop2"},  // lwc2
    Special{0xfc000000, 0xd8000000, "cop2"},  // ldc2
    Special{0xfc000000, 0xe8000000, "cop2"},  // swc2
    Special{0xfc000000, 0xf8000000, "cop2"},  // sdc2
    Special{0xfc000000, 0x48000000, "cop2"},
    Special{0xfc000000, 0x74000000, "mips16"},  // jalx
    Special{0xffc0003f, 0x46000025, "fp64"},    // cvt.l.s, cvt.l.d
    Special{0xffc0003c, 0x46000008, "fp64"},    // round.l, trunc.l, ceil.l, floor.l
    Special{0xffe00000, 0x46a00000, "fp64"},    // cvt.s.l, cvt.d.l
    Special{0xfc000037, 0x4c000005, "fp64"},    // luxc1, suxc1
    // MIPS I and II had a third coprocessor where later ones have pref, 64 bits and FPU.
    Special{0xfc000000, 0xcc000000, "mips32"},
    Special{0xfc000000, 0xec000000, "mips32"},
    Special{0xfc000000, 0x4c000000, "mips32r2"},
    Special{0xfc000000, 0xdc000000, "mips3"},
    Special{0xfc000000, 0xfc000000, "mips3"},
};
constexpr std::array since_r6_specials = {
    Special{rdhwr_mask, 0x7c00003b, ""}, Special{rdhwr_mask, 0x7c00083b, ""},
    Special{rdhwr_mask, 0x7c00103b, ""}, Special{rdhwr_mask, 0x7c00183b, ""},
    Special{rdhwr_mask, 0x7c00e83b, ""}, Special{0xfc000000, 0x48000000, "cop2"},
};

template <std::size_t N>
World world_of(const std::array<std::string_view, N>& names, std::string otherwise) {
  World world;
  world.otherwise = std::move(otherwise);
  world.candidates.push_back({"fpu", {"-soft-float"}});
  for (std::string_view name : names) {
    world.candidates.push_back({std::string(name), {std::string(name)}});
    world.llvm.emplace_back(name);
  }
  return world;
}

}  // namespace

Expected<Dialect> mips_dialect(const Floor& floor) {
  auto baseline = std::ranges::find(baselines, floor.baseline);
  if (baseline == baselines.end()) return unknown_baseline(floor);
  bool is_r6 = baseline->ends_with("r6");
  bool is_soft = floor.machine.float_abi == FloatAbi::soft;
  Dialect dialect;
  // A decoder of little-endian words, which is what we hand to it. All 32-bit ones lie in it too.
  dialect.triple = "mips64el-unknown-linux-gnuabi64";
  dialect.floor = {*baseline == "octeon" ? "cnmips" : std::string(*baseline)};
  for (const std::string& feature : floor.features.names) dialect.floor.push_back(feature);
  if (is_soft) dialect.floor.emplace_back("soft-float");
  dialect.has = floor.features.names;
  // The third coprocessor is a question of MIPS I and II only; of others the decoder knows it all.
  for (std::string_view other : baselines) {
    if (*baseline != "mips1" && *baseline != "mips2" && !is_r6) dialect.has.emplace(other);
  }
  constexpr std::array<std::string_view, 9> with_64_bits = {"mips3",    "mips4",    "mips5",
                                                            "mips64",   "mips64r2", "mips64r3",
                                                            "mips64r5", "octeon",   "mips64r6"};
  // On soft float it is the whole FPU that is missing, which the decoder says.
  if (is_soft || is_r6 || std::ranges::find(with_64_bits, *baseline) != with_64_bits.end())
    dialect.has.insert("fp64");
  if (dialect.has.contains("cnmips") || *baseline == "octeon") dialect.has.insert("cop2");

  dialect.worlds = {world_of(before_r6, is_r6 ? "older" : "unknown"), world_of(of_octeon, "cnmips"),
                    world_of(since_r6, "mips64r6")};
  dialect.specials = before_r6_specials;
  if (is_r6) dialect.specials = since_r6_specials;
  // The lowest bit of each FPU register's number: odd ones want FR=1.
  dialect.operand_bits = 1U << 16 | 1U << 11 | 1U << 6;
  return dialect;
}

}  // namespace ashore::isa
