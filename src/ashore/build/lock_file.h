// SPDX-License-Identifier: Apache-2.0
// A project without a Cargo.lock stays without one, and is built with the same versions each time.
#pragma once

#include <filesystem>

#include "ashore/base/expected.h"

namespace ashore::build {

// For the time of a build. Cargo cannot be told to keep its lock file elsewhere, so it writes it
// into the project; where none was before, it is taken out again and kept in `kept`.
class LockFileGuard {
 public:
  // `put_back` uses the one that is kept from the last build.
  static Expected<LockFileGuard> begin(const std::filesystem::path& workspace_root,
                                       const std::filesystem::path& kept, bool put_back);
  LockFileGuard(LockFileGuard&& other) noexcept
      : in_project_(std::exchange(other.in_project_, {})), kept_(std::move(other.kept_)) {}
  LockFileGuard& operator=(LockFileGuard&&) = delete;
  ~LockFileGuard();

 private:
  LockFileGuard(std::filesystem::path in_project, std::filesystem::path kept)
      : in_project_(std::move(in_project)), kept_(std::move(kept)) {}
  std::filesystem::path in_project_;  // empty: the project has its own, nothing to do
  std::filesystem::path kept_;
};

}  // namespace ashore::build
