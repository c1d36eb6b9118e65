// SPDX-License-Identifier: Apache-2.0
// Emulators as processes: started, found again by a later ashore, and cut off.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/host/host.h"

namespace ashore::lab {

struct Running {
  int pid = 0;
  std::uint64_t started = 0;  // field 22 of /proc/PID/stat: pids come again, this does not
  int port = 0;
  bool ready = false;  // ssh has answered; else somebody is starting it, or died while doing so
  bool operator==(const Running&) const = default;
};

// As kept in the device's directory: "pid 12\nstarted 34\nport 56\nready 1\n".
std::string written(const Running& running);
std::optional<Running> read_running(std::string_view text);

std::optional<Running> recorded(const std::filesystem::path& directory);
Expected<void> record(const std::filesystem::path& directory, const Running& running);

// The very process that was recorded, and not a zombie.
bool is_alive(const Running& running);

// SIGKILL, and gone when this returns.
Expected<void> cut_power(const Running& running);

// Cuts the power when it goes out of scope, unless released.
class PoweredMachine {
 public:
  // Starts the emulator in `directory`.
  static Expected<PoweredMachine> start(std::vector<std::string> arguments,
                                        const std::filesystem::path& directory, int port,
                                        host::Host& host);
  PoweredMachine(PoweredMachine&& other) noexcept
      : running_(std::exchange(other.running_, Running{})) {}
  PoweredMachine& operator=(PoweredMachine&&) = delete;
  ~PoweredMachine();

  const Running& running() const { return running_; }
  Running release() { return std::exchange(running_, Running{}); }

 private:
  explicit PoweredMachine(Running running) : running_(running) {}
  Running running_;
};

}  // namespace ashore::lab
