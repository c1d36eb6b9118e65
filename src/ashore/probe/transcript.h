// SPDX-License-Identifier: Apache-2.0
// The answer of probe.sh, taken apart into its sections.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ashore::probe {

// One section: "@@MARK@@ name encoding source", then its bytes up to the next marker line.
struct Section {
  std::string_view name;    // "cpuinfo"
  std::string_view source;  // "/proc/cpuinfo"; may be empty
  std::string bytes;        // decoded: hexadecimal digits are bytes again
};

class Transcript {
 public:
  // Total: what is no transcript has no sections. A last section that was cut off is empty. The
  // views point into `text`.
  explicit Transcript(std::string_view text);

  // The first section of that name.
  const Section* find(std::string_view name) const;
  std::vector<const Section*> all(std::string_view name) const;
  // The text of that section, or nothing.
  std::string_view text(std::string_view name) const;
  // Whether the script came to its end.
  bool complete() const { return find("end") != nullptr; }

 private:
  std::vector<Section> sections_;
};

// Where the first line of an answer is, "ashore-probe 1 MARK", and its marker. Something else may
// stand before it: a greeting, the echo of a terminal.
struct Opening {
  std::size_t offset = 0;
  std::string_view mark;
};
std::optional<Opening> opening(std::string_view text);

// The rest of a marker line of that transcript ("cpuinfo text /proc/cpuinfo"), or nothing.
std::optional<std::string_view> marker_line(std::string_view line, std::string_view mark);

}  // namespace ashore::probe
