// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "ashore/lab/lab.h"
#include "ashore/workflow/devices.h"
#include "cli/answer.h"
#include "cli/invocation.h"

namespace ashore::cli {

namespace {

Expected<int> devices(const Invocation& invocation, const workflow::Surroundings& around) {
  TRY_ASSIGN(std::vector<lab::Device> virtual_devices, lab::list(around.store));
  nlohmann::json entries = nlohmann::json::array();
  for (const workflow::SavedDevice& saved : workflow::saved_devices(around)) {
    if (invocation.json.empty())
      std::printf("%-16s %s\n", saved.name.c_str(), saved.destination.c_str());
    entries.push_back({{"name", saved.name}, {"destination", saved.destination}});
  }
  for (const lab::Device& device : virtual_devices) {
    std::string name = "lab:" + device.name;
    if (invocation.json.empty())
      std::printf("%-16s %s\n", name.c_str(), device.description.c_str());
    entries.push_back({{"name", name}, {"description", device.description}});
  }
  if (invocation.json.empty()) return 0;
  TRY(write_json({{"version", 1}, {"devices", std::move(entries)}}, invocation.json));
  return 0;
}

}  // namespace

void add_devices(CLI::App& root, Invocation& invocation) {
  CLI::App* command = add_command(root, invocation, "devices", "List saved and virtual devices",
                                  "  ashore devices\n"
                                  "  ashore devices --json\n");
  add_json(*command, invocation);
  command->callback([&invocation] {
    invocation.action = [&invocation](const workflow::Surroundings& around) {
      return devices(invocation, around);
    };
  });
}

}  // namespace ashore::cli
