// SPDX-License-Identifier: Apache-2.0
#include "ashore/run/run.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "ashore/device/signature.h"
#include "ashore/host/files.h"
#include "ashore/host/interrupt.h"
#include "ashore/remote/local.h"

namespace ashore::run {
namespace {

namespace fs = std::filesystem;

// run() gives its own streams to the program, so each run happens in a child process of the test,
// whose streams are files.
class RunTest : public testing::TestWithParam<std::vector<std::string>> {
 protected:
  void SetUp() override {
    ::signal(SIGPIPE, SIG_IGN);
    host::Command probe;
    probe.argv = GetParam();
    probe.argv.insert(probe.argv.end(), {"-c", "exit 0"});
    if (!runner_->run(probe)) GTEST_SKIP() << "skipped: no " << GetParam().front();
    Expected<host::TemporaryDirectory> made =
        host::TemporaryDirectory::create(fs::temp_directory_path(), "ashore-run-test-");
    ASSERT_TRUE(made);
    directory_.emplace(*std::move(made));
  }

  fs::path at(const std::string& name) const { return directory_->path() / name; }

  // A program on the "device": a shell script of the shell at hand.
  void install(const std::string& text) {
    std::ofstream(at("program")) << "#!/bin/sh\n" << text << "\n";
    fs::permissions(at("program"), fs::perms::owner_all);
    expected_.remote_path = at("program").string();
    expected_.digest = *host::digest_of_file(at("program"));
  }

  void redirect(const char* name, int flags, int as) {
    int fd = ::open(at(name).c_str(), flags, 0600);
    ::dup2(fd, as);
    ::close(fd);
  }

  // Starts run() in a child; its result goes to the file "result".
  pid_t start(const std::string& input) {
    std::ofstream(at("in")) << input;
    pid_t pid = ::fork();
    if (pid != 0) return pid;
    redirect("in", O_RDONLY, 0);
    redirect("out", O_WRONLY | O_CREAT | O_TRUNC, 1);
    redirect("err", O_WRONLY | O_CREAT | O_TRUNC, 2);
    if (catches_) host::catch_interrupts();
    host::Host host{*runner_, {}, {}};
    std::unique_ptr<remote::Session> session =
        remote::local_session(host, directory_->path(), GetParam());
    Expected<Result> result = run(request_, expected_, *session);
    std::ofstream said(at("result"));
    if (!result) {
      said << name(result.error().kind()) << ": " << result.error().message();
    } else if (result->not_run) {
      said << (*result->not_run == NotRun::file_differs ? "file differs" : "device differs");
    } else {
      said << to_string(result->outcome.status);
    }
    said.close();
    ::_exit(0);
  }

  std::string said(const std::string& name) const {
    return host::read_file(at(name)).value_or("(nothing)");
  }

  std::string run_to_the_end(const std::string& input = "") {
    int raw = 0;
    ::waitpid(start(input), &raw, 0);
    return said("result");
  }

  std::string run_text(const std::string& text) {
    install(text);
    return run_to_the_end();
  }

  // Waits for an effect, at most that long.
  static bool happens(std::chrono::milliseconds within, const std::function<bool()>& condition) {
    auto deadline = std::chrono::steady_clock::now() + within;
    while (!condition()) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return true;
  }

