// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "ashore/base/text.h"
#include "ashore/lab/lab.h"
#include "ashore/store/prune.h"
#include "cli/answer.h"
#include "cli/commands/store/items.h"
#include "cli/commands/store/subcommands.h"

namespace ashore::cli {

namespace {

// The memory and image of a running virtual device belong to QEMU, which is no process of ours.
Expected<std::function<bool(const store::Item&)>> must_stay(const store::Store& store) {
  TRY_ASSIGN(std::vector<lab::Device> devices, lab::list(store));
  std::erase_if(devices, [](const lab::Device& device) { return !device.running; });
  return std::function<bool(const store::Item&)>(
      [devices = std::move(devices)](const store::Item& item) {
        return item.kind.starts_with("lab-") &&
               std::ranges::find(devices, item.name, &lab::Device::name) != devices.end();
      });
}

struct PruneArguments {
  std::string most;
  bool dry_run = false;
};

Expected<int> prune(const PruneArguments& arguments, const Invocation& invocation,
                    const workflow::Surroundings& around) {
  store::Pruning how;
  how.dry_run = arguments.dry_run;
  TRY_ASSIGN(how.most_bytes, store_cap(around));
  if (!arguments.most.empty()) {
    std::optional<std::uint64_t> most = store::parse_bytes(arguments.most);
    if (!most)
      return Failure(
          Error(ErrorKind::usage, "`--max " + printable(arguments.most, 100) + "` is no size")
              .hint("as in `--max 5GB`"));
    how.most_bytes = *most;
  }
  TRY_ASSIGN(how.must_stay, must_stay(around.store));
  around.reporter.progress(Stage::store, "looking at what is in the store", std::nullopt);
  TRY_ASSIGN(store::Pruned pruned, store::prune(around.store, how));
  if (!invocation.json.empty()) {
    TRY(write_json({{"version", 1},
                    {"dry_run", how.dry_run},
                    {"gone", to_json(pruned.gone)},
                    {"stayed", to_json(pruned.stayed)},
                    {"freed_bytes", pruned.freed},
                    {"bytes", pruned.left},
                    {"cap", how.most_bytes},
                    {"others_at_work", pruned.others_at_work}},
                   invocation.json));
    return 0;
  }
  print_items(pruned.gone);
  std::printf("%s %s, %s left\n", human_bytes(pruned.freed).c_str(),
              how.dry_run ? "would be freed" : "freed", human_bytes(pruned.left).c_str());
  if (!pruned.stayed.empty())
    around.reporter.warning(fmt::format("{} more would have to go, and {} in use",
                                        pruned.stayed.size(),
                                        pruned.stayed.size() == 1 ? "is" : "are"));
  return 0;
}

}  // namespace

void add_store_prune(CLI::App& store, Invocation& invocation) {
  auto arguments = std::make_shared<PruneArguments>();
  CLI::App* command = add_command(store, invocation, "prune",
                                  "Take out what was longest of no use, until the rest fits",
                                  "  ashore store prune --max 5GB\n"
                                  "  ashore store prune --dry-run\n");
  command
      ->add_option("--max", arguments->most,
                   fmt::format("What may stay: 5GB, 500M; else ASHORE_STORE_MAX, else {}",
                               human_bytes(store::usual_cap)))
      ->type_name("SIZE");
  command->add_flag("--dry-run", arguments->dry_run, "Say what would go, and take nothing");
  add_json(*command, invocation);
  command->callback([arguments, &invocation] {
    invocation.action = [arguments, &invocation](const workflow::Surroundings& around) {
      return prune(*arguments, invocation, around);
    };
  });
}

}  // namespace ashore::cli
