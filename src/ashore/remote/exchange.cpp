// SPDX-License-Identifier: Apache-2.0
#include "ashore/remote/exchange.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "ashore/host/interrupt.h"

namespace ashore::remote {

namespace {

constexpr std::size_t piece_size = std::size_t{1} << 16;

}  // namespace

Exchange::Exchange(host::ChildProcess& child)
    : child_(child), out_buffer_(piece_size, '\0'), err_buffer_(piece_size, '\0') {
  if (child_.stdin_fd().is_open()) ::fcntl(child_.stdin_fd().get(), F_SETFL, O_NONBLOCK);
}

void Exchange::feed(std::string_view bytes) {
  input_ = bytes;
  sent_ = 0;
}

void Exchange::end_input() {
  ends_ = true;
  if (sent_ == input_.size()) child_.stdin_fd().close();
}

void Exchange::copy_input_from(int descriptor) { source_ = descriptor; }

bool Exchange::is_open() const {
  return child_.stdout_fd().is_open() || child_.stderr_fd().is_open();
}

Expected<Exchange::Turn> Exchange::turn(std::optional<std::chrono::milliseconds> at_most) {
  host::Fd& in = child_.stdin_fd();
  bool to_send = in.is_open() && sent_ < input_.size();
  bool to_read = in.is_open() && !to_send && source_ >= 0 && !ends_;
  std::array<pollfd, 5> waiting = {{{to_send ? in.get() : -1, POLLOUT, 0},
                                    {child_.stdout_fd().get(), POLLIN, 0},
                                    {child_.stderr_fd().get(), POLLIN, 0},
                                    {host::interrupt_fd(), POLLIN, 0},
                                    {to_read ? source_ : -1, POLLIN, 0}}};
  int ready =
      ::poll(waiting.data(), waiting.size(), at_most ? static_cast<int>(at_most->count()) : -1);
  if (ready < 0 && errno != EINTR) {
    return failure(ErrorKind::host, "poll failed: " + std::generic_category().message(errno));
  }
  Turn result;
  if (ready <= 0) return result;
  if (waiting[0].revents != 0) send();
  if (waiting[1].revents != 0) result.out = hear(child_.stdout_fd(), out_buffer_);
  if (waiting[2].revents != 0) result.err = hear(child_.stderr_fd(), err_buffer_);
  result.interrupted = waiting[3].revents != 0;
  if (waiting[4].revents != 0) read_source();
  return result;
}

void Exchange::send() {
  std::string_view rest = input_.substr(sent_);
  ssize_t written = ::write(child_.stdin_fd().get(), rest.data(), rest.size());
  if (written > 0) sent_ += static_cast<std::size_t>(written);
  // A script that does not want its input any more is no error of ours: its status tells.
  bool refused = written < 0 && errno != EAGAIN && errno != EINTR;
  if (refused || (ends_ && sent_ == input_.size())) child_.stdin_fd().close();
}

std::string_view Exchange::hear(host::Fd& fd, std::string& buffer) {
  ssize_t got = ::read(fd.get(), buffer.data(), buffer.size());
  if (got < 0 && (errno == EINTR || errno == EAGAIN)) return {};
  if (got <= 0) {
    fd.close();
    return {};
  }
  return std::string_view(buffer).substr(0, static_cast<std::size_t>(got));
}

void Exchange::read_source() {
  copied_.resize(piece_size);
  ssize_t got = ::read(source_, copied_.data(), copied_.size());
  if (got < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (got <= 0) {
    feed({});
    end_input();
    return;
  }
  feed(std::string_view(copied_).substr(0, static_cast<std::size_t>(got)));
}

}  // namespace ashore::remote
