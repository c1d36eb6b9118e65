// SPDX-License-Identifier: Apache-2.0
#include "ashore/base/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ashore {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ParseUnsigned, takes_a_whole_field_and_nothing_less) {
  EXPECT_EQ(parse_unsigned("0"), 0U);
  EXPECT_EQ(parse_unsigned("18446744073709551615"), 18446744073709551615U);
  EXPECT_EQ(parse_unsigned("1f", 16), 31U);
  EXPECT_EQ(parse_unsigned("18446744073709551616"), std::nullopt);
  EXPECT_EQ(parse_unsigned(""), std::nullopt);
  EXPECT_EQ(parse_unsigned("12 "), std::nullopt);
  EXPECT_EQ(parse_unsigned("-1"), std::nullopt);
  EXPECT_EQ(parse_unsigned("+1"), std::nullopt);
  EXPECT_EQ(parse_unsigned("0x10", 16), std::nullopt);
}

TEST(Trimmed, drops_blanks_at_both_ends_only) {
  EXPECT_EQ(trimmed(" \ta b\r\n"), "a b");
  EXPECT_EQ(trimmed(" \t\r\n"), "");
  EXPECT_EQ(trimmed(""), "");
}

TEST(Split, keeps_empty_pieces) {
  EXPECT_THAT(split("a::b:", ':'), ElementsAre("a", "", "b", ""));
  EXPECT_THAT(split("", ':'), ElementsAre(""));
}

TEST(Words, drops_empty_pieces) {
  EXPECT_THAT(words("  half\tthumb  edsp "), ElementsAre("half", "thumb", "edsp"));
  EXPECT_THAT(words(" \t "), IsEmpty());
}

TEST(Lines, end_with_lf_or_cr_lf_or_the_text) {
  EXPECT_THAT(lines("a\r\n\nb\nc"), ElementsAre("a", "", "b", "c"));
  EXPECT_THAT(lines("a\n"), ElementsAre("a"));
  EXPECT_THAT(lines(""), IsEmpty());
}

TEST(Joined, puts_the_separator_between_pieces_only) {
  std::vector<std::string> pieces = {"a", "b", "c"};
  EXPECT_EQ(joined(pieces, ", "), "a, b, c");
  EXPECT_EQ(joined(std::span(pieces).first(1), ", "), "a");
  EXPECT_EQ(joined({}, ", "), "");
}

TEST(LowerCase, changes_ascii_letters_only) {
  EXPECT_EQ(lower_case("AbZ@[\xC3\x84"), "abz@[\xC3\x84");
}

TEST(Hex, gives_two_digits_a_byte) {
  EXPECT_EQ(hex(std::as_bytes(std::span("\x00\x0f\xff", 3))), "000fff");
}

TEST(Printable, leaves_no_byte_that_could_move_a_terminal) {
  EXPECT_EQ(printable("a\x1b[31mb\n"), "a?[31mb?");
  EXPECT_EQ(printable("\x7f\xc2\x9b"), "??");
  EXPECT_EQ(printable("na\xC3\xAFve \xE2\x82\xAC \xF0\x9F\x90\xA7"),
            "na\xC3\xAFve \xE2\x82\xAC \xF0\x9F\x90\xA7");
}

TEST(Printable, leaves_nothing_that_turns_the_line_round) {
  EXPECT_EQ(printable("\xE2\x80\x8E|\xE2\x80\x8F"), "?|?");  // marks
  EXPECT_EQ(printable("\xE2\x80\xA8|\xE2\x80\xA9"), "?|?");  // ends of lines
  EXPECT_EQ(printable("a\xE2\x80\xAA\xE2\x80\xAE"
                      "b"),
            "a??b");                                         // overrides
  EXPECT_EQ(printable("\xE2\x81\xA6|\xE2\x81\xA9"), "?|?");  // isolates
  for (const char* shown : {"\xE2\x80\x8D", "\xE2\x80\x90", "\xE2\x80\xA7", "\xE2\x80\xAF",
                            "\xE2\x81\xA5", "\xE2\x81\xAA", "\xE3\x80\x8E", "\xD7\x90"})
    EXPECT_EQ(printable(shown), shown);
}

TEST(Printable, replaces_each_byte_of_broken_utf8) {
  EXPECT_EQ(printable("\xff\xc3"), "??");            // no start byte; truncated sequence
  EXPECT_EQ(printable("\xc0\xaf"), "??");            // overlong '/'
  EXPECT_EQ(printable("\xed\xa0\x80"), "???");       // a surrogate
  EXPECT_EQ(printable("\xf4\x90\x80\x80"), "????");  // beyond U+10FFFF
  EXPECT_EQ(printable("\xe2\x82z"), "??z");          // a sequence that breaks off
}

TEST(Printable, cuts_long_text_between_characters) {
  EXPECT_EQ(printable("abcdef", 4), "abcd...");
  EXPECT_EQ(printable("abc\xC3\xA4", 4), "abc...");
  EXPECT_EQ(printable("abcd", 4), "abcd");
}

TEST(HumanBytes, counts_in_thousands) {
  EXPECT_EQ(human_bytes(0), "0 B");
  EXPECT_EQ(human_bytes(999), "999 B");
  EXPECT_EQ(human_bytes(1000), "1.0 KB");
  EXPECT_EQ(human_bytes(16'231), "16.2 KB");
  EXPECT_EQ(human_bytes(999'950), "1.0 MB");  // never "1000.0 KB"
  EXPECT_EQ(human_bytes(3'100'000'000), "3.1 GB");
  EXPECT_EQ(human_bytes(5'000'000'000'000'000), "5000.0 TB");
}

TEST(Nearest, finds_a_typo_and_refuses_another_word) {
  std::vector<std::string> commands = {"probe", "build", "verify", "ship", "run"};
  EXPECT_EQ(nearest("prove", commands), "probe");
  EXPECT_EQ(nearest("prboe", commands), "probe");  // two letters swapped
  EXPECT_EQ(nearest("urn", commands), "run");
  EXPECT_EQ(nearest("verfy", commands), "verify");
  EXPECT_EQ(nearest("deploy", commands), std::nullopt);
  EXPECT_EQ(nearest("x", {}), std::nullopt);
}

TEST(Nearest, two_neighbours_that_changed_places_are_one_mistake) {
  EXPECT_EQ(nearest("rnu", std::vector<std::string>{"build", "run"}), "run");
}

}  // namespace
}  // namespace ashore
