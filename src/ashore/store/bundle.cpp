// SPDX-License-Identifier: Apache-2.0
// A bundle is a tar of
//   ashore-store                      the line "ashore store bundle 1"
//   records/KIND/ENTRY                records as record.h has them
//   entries/KIND/ENTRY/...            the files
//   state/packages/ARCH/resolved/...  which version of a package is meant by its name
//   state/sources/NAME                the same for the sources of C runtimes
#include "ashore/store/bundle.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <system_error>

#include "ashore/base/text.h"
#include "ashore/host/archive.h"
#include "ashore/host/files.h"
#include "ashore/store/check.h"
#include "ashore/store/children.h"
#include "ashore/store/record.h"

namespace ashore::store {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view title_file = "ashore-store", title = "ashore store bundle 1\n";
constexpr std::uint64_t longest_record = std::uint64_t{256} << 20;
constexpr std::uint64_t longest_note = 1 << 20;
constexpr std::uint64_t most_bytes = std::uint64_t{1} << 40;
constexpr std::size_t most_files = 5'000'000;

// What names are resolved to, below a root: small files of packages and sources.
std::vector<fs::path> notes_below(const fs::path& root) {
  std::vector<fs::path> notes;
  auto add = [&](const fs::path& file) {
    std::error_code ignored;
    bool is_small = fs::is_regular_file(fs::symlink_status(file, ignored)) &&
                    fs::file_size(file, ignored) < longest_note;
    if (is_small && is_plain_name(file.filename().string()))
      notes.push_back(file.lexically_relative(root));
  };
  for (const fs::path& package_root : children(root / "state/packages")) {
    if (!is_plain_name(package_root.filename().string())) continue;
    for (const fs::path& file : children(package_root / "resolved")) add(file);
  }
  for (const fs::path& file : children(root / "state/sources")) {
    // Beside them are locks and downloads.
    if (file.extension() != ".lock") add(file);
  }
  return notes;
}

// A note names versions, which become names of directories.
bool is_harmless(std::string_view note) {
  return note.find("..") == std::string_view::npos && note.find('/') == std::string_view::npos &&
         note.find('\0') == std::string_view::npos;
}

class Exporter {
 public:
  Exporter(const Store& store, const fs::path& file, const OnFraction& on_fraction)
      : store_(store), file_(file), on_fraction_(on_fraction) {}

  Expected<Bundled> run(const std::vector<std::string>& kinds) {
    TRY_ASSIGN(std::vector<Item> items, chosen(kinds));
    for (const Item& item : items) all_ += 2 * item.bytes;  // read once to check, once to write
    TRY_ASSIGN(host::ArchiveWriter writer, host::ArchiveWriter::create(file_));
    TRY(writer.add_text(std::string(title_file), title));
    for (const Item& item : items) TRY(add(item, writer));
    for (const fs::path& note : notes_below(store_.root())) {
      TRY_ASSIGN(std::string text, host::read_file(store_.root() / note, longest_note));
      if (is_harmless(text)) TRY(writer.add_text(note.string(), text));
    }
    TRY(writer.finish());
    TRY_ASSIGN(done_.digest, host::digest_of_file(file_));
    return done_;
  }

 private:
  Expected<std::vector<Item>> chosen(const std::vector<std::string>& kinds) {
    TRY_ASSIGN(Inventory all, inventory(store_));
    std::vector<std::string> known;
    std::vector<Item> items;
    for (const Item& item : all.items) {
      if (!item.finished || stays_at_home(item)) continue;
      if (std::ranges::find(known, item.kind) == known.end()) known.push_back(item.kind);
      if (kinds.empty() || std::ranges::find(kinds, item.kind) != kinds.end())
        items.push_back(item);
    }
    for (const std::string& kind : kinds) {
      if (std::ranges::find(known, kind) != known.end()) continue;
      Error error(ErrorKind::usage,
                  "the store has nothing of kind `" + printable(kind) + "` to export");
      if (std::optional<std::string> meant = nearest(kind, known))
        return Failure(std::move(error).hint("did you mean `" + *meant + "`?"));
      return Failure(std::move(error).hint(known.empty() ? "the store is empty"
                                                         : "it has " + joined(known, ", ")));
    }
    return items;
  }

