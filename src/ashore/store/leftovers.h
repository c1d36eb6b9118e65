// SPDX-License-Identifier: Apache-2.0
// What is of no use to anybody: begun by processes that died, or about entries that are gone.
#pragma once

#include <filesystem>
#include <vector>

#include "ashore/host/files.h"
#include "ashore/store/store.h"

namespace ashore::store {

// Nothing that a living process is at: such things are below a lock that somebody holds.
std::vector<std::filesystem::path> leftovers(const Store& store);

// Something that was taken away; its bytes go when this does.
struct Trash {
  host::FileLock lock;  // tells others that this is no leftover; so it goes last
  host::TemporaryDirectory directory;
};

// Takes a directory or file away at once for all who look.
Expected<Trash> take_out(const Store& store, const std::filesystem::path& path);

// Removes what nobody looks at. Read-only directories are no obstacle.
void remove_for_good(const std::filesystem::path& path);

}  // namespace ashore::store
