// SPDX-License-Identifier: Apache-2.0
// Targets and readings for the tests of the compiler's command line.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/base/text.h"
#include "ashore/toolchain/cc_line.h"

namespace ashore {

inline constexpr const char* soft_armv7 = "armv7-unknown-linux-musleabi";

// With the baseline and the features of a poor device of that name.
inline CcTarget target_named(std::string_view name) {
  struct Row {
    std::string_view name, baseline, features;
  };
  constexpr Row rows[] = {
      {soft_armv7, "armv7-a", ""},
      {"armv7-unknown-linux-musleabihf", "armv7-a", "vfp2 vfp3d16"},
      {"armv5te-unknown-linux-musleabi", "armv5te", ""},
      {"arm-unknown-linux-musleabihf", "armv6", "vfp2"},
      {"aarch64-unknown-linux-musl", "armv8-a", "crc"},
      {"mips-unknown-linux-musl", "mips32r2", ""},
      {"mipsel-unknown-linux-musl", "mips32r2", "dsp"},
      {"i586-unknown-linux-musl", "i586", "cx8"},
      {"i686-unknown-linux-musl", "i686", "cmov cx8 mmx sse sse2"},
      {"x86_64-unknown-linux-musl", "x86-64", "cmov cx8 mmx sse sse2"},
      {"riscv64gc-unknown-linux-musl", "rv64gc", "m a f d c"},
  };
  TargetChoice choice;
  choice.triple = *parse_rust_triple(name);
  choice.floor.machine = choice.triple.machine;
  for (const Row& row : rows) {
    if (row.name != name) continue;
    choice.floor.baseline = row.baseline;
    for (std::string_view feature : words(row.features))
      choice.floor.features.names.emplace(feature);
  }
  CcTarget target = cc_target(choice, "/store/sysroot");
  target.tools = "/store/bin";
  target.clang_version = "19.1.7";
  target.resource_directory = "/llvm/lib/clang/19";
  target.library_files = {"crt1.o", "libc.a", "libm.a"};
  return target;
}

inline Expected<CcLine> try_line(std::string_view text, std::string_view target = soft_armv7,
                                 bool called_as_cxx = false) {
  std::vector<std::string> arguments;
  for (std::string_view word : words(text)) arguments.emplace_back(word);
  return read_cc_line(
      arguments, called_as_cxx, target_named(target),
      [](const std::filesystem::path&) -> std::optional<std::string> { return std::nullopt; });
}

// Blanks between the words; must be readable.
inline CcLine line_of(std::string_view text, std::string_view target = soft_armv7,
                      bool called_as_cxx = false) {
  Expected<CcLine> line = try_line(text, target, called_as_cxx);
  EXPECT_TRUE(line) << text << ": " << (line ? "" : line.error().message());
  return line ? *line : CcLine();
}

inline std::string in_one_line(const std::vector<std::string>& pieces) {
  return joined(pieces, " ");
}

}  // namespace ashore
