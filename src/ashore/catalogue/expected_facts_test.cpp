// SPDX-License-Identifier: Apache-2.0
#include "ashore/catalogue/expected_facts.h"

#include <gmock/gmock.h>

#include <set>
#include <string>

#include "ashore/catalogue/search.h"

namespace ashore::catalogue {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Catalogue& everything() {
  static const Catalogue catalogue = *Catalogue::load();
  return catalogue;
}

const Board& row(std::string_view name, std::size_t which = 0) {
  return *named(everything(), name).at(which);
}

std::optional<DeviceFacts> common(std::string_view name) {
  return common_facts(everything(), named(everything(), name));
}

TEST(ExpectedFacts, are_what_the_row_and_its_architecture_say_with_the_row_as_evidence) {
  DeviceFacts facts = expected_facts(everything(), row("R7000"));
  EXPECT_EQ(facts.machine.value,
            (Machine{Arch::arm, Endian::little, Abi::arm_eabi, FloatAbi::soft}));
  EXPECT_EQ(facts.baseline->value, "armv7-a");
  EXPECT_EQ(facts.features->value.names, (std::set<std::string>{"dsp"}));
  EXPECT_EQ(facts.core->value, "cortex-a9");
  EXPECT_EQ(facts.model->value, "NETGEAR R7000");
  EXPECT_EQ(facts.board->value, "netgear,r7000");
  EXPECT_EQ(facts.board->evidence.text, "netgear,r7000 brcm,bcm4709 brcm,bcm4708");
  EXPECT_EQ(facts.machine.evidence,
            (Evidence{"the catalogue", "OpenWrt main: netgear_r7000, arm_cortex-a9"}));
}

TEST(ExpectedFacts, hold_nothing_that_only_the_device_can_tell) {
  for (const Board& board : everything().boards()) {
    DeviceFacts facts = expected_facts(everything(), board);
    EXPECT_TRUE(facts.identity.empty() && facts.signature.empty());
    EXPECT_FALSE(facts.memory_bytes || facts.memory_available_bytes || facts.page_size ||
                 facts.uname || facts.tools || facts.system);
    EXPECT_FALSE(facts.libraries_listed);
    EXPECT_THAT(facts.places, IsEmpty());
    EXPECT_THAT(facts.loaders, IsEmpty());
  }
}

TEST(ExpectedFacts, know_the_kernel_where_a_firmware_has_one_only) {
  EXPECT_FALSE(expected_facts(everything(), row("R7000")).kernel.has_value());
  DeviceFacts facts = expected_facts(everything(), row("R7000", 1));
  ASSERT_TRUE(facts.kernel.has_value());
  EXPECT_EQ(facts.kernel->value, *parse_version("2.6.36.4"));
  EXPECT_THAT(facts.kernel->evidence.text, HasSubstr("FreshTomato-ARM"));
}

TEST(ExpectedFacts, never_have_an_fpu_on_broadcom_chips_of_the_first_cortex_a9_family) {
  std::size_t seen = 0;
  for (const Board& board : everything().boards()) {
    if (!board.soc.starts_with("bcm470") && !board.soc.starts_with("bcm5301")) continue;
    if (!board.architecture.starts_with("arm")) continue;
    DeviceFacts facts = expected_facts(everything(), board);
    EXPECT_EQ(facts.machine.value.float_abi, FloatAbi::soft) << title(board);
    EXPECT_FALSE(facts.features->value.names.contains("vfp2")) << title(board);
    ++seen;
  }
  EXPECT_GT(seen, 60U);
}

TEST(CommonFacts, of_one_device_in_two_firmwares_have_the_older_kernel) {
  std::optional<DeviceFacts> facts = common("R7000");
  ASSERT_TRUE(facts.has_value());
  EXPECT_EQ(facts->model->value, "NETGEAR R7000");
  EXPECT_EQ(facts->board->value, "netgear,r7000");
  ASSERT_TRUE(facts->kernel.has_value());
  EXPECT_EQ(facts->kernel->value, *parse_version("2.6.36.4"));
}

TEST(CommonFacts, of_revisions_that_agree_name_the_model_alone) {
  std::optional<DeviceFacts> facts = common("RT-AC68U");
  ASSERT_TRUE(facts.has_value());
  EXPECT_EQ(facts->model->value, "ASUS RT-AC68U");
}

TEST(CommonFacts, are_the_lower_baseline_and_what_all_have) {
  Catalogue two = *Catalogue::of_rows(
      "model\tarchitecture\tkernel\nBox\tmipsel_74kc\t4.4\nBox\tmipsel_mips32\t2.6.22\n"
      "Wi\tarm_cortex-a9_vfpv3-d16\t\nWi\tarm_cortex-a9_neon\t\n");
  std::optional<DeviceFacts> box = common_facts(two, named(two, "Box"));
  ASSERT_TRUE(box.has_value());
  EXPECT_EQ(box->baseline->value, "mips32");
  EXPECT_EQ(box->kernel->value, *parse_version("2.6.22"));
  std::optional<DeviceFacts> wi = common_facts(two, named(two, "Wi"));
  ASSERT_TRUE(wi.has_value());
  EXPECT_EQ(wi->features->value.names, (std::set<std::string>{"dsp", "vfp2", "vfp3d16"}));
}

TEST(CommonFacts, are_not_there_where_machine_or_float_abi_differ) {
  for (std::string_view name : {"EA7500", "R6300", "EA6350", "Raspberry Pi 2", "WNDR3700"})
    EXPECT_FALSE(common(name).has_value()) << name;
}

DeviceFacts measured(const std::string& model, const std::string& board, Machine machine) {
  DeviceFacts facts{};
  facts.machine = {machine, {"/proc/self/exe", "ELF"}};
  if (!model.empty()) facts.model = Fact<std::string>{model, {"/proc/device-tree/model", model}};
  if (!board.empty())
    facts.board = Fact<std::string>{board.substr(0, board.find(' ')),
                                    {"/proc/device-tree/compatible", board}};
  return facts;
}

constexpr Machine soft_arm{Arch::arm, Endian::little, Abi::arm_eabi, FloatAbi::soft};
constexpr Machine hard_arm{Arch::arm, Endian::little, Abi::arm_eabi, FloatAbi::hard};
constexpr Machine arm64{Arch::aarch64, Endian::little, Abi::plain, FloatAbi::hard};
constexpr Machine mipsel{Arch::mips, Endian::little, Abi::mips_o32, FloatAbi::soft};
constexpr Machine mipseb{Arch::mips, Endian::big, Abi::mips_o32, FloatAbi::soft};

std::string identified(const std::string& model, const std::string& board, Machine machine) {
  const Board* found = board_of(everything(), measured(model, board, machine));
  return found == nullptr ? "nothing" : title(*found);
}

TEST(BoardOf, goes_by_the_most_special_compatible_string) {
  EXPECT_EQ(identified("", "netgear,r7000 brcm,bcm4709", soft_arm), "NETGEAR R7000");
  EXPECT_EQ(identified("", "bananapi,bpi-r2 mediatek,mt7623", hard_arm), "Bananapi BPi-R2");
  EXPECT_EQ(identified("whatever", "bananapi,bpi-r3 mediatek,mt7986a", arm64), "Bananapi BPi-R3");
  EXPECT_EQ(identified("", "raspberrypi,4-model-b brcm,bcm2711", arm64), "Raspberry Pi 4 Model B");
}

TEST(BoardOf, is_not_misled_by_the_string_of_a_chip) {
  EXPECT_EQ(identified("", "acme,box brcm,bcm4709 brcm,bcm4708", soft_arm), "nothing");
  EXPECT_EQ(identified("", "acme,box brcm,bcm4908", arm64), "nothing");
  EXPECT_EQ(identified("", "", soft_arm), "nothing");
}

TEST(BoardOf, goes_by_the_model_where_no_board_is_told) {
  EXPECT_EQ(identified("Netgear R7000", "U12H270T00_NETGEAR", soft_arm), "NETGEAR R7000");
  EXPECT_EQ(identified("NETGEAR R7000 Nighthawk", "", soft_arm), "NETGEAR R7000");
  EXPECT_EQ(identified("Raspberry Pi 4 Model B Rev 1.4", "", arm64), "Raspberry Pi 4 Model B");
  EXPECT_EQ(identified("Bananapi BPI-R2", "linux,dummy-virt", hard_arm), "Bananapi BPi-R2");
  EXPECT_EQ(identified("Bananapi BPI-R3", "linux,dummy-virt", arm64), "Bananapi BPi-R3");
  // A word that may mean another model is not dropped.
  EXPECT_EQ(identified("NETGEAR R7000 Pro", "", soft_arm), "nothing");
  EXPECT_EQ(identified("linux,dummy-virt", "linux,dummy-virt", arm64), "nothing");
}

TEST(BoardOf, takes_own_rows_before_others) {
  Catalogue catalogue = *Catalogue::load(
      "model\tcompatible\tarchitecture\nMy box\tnetgear,r7000\tarm_cortex-a9_neon\n");
  const Board* board =
      board_of(catalogue, measured("Netgear R7000", "netgear,r7000 brcm,bcm4709", hard_arm));
  ASSERT_NE(board, nullptr);
  EXPECT_EQ(title(*board), "My box");
}

TEST(BoardOf, tells_revisions_of_a_name_apart_by_what_was_measured) {
  EXPECT_EQ(identified("Linksys EA7500", "", mipsel), "Linksys EA7500 v2");
  EXPECT_EQ(identified("Netgear R6300", "", mipsel), "NETGEAR R6300 v1");
  EXPECT_EQ(identified("Raspberry Pi 2 Model B Rev 1.1", "", hard_arm),
            "Raspberry Pi 2 Model B v1.1");
  EXPECT_EQ(identified("Raspberry Pi 2 Model B", "", arm64), "Raspberry Pi 2 Model B v1.2");
  // Two of the three are 32-bit ARM, and nothing says which.
  EXPECT_EQ(identified("Linksys EA7500", "", soft_arm), "nothing");
}

DeviceFacts with(DeviceFacts facts, const std::set<std::string>& features,
                 const std::string& core_evidence = "") {
  facts.features = Fact<Features>{{features}, {"Features", "..."}};
  if (!core_evidence.empty())
    facts.core = Fact<std::string>{"cortex", {"/proc/cpuinfo", core_evidence}};
  return facts;
}

TEST(Reconciled, names_the_model_as_the_catalogue_does_and_keeps_the_evidence) {
  DeviceFacts facts = reconciled(
      with(measured("Netgear R7000", "U12H270T00_NETGEAR", soft_arm), {"dsp"}), everything());
  EXPECT_EQ(facts.model->value, "NETGEAR R7000");
  EXPECT_THAT(facts.model->evidence.text,
              AllOf(HasSubstr("Netgear R7000"), HasSubstr("netgear_r7000")));
  EXPECT_THAT(facts.disagreements, IsEmpty());
}

TEST(Reconciled, does_not_name_a_revision_that_nobody_measured) {
  DeviceFacts facts = reconciled(measured("ASUS RT-AC68U", "", soft_arm), everything());
  EXPECT_EQ(facts.model->value, "ASUS RT-AC68U");
}

TEST(Reconciled, leaves_a_device_that_nobody_knows_as_it_is) {
  DeviceFacts facts =
      reconciled(with(measured("Acme Box", "acme,box", hard_arm), {"dsp", "vfp2"}), everything());
  EXPECT_EQ(facts.model->value, "Acme Box");
  EXPECT_EQ(facts.machine.value, hard_arm);
  EXPECT_TRUE(facts.features->value.names.contains("vfp2"));
  EXPECT_THAT(facts.disagreements, IsEmpty());
}

TEST(Reconciled, uses_no_fpu_that_the_catalogue_does_not_have) {
  DeviceFacts facts = reconciled(
      with(measured("", "linksys,ea7500-v3 mediatek,mt7629", hard_arm),
           {"dsp", "hwdiv", "vfp2", "vfp3d16", "vfp3", "d32", "neon", "vfp4", "vfp4d16", "fp16"}),
      everything());
  EXPECT_EQ(facts.machine.value, soft_arm);
  EXPECT_EQ(facts.features->value.names, (std::set<std::string>{"dsp", "hwdiv"}));
  EXPECT_THAT(facts.disagreements,
              ElementsAre(AllOf(HasSubstr("shows an FPU"), HasSubstr("arm_cortex-a7"))));
}

TEST(Reconciled, keeps_what_was_measured_where_the_catalogue_promises_more_and_says_so) {
  DeviceFacts facts = reconciled(
      with(measured("", "bananapi,bpi-r2 mediatek,mt7623", soft_arm), {"dsp"}), everything());
  EXPECT_EQ(facts.machine.value, soft_arm);
  EXPECT_EQ(facts.features->value.names, (std::set<std::string>{"dsp"}));
  EXPECT_THAT(facts.disagreements,
              ElementsAre(AllOf(HasSubstr("vfp2"), HasSubstr("neon"), HasSubstr("does not show"))));
}

TEST(Reconciled, keeps_what_a_device_has_beyond_its_package_architecture) {
  // An Armada 385 has NEON; its package architecture is that of the Armada 370 too.
  DeviceFacts facts =
      reconciled(with(measured("", "linksys,wrt1900acs marvell,armada385", hard_arm),
                      {"dsp", "vfp2", "vfp3d16", "vfp3", "d32", "neon"}),
                 everything());
  EXPECT_TRUE(facts.features->value.names.contains("neon"));
  EXPECT_THAT(facts.disagreements, IsEmpty());
}

TEST(Reconciled, caps_what_was_measured_by_what_such_a_core_can_have) {
  DeviceFacts facts =
      reconciled(with(measured("Acme Box", "", hard_arm),
                      {"dsp", "vfp2", "vfp3d16", "neon", "hwdiv", "hwdiv-arm", "vfp4"},
                      "CPU implementer 0x41, CPU part 0xc09: Cortex-A9"),
                 everything());
  EXPECT_EQ(facts.features->value.names, (std::set<std::string>{"dsp", "vfp2", "vfp3d16", "neon"}));
  EXPECT_EQ(facts.machine.value, hard_arm);
  EXPECT_THAT(facts.disagreements,
              ElementsAre(AllOf(HasSubstr("hwdiv-arm"), HasSubstr("Cortex-A9"))));
}

TEST(Reconciled, lets_the_measured_machine_stand_and_says_where_it_is_another_one) {
  DeviceFacts facts = reconciled(measured("", "netgear,r7000", mipseb), everything());
  EXPECT_EQ(facts.machine.value, mipseb);
  EXPECT_THAT(facts.disagreements,
              ElementsAre(AllOf(HasSubstr("big-endian"), HasSubstr("32-bit ARM"))));
}

TEST(Reconciled, takes_a_32_bit_userland_on_a_64_bit_board_for_no_disagreement) {
  DeviceFacts facts = reconciled(
      with(measured("", "raspberrypi,4-model-b brcm,bcm2711", hard_arm), {"dsp", "vfp2", "neon"}),
      everything());
  EXPECT_EQ(facts.machine.value, hard_arm);
  EXPECT_EQ(facts.model->value, "Raspberry Pi 4 Model B");
  EXPECT_TRUE(facts.features->value.names.contains("neon"));
  EXPECT_THAT(facts.disagreements, IsEmpty());
}

TEST(Reconciled, never_adds_a_feature_or_an_fpu) {
  const std::set<std::string> few = {"dsp", "neon", "crc"};
  for (const Board& board : everything().boards().first(150)) {
    for (const Machine& machine : {soft_arm, hard_arm, arm64, mipsel}) {
      DeviceFacts before = with(measured(title(board), std::string(board.compatible), machine), few,
                                "CPU implementer 0x41, CPU part 0xc07: Cortex-A7");
      DeviceFacts after = reconciled(before, everything());
      for (const std::string& name : after.features->value.names) EXPECT_TRUE(few.contains(name));
      EXPECT_TRUE(after.machine.value.float_abi == machine.float_abi ||
                  after.machine.value.float_abi == FloatAbi::soft);
      EXPECT_EQ(after.machine.value.arch, machine.arch);
      EXPECT_EQ(after.machine.value.endian, machine.endian);
    }
  }
}

TEST(Reconciled, gives_the_same_when_it_is_done_again) {
  for (const char* board : {"linksys,ea7500-v3 mediatek,mt7629", "bananapi,bpi-r2 mediatek,mt7623",
                            "netgear,r7000", "tplink,archer-c7-v2"}) {
    DeviceFacts once = reconciled(with(measured("A box", board, hard_arm), {"dsp", "hwdiv", "vfp4"},
                                       "CPU implementer 0x41, CPU part 0xc09: Cortex-A9"),
                                  everything());
    EXPECT_FALSE(once.disagreements.empty());
    DeviceFacts twice = reconciled(once, everything());
    EXPECT_EQ(twice.machine, once.machine);
    EXPECT_EQ(twice.features, once.features);
    EXPECT_EQ(twice.model, once.model);
    EXPECT_EQ(twice.disagreements, once.disagreements);
  }
}

}  // namespace
}  // namespace ashore::catalogue
