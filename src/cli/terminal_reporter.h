// SPDX-License-Identifier: Apache-2.0
// Turns what the library tells into lines on stderr; stdout belongs to the answer.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "ashore/base/reporter.h"
#include "cli/invocation.h"

namespace ashore::cli {

class TerminalReporter : public Reporter {
 public:
  // `live`: stderr is a terminal, so a progress line may be rewritten; `colour`: it may be
  // coloured.
  TerminalReporter(bool live, bool colour) : live_(live), colour_(colour) {}
  ~TerminalReporter() override { clear_progress(); }

  void set_loudness(Loudness loudness) { loudness_ = loudness; }
  bool colour() const { return colour_; }

  void decided(Stage stage, std::string_view text) override;
  void progress(Stage stage, std::string_view text, std::optional<double> fraction) override;
  void warning(std::string_view text) override;
  void detail(std::string_view text) override;

  // Takes an unfinished progress line off the terminal; before others write there.
  void clear_progress();

 private:
  void line(std::string_view label, std::string_view text);

  bool live_, colour_;
  Loudness loudness_ = Loudness::normal;
  bool progress_shown_ = false;
  std::string last_text_;
  std::optional<std::chrono::steady_clock::time_point> last_time_;
};

}  // namespace ashore::cli
