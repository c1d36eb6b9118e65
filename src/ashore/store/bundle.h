// SPDX-License-Identifier: Apache-2.0
// The store's entries as one file, for computers without a network: FILE.tar.zst, with the records
// of the entries, and what the distribution's packages were resolved to. What is read is hostile
// until its digests are checked; whose bundle it is, its own digest tells.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "ashore/base/digest.h"
#include "ashore/base/expected.h"
#include "ashore/store/inventory.h"
#include "ashore/store/store.h"

namespace ashore::store {

// Entries that no other computer can use, or that hold a secret: virtual devices, their keys and
// their memory. They are made again from packages.
bool stays_at_home(const Item& item);

struct Bundled {
  std::size_t entries = 0;
  std::uint64_t bytes = 0;  // of their files
  Digest digest;            // of the bundle
};

// How far it is: 0 to 1.
using OnFraction = std::function<void(double)>;

// Writes the entries of these kinds (all where none is named). Each is checked on the way: a
// damaged one is an error. ErrorKind::usage where a kind is not in the store.
Expected<Bundled> export_bundle(const Store& store, const std::filesystem::path& file,
                                const std::vector<std::string>& kinds,
                                const OnFraction& on_fraction);

struct Imported {
  std::vector<std::string> added;  // "musl-1.2.3 (source)"
  std::size_t known = 0;           // were in the store already
  Digest digest;                   // of the bundle
};

// Takes the entries in that the store lacks: all that is in the bundle is whole, or nothing is
// taken (ErrorKind::bad_input).
Expected<Imported> import_bundle(const Store& store, const std::filesystem::path& file,
                                 const OnFraction& on_fraction);

}  // namespace ashore::store
