// SPDX-License-Identifier: Apache-2.0
#include "libraries.h"

#include <array>
#include <deque>
#include <set>
#include <string>

#include "ashore/elf/elf.h"
#include "ashore/host/files.h"

namespace ashore::verdicts {

namespace {

using Path = std::filesystem::path;

// Where loaders look; the multiarch directory stands between.
std::vector<Path> directories(const Path& root) {
  std::vector<Path> found;
  std::error_code error;
  for (const char* top : {"lib", "usr/lib"}) {
    found.push_back(root / top);
    for (const auto& entry : std::filesystem::directory_iterator(root / top, error)) {
      std::string name = entry.path().filename();
      if (entry.is_directory(error) && name.find("-linux-") != std::string::npos)
        found.push_back(entry.path());
    }
  }
  return found;
}

}  // namespace

LibraryFiles libraries_of(std::string_view program, const Path& root) {
  LibraryFiles files;
  Expected<ElfFacts> facts = elf::read(std::as_bytes(std::span(program)));
  if (!facts || root.empty()) return files;
  std::deque<std::string> wanted(facts->needed.begin(), facts->needed.end());
  if (facts->interpreter) {
    if (Expected<std::string> loader = host::read_file(root / facts->interpreter->substr(1)))
      files[*facts->interpreter] = std::make_shared<const std::string>(*std::move(loader));
  }
  std::set<std::string> seen;
  const std::vector<Path> places = directories(root);
  for (; !wanted.empty(); wanted.pop_front()) {
    const std::string name = wanted.front();
    if (!seen.insert(name).second) continue;
    for (const Path& place : places) {
      Expected<std::string> bytes = host::read_file(place / name);
      if (!bytes) continue;
      if (Expected<ElfFacts> library = elf::read(std::as_bytes(std::span(*bytes))))
        wanted.insert(wanted.end(), library->needed.begin(), library->needed.end());
      files["/" + (place / name).lexically_relative(root).string()] =
          std::make_shared<const std::string>(*std::move(bytes));
      break;
    }
  }
  return files;
}

void add_libraries(DeviceFacts& facts, const LibraryFiles& libraries) {
  facts.libraries_listed = true;
  for (const auto& [path, bytes] : libraries) {
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
