// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <filesystem>
#include <string>

#include <fmt/format.h>

#include "ashore/base/text.h"
#include "ashore/host/files.h"
#include "ashore/lab/lab.h"
#include "bench.h"

namespace ashore::bench {

namespace {

constexpr std::string_view device = "lab:r7000";

std::filesystem::path store_root(const host::Host& host) {
  std::string chosen = host::variable(host, "ASHORE_STORE");
  if (!chosen.empty()) return chosen;
  std::string cache = host::variable(host, "XDG_CACHE_HOME");
  return (cache.empty() ? std::filesystem::path(host::variable(host, "HOME")) / ".cache"
                        : std::filesystem::path(cache)) /
         "ashore";
}

// What a command prints, without the end of its line.
Expected<std::string> answer(host::Host& host, std::vector<std::string> argv) {
  host::Command command;
  command.argv = std::move(argv);
  TRY_ASSIGN(host::ProcessOutput output,
             host::require_success(host.processes.run(command), command, ErrorKind::host));
  return std::string(trimmed(output.out));
}

struct Timed {
  double seconds = 0;
  std::string out;
};

Expected<Timed> timed(host::Host& host, const std::vector<std::string>& argv) {
  std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
  TRY_ASSIGN(std::string out, answer(host, argv));
  return Timed{std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(),
               out};
}

}  // namespace

Expected<void> run_ratio(const std::filesystem::path& ashore, host::Host& host) {
  constexpr int pairs = 31;
  TRY_ASSIGN(store::Store store, store::Store::open(store_root(host)));
  SilentReporter silent;
  TRY_ASSIGN(remote::SshDestination lab, lab::up(device.substr(4), host, store, silent));

  std::string project = std::string(ASHORE_SOURCE_DIR) + "/examples/hello";
  TRY_ASSIGN(std::string program,
             answer(host, {ashore, "build", project, "--on", std::string(device)}));
  TRY_ASSIGN(std::string path,
             answer(host, {ashore, "ship", program, "--on", std::string(device)}));

  // ssh's own multiplexing, as a user would set it up by hand.
  TRY_ASSIGN(
      host::TemporaryDirectory sockets,
      host::TemporaryDirectory::create(std::filesystem::temp_directory_path(), "ashore-bench-"));
  std::string socket = "ControlPath=" + (sockets.path() / "s").string();
  std::vector<std::string> ssh = {"ssh",  "-F", lab.configuration, "-o",
                                  socket, "--", lab.destination,   path};
  TRY(answer(host, {"ssh", "-F", lab.configuration, "-o", socket, "-o", "ControlMaster=yes", "-o",
                    "ControlPersist=300", "--", lab.destination, "true"}));
  std::vector<std::string> run = {ashore, "run", "-q", program, "--on", std::string(device)};
  TRY(answer(host, run));

  std::vector<double> ratios, ours, theirs;
  for (int i = 0; i < pairs; ++i) {
    TRY_ASSIGN(Timed plain, timed(host, ssh));
    TRY_ASSIGN(Timed whole, timed(host, run));
    if (plain.out != whole.out)
      return failure(ErrorKind::bug, "the two ways do not print the same");
    ratios.push_back(whole.seconds / plain.seconds);
    ours.push_back(whole.seconds);
    theirs.push_back(plain.seconds);
  }
  TRY(answer(host,
             {"ssh", "-F", lab.configuration, "-o", socket, "-O", "exit", "--", lab.destination}));
  fmt::print("ashore run, unchanged, against ssh: {:.2f} (median of {} pairs; {:.0f} ms against "
             "{:.0f} ms; aim 1.3, at "
             "most 1.5)\n",
             median(ratios), pairs, median(ours) * 1e3, median(theirs) * 1e3);
  return {};
}

}  // namespace ashore::bench
