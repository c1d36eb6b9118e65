// SPDX-License-Identifier: Apache-2.0
#include "ashore/lab/line_socket.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "ashore/host/files.h"
#include "ashore/host/interrupt.h"

namespace ashore::lab {
namespace {

using std::chrono::milliseconds;

int milliseconds_until(Deadline deadline) {
  auto left = std::chrono::duration_cast<milliseconds>(deadline - std::chrono::steady_clock::now());
  return left.count() < 0 ? 0 : static_cast<int>(left.count()) + 1;
}

// Readable bytes, an error, or the deadline.
Expected<void> await_readable(int fd, Deadline deadline, std::string_view what) {
  while (true) {
    std::array<pollfd, 2> watched{pollfd{fd, POLLIN, 0}, pollfd{host::interrupt_fd(), POLLIN, 0}};
    int ready = ::poll(watched.data(), watched.size(), milliseconds_until(deadline));
    if (ready < 0 && errno == EINTR) continue;
    TRY(check_interrupt());
    if (ready == 0) return failure(ErrorKind::host, fmt::format("{} took too long", what));
    if (watched[0].revents != 0) return {};
  }
}

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

// 0 if bound to the port (0: any); errno otherwise.
int bound(const host::Fd& fd, int port) {
  sockaddr_in address = loopback(port);
  return ::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 ? 0 : errno;
}

host::Fd stream_socket(int family) {
  return host::Fd(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0));
}

}  // namespace

Expected<void> check_interrupt() {
  pollfd watched{host::interrupt_fd(), POLLIN, 0};
  if (watched.fd >= 0 && ::poll(&watched, 1, 0) == 1) {
    return failure(ErrorKind::cancelled, "interrupted");
  }
  return {};
}

Expected<void> short_pause(milliseconds time) {
  pollfd watched{host::interrupt_fd(), POLLIN, 0};
  ::poll(&watched, 1, static_cast<int>(time.count()));
  return check_interrupt();
}

Expected<LineSocket> LineSocket::connect(const std::filesystem::path& directory,
                                         std::string_view name, Deadline deadline,
                                         const std::function<bool()>& alive) {
  // A socket's path has at most 107 bytes; by way of the open directory it is always short.
  host::Fd open_directory(::open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  std::string path = fmt::format("/proc/self/fd/{}/{}", open_directory.get(), name);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (!open_directory.is_open() || path.size() >= sizeof address.sun_path) {
    return failure(ErrorKind::host, fmt::format("cannot open `{}`", directory.string()));
  }
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  while (true) {
    host::Fd fd = stream_socket(AF_UNIX);
    if (::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
      return LineSocket(std::move(fd));
    }
    if (!alive()) return failure(ErrorKind::toolchain, "the emulator ended at once");
    if (std::chrono::steady_clock::now() > deadline) {
      return failure(ErrorKind::toolchain,
                     fmt::format("the emulator does not listen on its socket `{}`", name));
    }
    TRY(short_pause(milliseconds(3)));
  }
}

Expected<void> LineSocket::send(std::string_view line) {
  return host::write_all(fd_, std::string(line) + "\n");
}

Expected<std::string> LineSocket::next_line(Deadline deadline) {
  while (true) {
    std::size_t end = pending_.find('\n');
    if (end != std::string::npos) {
      std::string line = pending_.substr(0, end);
      pending_.erase(0, end + 1);
      if (line.ends_with('\r')) line.pop_back();
      return line;
    }
    TRY(await_readable(fd_.get(), deadline, "the virtual device's answer"));
    std::array<char, 4096> buffer;
    ssize_t got = ::read(fd_.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return failure(ErrorKind::toolchain, "the emulator ended");
    pending_.append(buffer.data(), static_cast<std::size_t>(got));
  }
}

Expected<void> await_ssh(int port, Deadline deadline, const std::function<bool()>& alive) {
  constexpr std::string_view greeting = "SSH-2.0-";
  while (true) {
    host::Fd fd = stream_socket(AF_INET);
    sockaddr_in address = loopback(port);
    if (::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
      // The emulator accepts before the device does, so only the greeting counts.
      TRY(await_readable(fd.get(), deadline, "the device's ssh server"));
      std::array<char, 64> buffer;
      ssize_t got = ::read(fd.get(), buffer.data(), buffer.size());
      if (got > 0 &&
          std::string_view(buffer.data(), static_cast<std::size_t>(got)).starts_with(greeting)) {
        return {};
      }
    }
    if (!alive()) return failure(ErrorKind::toolchain, "the emulator ended");
    if (std::chrono::steady_clock::now() > deadline) {
      return failure(ErrorKind::toolchain, "the device's ssh server does not answer");
    }
    TRY(short_pause(milliseconds(5)));
  }
}

Expected<int> free_port(int wanted) {
  for (int port : {wanted, 0}) {
    host::Fd fd = stream_socket(AF_INET);
    if (bound(fd, port) != 0) continue;
    sockaddr_in address{};
    socklen_t length = sizeof address;
    if (::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &length) == 0) {
      return static_cast<int>(ntohs(address.sin_port));
    }
  }
  return failure(ErrorKind::host,
                 "no port of 127.0.0.1 is free: " + std::generic_category().message(errno));
}

bool in_use(int port) { return bound(stream_socket(AF_INET), port) == EADDRINUSE; }

}  // namespace ashore::lab
