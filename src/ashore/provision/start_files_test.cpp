// SPDX-License-Identifier: Apache-2.0
#include "ashore/provision/start_files.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace ashore::provision {
namespace {

StartFiles files_of(const char* name) { return start_files_of(*parse_rust_triple(name)).value(); }

std::string source_of(const std::vector<Copy>& copies, const char* to) {
  auto found = std::ranges::find(copies, std::filesystem::path(to), &Copy::to);
  return found == copies.end() ? "nothing" : found->from.string();
}

TEST(StartFiles, of_a_cpu_without_fpu_come_from_armel) {
  EXPECT_EQ(files_of("armv7-unknown-linux-musleabi").architecture, "armel");
  EXPECT_EQ(files_of("armv5te-unknown-linux-musleabi").architecture, "armel");
}

TEST(StartFiles, of_a_cpu_with_fpu_come_from_armhf_from_armv7_on) {
  EXPECT_EQ(files_of("armv7-unknown-linux-musleabihf").architecture, "armhf");
  EXPECT_FALSE(start_files_of(*parse_rust_triple("arm-unknown-linux-musleabihf")));
}

TEST(StartFiles, are_not_promised_where_the_float_abi_of_the_distribution_differs) {
  EXPECT_FALSE(start_files_of(*parse_rust_triple("mipsel-unknown-linux-musl")));
}

TEST(StartFiles, are_not_promised_for_glibc) {
  EXPECT_FALSE(start_files_of(*parse_rust_triple("aarch64-unknown-linux-gnu")));
}

TEST(StartFiles, come_from_musl_and_from_gcc_11) {
  std::vector<packages::Package> packages = packages_of(files_of("aarch64-unknown-linux-musl"));
  ASSERT_EQ(packages.size(), 2U);
  EXPECT_EQ(packages[0].name + ":" + packages[0].architecture, "musl-dev:arm64");
  EXPECT_EQ(packages[1].name + ":" + packages[1].architecture, "libgcc-11-dev:arm64");
}

TEST(StartFiles, are_laid_out_as_rustup_lays_them_out) {
  std::vector<Copy> copies =
      copies_of(files_of("armv7-unknown-linux-musleabi"), "/store/musl", "/store/gcc");
  EXPECT_EQ(source_of(copies, "crt1.o"), "/store/musl/usr/lib/arm-linux-musleabi/crt1.o");
  EXPECT_EQ(source_of(copies, "libc.a"), "/store/musl/usr/lib/arm-linux-musleabi/libc.a");
  EXPECT_EQ(source_of(copies, "crtend.o"), "/store/gcc/usr/lib/gcc/arm-linux-gnueabi/11/crtend.o");
  EXPECT_EQ(source_of(copies, "libunwind.a"),
            "/store/gcc/usr/lib/gcc/arm-linux-gnueabi/11/libgcc_eh.a");
}

TEST(UnwinderArguments, fetch_the_locks_that_only_weak_symbols_ask_for) {
  std::vector<std::string> arguments =
      unwinder_arguments(*parse_rust_triple("x86_64-unknown-linux-musl"));
  EXPECT_EQ(std::ranges::count(arguments, "-Clink-arg=--undefined=pthread_once"), 1);
  EXPECT_TRUE(unwinder_arguments(*parse_rust_triple("armv7-unknown-linux-musleabi")).empty());
}

}  // namespace
}  // namespace ashore::provision
