// SPDX-License-Identifier: Apache-2.0
// A program on the device behaves as if it were local.
#include <signal.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <random>

#include "ashore/base/text.h"
#include "desktop.h"

namespace ashore::e2e {
namespace {

class Run : public Desktop {
 protected:
  void SetUp() override {
    Desktop::SetUp();
    need_lab("r7000");
    if (IsSkipped() || HasFatalFailure()) return;
    act_ = built("tests/e2e/programs/act", "r7000");
    // What an earlier, failed test left there.
    on_device("r7000", {"rm", "-rf", "/tmp/ashore"});
  }
  host::ProcessOutput act(std::vector<std::string> words, const std::string& input = "") {
    std::vector<std::string> line = {"run", act_, "--on", "lab:r7000", "-q", "--"};
    line.insert(line.end(), words.begin(), words.end());
    return ashore(line, input);
  }
  std::string act_;
};

TEST_F(Run, every_exit_status_comes_back_exactly) {
  for (int status : {0, 3, 42, 101, 125, 127, 132, 137, 139, 255}) {
    EXPECT_EQ(code(act({"exit", std::to_string(status)})), status);
  }
}

TEST_F(Run, a_panic_is_101_and_its_message_is_on_stderr) {
  host::ProcessOutput output = act({"panic"});
  EXPECT_EQ(code(output), 101);
  EXPECT_EQ(output.out, "");
  EXPECT_NE(output.err.find("asked to"), std::string::npos);
}

TEST_F(Run, an_exit_with_132_and_a_death_by_sigill_are_told_apart) {
  std::string report = (scratch() / "report.json").string();
  auto outcome = [&](const std::vector<std::string>& words) {
    std::vector<std::string> line = {"run", act_, "--on", "lab:r7000", "-q", "--json=" + report,
                                     "--"};
    line.insert(line.end(), words.begin(), words.end());
    EXPECT_EQ(code(ashore(line)), 132);
    return nlohmann::json::parse(*host::read_file(report))["outcome"];
  };
  EXPECT_EQ(outcome({"exit", "132"})["exit"], 132);
  nlohmann::json killed = outcome({"signal", "4"});
  EXPECT_EQ(killed["signal"], "SIGILL");
  EXPECT_FALSE(killed.contains("exit"));
}

TEST_F(Run, deaths_by_signal_are_128_and_the_number) {
  for (int signal : {SIGKILL, SIGABRT, SIGTERM}) {
    EXPECT_EQ(code(act({"signal", std::to_string(signal)})), 128 + signal);
  }
  EXPECT_EQ(code(act({"segfault"})), 128 + SIGSEGV);
}

TEST_F(Run, ten_megabytes_go_through_stdin_and_stdout_byte_for_byte) {
  std::string bytes(10'000'000, '\0');
  std::mt19937 random(1);
  for (char& byte : bytes) byte = static_cast<char>(random());
  host::ProcessOutput output = act({"cat"}, bytes);
  EXPECT_EQ(code(output), 0) << output.err;
  EXPECT_TRUE(output.out == bytes) << output.out.size() << " bytes came back";
}

TEST_F(Run, input_is_whole_although_the_program_had_to_be_sent_first) {
  ASSERT_EQ(code(act({"exit", "0"})), 0);
  // Remembered as sent, and gone: the first attempt finds nothing to run.
  on_device("r7000", {"rm", "-rf", "/tmp/ashore"});
  std::string bytes(300'000, 'a');
  EXPECT_TRUE(act({"cat"}, bytes).out == bytes);
}

TEST_F(Run, stdout_and_stderr_stay_apart_and_hold_nothing_else) {
  host::ProcessOutput output = act({"both"});
  EXPECT_EQ(output.out, "to stdout\n");
  EXPECT_EQ(output.err, "to stderr\n");
}

TEST_F(Run, arguments_arrive_byte_for_byte) {
  host::ProcessOutput output = act({"args", "two words", "", "it's \"quoted\"", "a\nb\n",
                                    "\xff\xfe", "$HOME", "*", "--", "-q", "back\\slash"});
  EXPECT_EQ(output.out,
            "[74776f20776f726473]\n[]\n[69742773202271756f74656422]\n"
            "[610a620a]\n[fffe]\n[24484f4d45]\n[2a]\n[2d2d]\n[2d71]\n[6261636b5c736c617368]\n");
}

TEST_F(Run, environment_and_directory_are_the_ones_asked_for) {
  EXPECT_EQ(ashore({"run", act_, "--on", "lab:r7000", "-q", "-e", "COLOUR=blue green", "--", "env",
                    "COLOUR"})
                .out,
            "blue green\n");
  EXPECT_EQ(ashore({"run", act_, "--on", "lab:r7000", "-q", "--workdir", "/proc", "--", "pwd"}).out,
            "/proc\n");
}

// Starts `act wait` on the device, ends our side with a signal, and looks how it ended there.
class Interrupted : public Run, public testing::WithParamInterface<int> {};

TEST_P(Interrupted, the_program_is_gone_within_two_seconds) {
  host::Command command;
  command.argv = {ASHORE_PROGRAM, "run", act_, "--on", "lab:r7000", "-q", "--", "wait"};
  command.environment.insert(environment_.begin(), environment_.end());
  std::unique_ptr<host::ProcessRunner> processes = host::system_process_runner();
  Expected<std::unique_ptr<host::ChildProcess>> child =
      processes->start(command, {host::Stream::null, host::Stream::pipe, host::Stream::inherit});
  ASSERT_TRUE(child);
  char first[16];
  ASSERT_GT(::read((*child)->stdout_fd().get(), first, sizeof first), 0);
  ASSERT_NE(on_device("r7000", {"ps"}).find("act wait"), std::string::npos);

  (*child)->signal(GetParam());
  auto signalled = std::chrono::steady_clock::now();
  Expected<ExitStatus> status = (*child)->wait();
  ASSERT_TRUE(status);
  if (GetParam() == SIGINT) {
    EXPECT_EQ(shell_status(*status), 130);
  }
  bool gone = false;
  while (!gone && std::chrono::steady_clock::now() - signalled < std::chrono::seconds(4)) {
    gone = on_device("r7000", {"ps"}).find("act wait") == std::string::npos;
  }
  auto took = std::chrono::steady_clock::now() - signalled;
  EXPECT_TRUE(gone);
  RecordProperty(
      "milliseconds",
      static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(took).count()));
}

INSTANTIATE_TEST_SUITE_P(By, Interrupted, testing::Values(SIGINT, SIGTERM, SIGKILL),
                         [](const auto& signal) { return signal_name(signal.param); });

TEST_F(Run, what_is_there_already_is_not_sent_again) {
  std::string report = (scratch() / "report.json").string();
  std::vector<std::string> line = {"run", act_, "--on", "lab:r7000", "--json=" + report};
  ASSERT_EQ(code(ashore(line)), 0);
  ASSERT_EQ(code(ashore(line)), 0);
  EXPECT_EQ(nlohmann::json::parse(*host::read_file(report))["shipment"]["bytes_sent"], 0);
}

TEST_F(Run, a_file_that_is_gone_from_the_device_is_sent_anew_and_a_foreign_one_is_kept) {
  std::string report = (scratch() / "report.json").string();
  std::vector<std::string> line = {"run", act_, "--on", "lab:r7000", "-q", "--json=" + report};
  ASSERT_EQ(code(ashore(line)), 0);
  std::string path = nlohmann::json::parse(*host::read_file(report))["shipment"]["path"];
  on_device("r7000", {"rm", "-f", path});
  host::ProcessOutput again = ashore(line);
  EXPECT_EQ(again.out, "Hello, world!\n") << again.err;
  EXPECT_GT(nlohmann::json::parse(*host::read_file(report))["shipment"]["bytes_sent"], 0);

  on_device("r7000", {"sh", "-c",
                      R"(echo 'echo other' > "$1.new" && chmod 755 "$1.new" && mv "$1.new" "$1")",
                      "sh", path});
  host::ProcessOutput kept = ashore(line);
  EXPECT_EQ(code(kept), 125) << kept.out;
  EXPECT_EQ(on_device("r7000", {"cat", path}), "echo other\n");
  line.push_back("--force");
  EXPECT_EQ(ashore(line).out, "Hello, world!\n");
}

}  // namespace
}  // namespace ashore::e2e
