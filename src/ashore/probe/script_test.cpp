// SPDX-License-Identifier: Apache-2.0
// The script itself, under the shells that are here, with many tools and with none.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "ashore/base/text.h"
#include "ashore/device/signature.h"
#include "ashore/host/host.h"
#include "ashore/probe/probe.h"
#include "ashore/probe/transcript.h"
#include "ashore/remote/local.h"

namespace ashore::probe {
namespace {

using testing::Contains;
using testing::HasSubstr;

std::string path_list() {
  const char* path = std::getenv("PATH");
  return path == nullptr ? "/usr/bin:/bin" : path;
}

std::string program(const std::string& name) {
  std::vector<std::filesystem::path> found = host::find_programs(name, path_list());
  return found.empty() ? std::string() : found.front().string();
}

class Script : public testing::TestWithParam<std::vector<std::string>> {
 protected:
  void SetUp() override {
    std::string shell = program(GetParam().front());
    if (shell.empty()) GTEST_SKIP() << "skipped: no " << GetParam().front();
    shell_ = GetParam();
    shell_.front() = shell;
    if (!std::filesystem::exists("/proc/self/auxv")) GTEST_SKIP() << "skipped: no /proc";
    std::string model = testing::TempDir() + "ashore-probe-XXXXXX";
    directory_ = ::mkdtemp(model.data());
  }
  void TearDown() override {
    std::error_code none;
    if (!directory_.empty()) std::filesystem::remove_all(directory_, none);
  }

  host::ProcessOutput run(const std::string& text, const std::vector<std::string>& arguments,
                          const std::optional<std::string>& path) {
    host::Command command;
    command.argv = shell_;
    command.argv.insert(command.argv.end(), {"-c", text, "ashore"});
    command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
    if (path) command.environment["PATH"] = *path;
    command.directory = directory_;
    Expected<host::ProcessOutput> output = processes_->run(command);
    EXPECT_TRUE(output);
    return output ? *std::move(output) : host::ProcessOutput{};
  }

  // The script with nothing to be found but these programs; not even where it looks by itself.
  std::string answer_with_only(const std::vector<std::string>& names) {
    std::filesystem::path only = directory_ / "only";
    std::error_code none;
    std::filesystem::create_directory(only, none);
    for (const std::string& name : names)
      std::filesystem::create_symlink(program(name), only / name, none);
    std::string text(script());
    constexpr std::string_view wider = "PATH=$PATH:/bin:/usr/bin:/sbin:/usr/sbin\n";
    std::size_t at = text.find(wider);
    EXPECT_NE(at, std::string::npos);
    text.erase(at, wider.size());
    return run(text, {}, only.string()).out;
  }

