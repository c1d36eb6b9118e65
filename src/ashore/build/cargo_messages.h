// SPDX-License-Identifier: Apache-2.0
// The programs that cargo says it made, from its JSON messages as they arrive. Source: The Cargo
// Book, "External Tools".
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/build/cargo_metadata.h"

namespace ashore::build {

struct BuiltProgram {
  std::string package_id;
  CargoTarget target;
  std::filesystem::path path;
  bool operator==(const BuiltProgram&) const = default;
};

// Lines that are no message, or an unknown one, say nothing: macros and wrappers print there too.
class MessageReader {
 public:
  void add(std::string_view piece);
  // All programs so far, in the order in which they were finished.
  const std::vector<BuiltProgram>& programs() const { return programs_; }

 private:
  void line(std::string_view text);
  std::string begun_;  // a line whose end has not arrived
  bool too_long_ = false;
  std::vector<BuiltProgram> programs_;
};

// In the order of the workspace's metadata: which one is finished first is chance.
std::vector<BuiltProgram> in_order(std::vector<BuiltProgram> programs,
                                   const CargoWorkspace& workspace);

}  // namespace ashore::build
