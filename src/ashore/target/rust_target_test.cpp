// SPDX-License-Identifier: Apache-2.0
#include "ashore/target/rust_target.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace ashore {
namespace {

const RustTarget& target(std::string_view name) {
  const RustTarget* found = find_rust_target(name);
  EXPECT_NE(found, nullptr) << name;
  static const RustTarget none{};
  return found == nullptr ? none : *found;
}

std::string machine(std::string_view name) {
  const RustTarget& known = target(name);
  return known.triple ? to_string(known.triple->machine) : "none";
}

TEST(RustTargets, are_the_76_of_rustc_1_95_each_once) {
  std::set<std::string_view> names;
  for (const RustTarget& known : rust_targets()) names.insert(known.name);
  EXPECT_EQ(rust_targets().size(), 76U);
  EXPECT_EQ(names.size(), 76U);
}

TEST(RustTargets, have_sound_fields) {
  for (const RustTarget& known : rust_targets()) {
    EXPECT_TRUE(known.tier >= 1 && known.tier <= 3) << known.name;
    EXPECT_TRUE(known.pointer_bits == 32 || known.pointer_bits == 64) << known.name;
    EXPECT_TRUE(known.atomic_bits >= 32 && known.atomic_bits <= 128) << known.name;
    EXPECT_FALSE(known.cpu.empty()) << known.name;
    EXPECT_TRUE(known.static_possible || !known.static_by_default) << known.name;
  }
}

TEST(RustTargets, that_ashore_has_a_word_for_have_a_triple) {
  EXPECT_EQ(machine("thumbv7neon-unknown-linux-musleabihf"),
            "32-bit ARM, little-endian, hard float");
  EXPECT_EQ(machine("armeb-unknown-linux-gnueabi"), "32-bit ARM, big-endian, soft float");
  EXPECT_EQ(machine("mipsisa32r6el-unknown-linux-gnu"), "32-bit MIPS, little-endian, hard float");
  EXPECT_EQ(machine("mips64-openwrt-linux-musl"), "64-bit MIPS, big-endian, soft float");
  EXPECT_EQ(machine("powerpc-unknown-linux-muslspe"), "32-bit PowerPC, big-endian, soft float");
  EXPECT_EQ(target("x86_64-unknown-linux-gnux32").triple->machine.abi, Abi::x32);
  EXPECT_EQ(target("aarch64_be-unknown-linux-musl").triple->subarch, "aarch64");
  EXPECT_EQ(target("powerpc64le-unknown-linux-musl").triple->subarch, "powerpc64");
}

TEST(RustTargets, of_another_world_have_none) {
  for (std::string_view name :
       {"aarch64-unknown-linux-ohos", "x86_64-unknown-linux-none", "x86_64-unikraft-linux-musl",
        "x86_64-unknown-linux-gnuasan", "wasm32-wali-linux-musl", "s390x-unknown-linux-musl",
        "m68k-unknown-linux-gnu", "csky-unknown-linux-gnuabiv2", "hexagon-unknown-linux-musl",
        "sparc64-unknown-linux-gnu", "aarch64-unknown-linux-gnu_ilp32"}) {
    EXPECT_EQ(machine(name), "none") << name;
  }
}

TEST(RustTargets, know_what_is_promised) {
  const RustTarget& armv7 = target("armv7-unknown-linux-gnueabi");
  EXPECT_EQ(armv7.oldest_kernel, (Version{{4, 15}}));
  EXPECT_EQ(armv7.documented_libc, "glibc 2.27");
  EXPECT_TRUE(armv7.prebuilt_std);
  EXPECT_EQ(armv7.atomic_bits, 64U);
  EXPECT_FALSE(target("mipsel-unknown-linux-musl").static_by_default);
  EXPECT_TRUE(target("armv7-unknown-linux-musleabi").static_by_default);
  EXPECT_EQ(target("x86_64-unknown-linux-gnu").tier, 1);
}

TEST(RustTargets, are_found_by_name_only_when_it_is_whole) {
  EXPECT_EQ(find_rust_target("armv7-unknown-linux-musleab"), nullptr);
  EXPECT_EQ(find_rust_target(""), nullptr);
}

}  // namespace
}  // namespace ashore
