// SPDX-License-Identifier: Apache-2.0
#include "ashore/build/executables.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <span>
#include <system_error>

#include "ashore/elf/elf.h"

namespace ashore::build {

namespace {

namespace fs = std::filesystem;

// Header, program headers and interpreter are within this, where a linker wrote the file.
constexpr std::size_t head_size = 16384;
constexpr std::array<std::string_view, 3> not_searched = {".git", ".hg", ".svn"};

FileState state_of(const struct stat& status) {
#ifdef __APPLE__
  const timespec& changed = status.st_mtimespec;
#else
  const timespec& changed = status.st_mtim;
#endif
  return {static_cast<std::uint64_t>(status.st_ino), static_cast<std::uint64_t>(status.st_size),
          static_cast<std::int64_t>(changed.tv_sec) * 1000000000 + changed.tv_nsec};
}

// The interpreter or the flag DF_1_PIE makes a program of what could be a library; a static one at
// no fixed address has neither where the linker did not set the flag, but no name to be loaded by
// either.
bool is_program(const ElfFacts& facts) {
  if (facts.type == ElfType::executable) return true;
  if (facts.type != ElfType::shared || facts.entry == 0) return false;
  return facts.interpreter || facts.says_pie || !facts.soname;
}

bool is_library_by_name(const fs::path& file) {
  std::string name = file.filename().string();
  return name.ends_with(".so") || name.find(".so.") != std::string::npos;
}

}  // namespace

Executables executables_below(const fs::path& directory) {
  Executables found;
  std::error_code error;
  auto options = fs::directory_options::skip_permission_denied;
  for (auto at = fs::recursive_directory_iterator(directory, options, error);
       !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
    std::string name = at->path().filename().string();
    if (std::ranges::find(not_searched, name) != not_searched.end()) {
      at.disable_recursion_pending();
      continue;
    }
    struct stat status = {};
    if (::lstat(at->path().c_str(), &status) != 0 || !S_ISREG(status.st_mode)) continue;
    if ((status.st_mode & S_IXUSR) != 0) found.emplace(at->path(), state_of(status));
  }
  return found;
}

ProgramKind kind_of(const fs::path& file, const Machine& target) {
  if (is_library_by_name(file)) return ProgramKind::no_program;
  std::string head(head_size, '\0');
  std::ifstream stream(file, std::ios::binary);
  stream.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(stream.gcount()));
  Expected<ElfFacts> facts = elf::read_head(std::as_bytes(std::span(head)));
  if (!facts || !is_program(*facts)) return ProgramKind::no_program;
  std::optional<Machine> machine = machine_of(*facts, target.float_abi);
  bool fits = machine && machine->arch == target.arch && machine->endian == target.endian;
  return fits ? ProgramKind::for_target : ProgramKind::for_another_machine;
}

}  // namespace ashore::build