  std::vector<std::string> shell_;
  std::filesystem::path directory_;
  std::unique_ptr<host::ProcessRunner> processes_ = host::system_process_runner();
};

DeviceFacts facts_of(const std::string& answer) {
  Expected<DeviceFacts> facts = interpret(answer, std::chrono::system_clock::now());
  EXPECT_TRUE(facts) << facts.error().message() << "\n" << answer;
  return facts ? *std::move(facts) : DeviceFacts{};
}

TEST_P(Script, finds_out_what_this_computer_is) {
  host::Host host{*processes_, {}, {}};
  std::unique_ptr<remote::Session> session = remote::local_session(host, directory_, shell_);
  SilentReporter reporter;
  Expected<DeviceFacts> facts = probe(*session, reporter);
  ASSERT_TRUE(facts) << facts.error().message();
#if defined(__x86_64__)
  EXPECT_EQ(facts->machine.value.arch, Arch::x86_64);
  EXPECT_THAT(facts->features->value.names, Contains("sse2"));
#elif defined(__aarch64__)
  EXPECT_EQ(facts->machine.value.arch, Arch::aarch64);
#endif
  EXPECT_TRUE(facts->kernel);
  EXPECT_TRUE(facts->page_size);
  EXPECT_TRUE(facts->libraries_listed);
  EXPECT_THAT(*facts->tools, Contains("cat"));
  EXPECT_LE(std::abs(facts->clock_offset_seconds->value), 5);
}

TEST_P(Script, does_with_any_one_tool_for_binary_files_what_it_does_with_another) {
  Machine machine = facts_of(answer_with_only({"cat", "uname", "hexdump"})).machine.value;
  for (const char* tool : {"xxd", "od", "dd", "head"}) {
    if (program(tool).empty()) continue;
    std::filesystem::remove_all(directory_ / "only");
    DeviceFacts facts = facts_of(answer_with_only({"cat", tool}));
    EXPECT_EQ(facts.machine.value, machine) << tool;
    EXPECT_TRUE(facts.page_size) << tool;
    EXPECT_TRUE(facts.libraries_listed) << tool;
  }
}

TEST_P(Script, needs_nothing_but_cat) {
  std::string answer = answer_with_only({"cat"});
  DeviceFacts facts = facts_of(answer);
  EXPECT_TRUE(facts.features);
  EXPECT_TRUE(facts.page_size);
  EXPECT_TRUE(facts.kernel) << "from /proc/version";
  EXPECT_TRUE(facts.libraries_listed);
  EXPECT_TRUE(Transcript(answer).complete());
}

TEST_P(Script, does_without_cat_too) {
  std::string answer = answer_with_only({});
  Transcript transcript(answer);
  EXPECT_TRUE(transcript.complete());
  EXPECT_THAT(std::string(transcript.text("cpuinfo")), HasSubstr("processor"));
  EXPECT_THAT(std::string(transcript.text("meminfo")), HasSubstr("MemTotal"));
}

TEST_P(Script, asks_nvram_for_named_keys_only) {
  std::filesystem::path only = directory_ / "only";
  std::filesystem::create_directory(only);
  host::ProcessOutput made = run(
      "echo '#!/bin/sh' >only/nvram; echo 'echo \"$*\" >>asked; echo value-of-$2' >>only/nvram; "
      "chmod 755 only/nvram",
      {}, std::nullopt);
  ASSERT_TRUE(succeeded(made.status)) << made.err;
  host::ProcessOutput output =
      run(std::string(script()), {"mark"}, only.string() + ":" + path_list());
  EXPECT_EQ(facts_of(output.out).model->value, "value-of-t_model_name");
  host::ProcessOutput asked = run("while read -r l; do echo \"$l\"; done <asked", {}, std::nullopt);
  EXPECT_FALSE(asked.out.empty());
  for (std::string_view line : lines(asked.out)) {
    EXPECT_EQ(words(line).size(), 2U) << line;
    EXPECT_TRUE(line.starts_with("get ")) << line;
    EXPECT_EQ(lower_case(line).find("pass"), std::string::npos);
    EXPECT_EQ(line.find("wl"), std::string_view::npos);
  }
}

TEST_P(Script, reads_the_same_signature_again_and_forks_nothing_for_it) {
  std::string text = std::string(signature_script()) +
                     "ashore_read_signature\n[ \"$ashore_signature_line\" = \"$1\" ] && echo same";
  DeviceFacts facts = facts_of(run(std::string(script()), {}, std::nullopt).out);
  ASSERT_FALSE(facts.signature.empty());
  EXPECT_EQ(run(text, {facts.signature}, "/nowhere").out, "same\n");
  EXPECT_EQ(run(text, {facts.signature + "x"}, "/nowhere").out, "");
}

TEST_P(Script, leaves_nothing_behind) {
  run(std::string(script()), {}, std::nullopt);
  EXPECT_TRUE(std::filesystem::is_empty(directory_));
}

INSTANTIATE_TEST_SUITE_P(Shells, Script,
                         testing::Values(std::vector<std::string>{"sh"},
                                         std::vector<std::string>{"dash"},
                                         std::vector<std::string>{"busybox", "ash"},
                                         std::vector<std::string>{"bash"}),
                         [](const auto& shell) { return shell.param.front(); });

}  // namespace
}  // namespace ashore::probe
