// SPDX-License-Identifier: Apache-2.0
// A store in a temporary directory, for tests.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "ashore/host/files.h"
#include "ashore/store/inventory.h"
#include "ashore/store/store.h"

namespace ashore::store {

class TestStore : public testing::Test {
 protected:
  // An entry with one file.
  std::filesystem::path make(const std::string& kind, const std::string& name,
                             const std::string& content = "content") {
    Expected<std::filesystem::path> entry =
        store_.obtain(key(kind, name), [&](const std::filesystem::path& directory) {
          return host::write_file(directory / "file", content);
        });
    EXPECT_TRUE(entry);
    return *entry;
  }
  static Key key(const std::string& kind, const std::string& name) {
    return {kind, name, sha256(kind + name)};
  }
  static void set_age(const std::filesystem::path& path, std::chrono::hours age) {
    std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now() - age);
  }
  Item item(const std::string& name) const {
    Expected<Inventory> all = inventory(store_);
    EXPECT_TRUE(all);
    for (const Item& one : all->items) {
      if (one.name == name) return one;
    }
    ADD_FAILURE() << name << " is not in the store";
    return {};
  }

  host::TemporaryDirectory directory_ = *host::TemporaryDirectory::create(
      std::filesystem::temp_directory_path(), "ashore-store-test-");
  Store store_ = *Store::open(directory_.path() / "store");
};

}  // namespace ashore::store
