// SPDX-License-Identifier: Apache-2.0
#include "ashore/provision/upstream.h"

#include <fmt/format.h>

#include <optional>
#include <system_error>

#include "ashore/base/text.h"
#include "ashore/host/files.h"

namespace ashore::provision {

namespace {

// Each gives up on a line that is dead, and on none that is slow.
std::optional<host::Command> command_for(const std::string& url, const std::filesystem::path& goal,
                                         const host::Host& host) {
  host::Command command;
  command.environment["LC_ALL"] = "C";
  if (host::find_program(host, "curl")) {
    command.argv = {"curl",
                    "--fail",
                    "--location",
                    "--show-error",
                    "--connect-timeout",
                    "20",
                    "--speed-time",
                    "60",
                    "--output",
                    goal.string(),
                    "--",
                    url};
    return command;
  }
  if (host::find_program(host, "wget")) {
    command.argv = {"wget", "--tries=2", "--timeout=60", "--output-document=" + goal.string(),
                    "--",   url};
    return command;
  }
  return std::nullopt;
}

// Percents at the beginning of curl's lines, which end in carriage returns.
class Meter {
 public:
  Meter(std::string text, Reporter& reporter) : text_(std::move(text)), reporter_(reporter) {}

  void add(std::string_view piece) {
    if (said_.size() < std::size_t{1} << 20) said_ += piece;
    for (char c : piece) {
      if (c != '\r' && c != '\n') {
        if (line_.size() < 256) line_ += c;
        continue;
      }
      std::vector<std::string_view> fields = words(line_);
      std::optional<std::uint64_t> percent =
          fields.empty() ? std::nullopt : parse_unsigned(fields[0]);
      if (percent && *percent <= 100)
        reporter_.progress(Stage::provision, text_, static_cast<double>(*percent) / 100);
      line_.clear();
    }
  }

  // The last line that is no progress.
  std::string last_words() const {
    std::string last;
    for (std::string_view line : lines(said_)) {
      std::string_view end = line.substr(line.rfind('\r') + 1);
      if (!trimmed(end).empty()) last = printable(trimmed(end), 200);
    }
    return last;
  }

 private:
  std::string text_, line_, said_;
  Reporter& reporter_;
};

}  // namespace

Expected<void> fetch_upstream(const std::string& url, const Digest& digest,
                              const std::filesystem::path& goal, host::Host& host,
                              Reporter& reporter) {
  std::optional<host::Command> command = command_for(url, goal, host);
  if (!command)
    return failure(ErrorKind::toolchain, "neither `curl` nor `wget` is on this computer");
  reporter.detail(host::shown(*command));
  std::string text = "fetching " + url;
  reporter.progress(Stage::provision, text, std::nullopt);
  Meter meter(text, reporter);
  TRY_ASSIGN(host::ProcessOutput output,
             host.processes.run(*command, {}, [&](std::string_view piece) { meter.add(piece); }));
  std::error_code ignored;
  if (!succeeded(output.status)) {
    std::filesystem::remove(goal, ignored);
    return failure(ErrorKind::toolchain, fmt::format("{} did not fetch {}: {}", command->argv[0],
                                                     url, meter.last_words()));
  }
  TRY_ASSIGN(Digest found, host::digest_of_file(goal));
  if (found == digest) return {};
  std::filesystem::remove(goal, ignored);
  return failure(ErrorKind::toolchain,
                 fmt::format("{} has the digest {}, and not {}", url, hex(found), hex(digest)));
}

}  // namespace ashore::provision
