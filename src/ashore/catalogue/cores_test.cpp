// SPDX-License-Identifier: Apache-2.0
#include "ashore/catalogue/cores.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <utility>

#include "ashore/base/text.h"

namespace ashore::catalogue {
namespace {

using testing::Contains;
using testing::IsEmpty;
using testing::Not;

// The first fields of all rows of a table, `fields` of them joined.
std::vector<std::string> keys(const char* table, std::size_t fields) {
  std::filesystem::path directory = std::filesystem::path(ASHORE_SOURCE_DIR) / "data/catalogue";
  std::ifstream file(directory / (std::string(table) + ".tsv"), std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  std::vector<std::string> found;
  for (std::string_view line : lines(text)) {
    if (line.empty() || line.front() == '#') continue;
    std::vector<std::string_view> parts = split(line, '\t');
    std::string key;
    for (std::size_t i = 0; i < fields; ++i) key += std::string(parts.at(i)) + " ";
    found.push_back(key);
  }
  return found;
}

TEST(Cores, no_table_names_a_core_twice) {
  for (auto [table, fields] :
       {std::pair("arm_cores", 2), std::pair("mips_cores", 1), std::pair("powerpc_cores", 1),
        std::pair("riscv_cores", 1), std::pair("mips_systems", 1)}) {
    std::vector<std::string> all = keys(table, static_cast<std::size_t>(fields));
    std::set<std::string> once(all.begin(), all.end());
    EXPECT_EQ(all.size(), once.size()) << all.at(1);
    EXPECT_GE(all.size(), 9U);
  }
  EXPECT_GE(keys("arm_cores", 2).size(), 209U) << "208 and the line of names";
  EXPECT_GE(keys("mips_cores", 1).size(), 50U);
}

TEST(Cores, every_arm_core_has_a_name_and_an_architecture_that_begins_with_armv) {
  for (const std::string& key : keys("arm_cores", 2)) {
    if (key.starts_with("implementer")) continue;
    std::vector<std::string_view> fields = words(key);
    std::optional<std::uint64_t> implementer = parse_unsigned(fields.at(0).substr(2), 16);
    std::optional<std::uint64_t> part = parse_unsigned(fields.at(1).substr(2), 16);
    ASSERT_TRUE(implementer && part) << key;
    const ArmCore* core =
        find_arm_core(static_cast<unsigned>(*implementer), static_cast<unsigned>(*part));
    ASSERT_NE(core, nullptr) << key;
    EXPECT_FALSE(core->name.empty()) << key;
    EXPECT_FALSE(core->vendor.empty()) << key;
    EXPECT_TRUE(core->baseline.starts_with("armv")) << key;
  }
}

TEST(Cores, a_cortex_a9_can_have_neon_and_never_divides) {
  const ArmCore* core = find_arm_core(0x41, 0xc09);
  ASSERT_NE(core, nullptr);
  EXPECT_EQ(core->name, "Cortex-A9");
  EXPECT_EQ(core->baseline, "armv7-a");
  EXPECT_EQ(core->llvm, "cortex-a9");
  EXPECT_EQ(core->most.names,
            (std::set<std::string>{"dsp", "vfp2", "vfp3d16", "vfp3", "d32", "fp16", "neon"}));
}

TEST(Cores, caps_keep_what_real_hardware_has) {
  EXPECT_THAT(find_arm_core(0x41, 0xc07)->most.names, Contains("hwdiv-arm"));  // Cortex-A7
  EXPECT_THAT(find_arm_core(0x41, 0xc05)->most.names, Contains("vfp4"));       // Cortex-A5
  EXPECT_THAT(find_arm_core(0x41, 0xc05)->most.names, Not(Contains("hwdiv")));
  EXPECT_THAT(find_arm_core(0x56, 0x581)->most.names, Contains("hwdiv"));  // PJ4: idivt
  EXPECT_EQ(find_arm_core(0x41, 0x926)->most.names, (std::set<std::string>{"dsp", "vfp2"}));
  EXPECT_THAT(find_arm_core(0x41, 0xd03)->most.names, IsEmpty()) << "no cap for 64 bits";
}

TEST(Cores, microcontrollers_have_an_architecture_of_their_own) {
  EXPECT_EQ(find_arm_core(0x41, 0xc24)->baseline, "armv7e-m");
  EXPECT_EQ(find_arm_core(0x41, 0xc15)->baseline, "armv7-r");
}

TEST(Cores, an_unknown_part_is_no_core) {
  EXPECT_EQ(find_arm_core(0x41, 0xfff), nullptr);
  EXPECT_EQ(find_arm_core(0, 0), nullptr);
  EXPECT_EQ(find_mips_core("R10000"), nullptr);
  EXPECT_EQ(find_mips_core(""), nullptr);
  EXPECT_EQ(find_powerpc_core("sparc"), nullptr);
  EXPECT_EQ(riscv_core(""), "");
}

TEST(Cores, the_longest_beginning_of_a_mips_model_counts) {
  EXPECT_EQ(find_mips_core("MIPS 24KEc V5.5")->name, "24KEc");
  EXPECT_EQ(find_mips_core("MIPS 24K V9")->name, "24K");
  EXPECT_EQ(find_mips_core("Cavium Octeon III V0.2  FPU V0.0")->name, "Octeon III");
  EXPECT_EQ(find_mips_core("Broadcom BMIPS3300 V0.7")->baseline, "mips32");
  EXPECT_EQ(find_mips_core("52481")->baseline, "mips1");
}

TEST(Cores, llvms_name_of_a_mips_core_is_never_above_its_baseline) {
  EXPECT_EQ(find_mips_core("MIPS 4KEc V4.8")->baseline, "mips32");
  EXPECT_EQ(find_mips_core("MIPS 4KEc V4.8")->highest, "mips32r2");
  EXPECT_EQ(find_mips_core("MIPS 4KEc V4.8")->llvm, "mips32");
}

TEST(Cores, powerpc_cores_tell_what_the_kernel_always_says_of_them) {
  EXPECT_EQ(find_powerpc_core("e500v2")->words, "booke spe efpsingle efpdouble");
  EXPECT_EQ(find_powerpc_core("e500mc")->words, "booke fpu");
  EXPECT_EQ(find_powerpc_core("APM821XX")->words, "booke fpu");
  EXPECT_EQ(find_powerpc_core("PPC440EPx")->words, "booke fpu");
  EXPECT_EQ(find_powerpc_core("440GX Rev. F")->words, "booke");
  EXPECT_EQ(find_powerpc_core("e300c2")->words, "");
  EXPECT_EQ(find_powerpc_core("750CX")->llvm, "750");
  EXPECT_EQ(find_powerpc_core("POWER8 (architected), altivec supported")->bits, 64U);
  EXPECT_EQ(find_powerpc_core("PPC970FX, altivec supported")->llvm, "970");
}

TEST(Cores, riscv_cores_go_by_uarch) {
  EXPECT_EQ(riscv_core("sifive,u74-mc"), "sifive-u74");
  EXPECT_EQ(riscv_core("thead,c906"), "") << "LLVM has no name for it";
}

TEST(Cores, most_makers_of_mips_have_used_one_byte_order_only) {
  EXPECT_EQ(byte_order_of_mips("Atheros AR9330 rev 1"), Endian::big);
  EXPECT_EQ(byte_order_of_mips("Qualcomm Atheros QCA9558 ver 1 rev 0"), Endian::big);
  EXPECT_EQ(byte_order_of_mips("MediaTek MT7621 ver:1 eco:3"), Endian::little);
  EXPECT_EQ(byte_order_of_mips("Ralink RT3662 ver:1 eco:5"), Endian::little);
  EXPECT_EQ(byte_order_of_mips("Ralink RT63365 unknown/RT6856 SOC"), Endian::big);
  EXPECT_EQ(byte_order_of_mips("bcm63xx/F@ST2704V2 (0x6318/0xB0)"), Endian::big);
  EXPECT_EQ(byte_order_of_mips("UBNT_E200 (CN6120p1.1-880-NSP)"), Endian::big);
  EXPECT_EQ(byte_order_of_mips("KONTRON-S1901 (CN7130p1.2-1000-AAP)"), Endian::big);
  EXPECT_EQ(byte_order_of_mips("963168VXB"), Endian::big);
  EXPECT_EQ(byte_order_of_mips("960500WIFI_P201"), std::nullopt);
  EXPECT_EQ(byte_order_of_mips("RTL8197F"), std::nullopt);
  EXPECT_EQ(byte_order_of_mips("MIPS Malta"), std::nullopt);
  EXPECT_EQ(byte_order_of_mips(""), std::nullopt);
}

}  // namespace
}  // namespace ashore::catalogue
