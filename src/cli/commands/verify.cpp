// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "ashore/base/text.h"
#include "ashore/workflow/deliver.h"
#include "cli/answer.h"
#include "cli/device_options.h"
#include "cli/invocation.h"

namespace ashore::cli {

namespace {

struct VerifyArguments {
  std::string binary;
  std::string to;
  DeviceOptions device;
};

void print(const Verdict& verdict) {
  std::printf("%s\n", std::string(name(verdict.answer())).c_str());
  for (const Finding& finding : verdict.findings) {
    std::printf("  %s: %s\n", std::string(name(finding.answer)).c_str(),
                printable(finding.text, 2000).c_str());
    if (finding.on_device) {
      std::printf("    device: %s (%s)\n", printable(finding.on_device->text).c_str(),
                  printable(finding.on_device->source).c_str());
    }
    if (finding.hint) std::printf("    hint: %s\n", finding.hint->c_str());
  }
  for (const std::string& warning : verdict.warnings)
    std::printf("  warning: %s\n", printable(warning, 2000).c_str());
}

Expected<int> verify(const VerifyArguments& arguments, const Invocation& invocation,
                     const workflow::Surroundings& around) {
  TRY_ASSIGN(workflow::Program program, workflow::program_at(arguments.binary));
  TRY_ASSIGN(DeviceFacts facts, facts_of(arguments.device, around));
  Verdict verdict = workflow::verdict_on(program, facts, arguments.to);
  if (invocation.json.empty()) {
    print(verdict);
  } else {
    TRY(write_json(to_json(verdict), invocation.json));
  }
  return exit_status(verdict.answer());
}

}  // namespace

void add_verify(CLI::App& root, Invocation& invocation) {
  auto arguments = std::make_shared<VerifyArguments>();
  CLI::App* command = add_command(root, invocation, "verify",
                                  "Say whether a program will run on a device, and if not, why",
                                  "  ashore verify target/release/hello --on root@192.168.1.1\n"
                                  "  ashore verify hello --facts router.json --json\n"
                                  "Exit status: 0 runs, 1 will not run, 5 cannot tell.\n");
  set_usage(*command, "ashore verify [OPTIONS] BINARY --on DEVICE|--for MODEL|--facts FILE");
  command->add_option("binary", arguments->binary, "The program's file")
      ->type_name("BINARY")
      ->required();
  command->add_option("--to", arguments->to, "Where it would be put on the device")
      ->type_name("PATH");
  add_device_options(*command, arguments->device, true);
  add_json(*command, invocation);
  command->callback([arguments, &invocation] {
    invocation.action = [arguments, &invocation](const workflow::Surroundings& around) {
      return verify(*arguments, invocation, around);
    };
  });
}

}  // namespace ashore::cli
