// SPDX-License-Identifier: Apache-2.0
// The distribution's real source packages and kernel headers, into an empty store.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>

#include "ashore/host/files.h"
#include "ashore/provision/kernel_headers.h"
#include "ashore/provision/source_trees.h"

extern char** environ;

namespace ashore::provision {
namespace {

namespace fs = std::filesystem;

std::map<std::string, std::string> our_environment() {
  std::map<std::string, std::string> environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    std::string text = *entry;
    std::size_t equals = text.find('=');
    if (equals != std::string::npos)
      environment.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  environment.erase("ASHORE_SOURCES");
  return environment;
}

class Sources : public testing::Test {
 protected:
  void SetUp() override {
    if (!host::find_program(host_, "apt-get")) GTEST_SKIP() << "skipped: no apt-get";
  }
  host::TemporaryDirectory directory_ =
      *host::TemporaryDirectory::create(fs::temp_directory_path(), "ashore-sources-e2e-");
  store::Store store_ = *store::Store::open(directory_.path() / "store");
  std::unique_ptr<host::ProcessRunner> processes_ = host::system_process_runner();
  host::Host host_{*processes_, our_environment(), {}};
  SilentReporter quiet_;
};

TEST_F(Sources, musl_comes_from_the_distribution_and_then_from_the_store) {
  Expected<fs::path> tree = source_tree(SourceName::musl, host_, store_, quiet_);
  ASSERT_TRUE(tree) << tree.error().message();
  EXPECT_TRUE(fs::exists(*tree / "src/string/memcpy.c"));
  // Nothing is left to ask: no apt, no archive.
  host_.environment["PATH"] = "/nonexistent";
  Expected<fs::path> again = source_tree(SourceName::musl, host_, store_, quiet_);
  ASSERT_TRUE(again) << again.error().message();
  EXPECT_EQ(*again, *tree);
}

TEST_F(Sources, llvms_runtimes_come_from_the_distribution) {
  Expected<fs::path> tree = source_tree(SourceName::llvm_runtimes, host_, store_, quiet_);
  ASSERT_TRUE(tree) << tree.error().message();
  for (const char* file :
       {"compiler-rt/lib/builtins/divdi3.c", "compiler-rt/lib/builtins/arm/aeabi_idivmod.S",
        "libunwind/src/libunwind.cpp", "libunwind/include/libunwind.h", "libcxx/src/string.cpp",
        "libcxx/include/vector", "libcxx/vendor/llvm/default_assertion_handler.in",
        "libcxxabi/src/cxa_exception.cpp", "cmake/Modules/LLVMVersion.cmake", "LICENSE.TXT"})
    EXPECT_TRUE(fs::exists(*tree / file)) << file;
  EXPECT_FALSE(fs::exists(*tree / "llvm"));
  EXPECT_TRUE(fs::is_empty(store_.root() / "making") ||
              fs::directory_iterator(store_.root() / "making")->path().extension() == ".lock");
}

TEST_F(Sources, kernel_headers_are_those_of_the_architecture) {
  // A line of each architecture's own <asm/...>.
  const std::vector<std::pair<const char*, std::string>> own = {
      {"armv7-unknown-linux-musleabi", "asm/hwcap.h"},
      {"mipsel-unknown-linux-musl", "asm/sgidefs.h"},
      {"aarch64-unknown-linux-musl", "asm/sve_context.h"},
      {"riscv64gc-unknown-linux-musl", "asm/ucontext.h"}};
  for (const auto& [name, header] : own) {
    Expected<fs::path> headers = kernel_headers(*parse_rust_triple(name), host_, store_, quiet_);
    ASSERT_TRUE(headers) << name << ": " << headers.error().message();
    EXPECT_TRUE(fs::exists(*headers / header)) << name;
    EXPECT_TRUE(fs::exists(*headers / "linux/futex.h")) << name;
  }
}

}  // namespace
}  // namespace ashore::provision
