// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>

#include "ashore/base/text.h"
#include "ashore/lab/lab.h"
#include "ashore/store/bundle.h"
#include "ashore/store/check.h"
#include "ashore/store/prune.h"
#include "cli/answer.h"
#include "cli/invocation.h"

namespace ashore::cli {

namespace {

namespace fs = std::filesystem;

std::string age_in_words(std::chrono::sys_seconds then) {
  auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  auto days = std::chrono::duration_cast<std::chrono::days>(now - then).count();
  if (days <= 0) return "today";
  return days == 1 ? "yesterday" : fmt::format("{} days ago", days);
}

nlohmann::json to_json(const store::Item& item) {
  nlohmann::json entry = {{"kind", item.kind},
                          {"name", item.name},
                          {"path", item.path.string()},
                          {"bytes", item.bytes},
                          {"used", item.used.time_since_epoch().count()},
                          {"finished", item.finished}};
  if (item.finished) {
    // The digits of its recipe: what it was made from.
    std::string directory = item.path.filename().string();
    if (directory.size() > item.name.size())
      entry["recipe"] = directory.substr(item.name.size() + 1);
    entry["recorded"] = item.recorded;
  }
  return entry;
}

nlohmann::json to_json(const std::vector<store::Item>& items) {
  nlohmann::json all = nlohmann::json::array();
  for (const store::Item& item : items) all.push_back(to_json(item));
  return all;
}

Expected<std::uint64_t> cap(const workflow::Surroundings& around) {
  return store::cap_of(host::variable(around.host, "ASHORE_STORE_MAX"));
}

// Columns only as wide as what is in them.
void print_items(const std::vector<store::Item>& items) {
  std::size_t kind = 0, name = 0;
  for (const store::Item& item : items) {
    kind = std::max(kind, item.kind.size());
    name = std::max(name, item.name.size());
  }
  for (const store::Item& item : items)
    std::printf("%s\n", fmt::format("{:<{}}  {:<{}}  {:>8}  {}", item.kind, kind, item.name, name,
                                    human_bytes(item.bytes), age_in_words(item.used))
                            .c_str());
}

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
  TRY_ASSIGN(std::uint64_t most, cap(around));
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
  TRY_ASSIGN(how.most_bytes, cap(around));
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

struct BundleArguments {
  std::string file;
  std::vector<std::string> kinds;
};

store::OnFraction progress_of(const std::string& text, const workflow::Surroundings& around) {
  return
      [text, &around](double fraction) { around.reporter.progress(Stage::store, text, fraction); };
}

Expected<int> export_to(const BundleArguments& arguments, const Invocation& invocation,
                        const workflow::Surroundings& around) {
  TRY_ASSIGN(store::Bundled bundled,
             store::export_bundle(around.store, arguments.file, arguments.kinds,
                                  progress_of("exporting", around)));
  if (!invocation.json.empty()) {
    TRY(write_json({{"version", 1},
                    {"file", arguments.file},
                    {"entries", bundled.entries},
                    {"bytes", bundled.bytes},
                    {"sha256", hex(bundled.digest)}},
                   invocation.json));
    return 0;
  }
  std::printf("%zu entries, %s; sha256 %s\n", bundled.entries, human_bytes(bundled.bytes).c_str(),
              hex(bundled.digest).c_str());
  return 0;
}

Expected<int> import_from(const BundleArguments& arguments, const Invocation& invocation,
                          const workflow::Surroundings& around) {
  TRY_ASSIGN(store::Imported imported,
             store::import_bundle(around.store, arguments.file, progress_of("importing", around)));
  if (!invocation.json.empty()) {
    TRY(write_json({{"version", 1},
                    {"added", imported.added},
                    {"known", imported.known},
                    {"sha256", hex(imported.digest)}},
                   invocation.json));
    return 0;
  }
  for (const std::string& entry : imported.added) std::printf("%s\n", entry.c_str());
  std::printf("%zu added, %zu were there already; sha256 %s\n", imported.added.size(),
              imported.known, hex(imported.digest).c_str());
  return 0;
}

void add_bundle_commands(CLI::App& store, Invocation& invocation) {
  auto arguments = std::make_shared<BundleArguments>();
  CLI::App* out = add_command(store, invocation, "export",
                              "Write the entries into one file, for computers without network",
                              "  ashore store export bundle.tar.zst\n"
                              "  ashore store export sources.tar.zst source package\n");
  out->add_option("file", arguments->file, "The bundle; compressed where it ends in .zst")
      ->type_name("FILE")
      ->required();
  out->add_option("kinds", arguments->kinds,
                  "Only entries of these kinds, as `ashore store list` shows them")
      ->type_name("KIND");
  add_json(*out, invocation);
  out->callback([arguments, &invocation] {
    invocation.action = [arguments, &invocation](const workflow::Surroundings& around) {
      return export_to(*arguments, invocation, around);
    };
  });

  CLI::App* in = add_command(store, invocation, "import",
                             "Take in a bundle: all of it is whole, or nothing is taken",
                             "  ashore store import bundle.tar.zst\n"
                             "  ashore store import bundle.tar.zst --json\n");
  in->add_option("file", arguments->file, "What `ashore store export` wrote")
      ->type_name("FILE")
      ->required();
  add_json(*in, invocation);
  in->callback([arguments, &invocation] {
    invocation.action = [arguments, &invocation](const workflow::Surroundings& around) {
      return import_from(*arguments, invocation, around);
    };
  });
}

void add_prune(CLI::App& store, Invocation& invocation) {
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

}  // namespace

void add_store(CLI::App& root, Invocation& invocation) {
  CLI::App* store = add_command(root, invocation, "store",
                                "What was made or fetched once: list it, check it, carry it along",
                                "  ashore store list\n"
                                "  ashore store prune --max 5GB\n");
  store->require_subcommand(1);

  CLI::App* list_command = add_command(*store, invocation, "list",
                                       "List what is kept, how big it is and when it was used",
                                       "  ashore store list\n  ashore store list --json\n");
  add_json(*list_command, invocation);
  list_command->callback([&invocation] {
    invocation.action = [&invocation](const workflow::Surroundings& around) {
      return list(invocation, around);
    };
  });

  auto repair = std::make_shared<bool>(false);
  CLI::App* verify_command =
      add_command(*store, invocation, "verify",
                  "Check that all is as it was made; ends with 1 where something is damaged",
                  "  ashore store verify\n  ashore store verify --repair\n");
  verify_command->add_flag("--repair", *repair,
                           "Take out what is damaged; it is made anew when it is needed");
  add_json(*verify_command, invocation);
  verify_command->callback([repair, &invocation] {
    invocation.action = [repair, &invocation](const workflow::Surroundings& around) {
      return verify(*repair, invocation, around);
    };
  });

  add_prune(*store, invocation);
  add_bundle_commands(*store, invocation);
}

}  // namespace ashore::cli
