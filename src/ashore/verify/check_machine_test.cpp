// SPDX-License-Identifier: Apache-2.0
// check_type, check_machine and check_flags.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ashore/verify/kernel_machine.h"
#include "ashore/verify/sample_device.h"

namespace ashore::verify {
namespace {

using elf::SampleImage;
using ::testing::HasSubstr;

Finding machine_of(const SampleImage& image, const DeviceFacts& device) {
  return finding_of(verdict_on(image, device), "machine");
}

Finding type_of(const SampleImage& image) { return finding_of(verdict_on(image, r7000()), "type"); }

TEST(TypeCheck, refuses_what_is_not_a_linked_program) {
  SampleImage image;
  image.type = 1;
  EXPECT_THAT(type_of(image).text, HasSubstr("object file"));
  image.type = 4;
  EXPECT_THAT(type_of(image).text, HasSubstr("core dump"));
  image.type = 0xFE00;
  EXPECT_EQ(type_of(image).answer, Answer::will_not_run);
}

TEST(TypeCheck, tells_a_library_from_a_position_independent_program) {
  SampleImage library;
  library.type = 3;
  library.soname = "libmine.so.1";
  EXPECT_THAT(type_of(library).text, HasSubstr("shared library"));
  SampleImage pie = library;
  pie.soname.reset();
  pie.pie = true;
  EXPECT_EQ(type_of(pie), Finding{});
  SampleImage with_loader = library;
  with_loader.interpreter = "/lib/ld-linux.so.3";  // libc.so.6 itself is such a file
  EXPECT_EQ(type_of(with_loader), Finding{});
}

TEST(TypeCheck, refuses_an_entry_outside_the_code) {
  SampleImage image;
  image.entry = 0x900000;
  EXPECT_THAT(type_of(image).text, HasSubstr("entry 0x900000"));
  image.entry = image.base + 0x101;  // Thumb code
  image.text = std::string(200, 'x');
  EXPECT_EQ(type_of(image), Finding{});
}

TEST(TypeCheck, refuses_programs_of_other_systems) {
  SampleImage image;
  image.os_abi = 9;
  EXPECT_EQ(type_of(image).text, "this is a program for FreeBSD");
}

TEST(MachineCheck, passes_the_devices_own_machine_with_evidence) {
  Finding finding = machine_of(SampleImage(), r7000());
  EXPECT_EQ(finding.answer, Answer::runs);
  EXPECT_EQ(finding.on_device, r7000().machine.evidence);
}

TEST(MachineCheck, refuses_another_byte_order) {
  DeviceFacts mips = r7000();
  mips.machine.value = Machine{Arch::mips, Endian::little, Abi::mips_o32, FloatAbi::soft};
  Finding finding = machine_of(SampleImage::mips_big_endian(), mips);
  EXPECT_EQ(finding.answer, Answer::will_not_run);
  EXPECT_EQ(finding.text, "the program is for 32-bit MIPS, big-endian, the device is 32-bit MIPS, "
                          "little-endian");
}

TEST(MachineCheck, refuses_a_machine_that_it_does_not_know_by_number) {
  SampleImage image;
  image.machine = 94;
  EXPECT_THAT(machine_of(image, r7000()).text, HasSubstr("e_machine 94, 32-bit"));
  EXPECT_EQ(machine_of(image, r7000()).answer, Answer::will_not_run);
}

TEST(MachineCheck, refuses_64_bit_code_where_the_kernel_says_that_it_is_32_bit) {
  EXPECT_EQ(machine_of(SampleImage::aarch64(), r7000()).answer, Answer::will_not_run);
  DeviceFacts wide = r7000();
  wide.uname->value = "Linux router 5.15.0 #1 SMP aarch64 GNU/Linux";
  EXPECT_EQ(machine_of(SampleImage::aarch64(), wide).answer, Answer::runs);
  DeviceFacts silent = r7000();
  silent.uname.reset();
  EXPECT_EQ(machine_of(SampleImage::aarch64(), silent).answer, Answer::cannot_tell);
}

TEST(MachineCheck, believes_the_machine_field_of_uname_and_not_the_host_name) {
  DeviceFacts device = r7000();
  device.uname->value = "Linux aarch64 2.6.36 #1 SMP armv7l GNU/Linux";
  EXPECT_EQ(kernel_width(device), KernelWidth::narrow);
  device.uname->value = "Linux router 5.4.0 #1 SMP armv8l GNU/Linux";  // under linux32
  EXPECT_EQ(kernel_width(device), KernelWidth::unknown);
  device.uname->value = "aarch64";
  EXPECT_EQ(kernel_width(device), KernelWidth::unknown);
}

TEST(MachineCheck, wants_a_32_bit_loader_before_it_believes_in_32_bit_programs) {
  EXPECT_EQ(machine_of(SampleImage(), arm64()).answer, Answer::cannot_tell);
  DeviceFacts both = arm64();
  both.loaders.push_back({{"/lib/ld-linux-armhf.so.3", Libc::glibc, std::nullopt},
                          {"ls /lib", "ld-linux-armhf.so.3"}});
  Finding finding = machine_of(SampleImage(), both);
  EXPECT_EQ(finding.answer, Answer::runs);
  EXPECT_EQ(finding.on_device->source, "ls /lib");
}

TEST(FlagsCheck, does_not_vouch_for_the_old_arm_abi) {
  SampleImage image;
  image.flags = 0x2;
  EXPECT_EQ(finding_of(verdict_on(image, r7000()), "e_flags").answer, Answer::cannot_tell);
}

Finding mips_flags(std::uint32_t flags, const std::string& baseline) {
  DeviceFacts device = r7000();
  device.machine.value = Machine{Arch::mips, Endian::big, Abi::mips_o32, FloatAbi::soft};
  device.baseline = Fact<std::string>{baseline, {"/proc/cpuinfo", "isa"}};
  SampleImage image = SampleImage::mips_big_endian();
  image.flags = flags;
  return finding_of(verdict_on(image, device), "e_flags");
}

TEST(FlagsCheck, compares_mips_levels) {
  EXPECT_EQ(mips_flags(0x50001000, "mips32r2").answer, Answer::runs);
  EXPECT_EQ(mips_flags(0x70001000, "mips32r2").answer, Answer::runs);
  EXPECT_EQ(mips_flags(0x00001000, "mips32").answer, Answer::runs);
  // Marked for more than the CPU has: o32, so the instructions decide.
  EXPECT_EQ(mips_flags(0x70001000, "mips32").answer, Answer::runs);
  EXPECT_EQ(mips_flags(0x80001000, "mips32r2").answer, Answer::runs);
  EXPECT_EQ(mips_flags(0x90001400, "mips32r2").answer, Answer::will_not_run);
  EXPECT_EQ(mips_flags(0x70001000, "mips32r6").answer, Answer::cannot_tell);
  EXPECT_EQ(mips_flags(0x70001000, "unheard-of"), Finding{});
}

TEST(FlagsCheck, does_not_vouch_for_the_newer_nan_encoding) {
  EXPECT_THAT(mips_flags(0x70001400, "mips32r2").text, HasSubstr("NaN"));
}

TEST(FlagsCheck, does_not_vouch_for_the_wide_registers_of_a_mips_fpu) {
  DeviceFacts device = r7000();
  device.machine.value = Machine{Arch::mips, Endian::big, Abi::mips_o32, FloatAbi::hard};
  device.baseline->value = "mips32r2";
  auto asked = [&](unsigned fp_abi, std::uint32_t flags = 0) {
    elf::SampleImage image = elf::SampleImage::mips_big_endian();
    image.flags |= flags;
    // Version, level, revision, three sizes of registers, FP ABI, extensions, flags.
    image.mips_abi_flags = std::string("\0\0\x20\x02\x01\x01\0", 7) + static_cast<char>(fp_abi) +
                           std::string(16, '\0');
    return finding_of(verdict_on(image, device), "e_flags").answer;
  };
  for (unsigned any_mode : {0U, 1U, 2U, 3U, 5U})
    EXPECT_EQ(asked(any_mode), Answer::runs) << any_mode;
  for (unsigned wide : {4U, 6U, 7U}) {
    device.kernel->value = Version{{4, 14}};
    EXPECT_EQ(asked(wide), Answer::cannot_tell) << wide;
    device.kernel->value = Version{{2, 6, 36}};
    EXPECT_EQ(asked(wide), Answer::will_not_run) << wide;
    device.kernel.reset();
    EXPECT_EQ(asked(wide), Answer::cannot_tell) << wide;
    device.kernel = r7000().kernel;
  }
  EXPECT_EQ(asked(1, 0x200), Answer::will_not_run);  // EF_MIPS_FP64
}

TEST(FlagsCheck, compares_the_nan_encoding_of_a_mips_cpu_that_tells_it) {
  DeviceFacts device = r7000();
  device.machine.value = Machine{Arch::mips, Endian::big, Abi::mips_o32, FloatAbi::hard};
  elf::SampleImage image = elf::SampleImage::mips_big_endian();
  image.flags |= 0x400;
  EXPECT_EQ(finding_of(verdict_on(image, device), "e_flags").answer, Answer::cannot_tell);
  device.features->value.names = {"nan2008"};
  EXPECT_EQ(finding_of(verdict_on(image, device), "e_flags").answer, Answer::runs);
}

TEST(FlagsCheck, knows_the_variants_of_riscv) {
  DeviceFacts device = r7000();
  device.machine.value = Machine{Arch::riscv64, Endian::little, Abi::riscv_lp64, FloatAbi::hard};
  device.features->value.names = {"m", "a", "f", "d", "c"};
  auto asked = [&](std::uint32_t flags) {
    elf::SampleImage image = elf::SampleImage::aarch64();
    image.machine = 243;
    image.flags = flags;
    return finding_of(verdict_on(image, device), "e_flags").answer;
  };
  elf::SampleImage plain = elf::SampleImage::aarch64();
  plain.machine = 243;
  plain.flags = 0x5;  // RVC, double
  EXPECT_TRUE(says_nothing(verdict_on(plain, device), "e_flags"));
  EXPECT_EQ(asked(0x8), Answer::will_not_run);  // RVE
  EXPECT_EQ(asked(0x7), Answer::cannot_tell);   // quad
  EXPECT_EQ(asked(0x15), Answer::cannot_tell);  // TSO
}

TEST(MachineCheck, refuses_32_bit_programs_where_the_core_has_no_such_state) {
  DeviceFacts device = arm64();
  device.core = Fact<std::string>{"cortex-a53", {"/proc/cpuinfo", "CPU part 0xd03"}};
  Finding open = finding_of(verdict_on(elf::SampleImage(), device), "machine");
  EXPECT_EQ(open.answer, Answer::cannot_tell);
  EXPECT_THAT(open.text, HasSubstr("CONFIG_COMPAT"));
  for (const char* core : {"a64fx", "cortex-x2", "cortex-a34", "apple-m1"}) {
    device.core->value = core;
    EXPECT_EQ(finding_of(verdict_on(elf::SampleImage(), device), "machine").answer,
              Answer::will_not_run)
        << core;
  }
}

TEST(MachineCheck, does_not_vouch_for_n32_on_other_mips_systems) {
  DeviceFacts device = r7000();
  device.machine.value = Machine{Arch::mips64, Endian::big, Abi::mips_n64, FloatAbi::hard};
  elf::SampleImage image = elf::SampleImage::mips_big_endian();
  image.flags = 0x80000020;  // mips64r2, n32
  EXPECT_EQ(finding_of(verdict_on(image, device), "machine").answer, Answer::cannot_tell);
  device.machine.value.abi = Abi::mips_n32;
  EXPECT_EQ(finding_of(verdict_on(image, device), "machine").answer, Answer::runs);
}

TEST(MachineCheck, instructions_of_other_architectures_are_not_checked) {
  struct Other {
    std::uint16_t machine;
    unsigned bits;
    Endian endian;
    Arch arch;
  };
  for (const Other& other :
       {Other{20, 32, Endian::big, Arch::powerpc}, Other{21, 64, Endian::little, Arch::powerpc64},
        Other{258, 64, Endian::little, Arch::loongarch64}}) {
    DeviceFacts device = r7000();
    device.machine.value = Machine{other.arch, other.endian, Abi::plain, FloatAbi::hard};
    elf::SampleImage image;
    image.machine = other.machine;
    image.bits = other.bits;
    image.endian = other.endian;
    image.flags = other.machine == 21 ? 2 : 0;
    Finding finding = finding_of(verdict_on(image, device), "instructions");
    EXPECT_EQ(finding.answer, Answer::cannot_tell);
    EXPECT_THAT(finding.text, HasSubstr("instructions of this architecture are not checked"));
  }
}

}  // namespace
}  // namespace ashore::verify
