// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>

#include "ashore/base/text.h"
#include "ashore/store/check.h"
#include "ashore/store/prune.h"
#include "cli/answer.h"
#include "cli/commands/store/subcommands.h"

namespace ashore::cli {

namespace {

struct Checked {
  const store::Item* item = nullptr;
  store::Finding finding;
  bool repaired = false;
};

Expected<std::vector<Checked>> check_all(const std::vector<store::Item>& entries, bool repair,
                                         const workflow::Surroundings& around) {
  std::uint64_t all = 0, read = 0;
  for (const store::Item& item : entries) all += item.bytes;
  std::vector<Checked> result;
  for (const store::Item& item : entries) {
    auto on_bytes = [&](std::uint64_t bytes) {
      read += bytes;
      if (all > 0)
        around.reporter.progress(
            Stage::store, "checking",
            std::min(1.0, static_cast<double>(read) / static_cast<double>(all)));
    };
    TRY_ASSIGN(store::Finding finding, store::check(around.store, item, on_bytes));
    Checked checked{&item, std::move(finding), false};
    if (repair && checked.finding.integrity == store::Integrity::damaged) {
      TRY_ASSIGN(std::optional<store::Trash> trash, store::take_out_entry(around.store, item));
      checked.repaired = trash.has_value();
    }
    result.push_back(std::move(checked));
  }
  return result;
}

std::string_view name(store::Integrity integrity) {
  switch (integrity) {
  case store::Integrity::whole: return "whole";
  case store::Integrity::damaged: return "damaged";
  case store::Integrity::not_recorded: return "not_recorded";
  }
  return "";
}

void print_damage(const Checked& checked) {
  constexpr std::size_t shown = 5;
  std::printf("%s %s: damaged%s\n", checked.item->kind.c_str(), checked.item->name.c_str(),
              checked.repaired ? ", and taken out: it is made anew when it is needed" : "");
  const std::vector<std::string>& differences = checked.finding.differences;
  for (std::size_t i = 0; i < std::min(shown, differences.size()); ++i)
    std::printf("  %s\n", differences[i].c_str());
  if (differences.size() > shown) std::printf("  and %zu more\n", differences.size() - shown);
}

Expected<int> verify(bool repair, const Invocation& invocation,
                     const workflow::Surroundings& around) {
  TRY_ASSIGN(store::Inventory all, store::inventory(around.store));
  std::erase_if(all.items, [](const store::Item& item) { return !item.finished; });
  TRY_ASSIGN(std::vector<Checked> checked, check_all(all.items, repair, around));
  std::map<store::Integrity, std::size_t> counts;
  bool damage_left = false;
  nlohmann::json entries = nlohmann::json::array();
  for (const Checked& one : checked) {
    ++counts[one.finding.integrity];
    bool damaged = one.finding.integrity == store::Integrity::damaged;
    damage_left = damage_left || (damaged && !one.repaired);
    if (damaged && invocation.json.empty()) print_damage(one);
    entries.push_back({{"kind", one.item->kind},
                       {"name", one.item->name},
                       {"path", one.item->path.string()},
                       {"integrity", name(one.finding.integrity)},
                       {"differences", one.finding.differences},
                       {"taken_out", one.repaired}});
  }
  if (!invocation.json.empty()) {
    TRY(write_json({{"version", 1}, {"entries", std::move(entries)}}, invocation.json));
  } else {
    std::printf("%zu whole, %zu damaged, %zu made before records were kept\n",
                counts[store::Integrity::whole], counts[store::Integrity::damaged],
                counts[store::Integrity::not_recorded]);
  }
  if (damage_left && !repair)
    around.reporter.warning("`ashore store verify --repair` takes out what is damaged");
  return damage_left ? 1 : 0;
}

}  // namespace

void add_store_verify(CLI::App& store, Invocation& invocation) {
  auto repair = std::make_shared<bool>(false);
  CLI::App* command =
      add_command(store, invocation, "verify",
                  "Check that all is as it was made; ends with 1 where something is damaged",
                  "  ashore store verify\n  ashore store verify --repair\n");
  command->add_flag("--repair", *repair,
                    "Take out what is damaged; it is made anew when it is needed");
  add_json(*command, invocation);
  command->callback([repair, &invocation] {
    invocation.action = [repair, &invocation](const workflow::Surroundings& around) {
      return verify(*repair, invocation, around);
    };
  });
}

}  // namespace ashore::cli
