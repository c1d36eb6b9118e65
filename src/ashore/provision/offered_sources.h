// SPDX-License-Identifier: Apache-2.0
// What ASHORE_SOURCES holds of a source: archives or unpacked trees, by any name that upstream or
// Debian gives them.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "ashore/base/digest.h"
#include "ashore/base/expected.h"
#include "ashore/provision/source_release.h"

namespace ashore::provision {

struct SourceFile {
  std::filesystem::path path;
  OfferedSource offer;
};

// One version of a source: an archive, an unpacked tree, or several of LLVM's parts.
struct SourceSet {
  std::string version;  // empty: not told
  std::vector<SourceFile> files;
};

// The best that lies in the directory: the version that ashore asks for before the youngest other
// one, the whole before parts, archives before trees. Nothing where there is none.
// ErrorKind::config where it is no directory.
Expected<std::optional<SourceSet>> offered_in(SourceName source,
                                              const std::filesystem::path& directory);

// Changes when a file of the set does; reads no content.
Expected<Digest> mark_of(SourceName source, const SourceSet& set);

// The files of an unpacked tree that are wanted, with the paths that they have in the tree.
struct TreeFile {
  std::filesystem::path from;
  std::string to;
};
Expected<std::vector<TreeFile>> files_of(SourceName source, const SourceFile& tree);

}  // namespace ashore::provision
