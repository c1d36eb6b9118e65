// SPDX-License-Identifier: Apache-2.0
// Whether finished entries still hold what they held when they were made.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/store/inventory.h"
#include "ashore/store/leftovers.h"
#include "ashore/store/record.h"
#include "ashore/store/store.h"

namespace ashore::store {

enum class Integrity { whole, damaged, not_recorded };

// What differs, the worst first: "lib/libc.a: has other content". Empty: nothing.
std::vector<std::string> differences(const std::vector<RecordedFile>& recorded,
                                     const std::vector<RecordedFile>& found);

struct Finding {
  Integrity integrity = Integrity::whole;
  std::vector<std::string> differences;
};

// Of an item that is a finished entry. ErrorKind::host where it cannot be read.
Expected<Finding> check(const Store& store, const Item& entry, const OnBytes& on_bytes = {});

// Takes a finished entry out, with its record: it is made anew when it is asked for. Its bytes go
// with what is returned; nothing where somebody is making it now.
Expected<std::optional<Trash>> take_out_entry(const Store& store, const Item& entry);

}  // namespace ashore::store
