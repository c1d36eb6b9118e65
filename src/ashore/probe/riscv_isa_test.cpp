// SPDX-License-Identifier: Apache-2.0
#include "ashore/probe/riscv_isa.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ashore::probe {
namespace {

using testing::Contains;
using testing::Not;

using Words = std::set<std::string>;

TEST(RiscvIsa, letters_come_in_any_order_and_names_after_underscores) {
  EXPECT_EQ(riscv_extensions("rv64imafdc"), (Words{"i", "m", "a", "f", "d", "c"}));
  EXPECT_EQ(riscv_extensions("rv64imacfd_zba_zicsr"),
            (Words{"i", "m", "a", "f", "d", "c", "zba", "zicsr"}));
  EXPECT_EQ(riscv_extensions("RV32IMAC"), (Words{"i", "m", "a", "c"}));
}

TEST(RiscvIsa, g_and_b_stand_for_what_they_are_short_for) {
  EXPECT_EQ(riscv_extensions("rv64gcb"),
            (Words{"i", "m", "a", "f", "d", "zicsr", "zifencei", "c", "zba", "zbb", "zbs"}));
}

TEST(RiscvIsa, versions_are_no_extensions) {
  EXPECT_EQ(riscv_extensions("rv64i2p1m2p0a2_zba1p0"), (Words{"i", "m", "a", "zba"}));
  EXPECT_EQ(riscv_extensions("rv64i_zvl128b"), (Words{"i", "zvl128b"}));
}

TEST(RiscvIsa, a_name_may_follow_the_letters_at_once) {
  EXPECT_EQ(riscv_extensions("rv64imazicsr_zifencei"), (Words{"i", "m", "a", "zicsr", "zifencei"}));
  EXPECT_EQ(riscv_extensions("rv64isscofpmf"), (Words{"i", "sscofpmf"}));
}

TEST(RiscvIsa, a_kernel_that_names_privilege_modes_means_another_v) {
  EXPECT_EQ(riscv_extensions("rv64imafdvcsu"), (Words{"i", "m", "a", "f", "d", "c"}));
}

TEST(RiscvIsa, other_text_says_nothing) {
  EXPECT_FALSE(riscv_extensions("mips1 mips2"));
  EXPECT_FALSE(riscv_extensions(""));
  EXPECT_EQ(riscv_extensions("rv64"), Words{});
  EXPECT_EQ(riscv_extensions("rv64____"), Words{});
}

TEST(RiscvIsa, what_one_hart_lacks_is_not_there) {
  CpuInfo cpuinfo("processor : 0\nisa : rv64imac\nhart isa : rv64imac_zba_zbb\n\n"
                  "processor : 1\nisa : rv64imac\nhart isa : rv64imac_zba\n");
  EXPECT_EQ(common_riscv_extensions(cpuinfo), (Words{"i", "m", "a", "c"}));
  EXPECT_FALSE(common_riscv_extensions(CpuInfo("processor : 0\nisa : rv64imac\n\nprocessor : 1\n")))
      << "nobody knows of the second";
}

TEST(RiscvIsa, the_vectors_of_old_t_head_cores_are_not_version_1) {
  auto of = [](const std::string& core) {
    return *common_riscv_extensions(CpuInfo("isa : rv64gcv\nuarch : " + core + "\n"));
  };
  EXPECT_THAT(of("thead,c906"), Not(Contains("v")));
  EXPECT_THAT(of("thead,c910"), Not(Contains("v")));
  EXPECT_THAT(of("thead,c908"), Contains("v"));
  EXPECT_THAT(of("spacemit,x60"), Contains("v"));
}

TEST(RiscvIsa, a_t_head_that_does_not_name_its_core_may_be_an_old_one) {
  auto of = [](const std::string& lines) {
    return *common_riscv_extensions(CpuInfo("isa : rv64imafdcv\n" + lines));
  };
  EXPECT_THAT(of("mvendorid : 0x5b7\n"), Not(Contains("v")));
  EXPECT_THAT(of("mvendorid : 0x5b7\nuarch : thead,c908\n"), Contains("v"));
  EXPECT_THAT(of("mvendorid : 0x710\n"), Contains("v"));
}

}  // namespace
}  // namespace ashore::probe
