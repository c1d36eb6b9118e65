// SPDX-License-Identifier: Apache-2.0
#include "ashore/build/lock_file.h"

#include <string>
#include <system_error>

#include "ashore/host/files.h"

namespace ashore::build {

Expected<LockFileGuard> LockFileGuard::begin(const std::filesystem::path& workspace_root,
                                             const std::filesystem::path& kept, bool put_back) {
  std::filesystem::path in_project = workspace_root / "Cargo.lock";
  std::error_code ignored;
  // A link that leads nowhere is the user's as well.
  if (std::filesystem::exists(std::filesystem::symlink_status(in_project, ignored))) {
    return LockFileGuard({}, kept);
  }
  if (put_back && std::filesystem::exists(kept, ignored)) {
    TRY_ASSIGN(std::string content, host::read_file(kept));
    TRY(host::write_file(in_project, content));
  }
  return LockFileGuard(in_project, kept);
}

LockFileGuard::~LockFileGuard() {
  if (in_project_.empty()) return;
  Expected<std::string> content = host::read_file(in_project_);
  // Not there: cargo failed before it wrote one. Not kept: then better in the project than lost.
  if (!content || !host::write_file(kept_, *content)) return;
  std::error_code ignored;
  std::filesystem::remove(in_project_, ignored);
}

}  // namespace ashore::build
