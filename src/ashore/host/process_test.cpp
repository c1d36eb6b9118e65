// SPDX-License-Identifier: Apache-2.0
#include "ashore/host/process.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include "ashore/host/files.h"

namespace ashore::host {
namespace {

class Process : public testing::Test {
 protected:
  std::unique_ptr<ProcessRunner> runner_ = system_process_runner();

  static Command shell(const std::string& text) {
    Command command;
    command.argv = {"/bin/sh", "-c", text};
    return command;
  }
};

TEST_F(Process, keeps_stdout_and_stderr_apart_and_the_exact_status) {
  Expected<ProcessOutput> output = runner_->run(shell("echo out; echo err >&2; exit 42"));
  ASSERT_TRUE(output);
  EXPECT_EQ(output->out, "out\n");
  EXPECT_EQ(output->err, "err\n");
  EXPECT_EQ(output->status, ExitStatus(Exited{42}));
}

TEST_F(Process, tells_a_signal_from_an_exit_code) {
  Expected<ProcessOutput> killed = runner_->run(shell("kill -TERM $$"));
  ASSERT_TRUE(killed);
  EXPECT_EQ(killed->status, ExitStatus(Signaled{SIGTERM}));
  Expected<ProcessOutput> exited = runner_->run(shell("exit 143"));
  ASSERT_TRUE(exited);
  EXPECT_EQ(exited->status, ExitStatus(Exited{143}));
}

TEST_F(Process, megabytes_go_in_and_come_out_without_blocking) {
  Command command = shell("cat; cat >&2 </dev/null");
  command.input.assign(std::size_t{10} << 20, 'x');
  Expected<ProcessOutput> output = runner_->run(command);
  ASSERT_TRUE(output);
  EXPECT_EQ(output->out, command.input);
}

TEST_F(Process, a_child_that_ignores_its_input_is_no_error) {
  ::signal(SIGPIPE, SIG_IGN);
  Command command = shell("exit 0");
  command.input.assign(std::size_t{1} << 20, 'x');
  Expected<ProcessOutput> output = runner_->run(command);
  ASSERT_TRUE(output);
  EXPECT_TRUE(succeeded(output->status));
}

TEST_F(Process, the_deadline_ends_the_whole_group) {
  Command command = shell("sleep 60 & sleep 60");
  command.deadline = std::chrono::milliseconds(100);
  Expected<ProcessOutput> output = runner_->run(command);
  ASSERT_FALSE(output);
  EXPECT_NE(output.error().message().find("did not end within 100 ms"), std::string::npos);
}

TEST_F(Process, a_program_that_is_not_there_is_named) {
  Command command;
  command.argv = {"ashore-no-such-program"};
  Expected<ProcessOutput> output = runner_->run(command);
  ASSERT_FALSE(output);
  EXPECT_NE(output.error().message().find("ashore-no-such-program"), std::string::npos);
}

TEST_F(Process, output_beyond_the_limit_is_dropped_and_said) {
  Command command = shell("printf 1234567890");
  command.output_limit = 4;
  Expected<ProcessOutput> output = runner_->run(command);
  ASSERT_TRUE(output);
  EXPECT_EQ(output->out, "1234");
  EXPECT_TRUE(output->truncated);
}

TEST_F(Process, environment_changes_set_and_unset) {
  Command command = shell("echo \"$ASHORE_SET-${HOME-unset}\"");
  command.environment = {{"ASHORE_SET", "a b"}, {"HOME", std::nullopt}};
  Expected<ProcessOutput> output = runner_->run(command);
  ASSERT_TRUE(output);
  EXPECT_EQ(output->out, "a b-unset\n");
}

TEST_F(Process, other_descriptors_do_not_reach_the_child) {
  // One of ours, which closes by itself, and one as a careless parent leaves it.
  Expected<std::unique_ptr<ChildProcess>> other = runner_->start(shell("cat"), Streams{});
  ASSERT_TRUE(other);
  Fd careless(::dup(0));
  Expected<ProcessOutput> output =
      runner_->run(shell("for n in 3 4 5 6 7 8 9; do { : >&$n; } 2>/dev/null && echo $n; done; :"));
  ASSERT_TRUE(output);
  EXPECT_EQ(output->out, "");
}

TEST_F(Process, require_success_shows_the_command_and_its_last_words) {
  Command command = shell("echo 'no such thing' >&2; exit 3");
  Expected<ProcessOutput> output =
      require_success(runner_->run(command), command, ErrorKind::build);
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().kind(), ErrorKind::build);
  EXPECT_NE(output.error().message().find("exit status 3"), std::string::npos);
  EXPECT_NE(output.error().message().find("no such thing"), std::string::npos);
}

TEST_F(Process, a_dropped_child_is_ended) {
  std::string pid;
  {
    Expected<std::unique_ptr<ChildProcess>> child =
        runner_->start(shell("echo $$; exec sleep 60"), Streams{});
    ASSERT_TRUE(child);
    char buffer[32];
    ssize_t got = ::read((*child)->stdout_fd().get(), buffer, sizeof buffer);
    ASSERT_GT(got, 0);
    pid.assign(buffer, static_cast<std::size_t>(got));
  }
  EXPECT_NE(::kill(static_cast<pid_t>(std::stol(pid)), 0), 0);
}

}  // namespace
}  // namespace ashore::host
