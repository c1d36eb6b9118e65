// SPDX-License-Identifier: Apache-2.0
#include "ashore/choose/choose.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "ashore/base/text.h"

namespace ashore::choose {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

DeviceFacts device(Machine machine, const char* baseline, std::set<std::string> features) {
  DeviceFacts facts{};
  facts.machine = {machine, {"/proc/self/exe", "ELF32"}};
  if (baseline != nullptr) facts.baseline = {{baseline, {"/proc/cpuinfo", "CPU part"}}};
  facts.features = {{Features{std::move(features)}, {"Features and AT_HWCAP", "..."}}};
  return facts;
}

DeviceFacts arm(const char* baseline, std::set<std::string> features) {
  bool vfp = features.contains("vfp2");
  return device({Arch::arm, Endian::little, Abi::arm_eabi, vfp ? FloatAbi::hard : FloatAbi::soft},
                baseline, std::move(features));
}

DeviceFacts mips(Endian endian, const char* baseline) {
  return device({Arch::mips, endian, Abi::mips_o32, FloatAbi::soft}, baseline, {});
}

std::string target(const DeviceFacts& facts) {
  Expected<TargetChoice> choice = choose(facts);
  return choice ? rust_name(choice->triple) : "error: " + choice.error().message();
}

TEST(Choose, no_vfp_means_soft_float_whatever_the_core_is_called) {
  DeviceFacts r7000 = arm("armv7-a", {"dsp"});
  r7000.core = {{"cortex-a9", {"/proc/cpuinfo", "0xc09"}}};
  Expected<TargetChoice> choice = choose(r7000);
  ASSERT_TRUE(choice);
  EXPECT_EQ(rust_name(choice->triple), "armv7-unknown-linux-musleabi");
  EXPECT_EQ(choice->reasons.front(), "no vfp in Features and AT_HWCAP, so soft float");
  EXPECT_EQ(choice->floor.baseline, "armv7-a");
  EXPECT_EQ(choice->floor.machine.float_abi, FloatAbi::soft);
  EXPECT_EQ(choice->linkage, Linkage::fully_static);
  EXPECT_EQ(choice->cpu, "cortex-a9");
  EXPECT_THAT(choice->warnings, IsEmpty());
}

TEST(Choose, unknown_features_are_not_an_fpu) {
  DeviceFacts facts = arm("armv7-a", {});
  facts.features.reset();
  EXPECT_EQ(target(facts), "armv7-unknown-linux-musleabi");
  EXPECT_EQ(choose(facts)->reasons.front(), "nothing tells of an FPU, so soft float");
}

TEST(Choose, armv7_with_16_registers_and_without_neon_is_hard_float) {
  DeviceFacts armada = arm("armv7-a", {"vfp2", "vfp3d16", "dsp"});
  EXPECT_EQ(target(armada), "armv7-unknown-linux-musleabihf");
  EXPECT_THAT(choose(armada)->floor.features.names, testing::Not(Contains("neon")));
}

TEST(Choose, vfpv2_is_too_little_for_armv7_hard_float) {
  EXPECT_EQ(target(arm("armv7-a", {"vfp2", "dsp"})), "armv7-unknown-linux-musleabi");
}

TEST(Choose, the_floor_of_a_soft_float_target_has_no_vector_registers) {
  DeviceFacts facts = arm("armv7-a", {"vfp2", "neon", "aes", "dsp", "hwdiv-arm"});
  facts.machine.value.float_abi = FloatAbi::soft;
  EXPECT_EQ(choose(facts)->floor.features.names, (std::set<std::string>{"dsp", "hwdiv-arm"}));
}

TEST(Choose, the_hard_float_floor_satisfies_what_the_target_assumes) {
  DeviceFacts facts = arm("armv7-a", {"vfp2", "vfp3d16", "vfp3", "d32", "neon", "dsp"});
  Expected<TargetChoice> promised = for_triple("armv7-unknown-linux-musleabihf");
  ASSERT_TRUE(promised);
  for (const std::string& feature : promised->floor.features.names)
    EXPECT_THAT(choose(facts)->floor.features.names, Contains(feature));
}

TEST(Choose, armv6_is_hard_float_with_any_vfp) {
  EXPECT_EQ(target(arm("armv6kz", {"vfp2", "dsp"})), "arm-unknown-linux-musleabihf");
  EXPECT_EQ(target(arm("armv6", {"dsp"})), "arm-unknown-linux-musleabi");
}

TEST(Choose, armv5te_is_soft_float_even_with_a_vfp) {
  EXPECT_EQ(target(arm("armv5te", {"dsp"})), "armv5te-unknown-linux-musleabi");
  EXPECT_EQ(target(arm("armv5te", {"vfp2", "dsp"})), "armv5te-unknown-linux-musleabi");
}

TEST(Choose, what_is_older_than_armv5te_has_no_target) {
  EXPECT_THAT(target(arm("armv4t", {})), HasSubstr("needs ARMv5TE"));
  EXPECT_THAT(target(arm("armv5te", {})), HasSubstr("no edsp"));
}

TEST(Choose, an_arm_of_unknown_architecture_gets_the_oldest_target_and_a_warning) {
  DeviceFacts facts = arm(nullptr, {"vfp2", "vfp3d16", "neon", "dsp"});
  EXPECT_EQ(target(facts), "armv5te-unknown-linux-musleabi");
  EXPECT_THAT(choose(facts)->warnings, Contains(HasSubstr("did not say")));
}

TEST(Choose, a_64_bit_core_in_a_32_bit_userland_gets_armv7) {
  DeviceFacts facts = arm("armv8-a", {"vfp2", "vfp3d16", "dsp"});
  EXPECT_EQ(target(facts), "armv7-unknown-linux-musleabihf");
  EXPECT_EQ(choose(facts)->floor.baseline, "armv7-a");
}

TEST(Choose, big_endian_arm_has_no_target) {
  DeviceFacts facts = arm("armv7-a", {"dsp"});
  facts.machine.value.endian = Endian::big;
  EXPECT_THAT(target(facts), HasSubstr("big-endian"));
}

TEST(Choose, mips_goes_by_its_byte_order) {
  EXPECT_EQ(target(mips(Endian::little, "mips32r2")), "mipsel-unknown-linux-musl");
  EXPECT_EQ(target(mips(Endian::big, "mips32r2")), "mips-unknown-linux-musl");
}

TEST(Choose, a_mips_of_revision_1_keeps_its_floor_and_warns) {
  Expected<TargetChoice> choice = choose(mips(Endian::little, "mips32"));
  ASSERT_TRUE(choice);
  EXPECT_EQ(choice->floor.baseline, "mips32");
  EXPECT_THAT(choice->warnings, Contains(HasSubstr("mips32r2")));
}

TEST(Choose, lexra_and_mips_r6_have_no_target) {
  EXPECT_THAT(target(mips(Endian::big, "mips1")), HasSubstr("error"));
  EXPECT_THAT(target(mips(Endian::little, "mips32r6")), HasSubstr("R6"));
}

TEST(Choose, the_64_bit_machines_have_one_target_each) {
  Machine aarch64{Arch::aarch64, Endian::little, Abi::plain, FloatAbi::hard};
  Machine x86_64{Arch::x86_64, Endian::little, Abi::plain, FloatAbi::hard};
  Machine riscv64{Arch::riscv64, Endian::little, Abi::riscv_lp64, FloatAbi::hard};
  EXPECT_EQ(target(device(aarch64, "armv8-a", {"fp-armv8", "neon"})), "aarch64-unknown-linux-musl");
  EXPECT_EQ(target(device(x86_64, "x86-64", {"sse2"})), "x86_64-unknown-linux-musl");
  EXPECT_EQ(target(device(riscv64, "rv64gc", {"m", "a", "f", "d", "c"})),
            "riscv64gc-unknown-linux-musl");
  EXPECT_THAT(target(device(riscv64, "rv64imac", {"m", "a", "c"})), HasSubstr("isa has no f"));
}

TEST(Choose, x86_of_32_bits_goes_by_sse2) {
  Machine x86{Arch::x86, Endian::little, Abi::plain, FloatAbi::hard};
  EXPECT_EQ(target(device(x86, "i686", {"cmov", "sse2"})), "i686-unknown-linux-musl");
  EXPECT_EQ(target(device(x86, "i586", {"cx8"})), "i586-unknown-linux-musl");
}

TEST(Choose, a_mips_of_unknown_revision_gets_code_for_the_first) {
  for (Endian endian : {Endian::little, Endian::big}) {
    Expected<TargetChoice> choice = choose(mips(endian, nullptr));
    ASSERT_TRUE(choice);
    EXPECT_EQ(choice->floor.baseline, "mips32");
    EXPECT_EQ(choice->std, StdSource::source);
    EXPECT_THAT(choice->warnings, Contains(HasSubstr("did not say which MIPS revision")));
    EXPECT_EQ(choose(mips(endian, "mips32r2"))->floor.baseline, "mips32r2");
  }
  Machine mips64{Arch::mips64, Endian::big, Abi::mips_n64, FloatAbi::soft};
  EXPECT_EQ(choose(device(mips64, nullptr, {}))->floor.baseline, "mips64");
}

TEST(Choose, an_x86_is_told_where_its_features_were_seen) {
  Machine x86{Arch::x86, Endian::little, Abi::plain, FloatAbi::hard};
  DeviceFacts seen = device(x86, "i686", {"cx8", "cmov", "sse2"});
  seen.features->evidence.source = "the catalogue";
  EXPECT_THAT(choose(seen)->reasons, Contains("sse2 in the catalogue"));
  seen.features->value.names = {"cx8"};
  EXPECT_THAT(choose(seen)->reasons, Contains("no sse2 in the catalogue, so i586"));
  seen.features.reset();
  EXPECT_THAT(choose(seen)->reasons, Contains("nothing tells of sse2, so i586"));
}

TEST(Choose, an_old_kernel_is_a_warning) {
  DeviceFacts facts = arm("armv7-a", {"dsp"});
  facts.kernel = {{Version{{2, 6, 36, 4}}, {"uname -a", "2.6.36.4brcmarm"}}};
  EXPECT_THAT(choose(facts)->warnings,
              Contains("kernel 2.6.36.4 is older than Rust's documented floor 3.2"));
  facts.kernel->value = Version{{3, 2}};
  EXPECT_THAT(choose(facts)->warnings, IsEmpty());
}

TEST(NamedTarget, that_the_device_cannot_run_is_a_warning) {
  DeviceFacts r7000 = arm("armv7-a", {"dsp"});
  Expected<TargetChoice> choice = for_triple("armv7-unknown-linux-musleabihf", r7000);
  ASSERT_TRUE(choice);
  EXPECT_THAT(choice->warnings, Contains(HasSubstr("vfp2, vfp3d16")));
  choice = for_triple("mipsel-unknown-linux-musl", r7000);
  EXPECT_THAT(choice->warnings, Contains(HasSubstr("the device is 32-bit ARM")));
  choice = for_triple("armv7-unknown-linux-musleabi", r7000);
  EXPECT_THAT(choice->warnings, IsEmpty());
  r7000.features.reset();
  choice = for_triple("armv7-unknown-linux-musleabihf", r7000);
  EXPECT_THAT(choice->warnings, Contains(HasSubstr("nothing tells of an FPU")));
}

TEST(NamedTarget, with_a_typo_is_refused_with_the_nearest_name) {
  Expected<TargetChoice> choice = for_triple("armv7-unknown-linux-musleabih");
  ASSERT_FALSE(choice);
  EXPECT_EQ(choice.error().kind(), ErrorKind::usage);
  EXPECT_THAT(choice.error().hints(), Contains(HasSubstr("armv7-unknown-linux-musleabi")));
}

TEST(NamedTarget, of_glibc_is_linked_dynamically) {
  EXPECT_EQ(for_triple("armv7-unknown-linux-gnueabihf")->linkage, Linkage::dynamic);
}

}  // namespace
}  // namespace ashore::choose
