// SPDX-License-Identifier: Apache-2.0
// Talks with a running script: feeds its stdin and hears its stdout and stderr, whichever is ready
// first, so that no side ever waits for the other.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "ashore/base/expected.h"
#include "ashore/host/process.h"

namespace ashore::remote {

class Exchange {
 public:
  // What one turn brought; views are valid until the next turn.
  struct Turn {
    std::string_view out, err;
    bool interrupted = false;  // a caught signal waits (host/interrupt.h); it was not taken
  };

  // The child outlives the exchange. Streams that are no pipes are left alone.
  explicit Exchange(host::ChildProcess& child);

  // Bytes for stdin, sent by later turns; they must stay where they are until then. One at a time.
  void feed(std::string_view bytes);
  // Closes stdin as soon as what was fed is sent.
  void end_input();
  // From now on stdin is what this descriptor of ours says, to its end.
  void copy_input_from(int descriptor);

  // Bytes of the last feed that are on their way.
  std::size_t sent() const { return sent_; }
  // stdout or stderr are open still.
  bool is_open() const;

  // Waits until something moves, or for that long.
  Expected<Turn> turn(std::optional<std::chrono::milliseconds> at_most = {});

 private:
  void send();
  std::string_view hear(host::Fd& fd, std::string& buffer);
  void read_source();

  host::ChildProcess& child_;
  std::string_view input_;
  std::size_t sent_ = 0;
  bool ends_ = false;
  int source_ = -1;
  std::string copied_, out_buffer_, err_buffer_;
};

}  // namespace ashore::remote
