// SPDX-License-Identifier: Apache-2.0
// ashore_bench start-time|run-ratio ASHORE, isa STORE, or verify ASHORE STORE. Status 77: skipped,
// with the reason.
#include "bench.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string>

namespace ashore::bench {

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

namespace {

std::map<std::string, std::string> our_environment() {
  std::map<std::string, std::string> environment;
  for (char** setting = environ; *setting != nullptr; ++setting) {
    std::string text = *setting;
    std::size_t equals = text.find('=');
    if (equals != std::string::npos) environment[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return environment;
}

}  // namespace

}  // namespace ashore::bench

int main(int argc, char** argv) {
  using namespace ashore;
  std::string what = argc >= 3 ? argv[1] : "";
  std::unique_ptr<host::ProcessRunner> processes = host::system_process_runner();
  host::Host host{*processes, bench::our_environment(), {}};
  Expected<void> done;
  if (what == "start-time") {
    done = bench::start_time(argv[2], host);
  } else if (what == "run-ratio") {
    done = bench::run_ratio(argv[2], host);
  } else if (what == "isa") {
    done = bench::isa(argv[2], host);
  } else if (what == "verify" && argc == 4) {
    done = bench::verify(argv[2], argv[3], host);
  } else {
    std::fprintf(stderr, "usage: ashore_bench start-time|run-ratio ASHORE | isa STORE | "
                         "verify ASHORE STORE\n");
    return 2;
  }
  if (done) return 0;
  // No lab, no figure: the end-to-end tests say what is wrong with it.
  bool ours = done.error().kind() == ErrorKind::bug;
  std::printf("%s: %s\n", ours ? "error" : "skipped", done.error().message().c_str());
  return ours ? 1 : 77;
}
