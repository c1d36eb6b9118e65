// SPDX-License-Identifier: Apache-2.0
// The library tells what it decided and how far it is; only src/cli turns that into words on a
// terminal.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ashore {

enum class Stage { lab, probe, choose, provision, build, verify, ship, run, store };

std::string_view name(Stage stage);

class Reporter {
 public:
  virtual ~Reporter() = default;

  // One line a stage: what was decided and why. "target armv7-unknown-linux-musleabi (no vfp in
  // Features)".
  virtual void decided(Stage stage, std::string_view text) = 0;
  // Long work: what is being done, and how much of how much where that is known. May be called
  // often.
  virtual void progress(Stage stage, std::string_view text, std::optional<double> fraction) = 0;
  // Worth a line to everybody who did not ask for silence.
  virtual void warning(std::string_view text) = 0;
  // For -v: commands that are run, paths, cache hits.
  virtual void detail(std::string_view text) = 0;
};

// Says nothing; for tests and for callers that only want the value.
class SilentReporter : public Reporter {
 public:
  void decided(Stage, std::string_view) override {}
  void progress(Stage, std::string_view, std::optional<double>) override {}
  void warning(std::string_view) override {}
  void detail(std::string_view) override {}
};

}  // namespace ashore
