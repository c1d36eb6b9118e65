// SPDX-License-Identifier: Apache-2.0
#include "transcript.h"

#include <gtest/gtest.h>

namespace ashore::golden {

namespace {

constexpr std::string_view small = "# What it says\n"
                                   "@ needs ssh cargo\n"
                                   "\n"
                                   "$ ashore --version\n"
                                   "ashore 1\n"
                                   "\n"
                                   "$ ashore bild\n"
                                   "2> error: no command `bild`\n"
                                   "2>   hint: build\n"
                                   "[exit 2]\n";

}  // namespace

TEST(Transcript, streams_and_ending_are_told_apart) {
  Expected<Transcript> transcript = parse(small);
  ASSERT_TRUE(transcript) << transcript.error().message();
  ASSERT_EQ(transcript->blocks.size(), 2u);
  EXPECT_EQ(transcript->blocks[0].expected, (Result{"ashore 1\n", "", "exit 0"}));
  EXPECT_EQ(transcript->blocks[1].expected,
            (Result{"", "error: no command `bild`\n  hint: build\n", "exit 2"}));
  EXPECT_EQ(transcript->needs, (std::vector<std::string>{"ssh", "cargo"}));
}

TEST(Transcript, is_written_as_it_was_read) {
  Expected<Transcript> transcript = parse(small);
  ASSERT_TRUE(transcript);
  EXPECT_EQ(rendered(*transcript, {transcript->blocks[0].expected, transcript->blocks[1].expected}),
            small);
}

TEST(Transcript, any_output_survives_writing_and_reading) {
  for (const Result& result :
       {Result{"$ not a command\n[exit 3]\n\n1> x\n# y\n", "2> a\n\n[z", "signal SIGILL (4)"},
        Result{"no end", "", "exit 0"}, Result{"\n", "\n", "exit 1"}, Result{"", "", "exit 0"}}) {
    Transcript transcript{{{{}, "ashore", {}}}, {}, {}};
    Expected<Transcript> again = parse(rendered(transcript, {result}));
    ASSERT_TRUE(again) << again.error().message();
    EXPECT_EQ(again->blocks[0].expected, result) << rendered(transcript, {result});
  }
}

TEST(Transcript, line_without_a_meaning_is_an_error) {
  EXPECT_FALSE(parse("ashore --version\n"));
  EXPECT_FALSE(parse("$ ashore\n[quit 3]\n"));
}

TEST(CommandLine, quotes_assignments_and_input_are_taken_apart) {
  Expected<Line> line =
      parse_line(R"(NO_COLOR=1 ashore run 'two words' "it's" a\ b -- X=y < 'some file')");
  ASSERT_TRUE(line);
  EXPECT_EQ(line->argv,
            (std::vector<std::string>{"ashore", "run", "two words", "it's", "a b", "--", "X=y"}));
  EXPECT_EQ(line->environment.at("NO_COLOR"), "1");
  EXPECT_EQ(line->input, "some file");
  EXPECT_EQ(parse_line("ashore '' x")->argv.size(), 3u);
  EXPECT_FALSE(parse_line("ashore 'x"));
  EXPECT_FALSE(parse_line("X=1"));
}

}  // namespace ashore::golden
