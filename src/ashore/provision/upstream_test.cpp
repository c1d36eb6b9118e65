// SPDX-License-Identifier: Apache-2.0
#include "ashore/provision/upstream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <thread>

#include "ashore/host/files.h"

namespace ashore::provision {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

// A web server for one answer.
class OneAnswer {
 public:
  explicit OneAnswer(std::string answer) : answer_(std::move(answer)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(listener_, 1), 0);
    EXPECT_EQ(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~OneAnswer() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  std::string url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
  }

 private:
  void serve() {
    int connection = ::accept(listener_, nullptr, nullptr);
    if (connection < 0) return;
    std::string asked(4096, '\0');
    if (::read(connection, asked.data(), asked.size()) > 0 &&
        ::write(connection, answer_.data(), answer_.size()) < 0)
      ADD_FAILURE() << "the server cannot answer";
    ::close(connection);
  }
  std::string answer_;
  int listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
  int port_ = 0;
  std::thread thread_;
};

std::string ok(const std::string& content) {
  return "HTTP/1.0 200 OK\r\nContent-Length: " + std::to_string(content.size()) + "\r\n\r\n" +
         content;
}

// With a PATH that holds this one program.
class Upstream : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    const char* path = std::getenv("PATH");
    std::vector<fs::path> found = host::find_programs(GetParam(), path == nullptr ? "" : path);
    if (found.empty()) GTEST_SKIP() << "skipped: no " << GetParam();
    fs::create_directories(directory_.path() / "bin");
    fs::create_symlink(found[0], directory_.path() / "bin" / GetParam());
    host_.environment["PATH"] = (directory_.path() / "bin").string();
  }
  Expected<void> fetch(const OneAnswer& server, const Digest& digest) {
    return fetch_upstream(server.url("/file.tar"), digest, goal_, host_, quiet_);
  }
  host::TemporaryDirectory directory_ =
      *host::TemporaryDirectory::create(fs::temp_directory_path(), "ashore-upstream-test-");
  fs::path goal_ = directory_.path() / "file.tar";
  std::unique_ptr<host::ProcessRunner> processes_ = host::system_process_runner();
  host::Host host_{*processes_, {}, {}};
  SilentReporter quiet_;
};

TEST_P(Upstream, fetches_a_file_that_has_the_digest) {
  OneAnswer server(ok("the release"));
  Expected<void> got = fetch(server, sha256("the release"));
  ASSERT_TRUE(got) << got.error().message();
  EXPECT_EQ(*host::read_file(goal_), "the release");
}

TEST_P(Upstream, refuses_another_file_and_leaves_none) {
  OneAnswer server(ok("something else"));
  Expected<void> got = fetch(server, sha256("the release"));
  ASSERT_FALSE(got);
  EXPECT_THAT(got.error().message(), HasSubstr("has the digest " + hex(sha256("something else"))));
  EXPECT_FALSE(fs::exists(goal_));
}

TEST_P(Upstream, says_what_the_program_said_when_there_is_no_such_file) {
  OneAnswer server("HTTP/1.0 404 Not Found\r\nContent-Length: 0\r\n\r\n");
  Expected<void> got = fetch(server, sha256("the release"));
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().kind(), ErrorKind::toolchain);
  EXPECT_THAT(got.error().message(), HasSubstr("404"));
  EXPECT_FALSE(fs::exists(goal_));
}

INSTANTIATE_TEST_SUITE_P(ByProgram, Upstream, testing::Values("curl", "wget"),
                         [](const auto& what) { return std::string(what.param); });

}  // namespace
}  // namespace ashore::provision
