// SPDX-License-Identifier: Apache-2.0
#include "ashore/target/triple.h"

#include <gtest/gtest.h>

#include <set>

namespace ashore {
namespace {

TEST(Triple, every_known_name_is_read_and_written_back) {
  for (const std::string& name : rust_triples()) {
    std::optional<Triple> triple = parse_rust_triple(name);
    ASSERT_TRUE(triple) << name;
    EXPECT_EQ(rust_name(*triple), name);
  }
}

TEST(Triple, no_name_is_listed_twice) {
  std::vector<std::string> names = rust_triples();
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), names.size());
}

TEST(Triple, hf_at_the_end_is_what_makes_a_32_bit_arm_target_hard_float) {
  for (const std::string& name : rust_triples()) {
    std::optional<Triple> triple = parse_rust_triple(name);
    if (triple->machine.arch != Arch::arm) continue;
    EXPECT_EQ(triple->machine.float_abi == FloatAbi::hard, name.ends_with("hf")) << name;
  }
}

TEST(Triple, a_name_that_is_not_linux_is_not_known) {
  EXPECT_FALSE(parse_rust_triple("aarch64-apple-darwin"));
  EXPECT_FALSE(parse_rust_triple("armv7-unknown-linux-musleab"));
  EXPECT_FALSE(parse_rust_triple(""));
}

TEST(Triple, hard_and_soft_float_arm_have_different_gnu_tools) {
  EXPECT_EQ(gnu_tool_prefix(*parse_rust_triple("armv7-unknown-linux-musleabi")),
            "arm-linux-gnueabi");
  EXPECT_EQ(gnu_tool_prefix(*parse_rust_triple("armv7-unknown-linux-musleabihf")),
            "arm-linux-gnueabihf");
}

TEST(Machine, the_byte_order_of_mips_decides_about_the_linkers_emulation) {
  EXPECT_EQ(gnu_ld_emulation(parse_rust_triple("mips-unknown-linux-musl")->machine), "elf32btsmip");
  EXPECT_EQ(gnu_ld_emulation(parse_rust_triple("mipsel-unknown-linux-musl")->machine),
            "elf32ltsmip");
}

TEST(Machine, words_are_read_back) {
  for (Arch arch :
       {Arch::x86, Arch::x86_64, Arch::arm, Arch::aarch64, Arch::mips, Arch::mips64, Arch::riscv32,
        Arch::riscv64, Arch::powerpc, Arch::powerpc64, Arch::loongarch64}) {
    EXPECT_EQ(parse_arch(name(arch)), arch);
  }
  EXPECT_FALSE(parse_arch("sparc"));
}

}  // namespace
}  // namespace ashore
