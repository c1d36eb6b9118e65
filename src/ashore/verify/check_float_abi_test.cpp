// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ashore/verify/sample_device.h"

namespace ashore::verify {
namespace {

using elf::SampleImage;
using ::testing::HasSubstr;

Finding float_abi_of(const SampleImage& image, const DeviceFacts& device) {
  return finding_of(verdict_on(image, device), "float_abi");
}

TEST(FloatAbiCheck, hard_float_runs_where_a_vfp_was_measured) {
  EXPECT_EQ(float_abi_of(SampleImage::arm_hard_float(), arm_with_vfp()).answer, Answer::runs);
}

TEST(FloatAbiCheck, hard_float_is_refused_only_where_features_are_known) {
  DeviceFacts device = r7000();
  EXPECT_EQ(float_abi_of(SampleImage::arm_hard_float(), device).answer, Answer::will_not_run);
  device.features.reset();
  EXPECT_EQ(float_abi_of(SampleImage::arm_hard_float(), device).answer, Answer::cannot_tell);
}

TEST(FloatAbiCheck, soft_float_runs_with_and_without_a_vfp_when_static) {
  EXPECT_EQ(float_abi_of(SampleImage(), r7000()).answer, Answer::runs);
  EXPECT_EQ(float_abi_of(SampleImage(), arm_with_vfp()).answer, Answer::runs);
}

TEST(FloatAbiCheck, a_dynamic_program_must_agree_with_the_libraries_of_its_loader) {
  SampleImage soft;
  SampleImage hard = SampleImage::arm_hard_float();
  for (SampleImage* image : {&soft, &hard}) image->needed = {"libc.so.6"};
  soft.interpreter = "/lib/ld-linux.so.3";
  hard.interpreter = "/lib/ld-linux-armhf.so.3";
  EXPECT_EQ(float_abi_of(soft, r7000()).answer, Answer::runs);
  EXPECT_EQ(float_abi_of(soft, arm_with_vfp()).answer, Answer::runs);
  EXPECT_EQ(float_abi_of(hard, arm_with_vfp()).answer, Answer::runs);
  hard.interpreter = "/lib/ld-linux.so.3";
  EXPECT_EQ(float_abi_of(hard, arm_with_vfp()).answer, Answer::cannot_tell);
}

// uClibc's loader has one name for both.
TEST(FloatAbiCheck, cannot_tell_where_the_loader_stands_for_neither_way) {
  for (SampleImage image : {SampleImage(), SampleImage::arm_hard_float()}) {
    image.interpreter = "/lib/ld-uClibc.so.0";
    image.needed = {"libc.so.0"};
    EXPECT_EQ(float_abi_of(image, arm_with_vfp()).answer, Answer::cannot_tell);
  }
}

TEST(FloatAbiCheck, a_program_that_does_not_say_needs_a_known_vfp) {
  SampleImage image;
  image.flags = 0x05000000;
  EXPECT_EQ(float_abi_of(image, r7000()).answer, Answer::cannot_tell);
  EXPECT_EQ(float_abi_of(image, arm_with_vfp()).answer, Answer::runs);
}

TEST(FloatAbiCheck, names_the_soft_float_target_of_the_devices_own_architecture) {
  DeviceFacts device = r7000();
  for (auto [baseline, target] : {std::pair{"armv7-a", "armv7-unknown-linux-musleabi"},
                                  std::pair{"armv6", "arm-unknown-linux-musleabi"},
                                  std::pair{"armv5te", "armv5te-unknown-linux-musleabi"}}) {
    device.baseline->value = baseline;
    EXPECT_THAT(*float_abi_of(SampleImage::arm_hard_float(), device).hint,
                HasSubstr(std::string("for ") + target));
  }
}

DeviceFacts mips(FloatAbi own_programs) {
  DeviceFacts device = r7000();
  device.machine.value = Machine{Arch::mips, Endian::big, Abi::mips_o32, own_programs};
  device.baseline.reset();
  return device;
}

SampleImage mips_image(char fp_abi) {
  SampleImage image = SampleImage::mips_big_endian();
  image.mips_abi_flags = std::string(24, '\0');
  image.mips_abi_flags[7] = fp_abi;
  return image;
}

// OpenWrt's kernels for CPUs without FPU are built without its emulation.
TEST(FloatAbiCheck, hard_float_mips_is_open_unless_the_device_itself_is_hard_float) {
  EXPECT_EQ(float_abi_of(mips_image(1), mips(FloatAbi::soft)).answer, Answer::cannot_tell);
  EXPECT_EQ(float_abi_of(mips_image(1), mips(FloatAbi::hard)).answer, Answer::runs);
  EXPECT_EQ(float_abi_of(mips_image(3), mips(FloatAbi::soft)).answer, Answer::runs);
  EXPECT_EQ(float_abi_of(SampleImage::mips_big_endian(), mips(FloatAbi::soft)), Finding{});
}

TEST(FloatAbiCheck, hard_float_riscv_needs_an_fpu) {
  DeviceFacts device = r7000();
  device.machine.value = Machine{Arch::riscv64, Endian::little, Abi::riscv_lp64, FloatAbi::hard};
  device.features = Fact<Features>{{{"m", "a", "f", "d", "c"}}, {"/proc/cpuinfo", "rv64imafdc"}};
  SampleImage image = SampleImage::aarch64();
  image.machine = 243;
  image.flags = 5;
  EXPECT_EQ(float_abi_of(image, device).answer, Answer::runs);
  device.features->value.names = {"m", "a", "c"};
  EXPECT_EQ(float_abi_of(image, device).answer, Answer::will_not_run);
  device.features.reset();
  EXPECT_EQ(float_abi_of(image, device).answer, Answer::cannot_tell);
  image.flags = 1;
  EXPECT_EQ(float_abi_of(image, device).answer, Answer::runs);
}

}  // namespace
}  // namespace ashore::verify
