// SPDX-License-Identifier: Apache-2.0
// This computer stands for a device with a glibc; small directories for others.
#include "ashore/workflow/shared_libc.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "ashore/host/files.h"
#include "ashore/remote/local.h"

namespace ashore::workflow {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr const char* loader_here = "/lib64/ld-linux-x86-64.so.2";

class SharedLibcOf : public testing::Test {
 protected:
  void SetUp() override {
    ::signal(SIGPIPE, SIG_IGN);
    Expected<host::TemporaryDirectory> made =
        host::TemporaryDirectory::create(fs::temp_directory_path(), "ashore-libc-");
    ASSERT_TRUE(made);
    directory_.emplace(*std::move(made));
    Expected<store::Store> store = store::Store::open(directory_->path() / "store");
    ASSERT_TRUE(store) << store.error().message();
    store_.emplace(*std::move(store));
    facts_.identity = "SHA256:this-computer";
    facts_.loaders.push_back({Loader{loader_here, Libc::glibc, std::nullopt}, {}});
  }

  Surroundings around() { return {host_, *store_, directory_->path(), quiet_}; }
  Reach session_here() {
    return [this]() -> Expected<Reached> {
      ++asked_;
      return Reached{remote::local_session(host_, directory_->path(), {"sh"}), facts_, false};
    };
  }
  // A file of the root directory: a copy of a small library for ARM that is called so.
  void put(const std::string& path, std::string soname) {
    fs::path source = fs::path(ASHORE_SOURCE_DIR) / "tests/fuzz/corpus/elf/lld_arm_library";
    Expected<std::string> bytes = host::read_file(source);
    ASSERT_TRUE(bytes) << source;
    constexpr std::string_view its_own = "libarm.so";
    ASSERT_LE(soname.size(), its_own.size());
    soname.resize(its_own.size());
    std::size_t at = bytes->find(its_own);
    ASSERT_NE(at, std::string::npos);
    bytes->replace(at, its_own.size(), soname);
    ASSERT_TRUE(host::make_directories((root() / path).parent_path()));
    ASSERT_TRUE(host::write_file(root() / path, *bytes));
  }
  fs::path root() const { return directory_->path() / "root"; }

  std::unique_ptr<host::ProcessRunner> runner_ = host::system_process_runner();
  host::Host host_{*runner_, {{"PATH", std::getenv("PATH")}}, {}};
  std::optional<host::TemporaryDirectory> directory_;
  std::optional<store::Store> store_;
  SilentReporter quiet_;
  DeviceFacts facts_;
  int asked_ = 0;
  Triple x86_64_ = *parse_rust_triple("x86_64-unknown-linux-musl");
  Triple soft_arm_ = *parse_rust_triple("armv7-unknown-linux-musleabi");
};

TEST_F(SharedLibcOf, a_device_is_read_once_and_then_known_without_it) {
  std::error_code none;
  if (!fs::exists(loader_here, none)) GTEST_SKIP() << "skipped: no glibc for x86-64 here";
  Expected<SharedLibc> first = libc_of_device(facts_, x86_64_, session_here(), around());
  ASSERT_TRUE(first) << first.error().message();
  EXPECT_EQ(first->loader, loader_here);
  EXPECT_EQ(first->triple.libc, Libc::glibc);
  EXPECT_TRUE(std::ranges::any_of(
      first->stubs, [](const sysroot::LibraryStub& stub) { return stub.name == "libc.so.6"; }));
  Expected<SharedLibc> second = libc_of_device(facts_, x86_64_, session_here(), around());
  ASSERT_TRUE(second) << second.error().message();
  EXPECT_EQ(asked_, 1);
  ASSERT_EQ(second->stubs.size(), first->stubs.size());
  for (std::size_t i = 0; i < first->stubs.size(); ++i) {
    EXPECT_EQ(second->stubs[i].name, first->stubs[i].name);
    EXPECT_TRUE(second->stubs[i].bytes == first->stubs[i].bytes) << first->stubs[i].name;
  }
}

TEST_F(SharedLibcOf, a_device_of_another_machine_has_none) {
  Expected<SharedLibc> none = libc_of_device(facts_, soft_arm_, session_here(), around());
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error().message(), HasSubstr("has no libc for"));
}

TEST_F(SharedLibcOf, a_device_without_a_loader_is_told_from_one_that_was_not_read) {
  facts_.loaders.clear();
  Expected<SharedLibc> none = libc_of_device(facts_, x86_64_, session_here(), around());
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error().message(), HasSubstr("no program loader"));
  EXPECT_EQ(asked_, 0);
}

TEST_F(SharedLibcOf, a_directory_with_musl_gives_the_loader_the_name_of_libc) {
  put("lib/ld-musl-arm.so.1", "libc.so");
  Expected<SharedLibc> libc = libc_of_directory(root(), soft_arm_);
  ASSERT_TRUE(libc) << libc.error().message();
  EXPECT_EQ(libc->loader, "/lib/ld-musl-arm.so.1");
  EXPECT_EQ(libc->triple.libc, Libc::musl);
}

TEST_F(SharedLibcOf, uclibc_is_refused_with_the_reason) {
  put("lib/ld-uClibc.so.0", "ld.so.0");
  put("lib/libc.so.0", "libc.so.0");
  Expected<SharedLibc> libc = libc_of_directory(root(), soft_arm_);
  ASSERT_FALSE(libc);
  EXPECT_THAT(libc.error().message(), HasSubstr("uClibc"));
}

TEST_F(SharedLibcOf, a_device_with_uclibc_is_refused_before_anything_is_read) {
  facts_.loaders.front().value = {"/lib/ld-uClibc.so.0", Libc::uclibc, std::nullopt};
  Expected<SharedLibc> none = libc_of_device(facts_, soft_arm_, session_here(), around());
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error().message(), HasSubstr("uClibc"));
  EXPECT_EQ(asked_, 0);
}

TEST_F(SharedLibcOf, a_directory_without_a_loader_is_no_root) {
  put("lib/libz.so.1", "libz.so.1");
  Expected<SharedLibc> libc = libc_of_directory(root(), soft_arm_);
  ASSERT_FALSE(libc);
  EXPECT_THAT(libc.error().message(), HasSubstr("no program loader"));
}

}  // namespace
}  // namespace ashore::workflow
