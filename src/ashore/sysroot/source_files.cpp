// SPDX-License-Identifier: Apache-2.0
#include "ashore/sysroot/source_files.h"

#include <system_error>

namespace ashore::sysroot {

namespace fs = std::filesystem;

namespace {

bool is_source(const fs::path& file) {
  return file.extension() == ".c" || file.extension() == ".s" || file.extension() == ".S";
}

}  // namespace

void take(const fs::path& directory, const std::string& prefix, bool c_only, Sources& sources) {
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory, ignored)) {
    const fs::path& file = entry.path();
    if (c_only ? file.extension() == ".c" : is_source(file))
      sources[prefix + "." + file.stem().string()] = file;
  }
}

std::vector<Member> members_of(const Sources& sources, bool (*is_fast)(std::string_view)) {
  std::vector<Member> members;
  for (const auto& [name, source] : sources) members.push_back({name, source, is_fast(name)});
  return members;
}

std::vector<std::string> c_arguments(const fs::path& headers) {
  return {"-nostdlibinc", "-isystem", headers.string(), "-w", "-D_GNU_SOURCE"};
}

}  // namespace ashore::sysroot
