// SPDX-License-Identifier: Apache-2.0
#include "ashore/host/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <set>
#include <system_error>
#include <utility>
#include <vector>

#include "ashore/base/text.h"
#include "ashore/host/files.h"

namespace ashore::host {

namespace {

namespace fs = std::filesystem;

struct CloseReader {
  void operator()(::archive* archive) const { ::archive_read_free(archive); }
};
using Reader = std::unique_ptr<::archive, CloseReader>;

std::string what_archive_says(::archive* archive) {
  const char* text = ::archive_error_string(archive);
  return text == nullptr ? "no reason is given" : printable(text, 200);
}

Failure bad(const fs::path& archive, const std::string& why) {
  return failure(ErrorKind::bad_input, "`" + archive.string() + "`: " + why);
}

Reader new_reader() {
  Reader reader(::archive_read_new());
  ::archive_read_support_format_tar(reader.get());
  ::archive_read_support_filter_gzip(reader.get());
  ::archive_read_support_filter_bzip2(reader.get());
  ::archive_read_support_filter_xz(reader.get());
  ::archive_read_support_filter_zstd(reader.get());
  return reader;
}

// A path of an archive in our spelling; nothing where it leads elsewhere or cannot be a path.
std::optional<std::string> clean(std::string_view path) {
  std::string result;
  if (path.starts_with('/')) return std::nullopt;
  for (std::string_view piece : split(path, '/')) {
    if (piece.empty() || piece == ".") continue;
    if (piece == "..") return std::nullopt;
    if (!result.empty()) result += '/';
    result += piece;
  }
  return result;
}

// Whether a link at `at`, whose own directories are real ones, leads below the directory. Where its
// words go up after they went down, they may go down through another link, and then up from
// wherever that leads.
bool stays_inside(std::string_view at, std::string_view target) {
  if (target.starts_with('/')) return false;
  auto depth = std::ranges::count(at, '/');
  bool went_down = false;
  for (std::string_view piece : split(target, '/')) {
    if (piece.empty() || piece == ".") continue;
    if (piece != "..")
      went_down = true;
    else if (went_down || --depth < 0)
      return false;
  }
  return true;
}

class Unpacker {
 public:
  Unpacker(const fs::path& archive, const fs::path& directory, const Unpacking& how)
      : path_(archive), directory_(directory), how_(how) {}

  Expected<Unpacked> of_file() {
    std::error_code ignored;
    archive_size_ = fs::file_size(path_, ignored);
    constexpr std::size_t block = std::size_t{1} << 16;
    return opened(::archive_read_open_filename(reader_.get(), path_.c_str(), block));
  }

  Expected<Unpacked> of_bytes(std::span<const std::byte> bytes) {
    archive_size_ = bytes.size();
    return opened(::archive_read_open_memory(reader_.get(), bytes.data(), bytes.size()));
  }

 private:
  Expected<Unpacked> opened(int status) {
    if (status != ARCHIVE_OK)
      return bad(path_, "cannot be read as an archive: " + what_archive_says(reader_.get()));
    return members();
  }

  Expected<Unpacked> members() {
    while (true) {
      archive_entry* entry = nullptr;
      int status = ::archive_read_next_header(reader_.get(), &entry);
      if (status == ARCHIVE_EOF) break;
      // A warning is of names that this computer's locale cannot show.
      if (status != ARCHIVE_OK && status != ARCHIVE_WARN)
        return bad(path_, "is damaged: " + what_archive_says(reader_.get()));
      // Also what is left out has to be read, to get past it.
      TRY(progress(::archive_entry_size(entry)));
      TRY_ASSIGN(bool more, member(entry));
      if (!more) break;
    }
    // Only now, so that nothing was unpacked through one.
    for (const auto& [at, target] : links_) TRY(make_link(at, target));
    done_.links = links_.size();
    return done_;
  }

  Expected<void> progress(std::int64_t to_come) {
    std::int64_t plain = ::archive_filter_bytes(reader_.get(), 0);
    if (plain < 0 || to_come < 0 || static_cast<std::uint64_t>(plain) > how_.most_read ||
        static_cast<std::uint64_t>(to_come) > how_.most_read - static_cast<std::uint64_t>(plain))
      return bad(path_, fmt::format("holds more than {}", human_bytes(how_.most_read)));
    std::int64_t read = ::archive_filter_bytes(reader_.get(), -1);
    if (how_.on_progress && archive_size_ > 0 && read >= 0)
      how_.on_progress(
          std::min(1.0, static_cast<double>(read) / static_cast<double>(archive_size_)));
    return {};
  }

  std::optional<std::string> place_of(const std::string& member) const {
    return how_.place ? how_.place(member) : member;
  }

  // False: enough was read.
  Expected<bool> member(archive_entry* entry) {
    const char* name = ::archive_entry_pathname(entry);
    if (name == nullptr) name = ::archive_entry_pathname_utf8(entry);
    // Names that are no text belong to nothing that we ask for.
    if (name == nullptr) return true;
    std::optional<std::string> from = clean(name);
    if (!from) return bad(path_, "has a member outside: `" + printable(name, 200) + "`");
    if (from->empty()) return true;
    if (how_.enough && how_.enough(*from)) return false;
    std::optional<std::string> place = place_of(*from);
    if (!place) return true;
    std::optional<std::string> to = clean(*place);
    if (!to) return bad(path_, "has a member outside: `" + printable(*place, 200) + "`");
    if (to->empty()) return true;
    if (++members_ > how_.most_members)
      return bad(path_, fmt::format("holds more than {} files", how_.most_members));
    TRY(put(entry, *to));
    return true;
  }

