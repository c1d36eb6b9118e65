// SPDX-License-Identifier: Apache-2.0
// The names under which ashore is called as a compiler or a binary tool, and for which target:
// "armv7-unknown-linux-musleabi-gcc", "aarch64-linux-musl-ar", "cc".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/target/triple.h"

namespace ashore {

enum class Tool {
  cc,
  cxx,
  cpp,
  ar,
  ranlib,
  ld,
  nm,
  objcopy,
  objdump,
  strip,
  readelf,
  as,
  size,
  strings,
  addr2line,
};

// The word of a tool, as GNU calls it: "gcc", "g++", "ar".
std::string_view name(Tool tool);

struct ToolName {
  Tool tool;
  std::optional<Triple> triple;  // absent: the name has no prefix
  std::string prefix;            // "armv7-unknown-linux-musleabi"
};

// Of argv[0]: a path before it and a version after it ("gcc-12") do not matter. Nothing for a name
// that is no tool's, or whose prefix is no target of ours.
std::optional<ToolName> parse_tool_name(std::string_view program);

// A triple as GCC's toolchains spell it, vendor or none: "mipsel-openwrt-linux-musl",
// "arm-linux-gnueabihf", "armv7l-linux-musleabihf"; Rust's names too.
std::optional<Triple> parse_gcc_triple(std::string_view name);

struct ToolLink {
  std::string name;
  Tool tool;
};

// The names by which build systems look for the tools of that target, Rust's, GCC's and the short
// spelling of the triple; for a directory on PATH.
std::vector<ToolLink> tool_links(const Triple& triple);

}  // namespace ashore