  void advance(std::uint64_t bytes) {
    read_ += bytes;
    if (on_fraction_ && all_ > 0)
      on_fraction_(std::min(1.0, static_cast<double>(read_) / static_cast<double>(all_)));
  }

  // Those made before records were kept get one here.
  Expected<Record> record_of(const Item& item) {
    std::string entry = item.path.filename().string();
    auto on_bytes = [this](std::uint64_t bytes) { advance(bytes); };
    if (item.recorded) {
      TRY_ASSIGN(Finding finding, check(store_, item, on_bytes));
      if (finding.integrity == Integrity::damaged)
        return Failure(Error(ErrorKind::host, fmt::format("`{}` is damaged: {}", item.path.string(),
                                                          finding.differences.front()))
                           .hint("`ashore store verify --repair` takes damaged entries out"));
      TRY_ASSIGN(std::string text,
                 host::read_file(store_.record_of(item.kind, entry), longest_record));
      return read_record(text);
    }
    // Only the first digits of its recipe are known; the others are never looked at.
    std::string digits = entry.substr(entry.size() - std::min<std::size_t>(entry.size(), 16));
    std::optional<Digest> recipe = parse_digest(digits + std::string(48, '0'));
    if (!recipe || name_of_entry(entry) == entry)
      return failure(ErrorKind::host, "`" + item.path.string() + "` is no entry of the store");
    Record record{{item.kind, item.name, *recipe}, item.used, {}};
    TRY_ASSIGN(record.files, files_below(item.path, on_bytes));
    return record;
  }

  Expected<void> add(const Item& item, host::ArchiveWriter& writer) {
    TRY_ASSIGN(Record record, record_of(item));
    std::string place = item.kind + "/" + item.path.filename().string();
    TRY(writer.add_text("records/" + place, written(record)));
    for (const RecordedFile& file : record.files) {
      std::string name = "entries/" + place + "/" + file.path;
      if (file.sort == FileSort::directory) {
        TRY(writer.add_directory(name));
      } else if (file.sort == FileSort::link) {
        TRY(writer.add_link(name, file.target));
      } else {
        TRY(writer.add_file(name, item.path / file.path,
                            [this](std::size_t bytes) { advance(bytes); }));
        done_.bytes += file.size;
      }
    }
    if (record.files.empty()) TRY(writer.add_directory("entries/" + place));
    ++done_.entries;
    return {};
  }

  const Store& store_;
  const fs::path& file_;
  const OnFraction& on_fraction_;
  std::uint64_t all_ = 0, read_ = 0;
  Bundled done_;
};

class Importer {
 public:
  Importer(const Store& store, const fs::path& file, const OnFraction& on_fraction)
      : store_(store), file_(file), on_fraction_(on_fraction) {}

  Expected<Imported> run() {
    TRY_ASSIGN(done_.digest, host::digest_of_file(file_));
    fs::path making = store_.root() / "making";
    TRY(host::make_directories(making));
    TRY_ASSIGN(host::FileLock lock, host::FileLock::acquire(making / "import.lock"));
    TRY_ASSIGN(host::TemporaryDirectory workshop,
               host::TemporaryDirectory::create(making, "import.part"));
    at_ = workshop.path();
    host::Unpacking how;
    // A package's links stay as they are: its programs were not made to run here either.
    how.links = host::Links::as_they_are;
    how.most_bytes = most_bytes;
    how.most_read = 2 * most_bytes;
    how.most_members = most_files;
    how.on_progress = on_fraction_;
    TRY(host::unpack(file_, at_, how));
    Expected<std::string> first = host::read_file(at_ / title_file, 100);
    if (!first || *first != title) return bad("it is no bundle of a store of ashore");
    // Nothing is taken in before everything was checked.
    TRY_ASSIGN(std::vector<Record> records, all_records());
    for (const Record& record : records) TRY(check_entry(record));
    TRY(nothing_else(records));
    for (const Record& record : records) TRY(take_in(record));
    return take_in_notes();
  }

 private:
  Failure bad(const std::string& why) const {
    return failure(ErrorKind::bad_input, "`" + file_.string() + "`: " + why);
  }

  fs::path entry_of(const Record& record) const {
    return at_ / "entries" / record.key.kind / entry_name(record.key);
  }