  Expected<void> put(archive_entry* entry, const std::string& to) {
    if (const char* same_as = ::archive_entry_hardlink(entry)) return put_copy(same_as, to);
    switch (::archive_entry_filetype(entry)) {
    case AE_IFDIR: return make_directories(directory_ / to);
    case AE_IFREG: return put_file(entry, to);
    case AE_IFLNK: {
      const char* target = ::archive_entry_symlink(entry);
      if (target == nullptr) target = ::archive_entry_symlink_utf8(entry);
      if (target == nullptr) return bad(path_, "`" + printable(to) + "` is a link to no text");
      if (how_.links == Links::inside_only && !stays_inside(to, target))
        return bad(path_, fmt::format("the link `{}` leads outside, to `{}`", printable(to, 200),
                                      printable(target, 200)));
      links_.emplace_back(to, target);
      return {};
    }
    default:
      return bad(path_, "`" + printable(to, 200) + "` is neither file nor directory nor link");
    }
  }

  Expected<Fd> create(const std::string& to, mode_t mode) {
    fs::path path = directory_ / to;
    TRY(make_directories(path.parent_path()));
    Fd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
    if (fd.is_open()) return fd;
    if (errno == EEXIST) return bad(path_, "holds `" + printable(to, 200) + "` twice");
    return failure(ErrorKind::host, "cannot create `" + path.string() +
                                        "`: " + std::generic_category().message(errno));
  }

  Expected<void> put_file(archive_entry* entry, const std::string& to) {
    bool executable = (::archive_entry_perm(entry) & 0100) != 0;
    TRY_ASSIGN(Fd fd, create(to, executable ? 0755 : 0644));
    std::int64_t at = 0;
    while (true) {
      const void* piece = nullptr;
      std::size_t size = 0;
      std::int64_t offset = 0;
      int status = ::archive_read_data_block(reader_.get(), &piece, &size, &offset);
      if (status == ARCHIVE_EOF) break;
      if (status != ARCHIVE_OK)
        return bad(path_, fmt::format("`{}` is damaged: {}", printable(to, 200),
                                      what_archive_says(reader_.get())));
      if (size == 0) continue;
      // A hole costs the archive nothing and us a disk.
      if (offset != at) return bad(path_, "`" + printable(to, 200) + "` has holes");
      if (size > how_.most_bytes - done_.bytes)
        return bad(path_, fmt::format("holds more than {}", human_bytes(how_.most_bytes)));
      done_.bytes += size;
      at += static_cast<std::int64_t>(size);
      Expected<void> written = write_all(fd, {static_cast<const char*>(piece), size});
      if (!written)
        return Failure(
            std::move(written).error().while_doing("writing `" + (directory_ / to).string() + "`"));
      TRY(progress(0));
    }
    ++done_.files;
    return {};
  }

  // tar's "hard link": the same content as a member before.
  Expected<void> put_copy(const char* same_as, const std::string& to) {
    std::optional<std::string> from = clean(same_as);
    std::optional<std::string> place = from ? place_of(*from) : std::nullopt;
    std::optional<std::string> first = place ? clean(*place) : std::nullopt;
    std::error_code error;
    if (!first || !fs::is_regular_file(fs::symlink_status(directory_ / *first, error)))
      return bad(path_, fmt::format("`{}` is the same file as `{}`, which is not before it",
                                    printable(to, 200), printable(same_as, 200)));
    TRY_ASSIGN(std::string content, read_file(directory_ / *first));
    if (content.size() > how_.most_bytes - done_.bytes)
      return bad(path_, fmt::format("holds more than {}", human_bytes(how_.most_bytes)));
    done_.bytes += content.size();
    TRY_ASSIGN(Fd fd, create(to, 0644));
    ++done_.files;
    return write_all(fd, content);
  }

  Expected<void> make_link(const std::string& at, const std::string& target) {
    // A link below a link would be made wherever the first one leads.
    for (std::size_t slash = at.find('/'); slash != std::string::npos;
         slash = at.find('/', slash + 1)) {
      std::error_code ignored;
      if (fs::is_symlink(directory_ / at.substr(0, slash), ignored))
        return bad(path_, "`" + printable(at, 200) + "` lies below a link");
    }
    TRY(make_directories((directory_ / at).parent_path()));
    std::error_code error;
    fs::create_symlink(target, directory_ / at, error);
    if (error == std::errc::file_exists)
      return bad(path_, "holds `" + printable(at, 200) + "` twice");
    if (error)
      return failure(ErrorKind::host, "cannot make the link `" + (directory_ / at).string() +
                                          "`: " + error.message());
    return {};
  }

  const fs::path& path_;
  const fs::path& directory_;
  const Unpacking& how_;
  std::uintmax_t archive_size_ = 0;
  Reader reader_ = new_reader();
  std::vector<std::pair<std::string, std::string>> links_;
  std::size_t members_ = 0;
  Unpacked done_;
};

}  // namespace

Expected<Unpacked> unpack(const fs::path& archive, const fs::path& directory,
                          const Unpacking& how) {
  return Unpacker(archive, directory, how).of_file();
}

Expected<Unpacked> unpack(std::span<const std::byte> archive, const fs::path& name,
                          const fs::path& directory, const Unpacking& how) {
  return Unpacker(name, directory, how).of_bytes(archive);
}

}  // namespace ashore::host
