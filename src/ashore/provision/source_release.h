// SPDX-License-Identifier: Apache-2.0
// The sources that C runtimes are made from, as they are released: names of files, digests, and
// what of them is wanted. Nothing here reads anything.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ashore::provision {

// musl; or LLVM's runtimes: builtins, unwinder and C++ library.
enum class SourceName { musl, llvm_runtimes };

// A file of which we know that it is this release.
struct KnownArchive {
  std::string_view file;
  std::string_view sha256;
  std::string_view url;  // empty: upstream has no such file, only Debian
};

struct SourceRelease {
  SourceName source = SourceName::musl;
  std::string_view name;     // "musl"
  std::string_view version;  // the one that ashore asks for and was tried with
  std::string_view package;  // Debian's source package
  std::span<const KnownArchive> archives;
  std::span<const std::string_view> proofs;  // files without which a tree is not whole
};

const SourceRelease& release_of(SourceName source);

// What a file or directory says of itself by its name.
struct OfferedSource {
  std::string version;  // empty: its name tells none
  std::string part;     // "libcxx" for LLVM's archives of one part each; empty: the whole
  bool archive = false;
  bool operator==(const OfferedSource&) const = default;
};

// Nothing where the name is none that upstream or Debian gives to this source.
std::optional<OfferedSource> offered_source(SourceName source, std::string_view file_name);

// Whether a file belongs into the tree: "libcxx/src/string.cpp" does, "libcxx/test/..." does not.
bool is_wanted(SourceName source, std::string_view path_in_tree);

// Whether something below this directory of the tree may be wanted.
bool may_hold_wanted(SourceName source, std::string_view directory);

// Where a member of an archive of that part goes in the tree; nothing: nowhere.
std::optional<std::string> place_in_tree(SourceName source, std::string_view part,
                                         std::string_view member);

// Says of each member of an archive whether all that is wanted was before it: members of one
// directory come together in every tar, so a source may end long before its archive does.
std::function<bool(std::string_view member)> end_of_wanted(SourceName source,
                                                           std::string_view part);

}  // namespace ashore::provision
