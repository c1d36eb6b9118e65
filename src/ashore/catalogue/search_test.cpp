// SPDX-License-Identifier: Apache-2.0
#include "ashore/catalogue/search.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "ashore/base/table.h"
#include "ashore/base/text.h"
#include "ashore/catalogue/expected_facts.h"

namespace ashore::catalogue {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

const Catalogue& everything() {
  static const Catalogue catalogue = *Catalogue::load();
  return catalogue;
}

std::string first(std::string_view words) {
  std::vector<Match> matches = search(everything(), words);
  return matches.empty() ? "nothing" : title(*matches.front().board);
}

std::set<std::string> architectures(std::string_view name) {
  std::set<std::string> found;
  for (const Board* board : named(everything(), name)) found.emplace(board->architecture);
  return found;
}

std::set<std::string> socs(std::string_view name) {
  std::set<std::string> found;
  for (const Board* board : named(everything(), name)) found.emplace(board->soc);
  return found;
}

TEST(Search, finds_the_model_first) {
  EXPECT_EQ(first("r7000"), "NETGEAR R7000");
  EXPECT_EQ(first("netgear r7000"), "NETGEAR R7000");
  EXPECT_EQ(first("R7000 netgear"), "NETGEAR R7000");
  EXPECT_EQ(first("archer c7 v2"), "TP-Link Archer C7 v2");
  EXPECT_EQ(first("archer c7 v5"), "TP-Link Archer C7 v5");
  EXPECT_EQ(first("rt-ac68u"), "ASUS RT-AC68U");
  EXPECT_EQ(first("rtac68u"), "ASUS RT-AC68U");
  EXPECT_EQ(first("rt ac68u"), "ASUS RT-AC68U");
  EXPECT_EQ(first("rpi 4"), "Raspberry Pi 4 Model B");
  EXPECT_EQ(first("raspberry pi zero w"), "Raspberry Pi Zero W");
  EXPECT_THAT(first("wrt1900acs"), HasSubstr("Linksys WRT1900ACS"));
  EXPECT_THAT(first("wrt 1900 acs"), HasSubstr("Linksys WRT1900ACS"));
  EXPECT_THAT(first("raspberry pi 2"), HasSubstr("Raspberry Pi 2 Model B v1."));
}

TEST(Search, puts_the_row_first_that_has_nothing_but_what_was_typed) {
  EXPECT_EQ(first("EX6150"), "NETGEAR EX6150");
  EXPECT_EQ(first("EX6150 v2"), "NETGEAR EX6150 v2");
  EXPECT_EQ(first("ASUS RT-AC58U"), "ASUS RT-AC58U");
}

TEST(Search, forgives_typing_mistakes) {
  EXPECT_THAT(first("arhcer c7"), HasSubstr("TP-Link Archer C7"));
  EXPECT_EQ(first("netgaer r7000"), "NETGEAR R7000");
  EXPECT_THAT(first("lynksis ea7500"), HasSubstr("Linksys EA7500"));
  EXPECT_EQ(first("raspbery pi 5"), "Raspberry Pi 5 Model B");
}

TEST(Search, never_forgives_a_digit) {
  EXPECT_EQ(first("R7000 v2"), "NETGEAR R7000");
  EXPECT_EQ(first("RT-AC68U v2"), "ASUS RT-AC68U");
  for (std::string_view words : {"EA6300 v3", "linksys ea6300 v3"}) {
    for (const Match& match : search(everything(), words))
      EXPECT_EQ(match.board->model, "EA6300") << title(*match.board);
  }
  for (const Match& match : search(everything(), "archer c8"))
    EXPECT_EQ(match.board->vendor, "TP-Link") << title(*match.board);
  EXPECT_EQ(first("r7001"), "nothing");
}

TEST(Search, says_whether_each_word_was_found_as_it_was_typed) {
  for (std::string_view words :
       {"r7000", "R70", "netgear r7000", "archer c7 v2", "rt-ac68u", "ac68u asus", "raspberry pi 4",
        "pi 4", "bcm4709", "mt7621", "netgear,r7000", "ea7500v2", "rpi 2 1.2", "archer c6 v2 us"}) {
    std::vector<Match> matches = search(everything(), words);
    ASSERT_THAT(matches, testing::Not(IsEmpty())) << words;
    EXPECT_TRUE(matches.front().exact_words) << words;
  }
  for (std::string_view words :
       {"arhcer c7", "netgaer r7000", "nighthawk r7000 router", "R7000 v2", "EA7500 v9", "c68u"}) {
    for (const Match& match : search(everything(), words))
      EXPECT_FALSE(match.exact_words) << words << ": " << title(*match.board);
  }
}

TEST(Search, forgives_words_that_say_nothing_beside_a_model) {
  EXPECT_EQ(first("nighthawk r7000 router"), "NETGEAR R7000");
  EXPECT_EQ(first("raspberry pi 4 computer"), "Raspberry Pi 4 Model B");
}

TEST(Search, knows_compatible_strings_profiles_and_chips) {
  EXPECT_EQ(first("netgear,r7000"), "NETGEAR R7000");
  EXPECT_EQ(first("netgear_r7000"), "NETGEAR R7000");
  EXPECT_EQ(first("raspberrypi,4-model-b"), "Raspberry Pi 4 Model B");
  for (const Match& match : search(everything(), "bcm4709"))
    EXPECT_THAT(std::string(match.board->soc), HasSubstr("bcm4709")) << title(*match.board);
  std::vector<Match> matches = search(everything(), "mt7621", 100);
  ASSERT_EQ(matches.size(), 100U);
  for (const Match& match : matches) EXPECT_EQ(match.board->soc, "mt7621") << title(*match.board);
}

TEST(Search, finds_nothing_for_words_that_fit_nothing) {
  for (std::string_view words : {"", "   ", "xyzzy", "-", "\t\n", "qqqq wwww eeee", "\x1b["})
    EXPECT_THAT(search(everything(), words), IsEmpty()) << words;
}

TEST(Search, gives_no_more_than_was_asked_best_first) {
  EXPECT_EQ(search(everything(), "netgear", 3).size(), 3U);
  EXPECT_THAT(search(everything(), "netgear", 0), IsEmpty());
  std::vector<Match> matches = search(everything(), "archer c7", 500);
  EXPECT_TRUE(std::ranges::is_sorted(
      matches, [](const Match& a, const Match& b) { return a.score > b.score; }));
}

TEST(Search, puts_own_rows_before_others_that_fit_as_well) {
  Catalogue catalogue = *Catalogue::load(
      "vendor\tmodel\tarchitecture\tfirmware\nNETGEAR\tR7000\tarm_cortex-a9\tmine\n");
  std::vector<Match> matches = search(catalogue, "r7000");
  ASSERT_GE(matches.size(), 3U);
  EXPECT_EQ(matches.front().board->firmware, "mine");
}

TEST(Search, takes_any_bytes) {
  std::string garbage;
  for (unsigned i = 0; i < 3'000'000; ++i) garbage += static_cast<char>(i * 7919U >> 3);
  EXPECT_NO_FATAL_FAILURE(search(everything(), garbage));
  EXPECT_THAT(named(everything(), garbage), IsEmpty());
  EXPECT_NO_FATAL_FAILURE(search(everything(), std::string("r7000\0\xff\xfe", 8)));
  std::string words;
  for (int i = 0; i < 100'000; ++i) words += "r7000 ";
  EXPECT_EQ(first(words), "NETGEAR R7000");
}

TEST(Named, leaves_vendor_case_and_signs_out_of_account) {
  for (std::string_view name : {"NETGEAR R7000", "r7000", "netgear-r7000", "Netgear  R7000",
                                "netgear,r7000", "netgear_r7000", "NetgearR7000"})
    EXPECT_THAT(socs(name), UnorderedElementsAre("bcm4709", "bcm4709a0")) << name;
  EXPECT_THAT(architectures("archerc7"), ElementsAre("mips_24kc"));
}

TEST(Named, is_exact) {
  for (std::string_view name : {"r70", "r70000", "netgear", "r7000x", "7000", "400", "2", "",
                                "asus r7000", "archer c", "Archer C75000"})
    EXPECT_THAT(named(everything(), name), IsEmpty()) << name;
}

TEST(Named, takes_other_revisions_away_where_one_is_named) {
  EXPECT_THAT(socs("EA7500 v1"), ElementsAre("ipq8064"));
  EXPECT_THAT(socs("linksys ea7500v2"), ElementsAre("mt7621"));
  EXPECT_THAT(socs("R6300v2"), UnorderedElementsAre("bcm4708", "bcm4708a0"));
  EXPECT_THAT(socs("R6300 v1"), ElementsAre("bcm4706"));
  EXPECT_THAT(socs("NETGEAR R6300 V2"), socs("R6300v2"));
  EXPECT_THAT(socs("Raspberry Pi 2 Model B v1.1"), ElementsAre("bcm2836"));
  EXPECT_THAT(socs("rpi 2 1.2"), ElementsAre("bcm2837"));
  EXPECT_THAT(architectures("RT-AC66U B1"), ElementsAre("arm_cortex-a9"));
  EXPECT_THAT(architectures("RT-AC66U_B1"), ElementsAre("arm_cortex-a9"));
  EXPECT_THAT(architectures("RT-AC66U a2"), ElementsAre("mipsel_74kc"));
  EXPECT_THAT(architectures("archer c6 v2 us"), ElementsAre("mips_24kc"));
  EXPECT_THAT(architectures("archer c6 ver 3.0"), ElementsAre("mipsel_24kc"));
  EXPECT_THAT(architectures("dir-615 rev. E4"), ElementsAre("mips_24kc"));
  EXPECT_THAT(architectures("tl-wr841nd v8"), ElementsAre("mips_24kc"));
  EXPECT_THAT(architectures("tl-wr841n v13"), ElementsAre("mipsel_24kc"));
}

TEST(Named, takes_what_has_no_revision_for_the_first_one) {
  EXPECT_THAT(architectures("EX6150 v1"), ElementsAre("mipsel_24kc"));
  EXPECT_THAT(architectures("EX6150 v2"), ElementsAre("arm_cortex-a7_neon-vfpv4"));
  EXPECT_THAT(architectures("R6900 v1"), ElementsAre("arm_cortex-a9"));
  // Not where a row says that it is the first.
  EXPECT_THAT(architectures("RT-AC57U v1"), ElementsAre("mipsel_24kc"));
  for (const Board* board : named(everything(), "RT-AC57U v1")) EXPECT_EQ(board->revision, "v1");
}

TEST(Named, takes_own_rows_for_the_built_in_ones_of_that_name) {
  Catalogue catalogue = *Catalogue::load("model\tarchitecture\nEA7500\tmipsel_24kc\n");
  std::vector<const Board*> boards = named(catalogue, "ea7500");
  ASSERT_EQ(boards.size(), 1U);
  EXPECT_TRUE(boards.front()->own);
  EXPECT_EQ(named(catalogue, "Linksys EA7500").size(), 3U);
}

TEST(Named, gives_nothing_for_a_revision_that_no_row_has) {
  for (std::string_view name : {"EA7500 v9", "R6300 v3", "tl-wr841n v1", "RT-AC66U C1"})
    EXPECT_THAT(named(everything(), name), IsEmpty()) << name;
}

TEST(Named, gives_no_row_of_another_revision_under_another_name) {
  EXPECT_THAT(named(everything(), "EA6900 v2"), IsEmpty());
  EXPECT_THAT(named(everything(), "AC1450 v2"), IsEmpty());
  EXPECT_THAT(socs("EA6900"), UnorderedElementsAre("bcm4708", "bcm4708a0"));
  EXPECT_THAT(socs("EA6500 v2"), testing::Contains("bcm4708"));
  // The model itself, spelled in another way.
  EXPECT_THAT(architectures("tl-wr1043nd v4"), ElementsAre("mips_24kc"));
  EXPECT_THAT(architectures("CPE520 v1"), ElementsAre("mips_24kc"));
  EXPECT_THAT(socs("R7500 v2"), socs("Nighthawk X4 R7500 v2"));
}

TEST(Named, gives_every_cpu_behind_x86) {
  for (std::string_view name : {"x86", "generic x86", "Generic x86"}) {
    EXPECT_EQ(named(everything(), name).size(), 4U) << name;
    EXPECT_THAT(architectures(name),
                UnorderedElementsAre("i386_pentium4", "i386_pentium-mmx", "x86_64"));
  }
  EXPECT_THAT(architectures("x86/64"), ElementsAre("x86_64"));
  EXPECT_THAT(architectures("x86 geode"), ElementsAre("i386_pentium-mmx"));
}

std::set<std::string> revisions_of_model(std::string_view name) {
  std::set<std::string> found;
  for (const Board* board : of_model(everything(), name)) found.emplace(board->revision);
  return found;
}

TEST(Model, is_known_without_the_revision_that_was_typed) {
  for (std::string_view name : {"EA7500 v4", "linksys ea7500v9", "EA7500 B1", "EA7500 rev 7",
                                "EA7500", "Linksys EA7500 V2", "ea7500 v9 eu"})
    EXPECT_THAT(revisions_of_model(name), UnorderedElementsAre("v1", "v2", "v3")) << name;
  EXPECT_THAT(revisions_of_model("R7000 v2"), ElementsAre(""));
  for (std::string_view name : {"", "v2", "xyzzy v2", "EA7501 v2", "EA7500x v2",
                                "netgear ea7500 v4", "archer c8 v1", "EA7500 router"})
    EXPECT_THAT(of_model(everything(), name), IsEmpty()) << name;
  EXPECT_THAT(of_model(everything(), std::string(100'000, 'v')), IsEmpty());
  Catalogue own = *Catalogue::load("model\trevision\tarchitecture\nEA7500\tv7\tmipsel_24kc\n");
  EXPECT_EQ(of_model(own, "ea7500 v4").size(), 1U);
}

TEST(Model, may_be_known_in_later_revisions_only) {
  for (std::string_view name : {"EX6100", "NETGEAR EX6100", "EA6500", "DIR-860L"})
    EXPECT_TRUE(names_only_later_revisions(everything(), name)) << name;
  for (std::string_view name : {"EX6100 v2", "netgear_ex6100v2", "EA6500v2", "R7000", "EA7500",
                                "EA6900", "xyzzy", "", "RT-AC66U", "EX6150"})
    EXPECT_FALSE(names_only_later_revisions(everything(), name)) << name;
}

// Every row against every row would take a minute: a hundred at a time.
TEST(Named, finds_every_row_by_its_title) {
  std::ifstream file(ASHORE_SOURCE_DIR "/data/catalogue/devices.tsv", std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(file), {});
  std::string header, rows;
  std::size_t seen = 0, left = 100;
  auto check = [&] {
    Catalogue some = *Catalogue::of_rows(header + rows);
    for (const Board& board : some.boards()) {
      std::vector<const Board*> boards = named(some, title(board));
      EXPECT_TRUE(std::ranges::find(boards, &board) != boards.end()) << title(board);
      ++seen;
    }
    rows.clear();
    left = 100;
  };
  for (std::string_view line : lines(text)) {
    if (line.starts_with('#')) continue;
    (header.empty() ? header : rows) += std::string(line) + "\n";
    if (--left == 0) check();
  }
  check();
  EXPECT_GT(seen, 3300U);
}

struct Trap {
  std::string vendor, model, revisions;
};

std::vector<Trap> traps() {
  std::ifstream file(ASHORE_SOURCE_DIR "/data/catalogue/name_traps.tsv", std::ios::binary);
  static const std::string text(std::istreambuf_iterator<char>(file), {});
  constexpr std::array<std::string_view, 4> columns = {"kind", "vendor", "model", "revisions"};
  Table table = *Table::parse(text, columns);
  std::vector<Trap> found;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (table.at(row, 0) == "target differs")
      found.push_back({std::string(table.at(row, 1)), std::string(table.at(row, 2)),
                       std::string(table.at(row, 3))});
  }
  return found;
}

TEST(Traps, are_never_resolved_by_the_name_alone) {
  ASSERT_EQ(traps().size(), 45U);
  for (const Trap& trap : traps()) {
    for (const std::string& name : {trap.vendor + " " + trap.model, trap.model}) {
      std::vector<const Board*> boards = named(everything(), name);
      ASSERT_GE(boards.size(), 2U) << name;
      std::set<std::string_view> found;
      for (const Board* board : boards) found.insert(board->architecture);
      EXPECT_GE(found.size(), 2U) << name;
      EXPECT_FALSE(common_facts(everything(), boards).has_value()) << name;
    }
  }
}

TEST(Traps, are_resolved_by_each_revision_that_is_listed) {
  std::size_t resolved = 0;
  for (const Trap& trap : traps()) {
    for (std::string_view entry : split(trap.revisions, ';')) {
      entry = trimmed(entry);
      std::string_view revision = entry.substr(0, entry.find('='));
      std::string_view architecture = entry.substr(entry.rfind('/') + 1);
      if (revision.ends_with("(FT)")) revision.remove_suffix(4);
      if (revision.empty() || revision == "-") continue;
      std::string name = trap.vendor + " " + trap.model + " " + std::string(revision);
      EXPECT_THAT(architectures(name), ElementsAre(std::string(architecture))) << name;
      ++resolved;
    }
  }
  EXPECT_GT(resolved, 90U);
}

TEST(Labels, say_where_each_vendor_of_a_trap_writes_the_revision) {
  std::string_view general = where_the_revision_is(everything(), "Nobody");
  EXPECT_FALSE(general.empty());
  EXPECT_EQ(where_the_revision_is(everything(), ""), general);
  for (std::string_view vendor : {"NETGEAR", "TP-Link", "Linksys", "D-Link", "ASUS"}) {
    EXPECT_NE(where_the_revision_is(everything(), vendor), general) << vendor;
    EXPECT_EQ(where_the_revision_is(everything(), lower_case(vendor)),
              where_the_revision_is(everything(), vendor));
  }
  EXPECT_THAT(std::string(where_the_revision_is(everything(), "TP-LINK")), HasSubstr("Ver: 2.0"));
}

}  // namespace
}  // namespace ashore::catalogue
