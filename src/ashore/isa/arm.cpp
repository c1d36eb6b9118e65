// SPDX-License-Identifier: Apache-2.0
// A32 and Thumb. Arm's manual for ARMv7-A and v7-R (DDI 0406C) says which version has what.
#include <algorithm>
#include <array>

#include "ashore/isa/dialect.h"

namespace ashore::isa {

namespace {

using Names = std::vector<std::string>;

struct Baseline {
  std::string_view name;
  std::array<std::string_view, 8> llvm;  // what every core of that version has
};

// Ascending. Beyond the name of a version LLVM wants its parts said: `db` are dmb and dsb. Security
// and virtualisation extensions are nothing that a program may use, so nobody has them here.
constexpr std::array baselines = {
    Baseline{"armv4", {}},
    Baseline{"armv4t", {"v4t"}},
    Baseline{"armv5t", {"v5t"}},
    Baseline{"armv5te", {"v5te", "dsp"}},
    Baseline{"armv6", {"v6", "dsp"}},
    Baseline{"armv6k", {"v6k", "dsp"}},
    Baseline{"armv6kz", {"v6k", "dsp"}},
    Baseline{"armv7-a", {"v7", "aclass", "dsp", "db", "thumb2"}},
    Baseline{"armv7ve", {"v7", "aclass", "dsp", "db", "thumb2", "mp", "hwdiv", "hwdiv-arm"}},
    Baseline{"armv8-a", {"v8", "aclass", "dsp", "db", "thumb2", "mp", "hwdiv", "hwdiv-arm"}},
};

// What only ARMv8 cores say of themselves (HWCAP2, and HWCAP's upper bits). choose caps the
// baseline of a 64-bit core at armv7-a; its features tell the truth.
constexpr std::array<std::string_view, 9> armv8_features = {
    "crc", "aes", "sha2", "dotprod", "fullfp16", "fp16fml", "bf16", "i8mm", "sb"};

// Features of DeviceFacts that make instructions, the least first. vfp3 and vfp4 have 32 double
// registers, vfp3d16 and vfp4d16 have 16.
constexpr std::array<std::string_view, 18> optional_units = {
    "mp",   "hwdiv", "hwdiv-arm",   "vfp2",     "vfp3d16", "d32", "fp16",    "vfp4d16",  "vfp3",
    "vfp4", "neon",  "fp-armv8d16", "fp-armv8", "crc",     "sb",  "dotprod", "fullfp16", "fp16fml"};
constexpr std::array<std::string_view, 4> armv8_units = {"aes", "sha2", "bf16", "i8mm"};

// What LLVM does not hold apart, by Arm's manual (A8, and appendix D12 for what versions before 7
// have). Coprocessors 10 and 11 are the FPU, 14 and 15 belong to the system.
constexpr std::array a32_specials = {
    // Without a condition.
    Special{0xfff10020, 0xf1000000, "armv6"},    // cps
    Special{0xfffffdff, 0xf1010000, "armv6"},    // setend
    Special{0xfe500000, 0xf8400000, "armv6"},    // srs
    Special{0xfe500000, 0xf8100000, "armv6"},    // rfe
    Special{0xfe000000, 0xfa000000, "armv5t"},   // blx to an address
    Special{0xfd70f000, 0xf550f000, "armv5te"},  // pld
    Special{0xfc000800, 0xfc000800, "*"},        // where ARMv8 put new NEON over coprocessors
    Special{0xfe000e00, 0xfc000000, "iwmmxt"},
    Special{0xff000e00, 0xfe000000, "iwmmxt"},
    Special{0xfe000800, 0xfc000000, "coprocessor"},  // 0 to 7
    Special{0xff000800, 0xfe000000, "coprocessor"},
    Special{0xfe000c00, 0xfc000800, "coprocessor"},  // 8 to 11
    Special{0xff000c00, 0xfe000800, "coprocessor"},
    Special{0xfe000e00, 0xfc000c00, "coprocessor"},  // 12 and 13
    Special{0xff000e00, 0xfe000c00, "coprocessor"},
    Special{0xf0000000, 0xf0000000, "armv4"},  // nothing special

    Special{0x0fc000f0, 0x00000090, ""},         // mul, mla: LLVM decodes those of ARMv6 only
    Special{0x0f8000f0, 0x00800090, ""},         // umull, umlal, smull, smlal
    Special{0x0f9000f0, 0x01000050, "armv5te"},  // qadd, qsub, qdadd, qdsub
    Special{0x0e1000d0, 0x000000d0, "armv5te"},  // ldrd, strd
    Special{0x0fffff00, 0x0320f000, ""},        // hints: to older cores a write to no field of CPSR
    Special{0x0ff00ff0, 0x01800f90, "armv6"},   // strex
    Special{0x0ff00fff, 0x01900f9f, "armv6"},   // ldrex
    Special{0x0f800ff0, 0x01800f90, "armv6k"},  // strexd, strexb, strexh, and to load them
    Special{0x0f2000f0, 0x002000b0, "armv6t2"},  // strht, ldrht
    Special{0x0f3000d0, 0x003000d0, "armv6t2"},  // ldrsbt, ldrsht
    Special{0x0f800010, 0x06000010, "armv6"},    // sadd8 and all its kind
    Special{0x0ffffff0, 0x012fff20, "armv6"},    // bxj
    Special{0x0fba0e50, 0x0eba0a40, "vfp3d16"},  // vcvt to and from fixed point
    Special{0x0fff0fdf, 0x0e1d0f50, "armv6k"},   // mrc p15, 0, rt, c13, c0, 2 or 3: thread pointer
    Special{0x0fff0fff, 0x0e0d0f50, "armv6k"},   // mcr p15, 0, rt, c13, c0, 2
    Special{0x0fff0fff, 0x0e070f95, "armv6"},    // mcr p15, 0, rt, c7, c5, 4: barriers of ARMv6
    Special{0x0fff0fdf, 0x0e070f9a, "armv6"},    // mcr p15, 0, rt, c7, c10, 4 or 5
    Special{0x0c000800, 0x0c000800, "*"},        // half precision over coprocessor 9
    Special{0x0e000e00, 0x0c000000, "iwmmxt"},
    Special{0x0f000e00, 0x0e000000, "iwmmxt"},
    Special{0x0e000800, 0x0c000000, "coprocessor"},  // 0 to 7
    Special{0x0f000800, 0x0e000000, "coprocessor"},
    Special{0x0e000e00, 0x0c000800, "coprocessor"},  // 8 and 9
    Special{0x0f000e00, 0x0e000800, "coprocessor"},
    Special{0x0e000e00, 0x0c000c00, "coprocessor"},  // 12 and 13
    Special{0x0f000e00, 0x0e000c00, "coprocessor"},
};

// The same of Thumb, where 0b1110 or 0b1111 stands for the condition.
constexpr std::array thumb_specials = {
    Special{0xfff7, 0xb650, "armv6", 2},  // setend
    Special{0xffe8, 0xb660, "armv6", 2},  // cps
    // bl and blx; before Thumb-2 two halves, of which the second begins with 0b11111 or 0b11101.
    Special{0xf800f800, 0xf000f800, ""},
    Special{0xf800f800, 0xf000e800, "armv5t"},
    Special{0xf800c000, 0xf000c000, "armv6t2"},
    Special{0xffba0e50, 0xeeba0a40, "vfp3d16"},
    Special{0xee000e00, 0xec000e00, "armv6t2"},  // 14 and 15: the system's
    Special{0xef000e00, 0xee000e00, "armv6t2"},
    Special{0xec000800, 0xec000800, "*"},
    Special{0xfe000e00, 0xfc000a00, "coprocessor"},
    Special{0xff000e00, 0xfe000a00, "coprocessor"},
    Special{0xee000e00, 0xec000000, "iwmmxt"},
    Special{0xef000e00, 0xee000000, "iwmmxt"},
    Special{0xee000800, 0xec000000, "coprocessor"},
    Special{0xef000800, 0xee000000, "coprocessor"},
    Special{0xee000e00, 0xec000800, "coprocessor"},
    Special{0xef000e00, 0xee000800, "coprocessor"},
    Special{0xee000e00, 0xec000c00, "coprocessor"},
    Special{0xef000e00, 0xee000c00, "coprocessor"},
};

Names names_of(const Baseline& baseline) {
  Names names;
  for (std::string_view name : baseline.llvm) {
    if (!name.empty()) names.emplace_back(name);
  }
  return names;
}

const Baseline* find_baseline(const Floor& floor) {
  const std::set<std::string>& features = floor.features.names;
  std::string_view name = floor.baseline;
  bool is_armv8 = std::ranges::any_of(armv8_features, [&](std::string_view feature) {
    return features.contains(std::string(feature));
  });
  if (is_armv8) name = "armv8-a";
  auto found = std::ranges::find(baselines, name, &Baseline::name);
  return found == baselines.end() ? nullptr : &*found;
}

// What the floor has beyond its version.
Names unit_names(const Floor& floor, const Baseline& baseline) {
  const std::set<std::string>& features = floor.features.names;
  Names names(features.begin(), features.end());
  // An FPU of an ARMv8 core is one of ARMv8, for which 32-bit kernels have no word.
  if (baseline.name == "armv8-a" && features.contains("vfp4")) names.emplace_back("fp-armv8");
  return names;
}

World world_of_armv8(const Names& mode) {
  World world;
  world.otherwise = "swp";
  for (const Baseline& baseline : baselines) {
    Names names = names_of(baseline);
    // Without the hardware divider, which is no part of what a version adds but for ARMv8.
    if (baseline.name == "armv7ve") continue;
    if (baseline.name == "armv7-a") world.candidates.push_back({"armv6t2", {"v6t2"}});
    if (baseline.name == "armv8-a") {
      for (std::string_view unit : optional_units)
        world.candidates.push_back({std::string(unit), {std::string(unit)}});
    }
    if (!names.empty()) world.candidates.push_back({std::string(baseline.name), names});
  }
  for (std::string_view unit : armv8_units)
    world.candidates.push_back({std::string(unit), {"v8", std::string(unit)}});
  // LLVM knows these by the version that brought them.
  world.candidates.push_back({"rdm", {"v8.1a", "neon"}});
  world.candidates.push_back({"complxnum", {"v8.3a", "neon"}});
  world.candidates.push_back({"jsconv", {"v8.3a", "fp-armv8"}});
  world.candidates.push_back({"armv8.9-a", {"v8.9a"}});
  for (const Candidate& candidate : world.candidates)
    world.llvm.insert(world.llvm.end(), candidate.llvm.begin(), candidate.llvm.end());
  world.llvm.insert(world.llvm.end(), mode.begin(), mode.end());
  return world;
}

// What ARMv8 took away: swp, and coprocessors.
World world_before_armv8(const Names& mode) {
  World world;
  world.otherwise = "swp";
  world.llvm = names_of(*std::ranges::find(baselines, "armv7ve", &Baseline::name));
  world.llvm.insert(world.llvm.end(), mode.begin(), mode.end());
  world.llvm.insert(world.llvm.end(), {"vfp4", "neon"});
  return world;
}

}  // namespace

Expected<Dialect> arm_dialect(const Floor& floor, Mode mode) {
  const Baseline* baseline = find_baseline(floor);
  if (baseline == nullptr) return unknown_baseline(floor);
  Names mode_names;
  if (mode == Mode::thumb) mode_names.emplace_back("thumb-mode");

  bool has_thumb2 = std::ranges::find(baseline->llvm, "thumb2") != baseline->llvm.end();
  Names units = unit_names(floor, *baseline);
  World newest = world_of_armv8(mode_names);

  Dialect dialect;
  // No version in the name: the features say it all.
  dialect.triple =
      mode == Mode::thumb ? "thumb-unknown-linux-gnueabi" : "arm-unknown-linux-gnueabi";
  dialect.floor = names_of(*baseline);
  dialect.floor.insert(dialect.floor.end(), mode_names.begin(), mode_names.end());
  if (mode == Mode::a32 || has_thumb2) {
    dialect.floor.insert(dialect.floor.end(), units.begin(), units.end());
  } else {
    // Without Thumb-2 there are no words for an FPU in Thumb; LLVM would decode them all the same.
    auto thumb2 = std::ranges::find(newest.candidates, "armv6t2", &Candidate::name);
    thumb2->llvm.insert(thumb2->llvm.end(), units.begin(), units.end());
  }
  dialect.has = floor.features.names;
  for (const char* implies : {"vfp3", "vfp4d16", "vfp4", "neon"}) {
    if (dialect.has.contains(implies)) dialect.has.insert("vfp3d16");
  }
  for (const Baseline& below : baselines) {
    dialect.has.emplace(below.name);
    if (below.name == "armv7-a") dialect.has.insert("armv6t2");
    if (&below == baseline) break;
  }
  dialect.worlds = {std::move(newest), world_before_armv8(mode_names)};
  dialect.specials = a32_specials;
  if (mode == Mode::thumb) dialect.specials = thumb_specials;
  // Bit 4 of a double register's number: D, N and M.
  dialect.operand_bits = 1U << 22 | 1U << 7 | 1U << 5;
  return dialect;
}

}  // namespace ashore::isa
