// SPDX-License-Identifier: Apache-2.0
#include "ashore/catalogue/catalogue.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <vector>

#include "ashore/base/text.h"

namespace ashore::catalogue {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const Catalogue& everything() {
  static const Catalogue catalogue = *Catalogue::load();
  return catalogue;
}

std::string refusal(std::string rows) {
  Expected<Catalogue> catalogue = Catalogue::load(std::move(rows));
  if (catalogue) return "loaded";
  EXPECT_EQ(catalogue.error().kind(), ErrorKind::config);
  return catalogue.error().message() + " | " + joined(catalogue.error().hints(), " ");
}

TEST(BuiltInRows, are_all_there) {
  EXPECT_GT(everything().boards().size(), 3200U);
  EXPECT_GE(everything().socs().size(), 258U);
  EXPECT_GE(everything().architectures().size(), 50U);
}

TEST(BuiltInRows, name_a_model_and_an_architecture_that_is_known) {
  for (const Board& board : everything().boards()) {
    EXPECT_FALSE(board.model.empty()) << board.profile;
    EXPECT_NE(everything().architecture(board.architecture), nullptr) << title(board);
    EXPECT_FALSE(board.source.empty()) << title(board);
    EXPECT_FALSE(board.own);
  }
}

TEST(BuiltInRows, hold_nothing_that_moves_a_terminal_and_no_stray_blanks) {
  for (const Board& board : everything().boards()) {
    for (std::string_view field : {board.vendor, board.model, board.revision, board.other_names,
                                   board.firmware, board.profile, board.soc, board.core,
                                   board.compatible, board.kernel, board.libc, board.source}) {
      EXPECT_EQ(printable(field, field.size() + 1), field) << title(board);
      EXPECT_EQ(trimmed(field), field) << title(board);
    }
  }
}

TEST(BuiltInRows, are_not_there_twice) {
  std::set<std::vector<std::string_view>> seen;
  for (const Board& board : everything().boards()) {
    EXPECT_TRUE(
        seen.insert({board.vendor, board.model, board.revision, board.firmware, board.profile,
                     board.soc, board.core, board.architecture, board.source})
            .second)
        << title(board) << " of " << board.source;
  }
}

TEST(BuiltInRows, spell_each_vendor_in_one_way) {
  std::map<std::string, std::string_view> spellings;
  for (const Board& board : everything().boards()) {
    auto [known, is_new] = spellings.try_emplace(lower_case(board.vendor), board.vendor);
    EXPECT_EQ(known->second, board.vendor);
  }
}

TEST(BuiltInSocs, are_named_once_and_have_architectures_that_are_known) {
  std::set<std::string_view> names;
  for (const Soc& soc : everything().socs()) {
    EXPECT_TRUE(names.insert(soc.name).second) << soc.name;
    // "MIPS32 (r1)" and Lexra have no package architecture.
    for (std::string_view name : words(soc.architecture))
      EXPECT_NE(everything().architecture(name), nullptr) << soc.name;
    EXPECT_FALSE(soc.source.empty()) << soc.name;
  }
  ASSERT_NE(everything().soc("bcm4709"), nullptr);
  EXPECT_EQ(everything().soc("bcm4709")->architecture, "arm_cortex-a9");
  EXPECT_EQ(everything().soc("bcm0000"), nullptr);
}

TEST(BuiltInArchitectures, are_named_once) {
  std::set<std::string_view> names;
  for (const Architecture& architecture : everything().architectures())
    EXPECT_TRUE(names.insert(architecture.name).second) << architecture.name;
}

TEST(BuiltInArchitectures, use_an_fpu_on_arm_exactly_where_their_name_has_one) {
  for (const Architecture& architecture : everything().architectures()) {
    if (architecture.machine.arch != Arch::arm) continue;
    bool named = architecture.name.find("vfp") != std::string_view::npos ||
                 architecture.name.find("neon") != std::string_view::npos;
    EXPECT_EQ(architecture.machine.float_abi == FloatAbi::hard, named) << architecture.name;
    EXPECT_EQ(architecture.features.names.contains("vfp2"), named) << architecture.name;
    bool neon = architecture.name.find("neon") != std::string_view::npos;
    EXPECT_EQ(architecture.features.names.contains("neon"), neon) << architecture.name;
  }
}

TEST(BuiltInArchitectures, say_of_mvebu_no_more_than_an_armada_370_has) {
  for (std::string_view name : {"arm_cortex-a9_vfpv3-d16", "arm_cortex-a9_vfpv3"}) {
    const Architecture* architecture = everything().architecture(name);
    ASSERT_NE(architecture, nullptr);
    EXPECT_EQ(architecture->features.names, (std::set<std::string>{"dsp", "vfp2", "vfp3d16"}));
  }
}

TEST(BuiltInArchitectures, promise_aes_nowhere) {
  // A Raspberry Pi 4 has the core and lacks it.
  for (const Architecture& architecture : everything().architectures()) {
    EXPECT_FALSE(architecture.features.names.contains("aes")) << architecture.name;
    EXPECT_FALSE(architecture.features.names.contains("sha2")) << architecture.name;
  }
}

TEST(BuiltInArchitectures, keep_byte_orders_and_mips_revisions_apart) {
  struct Row {
    std::string_view name, baseline;
    Endian endian;
    Abi abi;
  };
  for (const Row& row : {Row{"mips_24kc", "mips32r2", Endian::big, Abi::mips_o32},
                         Row{"mipsel_24kc", "mips32r2", Endian::little, Abi::mips_o32},
                         Row{"mips_mips32", "mips32", Endian::big, Abi::mips_o32},
                         Row{"mipsel_mips32", "mips32", Endian::little, Abi::mips_o32},
                         Row{"mips64_octeonplus", "mips64r2", Endian::big, Abi::mips_n64},
                         Row{"armeb_xscale", "armv5te", Endian::big, Abi::arm_eabi},
                         Row{"powerpc_8548", "e500v2", Endian::big, Abi::plain}}) {
    const Architecture* architecture = everything().architecture(row.name);
    ASSERT_NE(architecture, nullptr) << row.name;
    EXPECT_EQ(architecture->baseline, row.baseline) << row.name;
    EXPECT_EQ(architecture->machine.endian, row.endian) << row.name;
    EXPECT_EQ(architecture->machine.abi, row.abi) << row.name;
    EXPECT_EQ(architecture->machine.float_abi, FloatAbi::soft) << row.name;
  }
}

TEST(DataFiles, say_in_comments_what_they_are_where_from_and_how_to_add_a_row) {
  for (std::string_view name :
       {"devices", "boards", "architectures", "socs", "labels", "name_traps"}) {
    std::ifstream file(ASHORE_SOURCE_DIR "/data/catalogue/" + std::string(name) + ".tsv",
                       std::ios::binary);
    std::string text(std::istreambuf_iterator<char>(file), {});
    std::string comments = text.substr(0, text.find('\n', text.rfind("\n#") + 1));
    EXPECT_THAT(comments, HasSubstr("# SPDX-License-Identifier: Apache-2.0")) << name;
    EXPECT_THAT(comments, HasSubstr("# Source: ")) << name;
    EXPECT_THAT(comments, HasSubstr("# A row more: ")) << name;
    EXPECT_THAT(comments, testing::ContainsRegex("2026-08-21|by hand")) << name;
    EXPECT_EQ(text.back(), '\n') << name;
  }
}

TEST(About, names_each_table_with_its_rows_and_source_and_no_advice_for_editors) {
  std::string text = about();
  for (const auto& entry :
       std::filesystem::directory_iterator(ASHORE_SOURCE_DIR "/data/catalogue")) {
    if (entry.path().extension() == ".tsv") {
      EXPECT_THAT(text, HasSubstr(entry.path().filename().string() + ": "));
    }
  }
  EXPECT_THAT(text, AllOf(HasSubstr("OpenWrt main of 2026-08-21"), HasSubstr("FreshTomato"),
                          Not(HasSubstr("SPDX")),
                          Not(testing::ContainsRegex("  (A row more|To add|Adding a row)"))));
}

TEST(About, counts_as_the_catalogue_does) {
  std::string text = about();
  EXPECT_THAT(text, HasSubstr("socs.tsv: " + std::to_string(everything().socs().size()) + " rows"));
  std::size_t boards = 0;
  for (std::string_view table : {"devices.tsv: ", "boards.tsv: "}) {
    std::size_t at = text.find(table);
    ASSERT_NE(at, std::string::npos);
    boards += std::stoul(text.substr(at + table.size()));
  }
  EXPECT_EQ(boards, everything().boards().size());
}

TEST(OwnRows, come_first_and_need_a_model_and_an_architecture_only) {
  Expected<Catalogue> catalogue =
      Catalogue::load("# mine\nmodel\tarchitecture\r\nBox\tmips_24kc\r\n\nR7000\tarm_cortex-a9\n");
  ASSERT_TRUE(catalogue) << catalogue.error().message();
  ASSERT_EQ(catalogue->boards().size(), everything().boards().size() + 2);
  EXPECT_EQ(title(catalogue->boards()[0]), "Box");
  EXPECT_TRUE(catalogue->boards()[0].own);
  EXPECT_EQ(catalogue->boards()[1].architecture, "arm_cortex-a9");
  EXPECT_FALSE(catalogue->boards()[2].own);
}

TEST(OwnRows, outlive_the_text_that_they_were_read_from_and_a_move) {
  Catalogue moved = [] {
    std::string text =
        "model\tarchitecture\nA box with a name that no small string can hold\tx86_64\n";
    return *Catalogue::of_rows(std::move(text));
  }();
  Catalogue again = std::move(moved);
  ASSERT_EQ(again.boards().size(), 1U);
  EXPECT_EQ(again.boards()[0].model, "A box with a name that no small string can hold");
}

TEST(OwnRows, are_refused_with_line_reason_and_what_would_do) {
  EXPECT_THAT(refusal("# x\n\nmodel\tarchitecture\nBox\tmips_24kc\nBox 2\tmips_24ck\n"),
              AllOf(HasSubstr("line 5: `mips_24ck` is no architecture that we know"),
                    HasSubstr("did you mean `mips_24kc`?"), HasSubstr("powerpc_8548")));
  EXPECT_THAT(refusal("model\tarchitecture\nBox\t\n"), HasSubstr("line 2: no architecture"));
  EXPECT_THAT(refusal("vendor\tarchitecture\nBox\tmips_24kc\n"), HasSubstr("line 2: no model"));
  EXPECT_THAT(refusal("model\tarchitecture\n \tmips_24kc\n"), HasSubstr("line 2: no model"));
  EXPECT_THAT(refusal("modle\tarchitecture\n"), HasSubstr("did you mean `model`?"));
  EXPECT_THAT(refusal("model\tarchitecture\nBox\n"), HasSubstr("line 2: fewer fields"));
  EXPECT_THAT(refusal("# only a comment\n"), HasSubstr("no line of column names"));
}

TEST(OwnRows, cannot_move_a_terminal) {
  std::string why = refusal("model\tarchitecture\n\x1b[2JBox\tmips_24kc\n");
  EXPECT_THAT(why,
              AllOf(HasSubstr("line 2: `model` has control characters"), Not(HasSubstr("\x1b"))));
  EXPECT_THAT(refusal("model\tarchitecture\nB\xffox\tmips_24kc\n"), HasSubstr("no UTF-8"));
}

TEST(BuiltIn, the_first_e500_has_single_precision_only) {
  EXPECT_TRUE(everything().architecture("powerpc_8540")->features.names.contains("efpu2"));
  EXPECT_FALSE(everything().architecture("powerpc_8548")->features.names.contains("efpu2"));
}

TEST(OwnRows, may_begin_with_a_byte_order_mark) {
  for (std::string_view head : {"", "# mine\r\n"}) {
    std::string text = "\xef\xbb\xbf" + std::string(head) + "model\tarchitecture\r\n";
    Expected<Catalogue> catalogue = Catalogue::of_rows(text + "Box 1\tarm_cortex-a9\r\n");
    ASSERT_TRUE(catalogue) << catalogue.error().message();
    ASSERT_EQ(catalogue->boards().size(), 1U);
    EXPECT_EQ(catalogue->boards().front().model, "Box 1");
    Expected<Catalogue> wrong = Catalogue::of_rows(text + "Box 1\tarm_cortex-a99\r\n");
    ASSERT_FALSE(wrong);
    EXPECT_THAT(wrong.error().message(), testing::HasSubstr(head.empty() ? "line 2" : "line 3"));
  }
  EXPECT_EQ(Catalogue::of_rows("\xef\xbb\xbf")->boards().size(), 0U);
}

}  // namespace
}  // namespace ashore::catalogue
