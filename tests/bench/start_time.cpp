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

Expected<void> measure(const host::Command& command, double aim, host::Host& host) {
  constexpr int runs = 100;
  std::vector<double> times;
  for (int i = 0; i < runs; ++i) {
    double before = cpu_milliseconds();
    TRY(host::require_success(host.processes.run(command), command, ErrorKind::bug));
    times.push_back(cpu_milliseconds() - before);
  }
  std::string words = "ashore";
  for (std::size_t i = 1; i < command.argv.size(); ++i) words += " " + command.argv[i];
  fmt::print("{}: {:.1f} ms CPU (median of {} runs; least {:.1f}; aim: at most {})\n", words,
             median(times), runs, *std::ranges::min_element(times), aim);
  return {};
}

}  // namespace

Expected<void> start_time(const std::filesystem::path& ashore, host::Host& host) {
  host::Command command;
  command.argv = {ashore.string(), "--version"};
  TRY(measure(command, 15, host));
  command.argv = {ashore.string(), "devices", "r7000"};
  return measure(command, 20, host);
}

}  // namespace ashore::bench
