// SPDX-License-Identifier: Apache-2.0
// A golden transcript: commands and exactly what they say.
//
//   # a remark
//   @ needs ssh                      a program of this computer that the commands may find in PATH
//   $ NAME=value ashore verify 'a file' < input
//   standard output, line by line
//   2> standard error, line by line
//   [exit 3]                         where it is not 0; [signal SIGILL (4)]
//
// A line of output that would be taken for one of these is written behind "1> "; output whose last
// line has no end is followed by [no newline] or [2> no newline]. In all lines $SOURCE stands for
// the source tree and $WORK for the directory, new and empty for each transcript, in which the
// commands run.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/base/expected.h"

namespace ashore::golden {

struct Result {
  std::string out, err;
  std::string ending;  // "exit 0", "exit 3", "signal SIGILL (4)"
  bool operator==(const Result&) const = default;
};

struct Block {
  std::vector<std::string>
      remarks;          // the lines before the command, "@" lines and empty ones included
  std::string command;  // after "$ "
  Result expected;
};

struct Transcript {
  std::vector<Block> blocks;
  std::vector<std::string> rest;   // remarks after the last block
  std::vector<std::string> needs;  // programs
};

Expected<Transcript> parse(std::string_view text);

// The transcript as text, with these results in place of the expected ones.
std::string rendered(const Transcript& transcript, const std::vector<Result>& results);

// What a command line asks for, its words taken apart as a shell would: blanks, '...', "..." and \.
struct Line {
  std::map<std::string, std::string> environment;
  std::vector<std::string> argv;
  std::optional<std::string> input;  // the file after <
};

Expected<Line> parse_line(std::string_view command);

// Lines of one result as they stand in a transcript.
std::vector<std::string> lines_of(const Result& result);

}  // namespace ashore::golden
