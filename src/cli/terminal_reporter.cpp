// SPDX-License-Identifier: Apache-2.0
#include "cli/terminal_reporter.h"

#include <fmt/format.h>

#include <cstdio>

#include "ashore/base/text.h"

namespace ashore::cli {

namespace {

// Where nothing can be rewritten, a line this often shows that work goes on.
constexpr std::chrono::seconds between_lines{15};
// A terminal need not be rewritten more often than an eye can see.
constexpr std::chrono::milliseconds between_frames{80};

void put(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stderr); }

std::string with_percent(std::string_view text, std::optional<double> fraction) {
  if (!fraction) return std::string(text);
  return fmt::format("{} {:.0f} %", text, *fraction * 100);
}

}  // namespace

void TerminalReporter::clear_progress() {
  if (!progress_shown_) return;
  put("\r\x1b[K");
  progress_shown_ = false;
}

void TerminalReporter::line(std::string_view label, std::string_view text) {
  clear_progress();
  std::string clean = printable(text, 2000);
  if (colour_) {
    put(fmt::format("\x1b[1;36m{:>9}\x1b[0m  {}\n", label, clean));
  } else {
    put(fmt::format("{:>9}  {}\n", label, clean));
  }
}

void TerminalReporter::decided(Stage stage, std::string_view text) {
  if (loudness_ != Loudness::quiet) line(name(stage), text);
}

void TerminalReporter::progress(Stage stage, std::string_view text,
                                std::optional<double> fraction) {
  if (loudness_ == Loudness::quiet) return;
  auto now = std::chrono::steady_clock::now();
  std::string shown = with_percent(printable(text, 160), fraction);
  if (live_) {
    if (last_time_ && now - *last_time_ < between_frames && text == last_text_) return;
    put(fmt::format("\r\x1b[K{:>9}  {} ...", name(stage), shown));
    std::fflush(stderr);
    progress_shown_ = true;
  } else {
    // Words that only count on are the same work; a new kind of work is said at once.
    bool new_work =
        words(text).empty() || words(last_text_).empty() || words(text)[0] != words(last_text_)[0];
    if (!new_work && last_time_ && now - *last_time_ < between_lines) return;
    line(name(stage), shown + " ...");
  }
  last_text_ = text;
  last_time_ = now;
}

void TerminalReporter::warning(std::string_view text) {
  if (loudness_ == Loudness::quiet) return;
  clear_progress();
  std::string clean = printable(text, 2000);
  put(colour_ ? fmt::format("\x1b[1;33mwarning:\x1b[0m {}\n", clean)
              : fmt::format("warning: {}\n", clean));
}

void TerminalReporter::detail(std::string_view text) {
  if (loudness_ == Loudness::verbose) line("", text);
}

}  // namespace ashore::cli
