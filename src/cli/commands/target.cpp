// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "ashore/base/text.h"
#include "ashore/choose/choose.h"
#include "cli/answer.h"
#include "cli/device_options.h"
#include "cli/invocation.h"

namespace ashore::cli {

namespace {

Expected<int> target(const DeviceOptions& options, const Invocation& invocation,
                     const workflow::Surroundings& around) {
  TRY_ASSIGN(DeviceFacts facts, facts_of(options, around));
  TRY_ASSIGN(TargetChoice choice, choose::choose(facts));
  if (!invocation.json.empty()) {
    TRY(write_json({{"version", 1}, {"targets", nlohmann::json::array({to_json(choice)})}},
                   invocation.json));
    return 0;
  }
  std::printf("%s\n", rust_name(choice.triple).c_str());
  for (const std::string& reason : choice.reasons)
    std::printf("  %s\n", printable(reason, 2000).c_str());
  for (const std::string& warning : choice.warnings)
    std::printf("  warning: %s\n", printable(warning, 2000).c_str());
  return 0;
}

}  // namespace

void add_target(CLI::App& root, Invocation& invocation) {
  auto options = std::make_shared<DeviceOptions>();
  CLI::App* command =
      add_command(root, invocation, "target", "Say which Rust target fits a device, and why",
                  "  ashore target --on root@192.168.1.1\n"
                  "  ashore target --facts router.json --json\n");
  set_usage(*command, "ashore target [OPTIONS] --on DEVICE|--facts FILE");
  add_device_options(*command, *options, true);
  add_json(*command, invocation);
  command->callback([options, &invocation] {
    invocation.action = [options, &invocation](const workflow::Surroundings& around) {
      return target(*options, invocation, around);
    };
  });
}

}  // namespace ashore::cli
