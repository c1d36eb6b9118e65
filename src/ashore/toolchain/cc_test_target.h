// SPDX-License-Identifier: Apache-2.0
// Targets for the tests of the compiler's command line.
#pragma once

#include "ashore/toolchain/cc_target.h"

namespace ashore {

inline constexpr const char* soft_armv7 = "armv7-unknown-linux-musleabi";

// With a baseline and features as choose finds them for the poorest device of that name.
inline CcTarget target_named(const char* name) {
  TargetChoice choice;
  choice.triple = *parse_rust_triple(name);
  choice.floor.machine = choice.triple.machine;
  std::string_view text(name);
  if (text.starts_with("armv7"))
    choice.floor.baseline = "armv7-a";
  else if (text.starts_with("armv5te"))
    choice.floor.baseline = "armv5te";
  else if (text.starts_with("arm-"))
    choice.floor.baseline = "armv6";
  else if (text.starts_with("mips"))
    choice.floor.baseline = text.starts_with("mips64") ? "mips64r2" : "mips32r2";
  if (text.ends_with("hf"))
    choice.floor.features.names = text.starts_with("armv7")
                                      ? std::set<std::string>{"vfp2", "vfp3d16"}
                                      : std::set<std::string>{"vfp2"};
  CcTarget target = cc_target(choice, "/store/sysroot");
  target.tools = "/store/bin";
  target.clang_version = "19.1.7";
  target.resource_directory = "/llvm/lib/clang/19";
  target.library_files = {"crt1.o", "libc.a", "libm.a"};
  return target;
}

}  // namespace ashore
