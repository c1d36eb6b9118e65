// SPDX-License-Identifier: Apache-2.0
// This computer stands for the device: its shell is asked for its libraries, and its own programs
// are held against them.
#include "ashore/workflow/device_libraries.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <optional>

#include "ashore/base/text.h"
#include "ashore/host/files.h"
#include "ashore/remote/local.h"
#include "ashore/verify/libraries_wanted.h"
#include "ashore/verify/verify.h"

namespace ashore::workflow {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class Details final : public SilentReporter {
 public:
  void detail(std::string_view text) override { details += std::string(text) + "\n"; }
  std::string details;
};

class DeviceLibraries : public testing::Test {
 protected:
  void SetUp() override {
    ::signal(SIGPIPE, SIG_IGN);
    Expected<host::TemporaryDirectory> made =
        host::TemporaryDirectory::create(fs::temp_directory_path(), "ashore-libraries-");
    ASSERT_TRUE(made);
    directory_.emplace(*std::move(made));
    Expected<store::Store> store = store::Store::open(directory_->path() / "store");
    ASSERT_TRUE(store) << store.error().message();
    store_.emplace(*std::move(store));
    session_ = remote::local_session(host_, directory_->path(), {"sh"});
    facts_.identity = "SHA256:this-computer";
    facts_.machine.value = Machine{Arch::x86_64, Endian::little, Abi::plain, FloatAbi::hard};
  }

  fs::path at(const std::string& name) const { return directory_->path() / name; }
  Surroundings around() { return {host_, *store_, directory_->path(), quiet_}; }

  Verdict verdict(const std::string& program, const LibraryFiles& libraries) {
    verify::Known known;
    known.libraries = &libraries;
    return verify::verify(std::as_bytes(std::span(program)), facts_, {"/tmp", false}, known);
  }

  static Finding finding(const Verdict& verdict, std::string_view check) {
    const auto found = std::ranges::find(verdict.findings, check, &Finding::check);
    return found == verdict.findings.end() ? Finding{} : *found;
  }

