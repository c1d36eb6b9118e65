// SPDX-License-Identifier: Apache-2.0
// Where each of the loaders looks for a library, in its own order.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ashore/device/library_files.h"
#include "ashore/elf/elf.h"
#include "ashore/verify/loader_cache.h"

namespace ashore::verify {

struct Search {
  std::vector<std::string> paths;  // the first that suits is taken
  bool everywhere = true;          // false: it also looks where we cannot tell
};

// Whose wish for a library it is, and where that file lies.
struct Asker {
  const ElfFacts* facts = nullptr;
  std::string directory;  // empty: not decided
};

class LibrarySearch {
 public:
  // `have` outlives this; `program` was made for the machine that the loader serves.
  LibrarySearch(Libc libc, std::string interpreter, const ElfFacts& program,
                const LibraryFiles& have);

  // Files of the loader's own that say where it looks, and the loader itself.
  std::vector<std::string> settings() const;

  // `askers`: who names it, who had named that one, and so on up to the program.
  Search candidates(const std::string& name, const std::vector<Asker>& askers) const;

  const std::string& interpreter() const { return interpreter_; }

 private:
  void read_glibc_settings();
  void read_musl_settings();
  std::string musl_path_file() const;
  std::optional<std::string> bytes_of(const std::string& path) const;
  void add_directories(const std::string& list, const Asker& asker, const std::string& name,
                       Search& search) const;
  void add_own_paths(const std::string& name, const std::vector<Asker>& askers,
                     Search& search) const;
  void add_cached(const std::string& name, Search& search) const;
  std::string expanded(std::string_view entry, const Asker& asker, bool& understood) const;

  Libc libc_;
  std::string interpreter_;
  const ElfFacts& program_;
  const LibraryFiles& have_;
  std::vector<std::string> directories_;  // where it looks without being told
  std::vector<CachedLibrary> cache_;
  bool settings_understood_ = true;
};

}  // namespace ashore::verify
