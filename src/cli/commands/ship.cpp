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

struct ShipArguments {
  std::string what;
  std::string to;
  DeviceOptions device;
  BuildOptions build;
  bool force = false, strict = false;
};

Expected<int> ship(const ShipArguments& arguments, const Invocation& invocation,
                   const workflow::Surroundings& around) {
  build::Request request = request_of(arguments.build);
  request.command = invocation.after_dashes;
  TRY(require_command(request, "ashore ship . --on DEVICE"));
  TRY_ASSIGN(workflow::Source source, workflow::source_at(arguments.what, std::move(request)));
  workflow::Order order{arguments.device.on, std::move(source), std::nullopt, Clearance::normal, {},
                        std::nullopt};
  if (!arguments.build.target.empty()) order.target = arguments.build.target;
  if (arguments.strict) order.clearance = Clearance::strict;
  if (arguments.force) order.clearance = Clearance::force;
  order.ship.overwrite_foreign = arguments.force;
  if (!arguments.to.empty()) order.ship.to = arguments.to;

  TRY_ASSIGN(workflow::Delivery delivery, workflow::deliver(order, around));
  if (invocation.json.empty()) {
    std::printf("%s\n", printable(delivery.shipment.remote_path, 4096).c_str());
    return 0;
  }
  TRY(write_json({{"version", 1},
                  {"path", delivery.shipment.remote_path},
                  {"digest", hex(delivery.shipment.digest)},
                  {"bytes", delivery.artifact.size},
                  {"bytes_sent", delivery.shipment.bytes_sent},
                  {"verdict", to_json(delivery.verdict)}},
                 invocation.json));
  return 0;
}

}  // namespace

void add_ship(CLI::App& root, Invocation& invocation) {
  auto arguments = std::make_shared<ShipArguments>();
  CLI::App* command =
      add_command(root, invocation, "ship", "Put a program on a device and print where it is there",
                  "  ashore ship target/release/hello --on root@192.168.1.1\n"
                  "  ashore ship examples/hello --on lab:r7000 --to /jffs/hello\n");
  set_usage(*command, "ashore ship [OPTIONS] PROJECT|BINARY --on DEVICE [--to PATH] [-- COMMAND]");
  command
      ->add_option(
          "what", arguments->what,
          "A cargo or CMake project, the directory in which to run the command, or a program "
          "that is built already")
      ->type_name("PROJECT|BINARY")
      ->required();
  command
      ->add_option("--to", arguments->to,
                   "The path on the device; without: our own directory there")
      ->type_name("PATH");
  add_device_options(*command, arguments->device, false);
  add_build_options(*command, arguments->build);
  command->add_flag("--strict", arguments->strict, "Refuse what is not proved to run");
  command->add_flag("--force", arguments->force, "Send it whatever the verdict, over any file");
  add_json(*command, invocation);
  command->callback([arguments, &invocation] {
    invocation.takes_words = true;
    invocation.action = [arguments, &invocation](const workflow::Surroundings& around) {
      return ship(*arguments, invocation, around);
    };
  });
}

}  // namespace ashore::cli
