// SPDX-License-Identifier: Apache-2.0
// How `ashore store` shows what lies in the store.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "ashore/store/inventory.h"
#include "ashore/workflow/surroundings.h"

namespace ashore::cli {

// A line each: kind, name, size and when it was last used.
void print_items(const std::vector<store::Item>& items);

nlohmann::json to_json(const std::vector<store::Item>& items);

// How much may stay when the store is pruned, in bytes: ASHORE_STORE_MAX, or the usual.
Expected<std::uint64_t> store_cap(const workflow::Surroundings& around);

}  // namespace ashore::cli
