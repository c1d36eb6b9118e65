// SPDX-License-Identifier: Apache-2.0
#include "ashore/probe/interpret.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ctime>
#include <string>
#include <utility>
#include <vector>

#include "ashore/base/text.h"

namespace ashore::probe {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr std::chrono::system_clock::time_point noon{std::chrono::seconds{1000000}};

// "cpuinfo text" and what is in it.
using Sections = std::vector<std::pair<std::string, std::string>>;

std::string transcript(const Sections& sections) {
  std::string text = "ashore-probe 1 abc\n";
  for (const auto& [header, bytes] : sections) text += "\n@@abc@@ " + header + "\n" + bytes;
  return text + "\n@@abc@@ end text\n";
}

DeviceFacts facts_of(const Sections& sections) {
  Expected<DeviceFacts> facts = interpret(transcript(sections), noon);
  EXPECT_TRUE(facts) << facts.error().message();
  return facts ? *std::move(facts) : DeviceFacts{};
}

// What FreshTomato's kernel 2.6.36 says on a Broadcom BCM4709A0: an upper-case "Processor" line,
// the cores first, and the features once for all of them.
const Sections old_r7000 = {
    {"program hex /proc/self/exe", "7f454c46010101000000000000000000020028000100000098300100340000"
                                   "00d4451c000200000534002000070028001a001900"},
    {"uname text", "Linux R7000 2.6.36.4brcmarm #12 SMP PREEMPT Sun Mar 3 2024 armv7l GNU/Linux"},
    {"cpuinfo text /proc/cpuinfo",
     "Processor\t: ARMv7 Processor rev 0 (v7l)\nprocessor\t: 0\nBogoMIPS\t: 1998.84\n\n"
     "processor\t: 1\nBogoMIPS\t: 1998.84\n\nFeatures\t: swp half thumb fastmult edsp \n"
     "CPU implementer\t: 0x41\nCPU architecture: 7\nCPU variant\t: 0x3\nCPU part\t: 0xc09\n"
     "CPU revision\t: 0\n\nHardware\t: Northstar Prototype\nSerial\t\t: 0000000000000000\n"},
    {"nvram text",
     "model=R7000\nt_model_name=Netgear R7000\nproductid=\nboardid=U12H270T00_NETGEAR\n"
     "boardtype=0x0646\nos_version=2024.1 K26ARM7.1 USB VPN-64K\n"},
    {"release text /etc/tomato_version", "2024.1\n"},
    {"meminfo text /proc/meminfo",
     "MemTotal:         255840 kB\nMemFree:          200000 kB\nBuffers:            1000 kB\n"
     "Cached:            10000 kB\n"},
};

TEST(Interpret, an_r7000_under_freshtomato_has_no_fpu) {
  DeviceFacts facts = facts_of(old_r7000);
  EXPECT_EQ(facts.machine.value,
            (Machine{Arch::arm, Endian::little, Abi::arm_eabi, FloatAbi::soft}));
  EXPECT_EQ(facts.features->value.names, (std::set<std::string>{"dsp"}));
  EXPECT_EQ(facts.baseline->value, "armv7-a");
  EXPECT_EQ(facts.core->value, "cortex-a9");
  EXPECT_EQ(facts.model->value, "Netgear R7000");
  EXPECT_EQ(facts.board->value, "U12H270T00_NETGEAR");
  EXPECT_EQ(facts.system->value, "Tomato 2024.1 K26ARM7.1 USB VPN-64K");
  EXPECT_EQ(to_string(facts.kernel->value), "2.6.36.4");
  EXPECT_EQ(facts.memory_available_bytes->value, std::uint64_t{211000} * 1024);
  EXPECT_FALSE(facts.libraries_listed);
  EXPECT_FALSE(facts.tools);
}

std::string arm_cpuinfo(const std::string& features, const std::string& part = "0xc09") {
  return "model name\t: ARMv7 Processor rev 1 (v7l)\nFeatures\t: " + features +
         "\nCPU implementer\t: 0x41\nCPU architecture: 7\nCPU part\t: " + part + "\n";
}

Features arm_features(const std::string& words) {
  return facts_of({{"uname text", "Linux x 5.4.0 #1 SMP armv7l GNU/Linux"},
                   {"cpuinfo text", arm_cpuinfo(words)}})
      .features->value;
}

TEST(Interpret, four_cortex_a9_are_told_apart_by_what_the_kernel_says) {
  EXPECT_EQ(arm_features("half thumb edsp").names, (std::set<std::string>{"dsp"}));
  EXPECT_EQ(arm_features("half thumb edsp vfp vfpv3 vfpv3d16").names,
            (std::set<std::string>{"dsp", "vfp2", "vfp3d16"}));
  EXPECT_EQ(arm_features("half thumb edsp vfp vfpv3 vfpd32").names,
            (std::set<std::string>{"dsp", "vfp2", "vfp3d16", "vfp3", "d32"}));
  EXPECT_EQ(arm_features("half thumb edsp vfp vfpv3 neon").names,
            (std::set<std::string>{"dsp", "vfp2", "vfp3d16", "vfp3", "d32", "neon"}));
}

TEST(Interpret, half_of_a_feature_is_none) {
  EXPECT_THAT(arm_features("half aes").names, Not(Contains("aes")));
  EXPECT_THAT(arm_features("half aes pmull").names, Contains("aes"));
}

TEST(Interpret, a_feature_that_one_core_lacks_is_not_there) {
  DeviceFacts facts =
      facts_of({{"uname text", "Linux x 5.4.0 #1 SMP aarch64 GNU/Linux"},
                {"cpuinfo text", "Features\t: fp asimd aes pmull crc32\n\nFeatures\t: fp asimd "
                                 "crc32\n"}});
  EXPECT_EQ(facts.features->value.names, (std::set<std::string>{"fp-armv8", "neon", "crc"}));
}

// AT_HWCAP 0x8896 (no vfp) and AT_PAGESZ 4096, as a 32-bit little-endian kernel lays them out.
const std::string auxv_without_vfp = "10000000 96880000 06000000 00100000 00000000 00000000";

TEST(Interpret, where_cpuinfo_and_hwcap_differ_the_smaller_set_wins) {
  DeviceFacts facts = facts_of({{"uname text", "Linux x 5.4.0 #1 SMP armv7l GNU/Linux"},
                                {"auxv hex /proc/self/auxv", auxv_without_vfp},
                                {"cpuinfo text", arm_cpuinfo("half thumb edsp vfp vfpv3 neon")}});
  EXPECT_EQ(facts.features->value.names, (std::set<std::string>{"dsp"}));
  EXPECT_EQ(facts.machine.value.float_abi, FloatAbi::soft);
  EXPECT_EQ(facts.features->evidence.source, "Features and AT_HWCAP");
  EXPECT_EQ(facts.page_size->value, 4096U);
}

TEST(Interpret, hwcap_of_another_word_size_or_byte_order_is_of_other_programs) {
  Sections sections = {{"uname text", "Linux x 5.4.0 #1 SMP armv7l GNU/Linux"},
                       {"program hex /proc/self/exe", old_r7000[0].second}};
  // 0x37b0d6 once more, in 64 bits, and in 32 of the other order.
  for (const char* auxv :
       {"1000000000000000 d6b0370000000000 0600000000000000 0010000000000000 0000000000000000 "
        "0000000000000000",
        "00000010 0037b0d6 00000006 00001000 00000000 00000000"}) {
    Sections with = sections;
    with.emplace_back("auxv hex /proc/self/auxv", auxv);
    DeviceFacts facts = facts_of(with);
    EXPECT_FALSE(facts.features) << auxv;
    EXPECT_EQ(facts.page_size->value, 4096U);
  }
}

TEST(Interpret, uname_and_cpuinfo_of_two_machines_need_a_program_to_decide) {
  Sections sections = {{"uname text", "Linux x 5.4.0 #1 SMP x86_64 GNU/Linux"},
                       {"cpuinfo text", arm_cpuinfo("half thumb vfp")}};
  Expected<DeviceFacts> facts = interpret(transcript(sections), noon);
  ASSERT_FALSE(facts);
  EXPECT_THAT(facts.error().message(), HasSubstr("uname says x86_64"));
  sections.push_back(old_r7000[0]);
  EXPECT_EQ(facts_of(sections).machine.value.arch, Arch::arm);
}

TEST(Interpret, nothing_about_features_is_not_an_empty_set) {
  DeviceFacts facts = facts_of({{"uname text", "Linux x 5.4.0 #1 SMP armv7l GNU/Linux"}});
  EXPECT_FALSE(facts.features);
  EXPECT_EQ(facts.machine.value.float_abi, FloatAbi::soft);
  EXPECT_EQ(facts.baseline->value, "armv7-a");
}

TEST(Interpret, a_32_bit_userland_on_a_64_bit_kernel_is_32_bit) {
  // AT_HWCAP 0x37b0d6: what a 64-bit kernel tells a 32-bit cat.
  DeviceFacts facts = facts_of(
      {{"uname text", "Linux x 5.4.0 #1 SMP aarch64 GNU/Linux"},
       {"program hex /proc/self/exe", old_r7000[0].second},
       {"auxv hex /proc/self/auxv", "10000000 d6b03700 06000000 00100000 00000000 00000000"},
       {"cpuinfo text", "Features\t: fp asimd evtstrm aes pmull sha1 sha2 crc32 cpuid\n"
                        "CPU implementer\t: 0x41\nCPU architecture: 8\nCPU part\t: 0xd03\n"}});
  EXPECT_EQ(facts.machine.value.arch, Arch::arm);
  EXPECT_EQ(facts.machine.value.float_abi, FloatAbi::hard);
  EXPECT_THAT(facts.features->value.names, Contains("neon"));
  EXPECT_THAT(facts.features->value.names, Not(Contains("crc")));
  EXPECT_EQ(facts.features->evidence.source, "AT_HWCAP");
}

TEST(Interpret, the_kernel_caps_what_the_core_could_be) {
  // A Cortex-A53 under a 32-bit kernel, and an ARM1176, whose "CPU architecture" says 7.
  DeviceFacts a53 = facts_of({{"uname text", "Linux x 4.9.0 #1 SMP armv7l GNU/Linux"},
                              {"cpuinfo text", arm_cpuinfo("half thumb vfp", "0xd03")}});
  EXPECT_EQ(a53.baseline->value, "armv7-a");
  DeviceFacts arm1176 = facts_of({{"uname text", "Linux x 4.9.0 #1 armv6l GNU/Linux"},
                                  {"cpuinfo text", arm_cpuinfo("half thumb vfp", "0xb76")}});
  EXPECT_EQ(arm1176.baseline->value, "armv6kz");
}

TEST(Interpret, mips_is_big_or_little_by_its_own_program_never_by_uname) {
  Sections sections = {{"uname text", "Linux OpenWrt 5.15.137 #0 mips GNU/Linux"},
                       {"cpuinfo text", "system type\t\t: MIPS Malta\n"
                                        "cpu model\t\t: MIPS 24Kc V7.4\n"
                                        "isa\t\t\t: mips1 mips2 mips32r1 mips32r2\n"
                                        "ASEs implemented\t: mips16 dsp\n"}};
  EXPECT_FALSE(interpret(transcript(sections), noon));
  // EI_DATA 2, e_machine 8, e_flags 0x70001007.
  sections.push_back({"program hex /bin/busybox",
                      "7f454c4601020100000000000000000000020008000000010040000000000034"
                      "0000000070001007003400200000002800000000"});
  DeviceFacts facts = facts_of(sections);
  EXPECT_EQ(facts.machine.value.endian, Endian::big);
  EXPECT_EQ(facts.machine.value.abi, Abi::mips_o32);
  EXPECT_EQ(facts.baseline->value, "mips32r2");
  EXPECT_EQ(facts.features->value.names, (std::set<std::string>{"dsp"}));
}

TEST(Interpret, the_auxiliary_vector_tells_the_byte_order_too) {
  DeviceFacts facts =
      facts_of({{"uname text", "Linux OpenWrt 5.15.137 #0 mips GNU/Linux"},
                {"auxv hex", "00000010 00000000 00000006 00001000 00000000 00000000"}});
  EXPECT_EQ(facts.machine.value.endian, Endian::big);
}

TEST(Interpret, an_old_broadcom_mips_is_revision_1_whatever_isa_says) {
  DeviceFacts facts = facts_of({{"uname text", "Linux x 2.6.22 #1 mips GNU/Linux"},
                                {"auxv hex", "06000000 00100000 00000000 00000000"},
                                {"cpuinfo text", "cpu model\t: Broadcom BMIPS3300 V0.7\n"
                                                 "isa\t: mips1 mips2 mips32r1 mips32r2\n"}});
  EXPECT_EQ(facts.baseline->value, "mips32");
}

TEST(Interpret, places_are_sorted_and_what_cannot_execute_is_last) {
  DeviceFacts facts = facts_of(
      {{"uname text", "Linux x 2.6.36 #1 armv7l GNU/Linux"},
       {"meminfo text", "MemTotal: 250000 kB\nMemAvailable: 10000 kB\n"},
       {"mounts text", "/dev/root / squashfs ro,relatime 0 0\n"
                       "tmpfs /tmp tmpfs rw,relatime,size=16384k 0 0\n"
                       "/dev/mtdblock4 /jffs jffs2 rw,noatime 0 0\n"
                       "/dev/sda1 /tmp/mnt/sda1 ext4 rw,noexec,relatime 0 0\n"
                       "/dev/sdb1 /opt ext4 rw,relatime 0 0\n"},
       {"places text", "/tmp/mnt/sda1\n/opt\n/jffs\n/tmp\n/tmp/home/root\n/tmp\nrelative\n"},
       {"df text", "Filesystem           1K-blocks      Used Available Use% Mounted on\n"
                   "tmpfs                    16384         4     16380   0% /tmp\n"
                   "/dev/a/very/long/name/of/a/device/that/wraps\n"
                   "                         65536     60000      5536  92% /jffs\n"}});
  std::vector<std::string> paths;
  for (const Fact<WritablePlace>& place : facts.places) paths.push_back(place.value.path);
  EXPECT_EQ(paths,
            (std::vector<std::string>{"/tmp", "/jffs", "/opt", "/tmp/home/root", "/tmp/mnt/sda1"}));
  const WritablePlace& tmp = facts.places[0].value;
  EXPECT_EQ(tmp.free_bytes, std::uint64_t{10000} * 1024) << "a tmpfs is not larger than memory";
  EXPECT_FALSE(tmp.survives_reboot);
  EXPECT_EQ(facts.places[1].value.free_bytes, std::uint64_t{5536} * 1024);
  EXPECT_TRUE(facts.places[1].value.survives_reboot);
  EXPECT_FALSE(facts.places[2].value.free_measured);
  EXPECT_FALSE(facts.places[4].value.executable);
}

TEST(Interpret, an_overlay_survives_only_if_its_upper_directory_does) {
  auto survives = [](const std::string& overlay) {
    DeviceFacts facts = facts_of(
        {{"uname text", "Linux x 5.4 #1 armv7l GNU/Linux"},
         {"mounts text", "/dev/ubi0_1 /overlay ubifs rw 0 0\ntmpfs /ram tmpfs rw 0 0\n" + overlay},
         {"places text", "/root\n"}});
    return facts.places.at(0).value.survives_reboot;
  };
  EXPECT_TRUE(survives("overlayfs:/overlay / overlay rw,lowerdir=/,upperdir=/overlay/upper 0 0\n"));
  EXPECT_TRUE(survives("overlayfs:/overlay / overlayfs rw 0 0\n"));
  EXPECT_FALSE(survives("overlay / overlay rw,lowerdir=/,upperdir=/ram/upper 0 0\n"));
  EXPECT_FALSE(survives("overlay / overlay rw 0 0\n"));
}

TEST(Interpret, loaders_tell_the_c_library_and_its_version) {
  DeviceFacts facts = facts_of(
      {{"uname text", "Linux x 5.4 #1 armv7l GNU/Linux"},
       {"libraries text", "directory /lib\n/lib/libc.so.0\n/lib/libuClibc-0.9.33.2.so\n"
                          "/lib/ld-uClibc.so.0\n/lib/ld-uClibc-0.9.33.2.so\n"
                          "/lib/ld-musl-armhf.so.1\n/lib/ld-linux.so.3\n/lib/libc-2.31.so\n"},
       {"loader-version text /lib/ld-musl-armhf.so.1",
        "musl libc (armhf)\nVersion 1.2.4\nDynamic Program Loader\n"}});
  std::vector<std::string> told;
  for (const Fact<Loader>& loader : facts.loaders) {
    std::string version = loader.value.version ? to_string(*loader.value.version) : "?";
    told.push_back(loader.value.path + " " + std::string(name(loader.value.libc)) + " " + version);
  }
  EXPECT_EQ(told, (std::vector<std::string>{"/lib/ld-uClibc.so.0 uclibc 0.9.33.2",
                                            "/lib/ld-musl-armhf.so.1 musl 1.2.4",
                                            "/lib/ld-linux.so.3 glibc 2.31"}));
  EXPECT_TRUE(facts.libraries_listed);
  EXPECT_THAT(facts.libraries, Contains("libc.so.0"));
}

TEST(Interpret, a_list_that_was_cut_off_is_no_list) {
  std::string whole = transcript({{"uname text", "Linux x 5.4 #1 armv7l GNU/Linux"},
                                  {"libraries text", "directory /lib\n/lib/libc.so.6\n"}});
  std::string cut = whole.substr(0, whole.find("libc.so.6"));
  EXPECT_TRUE(interpret(whole, noon)->libraries_listed);
  EXPECT_FALSE(interpret(cut, noon)->libraries_listed);
}

TEST(Interpret, a_marker_of_another_session_is_text) {
  DeviceFacts facts = facts_of({{"uname text", "Linux x 5.4 #1 armv7l GNU/Linux"},
                                {"nvram text", "model=\n@@def@@ dt-model text\nFake 9000\n"}});
  EXPECT_FALSE(facts.model);
}

TEST(Interpret, a_greeting_before_the_answer_does_no_harm) {
  std::string text = "Welcome to OpenWrt!\r\nashore-probe 1 \nroot# " +
                     transcript({{"uname text", "Linux x 5.4 #1 armv7l GNU/Linux"}});
  EXPECT_FALSE(interpret(text, noon)) << "the first line must begin a line";
  text.insert(text.find("root# ") + 6, "\n");
  EXPECT_TRUE(interpret(text, noon));
}

TEST(Interpret, control_characters_of_the_device_reach_nobody) {
  DeviceFacts facts = facts_of({{"uname text", "Linux \x1b[2Jx 5.4 #1 armv7l GNU/Linux"},
                                {"nvram text", "t_model_name=Evil\x1b]0;router\x07\n"},
                                {"mounts text", "tmpfs /tmp tmpfs rw 0 0\n"},
                                {"places text", "/tmp\n/tmp/\x1b[2J\n"},
                                {"libraries text", "directory /lib\n/lib/lib\x1b.so\n"},
                                {"tools text", "cat\n\x1b[2J\n"}});
  EXPECT_EQ(facts.model->value, "Evil?]0;router?");
  EXPECT_THAT(facts.uname->value, Not(HasSubstr("\x1b")));
  EXPECT_EQ(facts.places.size(), 1U);
  EXPECT_THAT(facts.libraries, IsEmpty());
  EXPECT_EQ(facts.tools, (std::set<std::string>{"cat"}));
}

TEST(Interpret, the_clock_is_compared_with_the_desks) {
  Sections sections = {{"uname text", "Linux x 5.4 #1 armv7l GNU/Linux"},
                       {"date text", "999958\n"}};
  EXPECT_EQ(facts_of(sections).clock_offset_seconds->value, -42);
  sections.back().second = "99999999999999999999\n";
  EXPECT_FALSE(facts_of(sections).clock_offset_seconds);
}

TEST(Interpret, text_that_is_no_transcript_is_an_error_of_the_device) {
  for (const std::string& text : {std::string(), std::string("hello"), std::string(1000, '\0'),
                                  std::string("ashore-probe 1 x"), std::string("ashore-probe 1 \n"),
                                  transcript({{"uname text", "Linux x 5.4 #1 vax GNU/Linux"}})}) {
    Expected<DeviceFacts> facts = interpret(text, noon);
    ASSERT_FALSE(facts) << text;
    EXPECT_EQ(facts.error().kind(), ErrorKind::device);
  }
}

// Seconds would show if anything were quadratic; the limit is wide for slow machines, and counts
// our own time only.
TEST(Interpret, megabytes_of_garbage_in_any_section_are_read_in_linear_time) {
  const Sections repeated = {
      {"nvram text", "model=\n"},
      {"cpuinfo text", "Features : half\nCPU part : 0xc09\n\n"},
      {"libraries text", "/lib/ld-musl-arm.so.1\n/lib/libc.so\n"},
      {"libraries text", "/lib/libc-2.so\n"},
      {"mounts text", "tmpfs / tmpfs rw 0 0\n"},
      {"places text", "/tmp\n"},
      {"df text", "x 1 2 3 4% /\n"},
      {"tools text", "cat\n"},
      {"ubus text", "{\"model\":"},
      {"ubus text", "["},
      {"meminfo text", "MemTotal: 1 kB\n"},
      {"program hex", "7f454c46"},
      {"auxv hex", "0300000000000000"},
      {"release text /etc/os-release", "PRETTY_NAME=\n"},
      {"signature text", "1|x|"},
      {"x text", "\n@@abc@@ loader text /lib/ld-musl-arm.so.1\n"},
      {"x text", "ashore-probe 1 \nashore-probe 1 a@\n"},
  };
  for (const auto& [header, piece] : repeated) {
    std::string bytes;
    while (bytes.size() < (std::size_t{1} << 20)) bytes += piece;
    std::string text = transcript({{"uname text", "Linux x 5.4 #1 armv7l GNU/Linux"},
                                   {header, bytes},
                                   {"places text", "/tmp\n/root\n"}});
    std::clock_t begin = std::clock();
    EXPECT_TRUE(interpret(text, noon)) << header;
    EXPECT_FALSE(shareable(text).empty());
    EXPECT_LT(std::clock() - begin, 5 * CLOCKS_PER_SEC) << header;
  }
}

}  // namespace
}  // namespace ashore::probe
