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

}  // namespace
}  // namespace ashore::catalogue
