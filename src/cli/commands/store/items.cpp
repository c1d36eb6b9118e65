// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/store/items.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "ashore/base/text.h"
#include "ashore/store/prune.h"

namespace ashore::cli {

namespace {

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

}  // namespace

nlohmann::json to_json(const std::vector<store::Item>& items) {
  nlohmann::json all = nlohmann::json::array();
  for (const store::Item& item : items) all.push_back(to_json(item));
  return all;
}

Expected<std::uint64_t> store_cap(const workflow::Surroundings& around) {
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

}  // namespace ashore::cli
