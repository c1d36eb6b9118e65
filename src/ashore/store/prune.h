// SPDX-License-Identifier: Apache-2.0
// Keeps the store below its cap: what was longest of no use goes first.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/store/inventory.h"
#include "ashore/store/store.h"

namespace ashore::store {

// Where nothing else is said: std for a target is 100 MB, a virtual device 100 MB, LLVM's runtimes
// as source 30 MB; a few dozen targets and projects fit.
constexpr std::uint64_t usual_cap = 20'000'000'000;

// "5GB", "500M", "1.5G", "1000000": powers of 1000, with or without B; nothing for other words.
std::optional<std::uint64_t> parse_bytes(std::string_view text);

// The cap that ASHORE_STORE_MAX says, the usual one where that is empty. ErrorKind::config where it
// is no size.
Expected<std::uint64_t> cap_of(std::string_view variable);

// What goes so that the rest fits, and what would have to go before it and may not.
struct Choice {
  std::vector<Item> going, staying;
};

// The longest unused first; of digests and verdicts also what nobody asked for in a month.
Choice too_much(const Inventory& inventory, std::uint64_t most_bytes, std::chrono::sys_seconds now,
                const std::function<bool(const Item&)>& may_go);

struct Pruning {
  std::uint64_t most_bytes = usual_cap;
  bool dry_run = false;  // says what would go
  // What must stay though no process of ours is at it: the image of a running virtual device.
  std::function<bool(const Item&)> must_stay = {};
};

struct Pruned {
  std::vector<Item> gone;
  std::uint64_t freed = 0;      // leftovers of dead processes included
  std::uint64_t left = 0;       // of what can be taken out
  bool others_at_work = false;  // so what was used within the last day stayed
  std::vector<Item> stayed;     // would have to go, and is in use
};

Expected<Pruned> prune(const Store& store, const Pruning& how);

}  // namespace ashore::store
