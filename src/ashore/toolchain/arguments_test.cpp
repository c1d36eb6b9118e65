// SPDX-License-Identifier: Apache-2.0
#include "ashore/toolchain/arguments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ashore {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Not;
using testing::StartsWith;

TargetChoice choice_of(const char* name) {
  TargetChoice choice;
  choice.triple = *parse_rust_triple(name);
  choice.floor.machine = choice.triple.machine;
  return choice;
}

TEST(RustcArguments, name_the_sysroot_the_linker_and_how_to_call_it) {
  EXPECT_THAT(rustc_arguments(choice_of("armv7-unknown-linux-musleabi"),
                              {"/usr/bin/ld.lld", LinkerKind::lld, "ld.lld"}, "/store/std"),
              ElementsAre("--sysroot=/store/std", "-Clinker=/usr/bin/ld.lld",
                          "-Clinker-flavor=ld.lld", "-Ctarget-feature=+crt-static"));
}

TEST(RustcArguments, leave_rustc_its_own_sysroot_when_the_std_is_there) {
  EXPECT_THAT(rustc_arguments(choice_of("aarch64-unknown-linux-musl"),
                              {"/rust/rust-lld", LinkerKind::lld, "rust-lld"}, {}),
              Not(Contains(StartsWith("--sysroot"))));
}

TEST(RustcArguments, tell_a_gnu_ld_which_target_is_meant) {
  Linker linker{"/usr/bin/arm-linux-gnueabihf-ld", LinkerKind::gnu_ld, "arm-linux-gnueabihf-ld"};
  std::vector<std::string> arguments =
      rustc_arguments(choice_of("armv7-unknown-linux-musleabi"), linker, "/store/std");
  EXPECT_THAT(arguments, Contains("-Clinker-flavor=ld"));
  EXPECT_THAT(arguments, Contains("-Clink-arg=-marmelf_linux_eabi"));
}

TEST(RustcArguments, ask_for_a_static_program_only_when_that_was_chosen) {
  TargetChoice choice = choice_of("aarch64-unknown-linux-musl");
  choice.linkage = Linkage::dynamic;
  EXPECT_THAT(rustc_arguments(choice, {"/usr/bin/ld.lld", LinkerKind::lld, "ld.lld"}, {}),
              Not(Contains("-Ctarget-feature=+crt-static")));
}

TEST(RustcArguments, keep_a_floor_below_what_the_target_assumes) {
  Linker linker{"/usr/bin/ld.lld", LinkerKind::lld, "ld.lld"};
  TargetChoice mips = choice_of("mips-unknown-linux-musl");
  mips.floor.baseline = "mips32r2";
  EXPECT_THAT(rustc_arguments(mips, linker, {}), Not(Contains(StartsWith("-Ctarget-cpu"))));
  mips.floor.baseline = "mips32";
  EXPECT_THAT(rustc_arguments(mips, linker, {}), Contains("-Ctarget-feature=-mips32r2"));
  TargetChoice few_registers = choice_of("armv7-unknown-linux-musleabihf");
  few_registers.std = StdSource::source;
  few_registers.floor.features.names = {"vfp2", "vfp3d16"};
  EXPECT_THAT(rustc_arguments(few_registers, linker, {}), Contains("-Ctarget-feature=-d32"));
  few_registers.floor.features.names.insert("d32");
  EXPECT_THAT(rustc_arguments(few_registers, linker, {}), Not(Contains("-Ctarget-feature=-d32")));
}

}  // namespace
}  // namespace ashore
