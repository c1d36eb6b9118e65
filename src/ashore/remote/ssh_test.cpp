// SPDX-License-Identifier: Apache-2.0
// Over a real sshd on a loopback port, with keys of its own.
#include "ashore/remote/ssh.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <pwd.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <thread>

#include "ashore/base/text.h"
#include "ashore/host/files.h"

namespace ashore::remote {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr const char* sshd = "/usr/sbin/sshd";

sockaddr_in loopback(int port) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

int free_port() {
  host::Fd fd(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in address = loopback(0);
  socklen_t length = sizeof address;
  EXPECT_EQ(::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), length), 0);
  ::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &length);
  return ntohs(address.sin_port);
}

bool listens(int port) {
  host::Fd fd(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in address = loopback(port);
  return ::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
}

class SshTest : public testing::Test {
 protected:
  void SetUp() override {
    ::signal(SIGPIPE, SIG_IGN);
    if (!fs::exists(sshd)) GTEST_SKIP() << "skipped: no sshd";
    // Where the distribution's service would make it.
    if (::geteuid() == 0) fs::create_directory("/run/sshd");
    Expected<host::TemporaryDirectory> made =
        host::TemporaryDirectory::create("/tmp", "ashore-ssh-");
    ASSERT_TRUE(made);
    directory_.emplace(*std::move(made));
    port_ = free_port();
    for (const char* key : {"host", "other", "user"}) make_key(key);
    fs::copy(at("user.pub"), at("authorized"));
    std::ofstream(at("sshd_config"))
        << "HostKey " << at("host").string() << "\nAuthorizedKeysFile " << at("authorized").string()
        << "\nStrictModes no\nUsePAM no\nPasswordAuthentication no\nPidFile none\n"
        << "KbdInteractiveAuthentication no\n";
    know("host");
    configure("user");
    start_server();
  }

  void TearDown() override {
    if (!directory_) return;
    // The masters end with the server.
    stop_server();
  }

  fs::path at(const std::string& name) const { return directory_->path() / name; }

  void make_key(const std::string& name) {
    host::Command command;
    command.argv = {"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", at(name).string()};
    ASSERT_TRUE(host::require_success(runner_->run(command), command, ErrorKind::host));
  }

  void know(const std::string& key) {
    std::ofstream(at("known_hosts"))
        << "[127.0.0.1]:" << port_ << " " << *host::read_file(at(key + ".pub"));
  }

  void configure(const std::string& key) {
    std::ofstream(at("config")) << "Host device\n  HostName 127.0.0.1\n  Port " << port_
                                << "\n  User " << ::getpwuid(::geteuid())->pw_name
                                << "\n  IdentityFile " << at(key).string()
                                << "\n  IdentitiesOnly yes\n  UserKnownHostsFile "
                                << at("known_hosts").string() << "\n";
  }

  void start_server() {
    host::Command command;
    command.argv = {sshd,
                    "-D",
                    "-e",
                    "-p",
                    std::to_string(port_),
                    "-o",
                    "ListenAddress=127.0.0.1",
                    "-f",
                    at("sshd_config").string()};
    std::ofstream(at("sshd.log"), std::ios::app) << "";
    Expected<int> pid = runner_->start_detached(command, at("sshd.log"));
    ASSERT_TRUE(pid);
    server_ = *pid;
    for (int i = 0; i < 500 && !listens(port_); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    ASSERT_TRUE(listens(port_)) << host::read_file(at("sshd.log")).value_or("");
  }

  // The server and every connection, as when the device loses its power.
  void stop_server() {
    if (server_ <= 0) return;
    host::Command command;
    command.argv = {"ps", "-o", "pid=", "--ppid", std::to_string(server_)};
    Expected<host::ProcessOutput> children = runner_->run(command);
    ::kill(server_, SIGKILL);
    if (children) {
      for (std::string_view pid : words(children->out)) {
        ::kill(static_cast<pid_t>(parse_unsigned(trimmed(pid)).value_or(0)), SIGKILL);
      }
    }
    server_ = 0;
    // On a busy machine it may take a while until the kernel has closed the socket.
    for (int i = 0; i < 500 && listens(port_); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    EXPECT_FALSE(listens(port_));
  }

  std::unique_ptr<Session> session() {
    return connect({"my device", "device", at("config")}, host_, at("sockets")).value();
  }

  std::unique_ptr<host::ProcessRunner> runner_ = host::system_process_runner();
  host::Host host_{*runner_, {}, {}};
  std::optional<host::TemporaryDirectory> directory_;
  int port_ = 0, server_ = 0;
};

TEST_F(SshTest, scripts_run_there_with_exact_arguments_and_streams) {
  Script script{.text = "cat; echo \"<$1><$2>\" >&2; exit 7", .arguments = {"a 'b'\n", "\xff"}};
  std::unique_ptr<Session> device = session();
  std::string input(300'000, '\0');
  Expected<Answer> answer = ask(*device, script, input);
  ASSERT_TRUE(answer) << answer.error().message();
  EXPECT_EQ(answer->status, ExitStatus(Exited{7}));
  EXPECT_TRUE(answer->out == input);
  EXPECT_EQ(answer->err, "<a 'b'\n><\xff>\n");
}

TEST_F(SshTest, arguments_of_any_length_and_bytes_arrive) {
  Script script{.text = "printf '%s' \"$1\"; cat"};
  std::string argument;
  for (int i = 0; i < 40'000; ++i) argument += static_cast<char>(i % 255 + 1);
  script.arguments = {argument};
  ASSERT_TRUE(needs_piped_input(script));
  std::unique_ptr<Session> device = session();
  Expected<Answer> answer = ask(*device, script, "and its own input\n");
  ASSERT_TRUE(answer) << answer.error().message();
  EXPECT_TRUE(answer->out == argument + "and its own input\n") << answer->err;
}

TEST_F(SshTest, the_identity_is_the_host_keys_fingerprint) {
  host::Command command;
  command.argv = {"ssh-keygen", "-l", "-f", at("host.pub").string()};
  Expected<host::ProcessOutput> shown = runner_->run(command);
  ASSERT_TRUE(shown);
  EXPECT_THAT(shown->out, HasSubstr(" " + session()->identity().value() + " "));
}

TEST_F(SshTest, later_sessions_share_the_connection_and_still_know_who_it_is) {
  std::string identity = session()->identity().value();
  for (int i = 0; i < 3; ++i) {
    std::unique_ptr<Session> device = session();
    EXPECT_EQ(ask(*device, {.text = "echo hi"})->out, "hi\n");
    EXPECT_EQ(device->identity().value(), identity);
  }
  std::string log = host::read_file(at("sshd.log")).value();
  std::size_t first = log.find("Accepted publickey");
  ASSERT_NE(first, std::string::npos);
  EXPECT_EQ(log.find("Accepted publickey", first + 1), std::string::npos) << log;
}

TEST_F(SshTest, a_connection_that_died_is_made_anew) {
  ASSERT_TRUE(session()->identity());
  stop_server();
  start_server();
  std::unique_ptr<Session> device = session();
  Expected<Answer> answer = ask(*device, {.text = "echo back"});
  ASSERT_TRUE(answer) << answer.error().message();
  EXPECT_EQ(answer->out, "back\n");
}

TEST_F(SshTest, a_device_that_is_off_is_said_to_be_so) {
  stop_server();
  std::unique_ptr<Session> device = session();
  Expected<Answer> answer = ask(*device, {.text = "echo hi"});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind(), ErrorKind::network);
  EXPECT_THAT(answer.error().message(), HasSubstr("`my device` refuses connections"));
}

TEST_F(SshTest, a_wrong_key_and_a_changed_host_key_are_told_apart) {
  configure("other");
  Expected<std::string> wrong = session()->identity();
  ASSERT_FALSE(wrong);
  EXPECT_THAT(wrong.error().message(), HasSubstr("refuses to let this user in"));
  configure("user");
  know("other");
  Expected<std::string> changed = session()->identity();
  ASSERT_FALSE(changed);
  EXPECT_THAT(changed.error().message(), HasSubstr("has changed"));
  EXPECT_THAT(changed.error().hints(),
              testing::ElementsAre(HasSubstr("'[127.0.0.1]:" + std::to_string(port_) + "'")));
}

TEST_F(SshTest, a_long_socket_directory_gives_way_to_a_short_one) {
  fs::path deep = at(std::string(60, 'd')) / std::string(60, 'e');
  host_.environment["XDG_RUNTIME_DIR"] = at("run").string();
  fs::create_directory(at("run"));
  std::unique_ptr<Session> device = connect({"d", "device", at("config")}, host_, deep).value();
  EXPECT_EQ(ask(*device, {.text = "echo hi"})->out, "hi\n");
  EXPECT_TRUE(fs::exists(at("run") / "ashore"));
}

TEST(SshDestination, that_looks_like_an_option_is_refused) {
  std::unique_ptr<host::ProcessRunner> runner = host::system_process_runner();
  host::Host host{*runner, {}, {}};
  for (const char* destination : {"-oProxyCommand=id", "-", ""}) {
    Expected<std::unique_ptr<Session>> made =
        connect({destination, destination, ""}, host, "/tmp/x");
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind(), ErrorKind::usage);
  }
}

}  // namespace
}  // namespace ashore::remote