  std::unique_ptr<host::ProcessRunner> runner_ = host::system_process_runner();
  host::Host host_{*runner_, {{"PATH", std::getenv("PATH")}}, {}};
  std::optional<host::TemporaryDirectory> directory_;
  std::optional<store::Store> store_;
  Details quiet_;
  std::unique_ptr<remote::Session> session_;
  DeviceFacts facts_;
};

TEST_F(DeviceLibraries, read_files_tells_what_is_there_and_what_is_not_byte_for_byte) {
  std::string every_byte;
  for (int i = 0; i < 256; ++i) every_byte += static_cast<char>(i);
  ASSERT_TRUE(host::write_file(at("first"), every_byte + every_byte));
  ASSERT_TRUE(host::write_file(at("a name with blanks"), ""));
  std::string none = at("none"), first = at("first"), blanks = at("a name with blanks");
  Expected<LibraryFiles> files = read_files(*session_, {{none, first, blanks}, {blanks}});
  ASSERT_TRUE(files) << files.error().message();
  ASSERT_EQ(files->size(), 3U);
  EXPECT_EQ(files->at(none), nullptr);
  EXPECT_EQ(*files->at(first), every_byte + every_byte);
  EXPECT_EQ(*files->at(blanks), "");
}

TEST_F(DeviceLibraries, are_all_that_this_computers_own_programs_want) {
  for (const char* path : {"/bin/sh", "/usr/bin/ssh", "/usr/bin/python3", "/usr/bin/env"}) {
    Expected<std::string> program = host::read_file(path);
    if (!program) continue;
    LibraryFiles libraries = libraries_for(*program, "/usr/bin", facts_, session_.get(), around());
    if (libraries.empty()) continue;  // a static one
    Verdict answer = verdict(*program, libraries);
    for (const char* check : {"interpreter", "libraries", "symbol_versions", "symbols"}) {
      EXPECT_EQ(finding(answer, check).answer, Answer::runs)
          << path << " " << check << " " << finding(answer, check).text << quiet_.details;
    }
  }
}

TEST_F(DeviceLibraries, are_asked_for_once_and_kept) {
  Expected<std::string> program = host::read_file("/usr/bin/env");
  ASSERT_TRUE(program);
  LibraryFiles first = libraries_for(*program, "/tmp", facts_, session_.get(), around());
  if (first.empty()) GTEST_SKIP() << "skipped: the programs of this computer are static";
  LibraryFiles again = libraries_for(*program, "/tmp", facts_, nullptr, around());
  ASSERT_EQ(first.size(), again.size());
  for (const auto& [path, bytes] : first) {
    ASSERT_TRUE(again.contains(path)) << path;
    ASSERT_EQ(bytes == nullptr, again[path] == nullptr) << path;
    EXPECT_TRUE(!bytes || *bytes == *again[path]) << path;
  }
  DeviceFacts other = facts_;
  other.signature = "another kernel";
  EXPECT_TRUE(kept_libraries(other, around()).empty());
  other.identity.clear();
  EXPECT_TRUE(kept_libraries(other, around()).empty());
}

TEST_F(DeviceLibraries, that_were_changed_on_this_computer_are_asked_for_again) {
  Expected<std::string> program = host::read_file("/usr/bin/env");
  ASSERT_TRUE(program);
  LibraryFiles first = libraries_for(*program, "/tmp", facts_, session_.get(), around());
  if (first.empty()) GTEST_SKIP() << "skipped: the programs of this computer are static";
  std::size_t changed = 0;
  for (const auto& entry : fs::recursive_directory_iterator(at("store") / "state/libraries")) {
    if (entry.path().filename().string().size() != 64) continue;
    std::ofstream(entry.path(), std::ios::app) << "more";
    ++changed;
  }
  EXPECT_GT(changed, 1U);
  for (const auto& [path, bytes] : kept_libraries(facts_, around())) EXPECT_EQ(bytes, nullptr);
  EXPECT_EQ(libraries_for(*program, "/tmp", facts_, session_.get(), around()).size(), first.size());
}

TEST_F(DeviceLibraries, that_were_changed_on_the_device_are_asked_for_again) {
  // A library of the program's own, where it looks first.
  if (std::system("cc --version >/dev/null 2>&1") != 0) GTEST_SKIP() << "skipped: no cc";
  auto build = [&](const std::string& function) {
    std::string command = "cd " + directory_->path().string() + " && echo 'int " + function +
                          "(void){return 0;}' >own.c && cc -shared -fPIC -o new.so own.c && " +
                          "mv new.so libown.so";
    ASSERT_EQ(std::system(command.c_str()), 0);
  };
  build("wanted");
  std::string command = "cd " + directory_->path().string() +
                        " && echo 'int wanted(void); int main(void){return wanted();}' >main.c && "
                        "cc -o main main.c -L. -lown -Wl,-rpath,$PWD";
  ASSERT_EQ(std::system(command.c_str()), 0);
  Expected<std::string> program = host::read_file(at("main"));
  ASSERT_TRUE(program);
  auto symbols = [&] {
    LibraryFiles libraries = libraries_for(*program, "/tmp", facts_, session_.get(), around());
    return finding(verdict(*program, libraries), "symbols").answer;
  };
  EXPECT_EQ(symbols(), Answer::runs);
  build("other");
  EXPECT_EQ(symbols(), Answer::will_not_run);
  EXPECT_THAT(quiet_.details, HasSubstr("libraries of the device that changed: 1\n"));
  build("wanted");
  EXPECT_EQ(symbols(), Answer::runs);
  // What is as it was is not read again.
  quiet_.details.clear();
  EXPECT_EQ(symbols(), Answer::runs);
  EXPECT_EQ(quiet_.details, "");
  ASSERT_TRUE(fs::remove(at("libown.so")));
  LibraryFiles libraries = libraries_for(*program, "/tmp", facts_, session_.get(), around());
  EXPECT_EQ(finding(verdict(*program, libraries), "libraries").answer, Answer::will_not_run);
}

TEST_F(DeviceLibraries, of_a_script_are_its_interpreter_seen_and_not_read) {
  LibraryFiles there = libraries_for("#!/bin/sh\n", "/tmp", facts_, session_.get(), around());
  ASSERT_EQ(there.size(), 1U);
  ASSERT_NE(there["/bin/sh"], nullptr);
  EXPECT_EQ(*there["/bin/sh"], "");
  there = libraries_for("#!/nowhere/lua\n", "/tmp", facts_, session_.get(), around());
  ASSERT_TRUE(there.contains("/nowhere/lua"));
  EXPECT_EQ(there["/nowhere/lua"], nullptr);
}

TEST_F(DeviceLibraries, a_program_without_a_loader_asks_for_nothing) {
  EXPECT_TRUE(libraries_for("no program\n", "/tmp", facts_, session_.get(), around()).empty());
  EXPECT_EQ(quiet_.details, "");
}

// A device whose shell answers whatever it likes.
class Liar : public DeviceLibraries, public testing::WithParamInterface<const char*> {};

TEST_P(Liar, is_not_believed) {
  std::string script = at("shell");
  std::ofstream(script) << "#!/bin/sh\nmark=$(echo \"$*\" | grep -oE '[0-9a-f]{32}' | head -n 1)\n"
                        << "cat >/dev/null\n"
                        << GetParam() << "\n";
  fs::permissions(script, fs::perms::owner_all);
  std::unique_ptr<remote::Session> liar =
      remote::local_session(host_, directory_->path(), {script});
  Expected<LibraryFiles> files = read_files(*liar, {{"/lib/libc.so.6"}});
  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().kind(), ErrorKind::device);
  EXPECT_THAT(files.error().message(), HasSubstr("something else than its libraries"));
}

INSTANTIATE_TEST_SUITE_P(
    Of, Liar,
    testing::Values("", "echo hello", "echo \"$mark absent\"", "echo \"$mark file\"",
                    "echo \"$mark absent /etc/passwd\"; echo \"$mark end\"",
                    "echo \"$mark absent /lib/libc.so.6\"",
                    "echo \"$mark file 3 /lib/libc.so.6\"; echo abc",
                    "echo \"$mark file 9 /lib/libc.so.6\"; echo abc; echo \"$mark whole\"; echo "
                    "\"$mark end\"",
                    "echo \"$mark file 3 /lib/libc.so.6\"; echo abc; echo \"$mark broken\"; echo "
                    "\"$mark end\"",
                    "echo \"$mark file 3 /lib/libc.so.6\"; echo abc; printf \"$mark whole\""));

}  // namespace
}  // namespace ashore::workflow
