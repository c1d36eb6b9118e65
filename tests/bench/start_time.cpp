// SPDX-License-Identifier: Apache-2.0
#include <sys/resource.h>

#include <algorithm>

#include <fmt/format.h>

#include "bench.h"

namespace ashore::bench {

namespace {

// Of all children that have ended so far.
double cpu_milliseconds() {
  rusage usage{};
  ::getrusage(RUSAGE_CHILDREN, &usage);
  auto milliseconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
  };
  return milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime);
}

}  // namespace

Expected<void> start_time(const std::filesystem::path& ashore, host::Host& host) {
  constexpr int runs = 100;
  host::Command command;
  command.argv = {ashore.string(), "--version"};
  std::vector<double> times;
  for (int i = 0; i < runs; ++i) {
    double before = cpu_milliseconds();
    TRY(host::require_success(host.processes.run(command), command, ErrorKind::bug));
    times.push_back(cpu_milliseconds() - before);
  }
  fmt::print("ashore --version: {:.1f} ms CPU (median of {} runs; least {:.1f}; aim: at most 15)\n",
             median(times), runs, *std::ranges::min_element(times));
  return {};
}

}  // namespace ashore::bench
