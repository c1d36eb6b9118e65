// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "ashore/verify/instructions.h"
#include "ashore/workflow/deliver.h"
#include "cli/answer.h"
#include "cli/device_options.h"
#include "cli/invocation.h"
#include "cli/verdict_print.h"

namespace ashore::cli {

namespace {

struct VerifyArguments {
  std::string binary;
  std::string to;
  bool list = false;
  DeviceOptions device;
};

Expected<void> answer(const Verdict& verdict, const verify::InstructionList* list,
                      const Invocation& invocation) {
  if (!invocation.json.empty()) {
    nlohmann::json answer = to_json(verdict);
    if (list != nullptr) answer["instructions"] = to_json(*list);
    return write_json(answer, invocation.json);
  }
  print(verdict,
        invocation.loudness == Loudness::verbose ? Detail::everything : Detail::what_matters);
  if (list != nullptr) print(*list);
  return {};
}

Expected<int> verify(const VerifyArguments& arguments, const Invocation& invocation,
                     const workflow::Surroundings& around) {
  TRY_ASSIGN(workflow::Program program, workflow::program_at(arguments.binary));
  TRY_ASSIGN(workflow::Reached device, device_of(arguments.device, around));
  verify::InstructionList list;
  Verdict verdict = workflow::verdict_with_libraries(program, device.facts, arguments.to, false,
                                                     device.session.get(), around, &list);
  // Where instructions are not checked, the verdict has said why.
  bool is_listed = arguments.list && !list.floor.empty();
  TRY(answer(verdict, is_listed ? &list : nullptr, invocation));
  return exit_status(verdict.answer());
}

}  // namespace

void add_verify(CLI::App& root, Invocation& invocation) {
  auto arguments = std::make_shared<VerifyArguments>();
  CLI::App* command = add_command(root, invocation, "verify",
                                  "Say whether a program will run on a device, and if not, why",
                                  "  ashore verify target/release/hello --on root@192.168.1.1\n"
                                  "  ashore verify hello --facts router.json --json\n"
                                  "  ashore verify libfoo.a --for \"Netgear R7000\" --list\n"
                                  "Exit status: 0 runs, 1 will not run, 5 cannot tell.\n");
  set_usage(*command, "ashore verify [OPTIONS] BINARY --on DEVICE|--for MODEL|--facts FILE");
  command->add_option("binary", arguments->binary, "The program's file")
      ->type_name("BINARY")
      ->required();
  command->add_option("--to", arguments->to, "Where it would be put on the device")
      ->type_name("PATH");
  command->add_flag("--list", arguments->list,
                    "Show all instructions that the device's CPU does not have");
  add_device_options(*command, arguments->device, true);
  add_json(*command, invocation);
  command->callback([arguments, &invocation] {
    invocation.action = [arguments, &invocation](const workflow::Surroundings& around) {
      return verify(*arguments, invocation, around);
    };
  });
}

}  // namespace ashore::cli
