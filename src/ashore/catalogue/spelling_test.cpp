// SPDX-License-Identifier: Apache-2.0
#include "ashore/catalogue/spelling.h"

#include <gtest/gtest.h>

namespace ashore::catalogue {
namespace {

bool means(std::string_view words, std::string_view revision) {
  return names_revision(typed(words), 0, revision);
}

TEST(Compact, drops_case_blanks_and_signs_and_keeps_what_tells_models_apart) {
  EXPECT_EQ(compact("RT-AC68U"), "rtac68u");
  EXPECT_EQ(compact(" 3B+ "), "3b+");
  EXPECT_EQ(compact("v1.5"), "v1.5");
  EXPECT_EQ(compact("rev. 2. ed"), "rev2ed");
  EXPECT_EQ(compact(".5"), "5");
  EXPECT_EQ(compact("\x1b\n\t"), "");
  EXPECT_EQ(compact("caf\xc3\xa9"), "caf\xc3\xa9");
}

TEST(Typed, knows_where_words_begin) {
  Typed words = typed("a bc-d");
  EXPECT_EQ(words.text, "abcd");
  EXPECT_EQ(words.begins_word, (std::vector<bool>{true, true, false, true}));
}

TEST(NamesRevision, compares_pieces) {
  EXPECT_TRUE(means("v2", "v2"));
  EXPECT_TRUE(means("V2.0", "v2"));
  EXPECT_TRUE(means("v2", "v2.0"));
  EXPECT_TRUE(means("2", "v2"));
  EXPECT_TRUE(means("ver. 2", "v2"));
  EXPECT_TRUE(means("rev B1", "B1"));
  EXPECT_TRUE(means("hw ver b1", "B1"));
  EXPECT_TRUE(means("v2 us", "v2 (US)"));
  EXPECT_TRUE(means("v2", "v2 (EU/RU/JP)"));
  EXPECT_TRUE(means("v2eu", "v2 (EU/RU/JP)"));
  EXPECT_TRUE(means("a2", "A1/A2/B1/B2"));
  EXPECT_TRUE(means("A1/A2", "A1/A2"));
  EXPECT_TRUE(means("GT-8K", "GT-8K"));
  EXPECT_TRUE(means("v1.2a", "v1.2a"));
  EXPECT_TRUE(means("XM (AR7240)", "XM (AR7240)"));
  EXPECT_TRUE(means("4GB LPDDR4", "4GB LPDDR4"));

  EXPECT_FALSE(means("v1", "v1.5"));
  EXPECT_FALSE(means("v15", "v1.5"));
  EXPECT_FALSE(means("v2 us", "v2 (EU/RU/JP)"));
  EXPECT_FALSE(means("v1", "v10"));
  EXPECT_FALSE(means("v3", "v2"));
  EXPECT_FALSE(means("b2", "B1"));
  EXPECT_FALSE(means("v2", ""));
  EXPECT_FALSE(means("rev", "v2"));
}

TEST(NamesRevision, knows_ranges) {
  for (std::string_view word : {"v1", "v2", "v3", "v4"}) EXPECT_TRUE(means(word, "v1-v4")) << word;
  EXPECT_FALSE(means("v5", "v1-v4"));
  EXPECT_TRUE(means("v1.4", "v1.0-v1.7"));
  EXPECT_FALSE(means("v1.8", "v1.0-v1.7"));
  // Nobody gets a million revisions out of a row.
  EXPECT_FALSE(means("v500", "v1-v999999"));
}

TEST(NamesRevision, takes_a_bare_number_only_as_a_word) {
  Typed words = typed("c7 5");
  EXPECT_TRUE(names_revision(words, 2, "v5"));
  words = typed("c75");
  EXPECT_FALSE(names_revision(words, 2, "v5"));
}

TEST(NamesRevision, takes_every_revision_where_none_is_named) {
  EXPECT_TRUE(means("", "v2"));
  EXPECT_TRUE(means("", ""));
}

TEST(Mistakes, counts_letters_changed_left_out_added_and_exchanged) {
  EXPECT_EQ(mistakes("archer", "archer", 2), 0U);
  EXPECT_EQ(mistakes("arhcer", "archer", 2), 1U);
  EXPECT_EQ(mistakes("archr", "archer", 2), 1U);
  EXPECT_EQ(mistakes("archerr", "archer", 2), 1U);
  EXPECT_EQ(mistakes("lynksis", "linksys", 2), 2U);
  EXPECT_EQ(mistakes("r7000", "ea7500", 2), 3U);
  EXPECT_EQ(mistakes("", "ab", 2), 2U);
  EXPECT_EQ(mistakes("", "abc", 2), 3U);
  EXPECT_EQ(mistakes("a", "a", 0), 0U);
  EXPECT_EQ(mistakes("a", "b", 0), 1U);
}

TEST(Mistakes, never_change_a_number) {
  // Another digit, one too few, one too many, and two exchanged.
  for (std::string_view typed : {"r7500", "r700", "r70000", "r0700", "700", "r7000.5", "r7000+"})
    EXPECT_GT(mistakes(typed, "r7000", 2), 2U) << typed;
  EXPECT_EQ(mistakes("f7000", "r7000", 2), 1U);
  EXPECT_EQ(mistakes("rr7000", "r7000", 2), 1U);
  EXPECT_EQ(mistakes("7000", "r7000", 2), 1U);
  EXPECT_EQ(mistakes("7r000", "r7000", 2), 1U);
}

TEST(Revision, of_a_name_is_told_from_the_rest_of_a_model) {
  for (std::string_view name : {"x v2", "x V3", "x B1", "x rev 2", "x rev. E4", "x ver 2.0", "xv4",
                                "x v2 us", "x hw version 3"})
    EXPECT_TRUE(is_a_revision(typed(name), 1)) << name;
  for (std::string_view name : {"x", "x7", "x 7", "xb1", "x nova", "x us", "x v", "x b1234"})
    EXPECT_FALSE(is_a_revision(typed(name), 1)) << name;
}

TEST(Revision, is_a_later_one_where_it_says_so_and_does_not_hold_the_first) {
  for (std::string_view later : {"v2", "V3", "B1", "v2/v3", "v2.0", "v2 (8MB flash)", "v2 (EU)",
                                 "Rev. 2 (Micron NAND)", "rev5", "B", "C1/E1/V3", "v22.5 or newer"})
    EXPECT_TRUE(is_later_revision(later)) << later;
  for (std::string_view first :
       {"",      "v1",     "V1.0",     "v1.2",  "A1",           "A2",           "v1/v2",
        "v1-v4", "A1/B1",  "A",        "16M",   "(16MB flash)", "UBI",          "(8M)",
        "Gen2",  "V2500V", "revision", "v1/v3", "4 ports",      "World Edition"})
    EXPECT_FALSE(is_later_revision(first)) << first;
}

}  // namespace
}  // namespace ashore::catalogue
