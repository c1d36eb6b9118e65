// SPDX-License-Identifier: Apache-2.0
#include "ashore/run/frames.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ashore/run/ending.h"
#include "ashore/run/run.h"

namespace ashore::run {
namespace {

using Piece = FrameReader::Piece;

// The stream in pieces of that size, as what passed and what was told.
std::pair<std::string, std::vector<std::string>> read_in_pieces(std::string_view stream,
                                                                std::size_t size) {
  FrameReader reader("\x1emark ");
  std::string passed;
  std::vector<std::string> frames;
  for (std::size_t at = 0; at < stream.size(); at += size) {
    for (const Piece& piece : reader.read(stream.substr(at, size))) {
      if (piece.is_frame) {
        frames.push_back(piece.text);
      } else {
        passed += piece.text;
      }
    }
  }
  return {passed + reader.rest(), frames};
}

TEST(Frames, are_found_wherever_the_stream_is_cut) {
  std::string_view stream = "one\x1e\x1emark begun\ntwo\n\x1emar\x1emark ended 3\r\nthree\x1emark";
  for (std::size_t size = 1; size <= stream.size(); ++size) {
    auto [passed, frames] = read_in_pieces(stream, size);
    EXPECT_EQ(passed, "one\x1etwo\n\x1emarthree\x1emark") << size;
    EXPECT_THAT(frames, testing::ElementsAre("begun", "ended 3")) << size;
  }
}

TEST(Frames, bytes_that_cannot_become_a_frame_pass_at_once) {
  FrameReader reader("\x1emark ");
  EXPECT_THAT(reader.read("Enter a number: "),
              testing::ElementsAre(Piece{"Enter a number: ", false}));
  EXPECT_THAT(reader.read("x\x1ema"), testing::ElementsAre(Piece{"x", false}));
  EXPECT_THAT(reader.read("n"), testing::ElementsAre(Piece{"\x1eman", false}));
}

TEST(Frames, a_frame_without_an_end_is_not_kept_forever) {
  FrameReader reader("\x1emark ");
  std::string endless = "\x1emark " + std::string(100000, 'x');
  std::vector<Piece> pieces = reader.read(endless);
  ASSERT_EQ(pieces.size(), 1U);
  EXPECT_EQ(pieces[0].text, endless);
}

TEST(Ending, a_number_alone_is_an_exit_and_with_words_a_signal) {
  EXPECT_EQ(ending_of("0", false), ExitStatus(Exited{0}));
  EXPECT_EQ(ending_of("132", false), ExitStatus(Exited{132}));
  EXPECT_EQ(ending_of("255", false), ExitStatus(Exited{255}));
  EXPECT_EQ(ending_of("Illegal instruction 132", false), ExitStatus(Signaled{4}));
  EXPECT_EQ(ending_of("Segmentation fault (core dumped) 139", false), ExitStatus(Signaled{11}));
  EXPECT_EQ(ending_of("Permission denied 126", false), ExitStatus(Exited{126}));
}

TEST(Ending, what_shells_are_silent_about_is_told_by_what_we_did) {
  EXPECT_EQ(ending_of("130", false), ExitStatus(Exited{130}));
  EXPECT_EQ(ending_of("130", true), ExitStatus(Signaled{2}));
  EXPECT_EQ(ending_of("141", false), ExitStatus(Signaled{13}));
}

TEST(Ending, a_signal_has_the_name_that_the_device_gives_it) {
  EXPECT_EQ(to_string(*ending_of("Bus error 138", false, signal_numbers(Arch::mips))),
            "signal SIGBUS (10)");
  EXPECT_EQ(to_string(*ending_of("Bus error 135", false, signal_numbers(Arch::arm))),
            "signal SIGBUS (7)");
  EXPECT_EQ(signal_numbers(Arch::mips64), SignalNumbers::mips);
  EXPECT_EQ(signal_numbers(Arch::aarch64), SignalNumbers::common);
}

TEST(Ending, nonsense_is_no_status) {
  EXPECT_EQ(ending_of("", false), std::nullopt);
  EXPECT_EQ(ending_of("three", false), std::nullopt);
  EXPECT_EQ(ending_of("256", false), std::nullopt);
  EXPECT_EQ(ending_of("-1", false), std::nullopt);
}

}  // namespace
}  // namespace ashore::run
