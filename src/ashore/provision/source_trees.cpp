// SPDX-License-Identifier: Apache-2.0
#include "ashore/provision/source_trees.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <system_error>
#include <vector>

#include "ashore/base/text.h"
#include "ashore/host/archive.h"
#include "ashore/host/files.h"
#include "ashore/packages/packages.h"
#include "ashore/provision/offered_sources.h"
#include "ashore/provision/upstream.h"

namespace ashore::provision {

namespace {

namespace fs = std::filesystem;

// LLVM's runtimes are 3,000 files of 30 MB.
constexpr std::uint64_t most_bytes = std::uint64_t{300} << 20;
constexpr std::size_t most_files = 30'000;
constexpr std::string_view unpacking = "source tree, 1";

store::Key key_of(const SourceRelease& release, std::string_view version,
                  std::string_view made_of) {
  std::string name(release.name);
  if (!version.empty()) name += "-" + std::string(version);
  return {"source", name, sha256(fmt::format("{} {}", unpacking, made_of))};
}

// "musl 1.2.3".
std::string title(const SourceRelease& release, std::string_view version) {
  return version.empty() ? std::string(release.name) : fmt::format("{} {}", release.name, version);
}

// An archive or a tree, and what it is known to be.
struct Origin {
  SourceSet set;
  store::Key key;
  std::string from;  // for people
};

class SourceTreeMaker {
 public:
  SourceTreeMaker(SourceName source, host::Host& host, const store::Store& store,
                  Reporter& reporter)
      : source_(source), release_(release_of(source)), host_(host), store_(store),
        reporter_(reporter) {}

  Expected<fs::path> tree() {
    TRY(look_at_offer());
    bool other_version = offer_ && offer_->version != release_.version;
    if (!other_version) {
      if (std::optional<fs::path> found = find_known()) return *found;
    }
    TRY_ASSIGN(fs::path workshop, store_.state("sources"));
    TRY_ASSIGN(host::FileLock lock,
               host::FileLock::acquire(workshop / (std::string(release_.name) + ".lock"), [this] {
                 reporter_.progress(
                     Stage::provision,
                     fmt::format("another ashore fetches the source of {}", release_.name),
                     std::nullopt);
               }));
    if (!other_version) {
      if (std::optional<fs::path> found = find_known()) return *found;
    }
    if (offer_) return from_offer();
    return fetched(workshop);
  }

 private:
  Expected<void> look_at_offer() {
    std::string directory = host::variable(host_, "ASHORE_SOURCES");
    if (directory.empty()) {
      tried_.emplace_back("ASHORE_SOURCES is not set");
      return {};
    }
    TRY_ASSIGN(offer_, offered_in(source_, directory));
    if (!offer_) tried_.push_back(fmt::format("ASHORE_SOURCES ({}) holds none", directory));
    return {};
  }

  // A known release, or the version that the distribution had the last time.
  std::optional<fs::path> find_known() const {
    for (const KnownArchive& known : release_.archives) {
      if (auto found = store_.find(key_of(release_, release_.version, known.sha256))) return found;
    }
    Expected<std::string> text = host::read_file(remembered(), 4096);
    if (!text) return std::nullopt;
    std::vector<std::string_view> fields = words(*text);
    if (fields.size() != 2) return std::nullopt;
    return store_.find(key_of(release_, fields[0], fields[1]));
  }

  fs::path remembered() const { return store_.root() / "state/sources" / release_.name; }

  Expected<fs::path> from_offer() {
    const SourceFile& first = offer_->files.front();
    std::string from = first.path.string();
    if (offer_->files.size() > 1) from += fmt::format(" and {} more", offer_->files.size() - 1);
    if (offer_->version != release_.version)
      from += fmt::format(", while ashore was tried with {}", release_.version);
    // By content where the content is known, else by what the file system tells of the files.
    auto known =
        std::ranges::find(release_.archives, first.path.filename().string(), &KnownArchive::file);
    if (known == release_.archives.end() || !first.offer.archive) {
      TRY_ASSIGN(Digest mark, mark_of(source_, *offer_));
      return unpacked({*offer_, key_of(release_, offer_->version, hex(mark)), from});
    }
    TRY_ASSIGN(Digest digest, host::digest_of_file(first.path));
    if (hex(digest) != known->sha256)
      return Failure(
          Error(ErrorKind::toolchain, fmt::format("`{}` has the digest {}, and the release has {}",
                                                  first.path.string(), hex(digest), known->sha256))
              .hint("fetch it again, or take it out of ASHORE_SOURCES"));
    return unpacked({*offer_, key_of(release_, offer_->version, known->sha256), from});
  }

  Expected<fs::path> fetched(const fs::path& workshop) {
    // We hold the lock, so what lies here was left by a process that died.
    std::string prefix = std::string(release_.name) + ".fetch";
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(workshop, ignored)) {
      if (entry.path().filename().string().starts_with(prefix))
        fs::remove_all(entry.path(), ignored);
    }
    TRY_ASSIGN(host::TemporaryDirectory downloads,
               host::TemporaryDirectory::create(workshop, prefix));
    Expected<fs::path> tree = from_distribution(downloads.path());
    if (tree || tree.error().kind() != ErrorKind::toolchain) return tree;
    tried_.push_back("apt: " + tree.error().message());
    tree = from_upstream(downloads.path());
    if (tree || tree.error().kind() != ErrorKind::toolchain) return tree;
    return Failure(missing());
  }

