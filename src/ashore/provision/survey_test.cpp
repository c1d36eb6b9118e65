// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ashore/host/files.h"
#include "ashore/provision/provision.h"
#include "ashore/provision/rustc_answers.h"

namespace ashore::provision {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

TEST(ReadRustcVersion, reads_release_and_host) {
  std::optional<RustcVersion> version =
      read_rustc_version("rustc 1.96.0 (ac68faa20 2026-05-25) (built from a source tarball)\n"
                         "binary: rustc\nhost: x86_64-unknown-linux-gnu\nrelease: 1.96.0\n");
  ASSERT_TRUE(version);
  EXPECT_EQ(version->version, "1.96.0 (ac68faa20 2026-05-25) (built from a source tarball)");
  EXPECT_EQ(version->number, (Version{{1, 96, 0}}));
  EXPECT_EQ(version->host, "x86_64-unknown-linux-gnu");
}

TEST(ReadRustcVersion, takes_no_other_programs_answer) {
  EXPECT_FALSE(read_rustc_version(""));
  EXPECT_FALSE(read_rustc_version("rustc 1.96.0\n"));
  EXPECT_FALSE(read_rustc_version("gcc 12\nhost: x\n"));
}

TEST(ReadTargetList, takes_names_and_nothing_else) {
  EXPECT_THAT(read_target_list("armv7-unknown-linux-musleabi\r\nthumbv8m.main-none-eabi\n"
                               "error: no such option\n\x1b[1m-x\n\n"),
              ElementsAre("armv7-unknown-linux-musleabi", "thumbv8m.main-none-eabi"));
}

// A PATH made of small scripts that answer as rustc does.
class Survey : public testing::Test {
 protected:
  void file(const fs::path& path, const std::string& content, unsigned mode = 0644) {
    EXPECT_TRUE(host::make_directories((root / path).parent_path()));
    EXPECT_TRUE(host::write_file(root / path, content, mode));
  }

  // A Rust under <root>/<prefix> as distributions and rustup lay it out.
  void rust(const std::string& prefix, const std::string& version) {
    file(prefix + "/bin/rustc",
         "#!/bin/sh\necho rustc " + version + "\necho host: x86_64-unknown-linux-gnu\n", 0755);
    file(prefix + "/bin/cargo", "#!/bin/sh\n", 0755);
    file(prefix + "/lib/rustlib/x86_64-unknown-linux-gnu/lib/libstd-1.rlib", "");
  }

  DeskFacts desk(const std::vector<std::string>& directories) {
    std::string path;
    for (const std::string& each : directories) path += (root / each).string() + ":";
    host::Host host{*processes, {{"PATH", path + "/nonexistent"}}, {}};
    Expected<DeskFacts> desk = survey(host, {});
    EXPECT_TRUE(desk);
    return desk ? *desk : DeskFacts();
  }

  host::TemporaryDirectory directory =
      *host::TemporaryDirectory::create(testing::TempDir(), "survey");
  fs::path root = fs::canonical(directory.path());
  std::unique_ptr<host::ProcessRunner> processes = host::system_process_runner();
};

TEST_F(Survey, finds_each_rust_in_path_order) {
  rust("usr", "1.96.0");
  rust("opt", "1.70.0");
  DeskFacts found = desk({"opt/bin", "usr/bin"});
  ASSERT_EQ(found.rust.size(), 2U);
  EXPECT_EQ(found.rust[0].number, (Version{{1, 70, 0}}));
  EXPECT_EQ(found.rust[0].cargo, root / "opt/bin/cargo");
  EXPECT_EQ(found.rust[1].sysroot, root / "usr");
  EXPECT_THAT(found.rust[1].std_targets, ElementsAre("x86_64-unknown-linux-gnu"));
  EXPECT_FALSE(found.rust[1].managed_by_rustup);
}

TEST_F(Survey, counts_a_linked_directory_once) {
  rust("usr", "1.96.0");
  fs::create_directory_symlink(root / "usr/bin", root / "bin");
  EXPECT_EQ(desk({"bin", "usr/bin"}).rust.size(), 1U);
}

TEST_F(Survey, sees_through_the_proxies_of_rustup) {
  rust("toolchains/stable", "1.95.0");
  file("home/rustup",
       "#!/bin/sh\n[ \"$*\" = 'which rustc' ] && echo '" +
           (root / "toolchains/stable/bin/rustc").string() + "'\n",
       0755);
  file("home/cargo", "#!/bin/sh\nexit 1\n", 0755);
  fs::create_symlink("rustup", root / "home/rustc");
  DeskFacts found = desk({"home"});
  ASSERT_EQ(found.rust.size(), 1U);
  EXPECT_TRUE(found.rust[0].managed_by_rustup);
  EXPECT_EQ(found.rust[0].rustc, root / "toolchains/stable/bin/rustc");
  EXPECT_EQ(found.rust[0].cargo, root / "toolchains/stable/bin/cargo");
  EXPECT_EQ(found.rustup, root / "home/rustup");
}

TEST_F(Survey, wants_the_source_of_std_with_the_crates_it_is_made_from) {
  rust("usr", "1.96.0");
  file("usr/lib/rustlib/src/rust/library/Cargo.lock", "");
  EXPECT_FALSE(desk({"usr/bin"}).rust.at(0).library_source);
  file("usr/lib/rustlib/src/rust/library/vendor/libc/lib.rs", "");
  EXPECT_EQ(desk({"usr/bin"}).rust.at(0).library_source, root / "usr/lib/rustlib/src/rust/library");
}

TEST_F(Survey, passes_over_a_rustc_that_does_not_run_or_has_no_cargo) {
  file("broken/rustc", "#!/bin/sh\nexit 1\n", 0755);
  file("broken/cargo", "#!/bin/sh\n", 0755);
  rust("lonely", "1.96.0");
  fs::remove(root / "lonely/bin/cargo");
  EXPECT_TRUE(desk({"broken", "lonely/bin"}).rust.empty());
}

TEST_F(Survey, finds_linkers) {
  file("bin/ld.lld", "", 0755);
  file("bin/arm-linux-gnueabihf-ld", "", 0755);
  rust("usr", "1.96.0");
  file("usr/lib/rustlib/x86_64-unknown-linux-gnu/bin/rust-lld", "", 0755);
  DeskFacts found = desk({"bin", "usr/bin"});
  EXPECT_EQ(found.lld, root / "bin/ld.lld");
  EXPECT_THAT(found.gnu_linkers, ElementsAre(root / "bin/arm-linux-gnueabihf-ld"));
  EXPECT_TRUE(found.rust.at(0).rust_lld);
  EXPECT_FALSE(found.cc);
}

TEST_F(Survey, asks_for_targets_only_when_it_is_told_to) {
  rust("usr", "1.96.0");
  file("usr/bin/rustc",
       "#!/bin/sh\ncase $2 in target-list) echo armv7-unknown-linux-musleabi; exit;; esac\n"
       "echo rustc 1.96.0\necho host: x86_64-unknown-linux-gnu\n",
       0755);
  DeskFacts found = desk({"usr/bin"});
  ASSERT_EQ(found.rust.size(), 1U);
  EXPECT_TRUE(found.rust[0].known_targets.empty());
  host::Host host{*processes, {}, {}};
  ASSERT_TRUE(ask_for_targets(found, host));
  EXPECT_THAT(found.rust[0].known_targets, ElementsAre("armv7-unknown-linux-musleabi"));
}

}  // namespace
}  // namespace ashore::provision
