// SPDX-License-Identifier: Apache-2.0
#include "libraries.h"

#include <string>

#include "ashore/elf/elf.h"
#include "ashore/host/files.h"
#include "ashore/verify/libraries_wanted.h"

namespace ashore::verdicts {

namespace {

using Path = std::filesystem::path;

// The file at that path of the tree, or what stands for "it is not there".
std::shared_ptr<const std::string> file_in(const Path& root, const std::string& path) {
  std::error_code error;
  Path file = root / Path(path).relative_path();
  if (!std::filesystem::is_regular_file(file, error)) return nullptr;
  Expected<std::string> bytes = host::read_file(file);
  return bytes ? std::make_shared<const std::string>(*std::move(bytes)) : nullptr;
}

}  // namespace

LibraryFiles libraries_of(std::string_view program, const Path& root) {
  LibraryFiles files;
  std::span<const std::byte> bytes = std::as_bytes(std::span(program));
  Expected<ElfFacts> facts = elf::read(bytes);
  if (!facts || root.empty()) return files;
  for (;;) {
    std::size_t known = files.size();
    for (const std::vector<std::string>& group :
         verify::libraries_wanted(bytes, *facts, "/tmp", files)) {
      for (const std::string& path : group) {
        if (files[path] = file_in(root, path); files[path] != nullptr) break;
      }
    }
    if (files.size() == known) return files;
  }
}

void add_libraries(DeviceFacts& facts, const LibraryFiles& libraries) {
  facts.libraries_listed = true;
  for (const auto& [path, bytes] : libraries) {
    if (bytes == nullptr) continue;
    std::string name = Path(path).filename();
    facts.libraries.insert(name);
    if (!name.starts_with("ld-")) continue;
    bool musl = name.starts_with("ld-musl");
    // Debian 12's.
    Version version{musl ? std::vector<unsigned>{1, 2, 3} : std::vector<unsigned>{2, 36}};
    facts.loaders.push_back(
        {{path, musl ? Libc::musl : Libc::glibc, version}, {path, "Debian 12"}});
  }
}

}  // namespace ashore::verdicts
