// SPDX-License-Identifier: Apache-2.0
#include "ashore/provision/offered_sources.h"

#include <fmt/format.h>

#include <algorithm>
#include <compare>
#include <system_error>

#include "ashore/base/version.h"
#include "ashore/host/file_mark.h"

namespace ashore::provision {

namespace {

namespace fs = std::filesystem;

// More of it comes first.
struct Rank {
  bool asked = false;
  Version version;
  bool whole = false, archive = false;
};

Rank rank_of(const SourceRelease& release, const OfferedSource& offer) {
  return {offer.version == release.version, parse_version(offer.version).value_or(Version{}),
          offer.part.empty(), offer.archive};
}

bool before(const Rank& a, const Rank& b) {
  if (a.asked != b.asked) return a.asked;
  if (a.version != b.version) return a.version > b.version;
  if (a.whole != b.whole) return a.whole;
  return a.archive && !b.archive;
}

Expected<std::vector<SourceFile>> all_in(SourceName source, const fs::path& directory) {
  std::vector<SourceFile> files;
  std::error_code error, ignored;
  for (fs::directory_iterator at(directory, error), end; !error && at != end; at.increment(error)) {
    std::optional<OfferedSource> offer = offered_source(source, at->path().filename().string());
    if (offer && offer->archive == at->is_regular_file(ignored) &&
        offer->archive != at->is_directory(ignored))
      files.push_back({at->path(), std::move(*offer)});
  }
  if (error)
    return Failure(Error(ErrorKind::config, fmt::format("ASHORE_SOURCES is `{}`: {}",
                                                        directory.string(), error.message()))
                       .hint("ASHORE_SOURCES names a directory with source archives"));
  return files;
}

}  // namespace

Expected<std::optional<SourceSet>> offered_in(SourceName source, const fs::path& directory) {
  TRY_ASSIGN(std::vector<SourceFile> files, all_in(source, directory));
  if (files.empty()) return std::optional<SourceSet>();
  const SourceRelease& release = release_of(source);
  std::ranges::sort(files, [&](const SourceFile& a, const SourceFile& b) {
    Rank first = rank_of(release, a.offer), second = rank_of(release, b.offer);
    if (before(first, second)) return true;
    if (before(second, first)) return false;
    return a.path < b.path;
  });
  SourceSet set{files[0].offer.version, {}};
  for (const SourceFile& file : files) {
    auto same_part = [&](const SourceFile& taken) { return taken.offer.part == file.offer.part; };
    if (file.offer.version != set.version || std::ranges::any_of(set.files, same_part)) continue;
    set.files.push_back(file);
    if (file.offer.part.empty()) break;
  }
  return std::optional(std::move(set));
}

Expected<Digest> mark_of(SourceName source, const SourceSet& set) {
  Sha256 sum;
  for (const SourceFile& file : set.files) {
    std::vector<TreeFile> files{{file.path, file.offer.part}};
    if (!file.offer.archive) {
      TRY_ASSIGN(files, files_of(source, file));
    }
    for (const TreeFile& one : files) {
      TRY_ASSIGN(host::FileMark mark, host::mark_of(one.from));
      sum.add(fmt::format("{}\n{}\n", one.to, mark.text));
    }
  }
  return sum.finish();
}

Expected<std::vector<TreeFile>> files_of(SourceName source, const SourceFile& tree) {
  std::vector<TreeFile> files;
  std::error_code error;
  for (fs::recursive_directory_iterator at(tree.path, error), end; !error && at != end;
       at.increment(error)) {
    std::string below = at->path().lexically_relative(tree.path).string();
    std::string path = tree.offer.part.empty() ? below : tree.offer.part + "/" + below;
    std::error_code unknown;
    // Links to files are followed: it is the user's own directory.
    if (at->is_directory(unknown)) {
      if (!may_hold_wanted(source, path)) at.disable_recursion_pending();
    } else if (is_wanted(source, path) && at->is_regular_file(unknown)) {
      files.push_back({at->path(), std::move(path)});
    }
  }
  if (error)
    return failure(ErrorKind::host, "cannot list `" + tree.path.string() + "`: " + error.message());
  std::ranges::sort(files, {}, &TreeFile::to);
  return files;
}

}  // namespace ashore::provision