  std::unique_ptr<host::ProcessRunner> runner_ = host::system_process_runner();
  std::optional<host::TemporaryDirectory> directory_;
  Request request_;
  Expectation expected_;
  bool catches_ = false;  // signals, as main does
};

TEST_P(RunTest, every_exit_status_comes_back_exactly) {
  for (int status : {0, 1, 3, 42, 101, 125, 126, 127, 128, 132, 137, 139, 143, 255}) {
    EXPECT_EQ(run_text("exit " + std::to_string(status)), "exit status " + std::to_string(status));
  }
}

TEST_P(RunTest, every_deadly_signal_comes_back_as_a_signal) {
  EXPECT_EQ(run_text("kill -ILL $$"), "signal SIGILL (4)");
  EXPECT_EQ(run_text("kill -KILL $$"), "signal SIGKILL (9)");
  EXPECT_EQ(run_text("kill -SEGV $$"), "signal SIGSEGV (11)");
  EXPECT_EQ(run_text("kill -ABRT $$"), "signal SIGABRT (6)");
  EXPECT_EQ(run_text("kill -TERM $$"), "signal SIGTERM (15)");
  EXPECT_EQ(run_text("kill -HUP $$"), "signal SIGHUP (1)");
  EXPECT_EQ(run_text("kill -PIPE $$"), "signal SIGPIPE (13)");
  EXPECT_EQ(run_text("kill -40 $$"), "signal 40");
}

TEST_P(RunTest, streams_stay_apart_and_nothing_of_ours_is_among_them) {
  install("echo to stdout; echo to stderr >&2; printf 'no end of line' >&2; kill -ILL $$");
  EXPECT_EQ(run_to_the_end(), "signal SIGILL (4)");
  EXPECT_EQ(said("out"), "to stdout\n");
  EXPECT_EQ(said("err"), "to stderr\nno end of line");
}

TEST_P(RunTest, ten_megabytes_pass_byte_for_byte) {
  std::string input;
  for (unsigned i = 0; input.size() < 10'000'000; ++i)
    input += static_cast<char>(i * 2654435761U >> 13);
  install("cat");
  EXPECT_EQ(run_to_the_end(input), "exit status 0");
  EXPECT_TRUE(said("out") == input);
}

TEST_P(RunTest, arguments_environment_and_directory_arrive_exactly) {
  request_.arguments = {"a b", "",   "it's \"quoted\"", "two\nlines", "\xff\xfe", "-n", "$HOME",
                        "*",   "\\n"};
  request_.environment = {{"ONE", "a 'b'\n$c"}, {"TWO", ""}};
  fs::create_directory(at("some where"));
  request_.directory = "some where";
  install(R"(pwd; printf '<%s>' "$ONE" "${TWO-unset}" "$@")");
  EXPECT_EQ(run_to_the_end(), "exit status 0");
  EXPECT_EQ(said("out"), at("some where").string() +
                             "\n<a 'b'\n$c><><a b><><it's \"quoted\"><two\nlines><\xff\xfe><-n>"
                             "<$HOME><*><\\n>");
}

TEST_P(RunTest, what_cannot_be_run_is_an_error_with_its_reason) {
  install("exit 0");
  request_.directory = "not/there";
  EXPECT_EQ(run_to_the_end(),
            "device: there is no directory `not/there` on `local` that can be entered");
  request_.directory.clear();
  request_.environment = {{"1A", "x"}};
  EXPECT_EQ(run_to_the_end(), "usage: `1A` is no name of an environment variable");
  request_.environment.clear();
  std::ofstream(at("program")) << "#!/no/such/interpreter\n";
  expected_.digest = *host::digest_of_file(at("program"));
  std::string result = run_to_the_end();
  if (GetParam().front() == "bash") {
    EXPECT_EQ(result, "exit status 127");
  } else {
    EXPECT_TRUE(result.starts_with("device: the shell of `local` cannot start")) << result;
  }
  EXPECT_TRUE(said("err").contains("not found") || said("err").contains("No such file"))
      << said("err");
}

TEST_P(RunTest, another_file_or_another_device_is_not_run) {
  install("echo ran");
  expected_.digest = sha256("something else");
  EXPECT_EQ(run_to_the_end(), "file differs");
  install("echo ran");
  expected_.signature = "1|Linux version 0.0|none|";
  EXPECT_EQ(run_to_the_end(), "device differs");
  EXPECT_EQ(said("out"), "");
  expected_.signature.clear();
  fs::remove(at("program"));
  EXPECT_EQ(run_to_the_end(), "file differs");
}

TEST_P(RunTest, a_signal_to_the_client_is_passed_on_to_the_program) {
  catches_ = true;
  auto end_by = [&](int signal) {
    fs::remove(at("out"));
    pid_t client = start("");
    EXPECT_TRUE(happens(std::chrono::seconds(10), [&] { return said("out") == "ready\n"; }));
    ::kill(client, signal);
    int raw = 0;
    ::waitpid(client, &raw, 0);
    return said("result");
  };
  install("trap 'exit 9' INT; echo ready; while :; do sleep 0.05; done");
  EXPECT_EQ(end_by(SIGINT), "exit status 9");
  install("echo ready; while :; do sleep 0.05; done");
  EXPECT_EQ(end_by(SIGINT), "signal SIGINT (2)");
  EXPECT_EQ(end_by(SIGTERM), "signal SIGTERM (15)");
  EXPECT_EQ(end_by(SIGHUP), "signal SIGHUP (1)");
}

TEST_P(RunTest, the_record_that_ship_left_is_trusted_while_it_is_tied) {
  install("echo ran");
  // A digest that is not the file's: only the record can speak for it.
  expected_.digest = sha256("what ship sent");
  fs::path record = at(".program.ashore");
  std::ofstream(record) << "key boot\n" << hex(expected_.digest) << " -\n";
  auto tie = [&] {
    auto past = fs::file_time_type::clock::now() - std::chrono::hours(1);
    fs::last_write_time(at("program"), past);
    fs::last_write_time(record, past);
  };
  tie();
  EXPECT_EQ(run_to_the_end(), "exit status 0");
  std::ofstream(at("program"), std::ios::app) << "# changed\n";
  EXPECT_EQ(run_to_the_end(), "file differs");
  tie();
  EXPECT_EQ(run_to_the_end(), "exit status 0");
  std::ofstream(record) << "loose\n" << hex(expected_.digest) << " -\n";
  tie();
  EXPECT_EQ(run_to_the_end(), "file differs");
}

TEST_P(RunTest, the_key_in_the_record_stands_for_the_device_during_the_same_boot_only) {
  install("echo ran");
  expected_.signature = "1|Linux version 0.0|none|";
  Expected<std::string> boot = host::read_file("/proc/sys/kernel/random/boot_id");
  if (!boot) GTEST_SKIP() << "skipped: no boot_id";
  fs::path record = at(".program.ashore");
  auto record_of = [&](const std::string& which_boot) {
    std::ofstream(record) << shipment_key(expected_.digest, expected_.signature) << " "
                          << which_boot << "\n"
                          << hex(expected_.digest) << " -\n";
    fs::last_write_time(record, fs::last_write_time(at("program")));
  };
  record_of(boot->substr(0, 8));
  EXPECT_EQ(run_to_the_end(), "exit status 0");
  record_of("00000000");
  EXPECT_EQ(run_to_the_end(), "device differs");
  expected_.signature = "1|Linux version 0.1|none|";
  EXPECT_EQ(run_to_the_end(), "device differs");
}

TEST_P(RunTest, a_program_ends_too_when_its_client_is_killed_as_soon_as_it_speaks) {
  install("echo $$ >pid\nwhile :; do sleep 0.05; done");
  pid_t client = start("");
  ASSERT_TRUE(
      happens(std::chrono::seconds(10), [&] { return std::atoi(said("pid").c_str()) > 0; }));
  ::kill(client, SIGKILL);
  int raw = 0;
  ::waitpid(client, &raw, 0);
  pid_t program = std::atoi(said("pid").c_str());
  EXPECT_TRUE(happens(std::chrono::seconds(2), [&] { return ::kill(program, 0) != 0; }));
}

TEST_P(RunTest, when_the_client_is_killed_the_program_and_its_children_are_gone) {
  install(
      "sleep 1000 & echo $! >child\ntrap '' TERM HUP\necho $$ >pid\nwhile :; do sleep 0.1; done");
  pid_t client = start("");
  auto pid_in = [&](const char* name) { return std::atoi(said(name).c_str()); };
  ASSERT_TRUE(happens(std::chrono::seconds(10), [&] { return pid_in("pid") > 0; }));
  pid_t program = pid_in("pid");
  pid_t child = pid_in("child");
  EXPECT_EQ(::kill(program, 0), 0);
  ::kill(client, SIGKILL);
  int raw = 0;
  ::waitpid(client, &raw, 0);
  EXPECT_TRUE(happens(std::chrono::seconds(2), [&] { return ::kill(program, 0) != 0; }));
  EXPECT_TRUE(happens(std::chrono::seconds(1), [&] { return ::kill(child, 0) != 0; }));
}

INSTANTIATE_TEST_SUITE_P(Shells, RunTest,
                         testing::Values(std::vector<std::string>{"busybox", "sh"},
                                         std::vector<std::string>{"dash"},
                                         std::vector<std::string>{"bash"}),
                         [](const auto& shell) { return shell.param.front(); });

}  // namespace
}  // namespace ashore::run
