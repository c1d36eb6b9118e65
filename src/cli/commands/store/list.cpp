// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>

#include "ashore/base/text.h"
#include "ashore/store/inventory.h"
#include "cli/answer.h"
#include "cli/commands/store/items.h"
#include "cli/commands/store/subcommands.h"

namespace ashore::cli {

namespace {

// A line for all that builds and runs left: their names say nothing to people.
void print_reusable(const std::vector<store::Item>& items) {
  struct Sum {
    std::size_t count = 0;
    std::uint64_t bytes = 0;
  };
  std::map<std::string, Sum> sums;
  for (const store::Item& item : items) {
    if (item.finished) continue;
    ++sums[item.kind].count;
    sums[item.kind].bytes += item.bytes;
  }
  for (const auto& [kind, sum] : sums)
    std::printf("%zu %s, %s\n", sum.count, kind.c_str(), human_bytes(sum.bytes).c_str());
}

Expected<int> list(const Invocation& invocation, const workflow::Surroundings& around) {
  TRY_ASSIGN(store::Inventory all, store::inventory(around.store));
  TRY_ASSIGN(std::uint64_t most, store_cap(around));
  if (!invocation.json.empty()) {
    TRY(write_json({{"version", 1},
                    {"root", around.store.root().string()},
                    {"items", to_json(all.items)},
                    {"bytes", all.bytes},
                    {"other_bytes", all.other_bytes},
                    {"leftover_bytes", all.leftover_bytes},
                    {"cap", most}},
                   invocation.json));
    return 0;
  }
  std::vector<store::Item> finished;
  std::ranges::copy_if(all.items, std::back_inserter(finished), &store::Item::finished);
  print_items(finished);
  print_reusable(all.items);
  if (all.leftover_bytes > 0)
    std::printf("%s left by processes that died\n", human_bytes(all.leftover_bytes).c_str());
  std::printf("%s in all, at most %s after `ashore store prune`, in %s\n",
              human_bytes(all.bytes).c_str(), human_bytes(most).c_str(),
              around.store.root().c_str());
  return 0;
}

}  // namespace

void add_store_list(CLI::App& store, Invocation& invocation) {
  CLI::App* command = add_command(store, invocation, "list",
                                  "List what is kept, how big it is and when it was used",
                                  "  ashore store list\n  ashore store list --json\n");
  add_json(*command, invocation);
  command->callback([&invocation] {
    invocation.action = [&invocation](const workflow::Surroundings& around) {
      return list(invocation, around);
    };
  });
}

}  // namespace ashore::cli
