// SPDX-License-Identifier: Apache-2.0
#include "ashore/store/record.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <system_error>

#include "ashore/base/text.h"
#include "ashore/host/files.h"

namespace ashore::store {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view title = "ashore store record 1";

struct Letter {
  FileSort sort;
  std::string_view letter;
};
constexpr std::array letters = {Letter{FileSort::plain, "f"}, Letter{FileSort::executable, "x"},
                                Letter{FileSort::secret, "s"}, Letter{FileSort::link, "l"},
                                Letter{FileSort::directory, "d"}};

// Blanks separate fields, so they, '%' and control characters are written as in an address.
std::string escaped(std::string_view text) {
  std::string result;
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (byte > ' ' && byte != '%' && byte != 0x7f)
      result += c;
    else
      result += fmt::format("%{:02x}", byte);
  }
  return result;
}

std::optional<std::string> unescaped(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      result += text[i];
      continue;
    }
    std::optional<std::uint64_t> byte = parse_unsigned(text.substr(i + 1, 2), 16);
    if (!byte || i + 2 >= text.size()) return std::nullopt;
    result += static_cast<char>(*byte);
    i += 2;
  }
  return result;
}

// Stays below the entry, and is spelled in one way only.
bool is_plain_path(std::string_view path) {
  for (std::string_view piece : split(path, '/')) {
    if (piece.empty() || piece == "." || piece == ".." ||
        piece.find('\0') != std::string_view::npos)
      return false;
  }
  return true;
}

std::string line_of(const RecordedFile& file) {
  std::string_view letter = std::ranges::find(letters, file.sort, &Letter::sort)->letter;
  std::string path = escaped(file.path);
  if (file.sort == FileSort::directory) return fmt::format("{} {}\n", letter, path);
  if (file.sort == FileSort::link)
    return fmt::format("{} {} {}\n", letter, path, escaped(file.target));
  return fmt::format("{} {} {} {}\n", letter, path, file.size, hex(file.digest));
}

std::optional<RecordedFile> file_of(std::string_view line) {
  std::vector<std::string_view> fields = split(line, ' ');
  auto letter = std::ranges::find(letters, fields[0], &Letter::letter);
  if (letter == letters.end() || fields.size() < 2) return std::nullopt;
  RecordedFile file;
  file.sort = letter->sort;
  std::optional<std::string> path = unescaped(fields[1]);
  if (!path || !is_plain_path(*path)) return std::nullopt;
  file.path = std::move(*path);
  if (file.sort == FileSort::directory)
    return fields.size() == 2 ? std::optional(file) : std::nullopt;
  if (file.sort == FileSort::link) {
    std::optional<std::string> target = fields.size() == 3 ? unescaped(fields[2]) : std::nullopt;
    if (!target || target->empty() || target->find('\0') != std::string::npos) return std::nullopt;
    file.target = std::move(*target);
    return file;
  }
  if (fields.size() != 4) return std::nullopt;
  std::optional<std::uint64_t> size = parse_unsigned(fields[2]);
  std::optional<Digest> digest = parse_digest(fields[3]);
  if (!size || !digest) return std::nullopt;
  file.size = *size;
  file.digest = *digest;
  return file;
}

Failure bad_record(std::size_t line, std::string_view text) {
  return failure(ErrorKind::bad_input, fmt::format("line {} of a record of the store makes no "
                                                   "sense: `{}`",
                                                   line, printable(text, 100)));
}

Expected<RecordedFile> seen(const fs::directory_entry& entry, const fs::path& directory,
                            const OnBytes& on_bytes) {
  RecordedFile file;
  file.path = entry.path().lexically_relative(directory).string();
  std::error_code error;
  fs::file_status status = entry.symlink_status(error);
  if (fs::is_symlink(status)) {
    file.sort = FileSort::link;
    file.target = fs::read_symlink(entry.path(), error).string();
  } else if (fs::is_directory(status)) {
    file.sort = FileSort::directory;
  } else if (fs::is_regular_file(status)) {
    bool secret = (status.permissions() & fs::perms(077)) == fs::perms::none;
    bool executable = (status.permissions() & fs::perms::owner_exec) != fs::perms::none;
    file.sort = secret ? FileSort::secret : executable ? FileSort::executable : FileSort::plain;
    file.size = entry.file_size(error);
    if (!error) {
      TRY_ASSIGN(file.digest, host::digest_of_file(entry.path()));
    }
    if (on_bytes) on_bytes(file.size);
  } else {
    return failure(ErrorKind::host,
                   "`" + entry.path().string() + "` is neither file nor directory nor link");
  }
  if (error)
    return failure(ErrorKind::host,
                   "cannot read `" + entry.path().string() + "`: " + error.message());
  return file;
}

}  // namespace

Expected<std::vector<RecordedFile>> files_below(const fs::path& directory,
                                                const OnBytes& on_bytes) {
  std::vector<RecordedFile> files;
  std::error_code error;
  for (fs::recursive_directory_iterator at(directory, error), end; !error && at != end;
       at.increment(error)) {
    TRY_ASSIGN(RecordedFile file, seen(*at, directory, on_bytes));
    std::error_code ignored;
    if (file.sort != FileSort::directory || fs::is_empty(at->path(), ignored))
      files.push_back(std::move(file));
  }
  if (error)
    return failure(ErrorKind::host, "cannot list `" + directory.string() + "`: " + error.message());
  std::ranges::sort(files, {}, &RecordedFile::path);
  return files;
}

std::string written(const Record& record) {
  std::string text =
      fmt::format("{}\n{} {} {} {}\n", title, escaped(record.key.kind), escaped(record.key.name),
                  hex(record.key.recipe), record.made.time_since_epoch().count());
  for (const RecordedFile& file : record.files) text += line_of(file);
  return text;
}

Expected<Record> read_record(std::string_view text) {
  std::vector<std::string_view> all = lines(text);
  if (all.size() < 2 || all[0] != title) return bad_record(1, all.empty() ? "" : all[0]);
  std::vector<std::string_view> fields = split(all[1], ' ');
  if (fields.size() != 4) return bad_record(2, all[1]);
  std::optional<std::string> kind = unescaped(fields[0]), name = unescaped(fields[1]);
  std::optional<Digest> recipe = parse_digest(fields[2]);
  std::optional<std::uint64_t> made = parse_unsigned(fields[3]);
  if (!kind || !name || !recipe || !made || *made > std::uint64_t{1} << 40 ||
      !is_plain_name(*kind) || !is_plain_name(*name))
    return bad_record(2, all[1]);
  Record record;
  record.key = {*kind, *name, *recipe};
  record.made = std::chrono::sys_seconds(std::chrono::seconds(static_cast<std::int64_t>(*made)));
  for (std::size_t i = 2; i < all.size(); ++i) {
    std::optional<RecordedFile> file = file_of(all[i]);
    // In order and each once, so that it can be compared with what is there.
    if (!file || (!record.files.empty() && file->path <= record.files.back().path))
      return bad_record(i + 1, all[i]);
    record.files.push_back(std::move(*file));
  }
  return record;
}

std::string entry_name(const Key& key) {
  // 16 of 64 digits: a name for people; two of a million entries meet by chance once in 10^7
  // stores.
  return key.name + "-" + hex(key.recipe).substr(0, 16);
}

bool is_plain_name(std::string_view name) {
  return !name.empty() && name.size() < 200 && name.front() != '.' && is_plain_path(name) &&
         name.find('/') == std::string_view::npos && printable(name) == name;
}

}  // namespace ashore::store
