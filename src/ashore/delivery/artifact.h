// SPDX-License-Identifier: Apache-2.0
// A file that could be sent: where it is, what is in it, what it was built for.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "ashore/base/digest.h"

namespace ashore {

struct Artifact {
  std::filesystem::path path;  // what would be sent, after debug sections were taken out
  std::string name;            // the program's name: "hello"
  Digest digest;               // of the bytes at `path`
  std::uint64_t size = 0;      // bytes
  std::string built_for;       // Rust's name of the target; empty for a file that the user brought
  std::optional<std::filesystem::path>
      with_debug;  // the same program with its debug sections, on this computer
};

}  // namespace ashore
