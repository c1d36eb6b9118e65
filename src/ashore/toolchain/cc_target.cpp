// SPDX-License-Identifier: Apache-2.0
#include "ashore/toolchain/cc_target.h"

#include "ashore/base/text.h"
#include "ashore/target/compilers.h"

namespace ashore {

CcTarget cc_target(const TargetChoice& choice, const std::filesystem::path& sysroot) {
  CcTarget target;
  target.choice = choice;
  target.triple = clang_triple(choice);
  target.sysroot = sysroot;
  return target;
}

std::filesystem::path library_directory(const CcTarget& target) {
  return target.sysroot / "usr" / "lib";
}

std::filesystem::path cxx_header_directory(const CcTarget& target) {
  return target.sysroot / "usr" / "include" / "c++" / "v1";
}

int clang_major(const CcTarget& target) {
  std::optional<std::uint64_t> major = parse_unsigned(split(target.clang_version, '.').front());
  return major && *major < 1000 ? static_cast<int>(*major) : 0;
}

}  // namespace ashore
