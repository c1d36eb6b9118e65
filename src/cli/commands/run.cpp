// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "ashore/workflow/deliver.h"
#include "cli/answer.h"
#include "cli/device_options.h"
#include "cli/invocation.h"

namespace ashore::cli {

namespace {

struct RunArguments {
  std::string what = ".";
  DeviceOptions device;
  BuildOptions build;
  bool force = false, strict = false, terminal = false;
  std::vector<std::string> environment;
  std::string directory, to;
};

Expected<std::map<std::string, std::string>>
environment_of(const std::vector<std::string>& settings) {
  std::map<std::string, std::string> environment;
  for (const std::string& setting : settings) {
    std::size_t equals = setting.find('=');
    if (equals == 0 || equals == std::string::npos) {
      return Failure(Error(ErrorKind::usage, "`--env " + setting + "` is not NAME=VALUE")
                         .hint("as in `--env RUST_LOG=debug`"));
    }
    environment[setting.substr(0, equals)] = setting.substr(equals + 1);
  }
  return environment;
}

nlohmann::json answer_of(const workflow::Delivery& delivery) {
  nlohmann::json answer = {
      {"version", 1},
      {"artifact",
       {{"path", delivery.artifact.path.string()},
        {"digest", hex(delivery.artifact.digest)},
        {"bytes", delivery.artifact.size}}},
      {"verdict", to_json(delivery.verdict)},
      {"shipment",
       {{"path", delivery.shipment.remote_path}, {"bytes_sent", delivery.shipment.bytes_sent}}}};
  if (delivery.target) answer["target"] = to_json(*delivery.target);
  if (!delivery.outcome) return answer;
  nlohmann::json outcome = {{"elapsed_ms", delivery.outcome->elapsed.count()},
                            {"status", shell_status(delivery.outcome->status)}};
  if (const Signaled* signaled = std::get_if<Signaled>(&delivery.outcome->status)) {
    outcome["signal"] = signal_name(*signaled);
  } else {
    outcome["exit"] = std::get<Exited>(delivery.outcome->status).code;
  }
  answer["outcome"] = std::move(outcome);
  return answer;
}

// With --artifact the words behind "--" are the command that makes it, up to another "--"; behind
// that, as behind the only one otherwise, are the program's own.
Expected<std::vector<std::string>> split_words(const std::vector<std::string>& words,
                                               build::Request& request) {
  if (request.artifacts.empty()) return words;
  auto dashes = std::ranges::find(words, "--");
  request.command.assign(words.begin(), dashes);
  TRY(require_command(request, "ashore run --on DEVICE"));
  if (dashes != words.end()) ++dashes;
  return std::vector<std::string>(dashes, words.end());
}

Expected<int> run(const RunArguments& arguments, const Invocation& invocation,
                  const workflow::Surroundings& around) {
  if (invocation.json == "-") {
    return Failure(Error(ErrorKind::usage, "stdout belongs to the program that runs")
                       .hint("use `--json=FILE`"));
  }
  build::Request request = request_of(arguments.build);
  TRY_ASSIGN(std::vector<std::string> words, split_words(invocation.after_dashes, request));
  TRY_ASSIGN(workflow::Source source, workflow::source_at(arguments.what, std::move(request)));
  workflow::Order order{arguments.device.on, std::move(source), std::nullopt, Clearance::normal, {},
                        run::Request{}};
  if (!arguments.build.target.empty()) order.target = arguments.build.target;
  if (arguments.strict) order.clearance = Clearance::strict;
  if (arguments.force) order.clearance = Clearance::force;
  order.ship.overwrite_foreign = arguments.force;
  if (!arguments.to.empty()) order.ship.to = arguments.to;
  order.run->arguments = std::move(words);
  order.run->directory = arguments.directory;
  order.run->terminal = arguments.terminal;
  TRY_ASSIGN(order.run->environment, environment_of(arguments.environment));

  TRY_ASSIGN(workflow::Delivery delivery, workflow::deliver(order, around));
  if (!invocation.json.empty()) TRY(write_json(answer_of(delivery), invocation.json));
  const ExitStatus& status = delivery.outcome->status;
  // A shell would say why; silence after a crash helps nobody.
  if (std::holds_alternative<Signaled>(status)) {
    around.reporter.decided(Stage::run,
                            delivery.artifact.name + " was ended by " + to_string(status));
  }
  return shell_status(status);
}

}  // namespace

void add_run(CLI::App& root, Invocation& invocation) {
  auto arguments = std::make_shared<RunArguments>();
  CLI::App* command =
      add_command(root, invocation, "run", "Build, verify, ship and run a program on a device",
                  "  ashore run --on root@192.168.1.1\n"
                  "  ashore run examples/hello --on lab:r7000 --release -- --verbose\n"
                  "  ashore run --on lab:r7000 --artifact src/lua -- make -- -v\n");
  set_usage(*command,
            "ashore run [OPTIONS] [PROJECT|BINARY] --on DEVICE [-- ARGUMENTS]\n"
            "       ashore run [OPTIONS] [PROJECT] --on DEVICE --artifact PATH -- COMMAND "
            "[-- ARGUMENTS]");
  command
      ->add_option("what", arguments->what,
                   "A cargo or CMake project, or a program that is built already; without: this "
                   "directory")
      ->type_name("PROJECT|BINARY");
  add_device_options(*command, arguments->device, false);
  add_build_options(*command, arguments->build);
  command->add_flag("-t,--terminal", arguments->terminal, "Give the program a terminal");
  command->add_option("-e,--env", arguments->environment, "Set a variable for the program")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  command->add_option("--workdir", arguments->directory, "The program's directory on the device")
      ->type_name("DIR");
  command->add_option("--to", arguments->to, "Where to put the program on the device")
      ->type_name("PATH");
  command->add_flag("--strict", arguments->strict, "Refuse what is not proved to run");
  command->add_flag("--force", arguments->force, "Send it whatever the verdict, over any file");
  add_json(*command, invocation);
  command->callback([arguments, &invocation] {
    invocation.failure_status = 125;
    invocation.takes_words = true;
    invocation.action = [arguments, &invocation](const workflow::Surroundings& around) {
      return run(*arguments, invocation, around);
    };
  });
}

}  // namespace ashore::cli