  Expected<fs::path> from_distribution(const fs::path& downloads) {
    TRY_ASSIGN(fs::path archive,
               packages::source_archive(std::string(release_.package), downloads, host_, store_,
                                        reporter_, Stage::provision));
    std::optional<OfferedSource> offer = offered_source(source_, archive.filename().string());
    if (!offer)
      return failure(ErrorKind::toolchain, "`" + printable(archive.filename().string()) +
                                               "` is no name of such an archive");
    TRY_ASSIGN(Digest digest, host::digest_of_file(archive));
    std::string from = fmt::format("the distribution's {}", archive.filename().string());
    SourceSet set{offer->version, {{archive, *offer}}};
    TRY_ASSIGN(fs::path tree,
               unpacked({std::move(set), key_of(release_, offer->version, hex(digest)), from}));
    TRY(host::write_file(remembered(), fmt::format("{} {}\n", offer->version, hex(digest))));
    return tree;
  }

  Expected<fs::path> from_upstream(const fs::path& downloads) {
    const KnownArchive& known = upstreams();
    fs::path archive = downloads / known.file;
    std::optional<Digest> digest = parse_digest(known.sha256);
    if (!digest) return failure(ErrorKind::bug, "the digest of a release is none");
    Expected<void> got = fetch_upstream(std::string(known.url), *digest, archive, host_, reporter_);
    if (!got) {
      tried_.push_back(got.error().message());
      return Failure(std::move(got).error());
    }
    SourceSet set{std::string(release_.version),
                  {{archive, {std::string(release_.version), "", true}}}};
    return unpacked(
        {std::move(set), key_of(release_, release_.version, known.sha256), std::string(known.url)});
  }

  const KnownArchive& upstreams() const {
    return *std::ranges::find_if(release_.archives,
                                 [](const KnownArchive& known) { return !known.url.empty(); });
  }

  Error missing() const {
    const KnownArchive& known = upstreams();
    Error error(ErrorKind::toolchain,
                fmt::format("the source of {} is missing: {}", title(release_, release_.version),
                            joined(tried_, "; ")));
    return std::move(error).hint(
        fmt::format("put `{}` (from {}, sha256 {}) into a directory, and set ASHORE_SOURCES to it",
                    known.file, known.url, known.sha256));
  }

  Expected<fs::path> unpacked(const Origin& origin) {
    std::string what = title(release_, origin.set.version);
    auto make = [&](const fs::path& directory) -> Expected<void> {
      reporter_.decided(Stage::provision, fmt::format("source of {} from {}", what, origin.from));
      for (const SourceFile& file : origin.set.files) {
        TRY(file.offer.archive ? unpack_archive(file, directory) : copy_tree(file, directory));
      }
      for (std::string_view proof : release_.proofs) {
        std::error_code ignored;
        if (fs::is_regular_file(directory / proof, ignored)) continue;
        return Failure(Error(ErrorKind::toolchain,
                             fmt::format("{} is no whole source of {}: `{}` is not in it",
                                         origin.from, release_.name, proof))
                           .hint("take it out of ASHORE_SOURCES, or put the whole release there"));
      }
      return {};
    };
    Expected<fs::path> tree = store_.obtain(origin.key, make);
    if (!tree)
      return Failure(std::move(tree).error().while_doing("unpacking the source of " + what));
    return tree;
  }

  Expected<void> unpack_archive(const SourceFile& file, const fs::path& directory) {
    std::string text = "unpacking " + file.path.filename().string();
    host::Unpacking how;
    how.place = [&](std::string_view member) {
      return place_in_tree(source_, file.offer.part, member);
    };
    how.enough = end_of_wanted(source_, file.offer.part);
    how.most_bytes = most_bytes;
    how.most_members = most_files;
    how.on_progress = [&](double fraction) {
      reporter_.progress(Stage::provision, text, fraction);
    };
    TRY(host::unpack(file.path, directory, how));
    return {};
  }

  Expected<void> copy_tree(const SourceFile& tree, const fs::path& directory) {
    TRY_ASSIGN(std::vector<TreeFile> files, files_of(source_, tree));
    for (const TreeFile& file : files) {
      fs::path to = directory / file.to;
      TRY(host::make_directories(to.parent_path()));
      std::error_code error;
      fs::copy_file(file.from, to, error);
      if (error)
        return failure(ErrorKind::host,
                       "cannot copy `" + file.from.string() + "`: " + error.message());
    }
    return {};
  }

  SourceName source_;
  const SourceRelease& release_;
  host::Host& host_;
  const store::Store& store_;
  Reporter& reporter_;
  std::optional<SourceSet> offer_;
  std::vector<std::string> tried_;  // and why it was of no use
};

}  // namespace

Expected<fs::path> source_tree(SourceName source, host::Host& host, const store::Store& store,
                               Reporter& reporter) {
  return SourceTreeMaker(source, host, store, reporter).tree();
}

}  // namespace ashore::provision
