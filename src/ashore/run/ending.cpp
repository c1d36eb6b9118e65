// SPDX-License-Identifier: Apache-2.0
#include "ashore/run/ending.h"

#include <cstdint>

#include "ashore/base/text.h"

namespace ashore::run {

namespace {

constexpr int first_signal_status = 128;
// The same on every architecture of Linux.
constexpr int sigint = 2;
constexpr int sigpipe = 13;

}  // namespace

std::optional<ExitStatus> ending_of(std::string_view said, bool interrupted,
                                    SignalNumbers numbers) {
  said = trimmed(said);
  std::size_t blank = said.rfind(' ');
  bool has_words = blank != std::string_view::npos;
  std::optional<std::uint64_t> number = parse_unsigned(has_words ? said.substr(blank + 1) : said);
  if (!number || *number > 255) return std::nullopt;
  int status = static_cast<int>(*number);
  int signal = status - first_signal_status;
  if (signal <= 0) return Exited{status};
  // A program that ends with exit(141) is as good as never seen; one that wrote to a closed pipe,
  // daily. An exit(130) is what programs do that catch Ctrl-C.
  bool silent = (signal == sigint && interrupted) || signal == sigpipe;
  if (has_words || silent) return Signaled{signal, numbers};
  return Exited{status};
}

}  // namespace ashore::run
