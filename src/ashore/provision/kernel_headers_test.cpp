// SPDX-License-Identifier: Apache-2.0
#include "ashore/provision/kernel_headers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ashore/host/files.h"

namespace ashore::provision {
namespace {

using testing::HasSubstr;

TEST(KernelHeaders, every_architecture_has_a_package_with_an_asm_directory_of_its_own) {
  for (Arch arch :
       {Arch::x86, Arch::x86_64, Arch::arm, Arch::aarch64, Arch::mips, Arch::mips64, Arch::riscv32,
        Arch::riscv64, Arch::powerpc, Arch::powerpc64, Arch::loongarch64}) {
    std::vector<HeaderPackage> packages = header_packages(arch);
    EXPECT_FALSE(packages.empty()) << name(arch);
    for (const HeaderPackage& row : packages)
      EXPECT_THAT(std::string(row.asm_directory), HasSubstr("-linux-gnu")) << name(arch);
  }
}

TEST(KernelHeaders, without_a_package_the_error_says_why_no_others_are_taken) {
  host::TemporaryDirectory directory = *host::TemporaryDirectory::create(
      std::filesystem::temp_directory_path(), "ashore-headers-test-");
  store::Store store = *store::Store::open(directory.path());
  std::unique_ptr<host::ProcessRunner> processes = host::system_process_runner();
  host::Host host{*processes, {{"PATH", "/nonexistent"}}, {}};
  SilentReporter quiet;
  Expected<std::filesystem::path> headers =
      kernel_headers(*parse_rust_triple("loongarch64-unknown-linux-musl"), host, store, quiet);
  ASSERT_FALSE(headers);
  EXPECT_EQ(headers.error().kind(), ErrorKind::toolchain);
  EXPECT_THAT(headers.error().message(), HasSubstr("those of another architecture would be wrong"));
}

}  // namespace
}  // namespace ashore::provision
