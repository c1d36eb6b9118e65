// SPDX-License-Identifier: Apache-2.0
#include "ashore/provision/rustup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ashore/host/files.h"

namespace ashore::provision {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* triple = "armv7-unknown-linux-musleabi";

RustInstallation stable() {
  RustInstallation rust;
  rust.sysroot = "/home/u/.rustup/toolchains/stable-x86_64-unknown-linux-gnu";
  rust.version = "1.95.0";
  return rust;
}

TEST(RustupTargetAdd, is_for_the_toolchain_that_compiles) {
  host::Command command = rustup_target_add("/home/u/.cargo/bin/rustup", stable(), triple);
  EXPECT_THAT(command.argv,
              ElementsAre("/home/u/.cargo/bin/rustup", "target", "add", "--toolchain",
                          "stable-x86_64-unknown-linux-gnu", "armv7-unknown-linux-musleabi"));
  EXPECT_EQ(command.deadline, rustup_deadline);
}

TEST(CauseOfRustupFailure, is_the_first_and_the_last_link_of_its_chain) {
  // rustup 1.28 without a network; shortened.
  const char* words =
      "info: downloading component rust-std\n"
      "info: rolling back changes\n"
      "error: component download failed for rust-std-armv7: partially downloaded file was kept for "
      "resumption, please try again: error sending request for url (https://example.org/): dns "
      "error: failed to lookup address information: Name or service not known\n";
  EXPECT_EQ(cause_of_rustup_failure(words),
            "component download failed for rust-std-armv7 (Name or service not known)");
}

TEST(CauseOfRustupFailure, is_the_error_alone_where_there_is_no_chain) {
  EXPECT_EQ(cause_of_rustup_failure("error: toolchain 'stable' does not support target 'x'\n"
                                    "note: you can see a list of supported targets\n"),
            "toolchain 'stable' does not support target 'x'");
  EXPECT_THAT(cause_of_rustup_failure("oops"), HasSubstr("nothing that ashore understands"));
}

// A real child process in rustup's place; what it does is the test's own.
class AddWithRustup : public testing::Test {
 protected:
  std::filesystem::path rustup(const std::string& script) {
    std::filesystem::path path = directory.path() / "rustup";
    EXPECT_TRUE(host::write_file(path, "#!/bin/sh\n" + script, 0755));
    return path;
  }

  host::TemporaryDirectory directory =
      *host::TemporaryDirectory::create(testing::TempDir(), "rustup");
  store::Store store = *store::Store::open(directory.path() / "store");
  std::unique_ptr<host::ProcessRunner> processes = host::system_process_runner();
  host::Host host{*processes, {}, {}};
};

TEST_F(AddWithRustup, runs_it) {
  std::string seen = (directory.path() / "seen").string();
  EXPECT_TRUE(
      add_with_rustup(rustup("echo \"$*\" > '" + seen + "'\n"), stable(), triple, host, store));
  EXPECT_EQ(*host::read_file(seen), "target add --toolchain stable-x86_64-unknown-linux-gnu "
                                    "armv7-unknown-linux-musleabi\n");
  EXPECT_FALSE(rustup_failed_lately(stable(), triple, store));
}

TEST_F(AddWithRustup, remembers_a_failure_of_that_target_and_toolchain_only) {
  Expected<void> added = add_with_rustup(rustup("echo 'error: no network' >&2; exit 1\n"), stable(),
                                         triple, host, store);
  ASSERT_FALSE(added);
  EXPECT_THAT(added.error().message(), HasSubstr("no network"));
  EXPECT_TRUE(rustup_failed_lately(stable(), triple, store));
  EXPECT_FALSE(rustup_failed_lately(stable(), "aarch64-unknown-linux-musl", store));
  RustInstallation newer = stable();
  newer.version = "1.96.0";
  EXPECT_FALSE(rustup_failed_lately(newer, triple, store));
}

TEST_F(AddWithRustup, forgets_a_failure_after_a_rest) {
  (void)add_with_rustup(rustup("exit 1\n"), stable(), triple, host, store);
  for (const auto& record :
       std::filesystem::directory_iterator(store.root() / "state/rustup-failures")) {
    std::filesystem::last_write_time(record, std::filesystem::file_time_type::clock::now() -
                                                 rustup_rest - std::chrono::hours(1));
  }
  EXPECT_FALSE(rustup_failed_lately(stable(), triple, store));
}

}  // namespace
}  // namespace ashore::provision
