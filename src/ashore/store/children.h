// SPDX-License-Identifier: Apache-2.0
// What lies in a directory of the store, in the order of names.
#pragma once

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <vector>

namespace ashore::store {

// Empty where there is no such directory.
inline std::vector<std::filesystem::path> children(const std::filesystem::path& directory) {
  std::vector<std::filesystem::path> found;
  std::error_code error;
  for (std::filesystem::directory_iterator at(directory, error), end; !error && at != end;
       at.increment(error))
    found.push_back(at->path());
  std::ranges::sort(found);
  return found;
}

}  // namespace ashore::store
