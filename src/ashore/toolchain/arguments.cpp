// SPDX-License-Identifier: Apache-2.0
#include "ashore/toolchain/arguments.h"

#include "ashore/toolchain/rustc_floor.h"

namespace ashore {

std::vector<std::string> rustc_arguments(const TargetChoice& target, const Linker& linker,
                                         const std::filesystem::path& sysroot) {
  std::vector<std::string> arguments;
  if (!sysroot.empty()) arguments.push_back("--sysroot=" + sysroot.string());
  arguments.push_back("-Clinker=" + linker.path.string());
  // Said even where rustc could tell it from the linker's name: rust-lld answers to its first
  // argument only, and a user's own -Clinker-flavor=gcc would make rustc call lld as if it were cc.
  arguments.emplace_back(linker.kind == LinkerKind::lld ? "-Clinker-flavor=ld.lld"
                                                        : "-Clinker-flavor=ld");
  if (linker.kind == LinkerKind::gnu_ld) {
    // One GNU ld serves many targets; its default need not be ours.
    arguments.push_back("-Clink-arg=-m" + gnu_ld_emulation(target.triple.machine));
  }
  // With it, rustc takes crt1.o, libc.a and libunwind.a from <sysroot>/.../self-contained. It is
  // the default of most musl targets, but not of MIPS, PowerPC and RISC-V.
  if (target.linkage == Linkage::fully_static) {
    arguments.emplace_back("-Ctarget-feature=+crt-static");
  }
  for (std::string& argument : rustc_floor_arguments(target))
    arguments.push_back(std::move(argument));
  return arguments;
}

}  // namespace ashore
