// SPDX-License-Identifier: Apache-2.0
#include "ashore/provision/linker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ashore/host/files.h"
#include "ashore/provision/rustc_answers.h"

namespace ashore::provision {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const Triple soft = *parse_rust_triple("armv7-unknown-linux-musleabi");

TEST(LldOf, prefers_ld_lld_then_the_rust_lld_of_the_compiler_then_any) {
  RustInstallation own;
  own.rust_lld = "/own/rust-lld";
  RustInstallation other;
  other.rust_lld = "/other/rust-lld";
  DeskFacts desk;
  desk.rust = {other, own};
  desk.lld = "/usr/bin/ld.lld";
  EXPECT_EQ(lld_of(desk, own)->path, "/usr/bin/ld.lld");
  desk.lld = std::nullopt;
  EXPECT_EQ(lld_of(desk, own)->path, "/own/rust-lld");
  EXPECT_EQ(lld_of(desk, RustInstallation())->path, "/other/rust-lld");
  desk.rust.clear();
  EXPECT_FALSE(lld_of(desk, RustInstallation()));
}

TEST(GnuLinkersFor, begin_with_the_name_that_fits) {
  DeskFacts desk;
  desk.gnu_linkers = {"/usr/bin/ld", "/usr/bin/mips-linux-gnu-ld",
                      "/usr/bin/arm-linux-gnueabihf-ld", "/usr/bin/arm-linux-gnueabi-ld"};
  EXPECT_THAT(gnu_linkers_for(desk, soft),
              ElementsAre("/usr/bin/arm-linux-gnueabi-ld", "/usr/bin/arm-linux-gnueabihf-ld",
                          "/usr/bin/ld", "/usr/bin/mips-linux-gnu-ld"));
}

TEST(ListsEmulation, takes_whole_names_only) {
  const char* answer = "GNU ld (GNU Binutils) 2.40\n  Supported emulations:\n"
                       "   armelf_linux_eabi\n   armelfb_linux_eabi\n";
  EXPECT_TRUE(lists_emulation(answer, "armelf_linux_eabi"));
  EXPECT_FALSE(lists_emulation(answer, "armelf_linux"));
  EXPECT_FALSE(lists_emulation("\n", ""));
}

// Linkers that are small scripts: what counts is what they say about themselves.
class LinkerFor : public testing::Test {
 protected:
  std::filesystem::path add(const char* name, const char* emulation) {
    std::filesystem::path path = directory.path() / name;
    std::string script = std::string("#!/bin/sh\necho '   ") + emulation + "'\n";
    EXPECT_TRUE(host::write_file(path, script, 0755));
    return path;
  }

  host::TemporaryDirectory directory =
      *host::TemporaryDirectory::create(testing::TempDir(), "linker");
  std::unique_ptr<host::ProcessRunner> processes = host::system_process_runner();
  host::Host host{*processes, {}, {}};
  DeskFacts desk;
};

TEST_F(LinkerFor, takes_the_gnu_ld_that_knows_the_target) {
  desk.gnu_linkers = {add("ld", "elf_x86_64"), add("arm-none-eabi-ld", "armelf"),
                      add("arm-linux-gnueabihf-ld", "armelf_linux_eabi")};
  Expected<Linker> linker = linker_for(soft, desk, {}, host);
  ASSERT_TRUE(linker);
  EXPECT_EQ(linker->kind, LinkerKind::gnu_ld);
  EXPECT_EQ(linker->name, "arm-linux-gnueabihf-ld");
}

TEST_F(LinkerFor, says_how_to_get_one_when_none_knows_the_target) {
  desk.gnu_linkers = {add("ld", "elf_x86_64")};
  desk.has_apt = true;
  Expected<Linker> linker = linker_for(soft, desk, {}, host);
  ASSERT_FALSE(linker);
  EXPECT_EQ(linker.error().kind(), ErrorKind::toolchain);
  EXPECT_THAT(linker.error().message(), HasSubstr("armelf_linux_eabi"));
  EXPECT_THAT(linker.error().hints(), ElementsAre("apt-get install lld"));
}

}  // namespace
}  // namespace ashore::provision