  Expected<std::vector<Record>> all_records() {
    std::vector<Record> records;
    for (const fs::path& kind : children(at_ / "records")) {
      for (const fs::path& file : children(kind)) {
        TRY_ASSIGN(std::string text, host::read_file(file, longest_record));
        Expected<Record> record = read_record(text);
        if (!record) return bad(record.error().message());
        bool at_home =
            record->key.kind == kind.filename() && entry_name(record->key) == file.filename();
        bool harmless = record->key.kind != "state" && record->key.kind != "making";
        if (!at_home || !harmless)
          return bad("a record is not where it belongs: " + printable(file.filename().string()));
        records.push_back(std::move(*record));
      }
    }
    return records;
  }

  Expected<void> check_entry(const Record& record) {
    // Modes came through the archive as far as it has them.
    for (const RecordedFile& file : record.files) {
      std::error_code ignored;
      if (file.sort == FileSort::secret &&
          fs::is_regular_file(fs::symlink_status(entry_of(record) / file.path, ignored)))
        fs::permissions(entry_of(record) / file.path, fs::perms(0600), ignored);
    }
    std::error_code ignored;
    if (!fs::is_directory(fs::symlink_status(entry_of(record), ignored)))
      return bad("there is no entry to the record of " + record.key.name);
    TRY_ASSIGN(std::vector<RecordedFile> found, files_below(entry_of(record)));
    std::vector<std::string> wrong = differences(record.files, found);
    if (wrong.empty()) return {};
    return bad(fmt::format("the entry {} is damaged: {}", record.key.name, wrong.front()));
  }

  // Entries without a record have nothing that they can be checked by.
  Expected<void> nothing_else(const std::vector<Record>& records) {
    std::set<fs::path> recorded;
    for (const Record& record : records) recorded.insert(entry_of(record));
    for (const fs::path& kind : children(at_ / "entries")) {
      for (const fs::path& entry : children(kind)) {
        if (!recorded.contains(entry))
          return bad("there is no record of the entry " + printable(entry.filename().string()));
      }
    }
    return {};
  }

  Expected<void> take_in(const Record& record) {
    std::string entry = entry_name(record.key);
    fs::path goal = store_.path_of(record.key);
    TRY_ASSIGN(host::FileLock lock,
               host::FileLock::acquire(store_.lock_of(record.key.kind, entry)));
    if (store_.find(record.key)) {
      ++done_.known;
      return {};
    }
    fs::path place = store_.record_of(record.key.kind, entry);
    TRY(host::make_directories(place.parent_path()));
    TRY(host::make_directories(goal.parent_path()));
    TRY(host::write_file(place, written(record)));
    std::error_code error;
    fs::rename(entry_of(record), goal, error);
    if (error)
      return failure(ErrorKind::host,
                     "cannot put `" + goal.string() + "` into the store: " + error.message());
    done_.added.push_back(fmt::format("{} ({})", record.key.name, record.key.kind));
    return {};
  }

  // What this computer has resolved itself stays.
  Expected<Imported> take_in_notes() {
    for (const fs::path& note : notes_below(at_)) {
      std::error_code ignored;
      if (fs::exists(store_.root() / note, ignored)) continue;
      TRY_ASSIGN(std::string text, host::read_file(at_ / note, longest_note));
      if (!is_harmless(text)) return bad("`" + printable(note.string()) + "` names a path");
      TRY(host::make_directories((store_.root() / note).parent_path()));
      TRY(host::write_file(store_.root() / note, text));
    }
    return done_;
  }

  const Store& store_;
  const fs::path& file_;
  const OnFraction& on_fraction_;
  fs::path at_;
  Imported done_;
};

}  // namespace

bool stays_at_home(const Item& item) { return item.kind.starts_with("lab-"); }

Expected<Bundled> export_bundle(const Store& store, const fs::path& file,
                                const std::vector<std::string>& kinds,
                                const OnFraction& on_fraction) {
  return Exporter(store, file, on_fraction).run(kinds);
}

Expected<Imported> import_bundle(const Store& store, const fs::path& file,
                                 const OnFraction& on_fraction) {
  Expected<Imported> imported = Importer(store, file, on_fraction).run();
  if (imported || imported.error().kind() != ErrorKind::bad_input) return imported;
  return Failure(std::move(imported).error().hint(
      "nothing was taken in; `ashore store export` makes such a bundle"));
}

}  // namespace ashore::store
