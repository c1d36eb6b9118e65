// SPDX-License-Identifier: Apache-2.0
// Pasted text; tests/devices/cpuinfo has a hundred of real devices.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ctime>
#include <string>

#include "ashore/probe/interpret.h"
#include "ashore/probe/uname.h"

namespace ashore::probe {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

using Names = std::set<std::string>;

DeviceFacts facts_of(const std::string& cpuinfo, const std::string& uname = "") {
  Expected<DeviceFacts> facts = interpret_cpuinfo(cpuinfo, uname);
  EXPECT_TRUE(facts) << facts.error().message();
  return facts ? *std::move(facts) : DeviceFacts{};
}

Error error_of(const std::string& cpuinfo, const std::string& uname = "") {
  Expected<DeviceFacts> facts = interpret_cpuinfo(cpuinfo, uname);
  EXPECT_FALSE(facts);
  return facts ? Error(ErrorKind::bug, "no error") : facts.error();
}

Names features(const DeviceFacts& facts) {
  return facts.features ? facts.features->value.names : Names{"missing"};
}

std::string baseline(const DeviceFacts& facts) {
  return facts.baseline ? facts.baseline->value : "missing";
}

TEST(Uname, the_machine_is_found_wherever_vendors_put_it) {
  EXPECT_EQ(uname_machine("armv7l"), "armv7l");
  EXPECT_EQ(uname_machine("Linux r 2.6.36.4brcmarm #1 SMP 2020 armv7l ASUSWRT-Merlin"), "armv7l");
  EXPECT_EQ(uname_machine("Linux mips 5.4 #1 SMP aarch64 GNU/Linux"), "aarch64");
  EXPECT_EQ(uname_machine("Linux h 6.1 #1 SMP 2025 x86_64 x86_64 x86_64 GNU/Linux"), "x86_64");
  EXPECT_EQ(uname_machine("Linux h 6.1 #1 SMP 2025 s390x GNU/Linux"), "s390x");
  EXPECT_EQ(uname_machine("Linux 5.4.0 mips64"), "mips64");
  EXPECT_EQ(uname_machine(" \n"), "");
}

TEST(Uname, every_machine_of_the_usual_kernels_is_known) {
  for (const char* machine :
       {"armv4tl", "armv5tejl", "armv6l", "armv7l", "armv8l", "aarch64", "mips", "mips64", "ppc",
        "ppc64", "ppc64le", "riscv64", "i486", "i586", "i686", "x86_64", "loongarch64"})
    EXPECT_TRUE(kind_of_uname(machine)) << machine;
  EXPECT_EQ(kind_of_uname("armv5teb")->endian, Endian::big);
  EXPECT_EQ(kind_of_uname("mips")->endian, std::nullopt);
  EXPECT_FALSE(kind_of_uname("s390x"));
}

const std::string r7000 =
    "Processor\t: ARMv7 Processor rev 0 (v7l)\nprocessor\t: 0\nBogoMIPS\t: 1998.84\n\n"
    "processor\t: 1\nBogoMIPS\t: 1998.84\n\nFeatures\t: swp half thumb fastmult edsp \n"
    "CPU implementer\t: 0x41\nCPU architecture: 7\nCPU part\t: 0xc09\n\nHardware\t: Northstar\n";

TEST(PastedCpuinfo, of_an_r7000_has_no_fpu_with_and_without_uname) {
  for (const char* uname : {"", "armv7l", "Linux R7000 2.6.36.4brcmarm #12 SMP armv7l GNU/Linux"}) {
    DeviceFacts facts = facts_of(r7000, uname);
    EXPECT_EQ(facts.machine.value,
              (Machine{Arch::arm, Endian::little, Abi::arm_eabi, FloatAbi::soft}));
    EXPECT_EQ(baseline(facts), "armv7-a");
    EXPECT_EQ(features(facts), Names{"dsp"});
    EXPECT_EQ(facts.board->value, "Northstar");
  }
  EXPECT_EQ(to_string(facts_of(r7000, "Linux R 2.6.36.4brcm #1 armv7l GNU/Linux").kernel->value),
            "2.6.36.4");
}

TEST(PastedCpuinfo, may_have_lost_its_blank_lines_or_got_carriage_returns) {
  std::string dense, returned;
  for (char c : r7000) {
    if (c == '\n') returned += '\r';
    returned += c;
    if (c != '\n' || !dense.ends_with('\n')) dense += c;
  }
  EXPECT_EQ(features(facts_of(dense)), Names{"dsp"});
  EXPECT_EQ(features(facts_of(returned)), Names{"dsp"});
}

TEST(PastedCpuinfo, that_breaks_off_among_features_does_not_tell_of_32_registers) {
  std::string text = "model name : ARMv7 Processor rev 1 (v7l)\nFeatures : half thumb vfp vfpv3";
  EXPECT_THAT(features(facts_of(text)), Not(Contains("d32")));
  EXPECT_THAT(features(facts_of(text + "\nCPU part : 0xc09\n")), Contains("d32"));
}

TEST(PastedCpuinfo, that_ends_with_features_may_have_lost_the_rest) {
  std::string text = "model name : ARMv7 Processor rev 1 (v7l)\nFeatures : half thumb vfp vfpv3";
  EXPECT_EQ(features(facts_of(text + "\n\n")), (Names{"vfp2", "vfp3d16"}));
  EXPECT_THAT(features(facts_of(text + " neon\n")), Contains("d32"));
  EXPECT_THAT(features(facts_of(text + " vfpd32\n")), Contains("d32"));
}

TEST(PastedCpuinfo, may_have_long_lines_wrapped) {
  std::string begin =
                  "model name : ARMv7 Processor rev 1 (v7l)\nFeatures : swp half thumb fastmult "
                  "vfp edsp vfpv3\n",
              end = " tls\nCPU implementer : 0x41\nCPU part : 0xc09\n";
  Names d16 = {"dsp", "vfp2", "vfp3d16"};
  EXPECT_EQ(features(facts_of(begin + " vfpv3d16" + end)), d16);
  EXPECT_EQ(features(facts_of(begin + "vfpv3d16" + end)), d16);
  EXPECT_EQ(features(facts_of(begin + "\r\n" + end)), d16) << "a blank line within";
  EXPECT_THAT(features(facts_of(begin + "neon" + end)), Contains("neon"));
  EXPECT_EQ(features(facts_of("model name : ARMv7 Processor rev 1 (v7l)\nFeatures :\n\nswp half "
                              "thumb vfp edsp vfpv3 vfpv3d16 tls\nCPU part : 0xc09\n")),
            d16)
      << "all of the list on the next line";
  EXPECT_EQ(facts_of("flags : fpu cx8 cmov\n lm nopl\nbogomips : 1\n").machine.value.arch,
            Arch::x86_64);
}

void expect_contradiction(const std::string& cpuinfo, const std::string& uname,
                          const std::string& message) {
  Error error = error_of(cpuinfo, uname);
  EXPECT_EQ(error.kind(), ErrorKind::device);
  EXPECT_EQ(error.message(), message);
  EXPECT_THAT(error.hints(), testing::ElementsAre("was uname run on the device?"));
}

TEST(PastedCpuinfo, of_another_machine_than_uname_is_refused) {
  expect_contradiction(r7000, "Linux desk 6.1 x86_64 GNU/Linux",
                       "uname says x86_64, and /proc/cpuinfo is of 32-bit ARM");
  expect_contradiction("flags : fpu lm\nbogomips : 1\n", "armv7l",
                       "uname says armv7l, and /proc/cpuinfo is of 64-bit x86");
  expect_contradiction("cpu model : MIPS 24Kc V7.4\n", "riscv64",
                       "uname says riscv64, and /proc/cpuinfo is of 32-bit MIPS");
}

TEST(PastedCpuinfo, of_a_32_bit_core_is_of_no_64_bit_machine) {
  expect_contradiction("model name : ARMv6-compatible processor rev 7 (v6l)\nFeatures : half thumb "
                       "vfp\nCPU implementer : 0x41\nCPU part : 0xb76\n",
                       "aarch64", "uname says aarch64, and /proc/cpuinfo is of 32-bit ARM");
  expect_contradiction("cpu model : Broadcom BCM3302 V2.9\n", "mips64el",
                       "uname says mips64el, and /proc/cpuinfo is of 32-bit MIPS");
  expect_contradiction("flags : fpu cx8 cmov mmx\nbogomips : 1\n", "x86_64",
                       "uname says x86_64, and /proc/cpuinfo is of 32-bit x86");
  expect_contradiction("processor : 0\ncpu : e500v2\ntimebase : 5\n", "ppc64",
                       "uname says ppc64, and /proc/cpuinfo is of 32-bit PowerPC");
}

TEST(PastedCpuinfo, of_a_64_bit_core_may_be_of_both_kinds_of_machines) {
  std::string a53 = "Features : half thumb vfp neon\nCPU implementer : 0x41\nCPU part : 0xd03\n";
  EXPECT_EQ(facts_of(a53, "aarch64").machine.value.arch, Arch::aarch64);
  EXPECT_EQ(facts_of(a53, "armv8l").machine.value.arch, Arch::arm);
  EXPECT_EQ(facts_of("flags : fpu cx8", "x86_64").machine.value.arch, Arch::x86_64) << "cut off";
}

TEST(PastedCpuinfo, of_a_kernel_without_user_thumb_is_arm_still) {
  DeviceFacts facts = facts_of("Features : swp fastmult edsp\nCPU architecture: 5TE\n");
  EXPECT_EQ(facts.machine.value.arch, Arch::arm);
  EXPECT_EQ(baseline(facts), "armv5te");
  EXPECT_EQ(features(facts), Names{"dsp"});
}

TEST(PastedCpuinfo, an_unknown_core_that_says_7_may_be_an_arm1176) {
  EXPECT_EQ(baseline(facts_of("Features : half thumb vfp\nCPU architecture: 7\n")), "armv6");
  EXPECT_EQ(baseline(facts_of("Features : half thumb neon\nCPU architecture: 7\n")), "armv7-a");
}

TEST(PastedCpuinfo, big_and_little_cores_have_what_the_smaller_has) {
  DeviceFacts facts = facts_of(
      "processor : 0\nmodel name : ARMv7 Processor rev 3 (v7l)\nFeatures : half thumb vfp vfpv4\n"
      "CPU implementer : 0x41\nCPU part : 0xc0f\n\nprocessor : 1\nFeatures : half thumb vfp\n"
      "CPU implementer : 0x41\nCPU part : 0xb76\n");
  EXPECT_EQ(baseline(facts), "armv6kz");
  EXPECT_EQ(features(facts), Names{"vfp2"});
}

TEST(PastedCpuinfo, a_microcontroller_is_no_armv7_a) {
  EXPECT_EQ(baseline(facts_of("model name : ARMv7-M rev 1 (v7ml)\nFeatures : half thumb\n"
                              "CPU implementer : 0x41\nCPU part : 0xc24\n")),
            "armv7e-m");
}

TEST(PastedCpuinfo, a_32_bit_process_on_a_64_bit_kernel_is_armv8l) {
  DeviceFacts facts = facts_of("model name : ARMv8 Processor rev 4 (v8l)\nFeatures : half thumb "
                               "vfp edsp neon vfpv3 vfpv4 idiva idivt crc32\nCPU implementer : "
                               "0x41\nCPU architecture: 8\nCPU part : 0xd03\n",
                               "armv8l");
  EXPECT_EQ(facts.machine.value.arch, Arch::arm);
  EXPECT_EQ(facts.machine.value.float_abi, FloatAbi::hard);
  EXPECT_THAT(features(facts), Contains("hwdiv-arm"));
}

TEST(PastedCpuinfo, mips_takes_its_byte_order_from_who_made_it_and_says_so) {
  DeviceFacts facts = facts_of("system type : Atheros AR9330 rev 1\ncpu model : MIPS 24Kc V7.4\n"
                               "isa : mips1 mips2 mips32r1 mips32r2\nASEs implemented : mips16\n");
  EXPECT_EQ(facts.machine.value.endian, Endian::big);
  EXPECT_THAT(facts.machine.evidence.text, HasSubstr("Atheros AR9330"));
  EXPECT_EQ(baseline(facts), "mips32r2");
}

TEST(PastedCpuinfo, of_a_mips_that_does_not_tell_its_byte_order_says_what_would) {
  std::string malta = "system type : MIPS Malta\ncpu model : MIPS 24Kc V0.0\n";
  Error error = error_of(malta, "mips");
  EXPECT_EQ(error.kind(), ErrorKind::device);
  EXPECT_THAT(error.message(), HasSubstr("byte order"));
  EXPECT_THAT(error.hints().at(0), HasSubstr("hexdump"));
  EXPECT_EQ(facts_of(malta, "mipsel").machine.value.endian, Endian::little);
  EXPECT_EQ(facts_of(malta, "mipseb").machine.value.endian, Endian::big);
}

TEST(PastedCpuinfo, an_octeon_has_64_bits_and_its_fpu_is_told_by_its_model) {
  std::string octeon = "system type : UBNT_E300 (CN7130p1.2-1000-AAP)\nprocessor : 0\n"
                       "isa : mips2 mips3 mips4 mips5 mips64r2\ncpu model : Cavium Octeon III V0.2";
  DeviceFacts facts = facts_of(octeon + "  FPU V0.0\n");
  EXPECT_EQ(facts.machine.value,
            (Machine{Arch::mips64, Endian::big, Abi::mips_n64, FloatAbi::hard}));
  EXPECT_EQ(baseline(facts), "mips64r2");
  EXPECT_EQ(facts_of(octeon + "\n").machine.value.float_abi, FloatAbi::soft);
}

TEST(PastedCpuinfo, isa_raises_only_cores_of_which_there_are_two_revisions) {
  auto of = [](const std::string& model) {
    return baseline(
        facts_of("cpu model : " + model + "\nisa : mips1 mips2 mips32r1 mips32r2\n", "mipsel"));
  };
  EXPECT_EQ(of("MIPS 4KEc V4.8"), "mips32r2");
  EXPECT_EQ(of("Broadcom BMIPS3300 V0.7"), "mips32");
  EXPECT_EQ(baseline(facts_of("cpu model : MIPS 4KEc V4.8\n", "mipsel")), "mips32");
  EXPECT_EQ(baseline(facts_of("isa : mips1 mips2 mips32r1 mips32r2\n", "mipsel")), "missing");
}

TEST(PastedCpuinfo, a_geode_is_an_i586_with_cmov_and_3dnow) {
  DeviceFacts facts =
      facts_of("vendor_id : AuthenticAMD\ncpu family : 5\nfdiv_bug : no\n"
               "flags : fpu de pse tsc msr cx8 sep pge cmov clflush mmx mmxext 3dnowext 3dnow\n");
  EXPECT_EQ(facts.machine.value.arch, Arch::x86);
  EXPECT_EQ(baseline(facts), "i586");
  EXPECT_EQ(features(facts), (Names{"3dnow", "3dnowa", "cmov", "cx8", "mmx"}));
}

TEST(PastedCpuinfo, x86_needs_long_nops_to_be_an_i686) {
  EXPECT_EQ(baseline(facts_of("flags : fpu cx8 cmov nopl mmx\n")), "i686");
  EXPECT_EQ(baseline(facts_of("flags : fpu cx8 cmov mmx\n")), "i586");
  EXPECT_EQ(baseline(facts_of("vendor_id : GenuineIntel\ncpu family : 6\n"
                              "flags : fpu cx8 cmov mmx\n")),
            "i686");
  EXPECT_EQ(baseline(facts_of("flags : fpu vme\n")), "i486");
}

TEST(PastedCpuinfo, a_32_bit_kernel_on_a_64_bit_x86_is_32_bit) {
  std::string flags = "flags : fpu cx8 cmov lm nopl sse2\n";
  EXPECT_EQ(facts_of(flags).machine.value.arch, Arch::x86_64);
  EXPECT_EQ(facts_of("coma_bug : no\n" + flags).machine.value.arch, Arch::x86);
  EXPECT_EQ(facts_of(flags, "i686").machine.value.arch, Arch::x86);
}

TEST(PastedCpuinfo, powerpc_cores_tell_fpu_and_spe_by_their_names) {
  auto of = [](const std::string& cpu) {
    return facts_of("processor : 0\ncpu : " + cpu + "\ntimebase : 5\nmodel : A board\n", "ppc");
  };
  EXPECT_EQ(features(of("e500v2")), (Names{"booke", "spe"}));
  EXPECT_EQ(features(of("e500")), (Names{"booke", "spe", "efpu2"}));
  EXPECT_EQ(of("e500v2").machine.value.float_abi, FloatAbi::soft);
  EXPECT_EQ(features(of("APM821XX")), (Names{"booke", "hard-float"}));
  EXPECT_EQ(of("APM821XX").machine.value.float_abi, FloatAbi::hard);
  EXPECT_EQ(features(of("7447A, altivec supported")), (Names{"altivec", "hard-float"}));
  EXPECT_EQ(features(of("a core of 2040")), Names{"missing"});
  EXPECT_EQ(baseline(of("e500v2")), "ppc");
  EXPECT_EQ(of("e500v2").model->value, "A board");
}

TEST(PastedCpuinfo, of_a_power8_needs_uname_for_its_byte_order) {
  std::string power8 = "processor : 0\ncpu : POWER8 (raw), altivec supported\ntimebase : 5\n";
  EXPECT_THAT(error_of(power8).message(), HasSubstr("byte order"));
  EXPECT_EQ(baseline(facts_of(power8, "ppc64le")), "ppc64le");
  EXPECT_THAT(features(facts_of(power8, "ppc64le")), Contains("vsx"));
  EXPECT_THAT(features(facts_of(power8, "ppc64")), Not(Contains("vsx")));
}

TEST(PastedCpuinfo, loongarch_tells_its_vectors) {
  DeviceFacts facts =
      facts_of("system type : generic-loongson-machine\n\nprocessor : 0\n"
               "ISA : loongarch32 loongarch64\nFeatures : cpucfg lam ual fpu lsx crc32\n");
  EXPECT_EQ(facts.machine.value.arch, Arch::loongarch64);
  EXPECT_EQ(features(facts), (Names{"d", "f", "lsx", "ual"}));
  EXPECT_EQ(baseline(facts), "loongarch64");
}

TEST(PastedCpuinfo, riscv_without_f_and_d_is_soft_float) {
  DeviceFacts facts = facts_of("processor : 0\nisa : rv64imac\nuarch : sifive,u74-mc\n");
  EXPECT_EQ(facts.machine.value.float_abi, FloatAbi::soft);
  EXPECT_EQ(baseline(facts), "rv64imac");
  EXPECT_EQ(facts.core->value, "sifive-u74");
  EXPECT_EQ(baseline(facts_of("isa : rv32imafdc\n")), "rv32gc");
}

TEST(PastedCpuinfo, a_machine_that_ashore_has_no_word_for_is_named) {
  Error error = error_of("vendor_id : IBM/S390\nprocessor 0: version = FF\n", "s390x");
  EXPECT_EQ(error.kind(), ErrorKind::device);
  EXPECT_THAT(error.message(), HasSubstr("`s390x`"));
}

TEST(PastedCpuinfo, what_is_no_cpuinfo_is_refused_as_such) {
  for (const std::string& text :
       {std::string(), std::string("hello"), std::string("key: value\n"), std::string(1000, '\0'),
        std::string("\x7f"
                    "ELF\x01\x01: :\n")})
    EXPECT_EQ(error_of(text, "armv7l").kind(), ErrorKind::bad_input);
  EXPECT_THAT(error_of("\x1b[2Jhello: you\n").message(), Not(HasSubstr("\x1b")));
}

// Seconds would show if anything were quadratic; the limit is wide for slow machines, and counts
// our own time only.
TEST(PastedCpuinfo, megabytes_of_anything_are_read_in_linear_time) {
  std::string lines;
  for (const char* line :
       {"Features : half aes\nCPU implementer : 0x41\nCPU part : 0xc09\n\n", "\n",
        "cpu : e500\nisa : rv64gc\nflags : fpu\n\n", ":\n", "processor :\n\n"}) {
    lines.clear();
    while (lines.size() < (std::size_t{2} << 20)) lines += line;
    std::clock_t begin = std::clock();
    (void)interpret_cpuinfo(lines, "armv7l").has_value();
    EXPECT_LT(std::clock() - begin, 5 * CLOCKS_PER_SEC) << line;
  }
}

}  // namespace
}  // namespace ashore::probe
