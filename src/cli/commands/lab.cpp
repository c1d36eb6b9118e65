// SPDX-License-Identifier: Apache-2.0
#include "ashore/lab/lab.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "ashore/remote/quote.h"
#include "cli/answer.h"
#include "cli/invocation.h"

namespace ashore::cli {

namespace {

Expected<int> list(const Invocation& invocation, const workflow::Surroundings& around) {
  TRY_ASSIGN(std::vector<lab::Device> devices, lab::list(around.store));
  nlohmann::json entries = nlohmann::json::array();
  for (const lab::Device& device : devices) {
    std::string state = device.running ? "running on 127.0.0.1:" + std::to_string(device.port)
                        : device.built ? "ready"
                                       : "not built";
    if (invocation.json.empty())
      std::printf("%-10s %-28s %s\n", device.name.c_str(), state.c_str(),
                  device.description.c_str());
    entries.push_back({{"name", device.name},
                       {"description", device.description},
                       {"built", device.built},
                       {"running", device.running},
                       {"port", device.port}});
  }
  if (invocation.json.empty()) return 0;
  TRY(write_json({{"version", 1}, {"devices", std::move(entries)}}, invocation.json));
  return 0;
}

Expected<int> ssh(const std::string& name, const Invocation& invocation,
                  const workflow::Surroundings& around) {
  TRY_ASSIGN(remote::SshDestination destination,
             lab::up(name, around.host, around.store, around.reporter));
  host::Command command;
  command.argv = {"ssh", "-F", destination.configuration.string(), "--", destination.destination};
  if (!invocation.after_dashes.empty())
    command.argv.push_back(remote::quoted(invocation.after_dashes));
  command.in_our_group = true;
  TRY_ASSIGN(std::unique_ptr<host::ChildProcess> child,
             around.host.processes.start(
                 command, {host::Stream::inherit, host::Stream::inherit, host::Stream::inherit}));
  TRY_ASSIGN(ExitStatus status, child->wait());
  return shell_status(status);
}

}  // namespace

void add_lab(CLI::App& root, Invocation& invocation) {
  CLI::App* lab = add_command(root, invocation, "lab", "Virtual devices to try things on",
                              "  ashore lab up r7000\n"
                              "  ashore lab ssh r7000 -- cat /proc/cpuinfo\n");
  lab->require_subcommand(1);
  auto name = std::make_shared<std::string>();

  CLI::App* up = add_command(*lab, invocation, "up", "Start a virtual device",
                             "  ashore lab up r7000\n  ashore lab up bpi-r3\n");
  up->add_option("name", *name, "As `ashore lab list` shows it")->type_name("NAME")->required();
  up->callback([name, &invocation] {
    invocation.action = [name](const workflow::Surroundings& around) -> Expected<int> {
      TRY_ASSIGN(remote::SshDestination destination,
                 lab::up(*name, around.host, around.store, around.reporter));
      around.reporter.decided(Stage::lab, destination.name + " is up; `--on " + destination.name +
                                              "` reaches it");
      return 0;
    };
  });

  CLI::App* down = add_command(*lab, invocation, "down", "Cut the power of a virtual device",
                               "  ashore lab down r7000\n  ashore lab down bpi-r3\n");
  down->add_option("name", *name, "As `ashore lab list` shows it")->type_name("NAME")->required();
  down->callback([name, &invocation] {
    invocation.action = [name](const workflow::Surroundings& around) -> Expected<int> {
      TRY(lab::down(*name, around.host, around.store));
      return 0;
    };
  });

  CLI::App* list_command = add_command(*lab, invocation, "list", "List the virtual devices",
                                       "  ashore lab list\n  ashore lab list --json\n");
  add_json(*list_command, invocation);
  list_command->callback([&invocation] {
    invocation.action = [&invocation](const workflow::Surroundings& around) {
      return list(invocation, around);
    };
  });

  CLI::App* ssh_command = add_command(
      *lab, invocation, "ssh", "Open a shell on a virtual device, or run a command there",
      "  ashore lab ssh r7000\n  ashore lab ssh r7000 -- cat /proc/cpuinfo\n");
  ssh_command->add_option("name", *name, "As `ashore lab list` shows it")
      ->type_name("NAME")
      ->required();
  ssh_command->callback([name, &invocation] {
    invocation.takes_words = true;
    invocation.action = [name, &invocation](const workflow::Surroundings& around) {
      return ssh(*name, invocation, around);
    };
  });
}

}  // namespace ashore::cli
