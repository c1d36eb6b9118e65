// SPDX-License-Identifier: Apache-2.0
// tar as POSIX.1-1988 has it (ustar), with GNU's entries for names that are too long for it.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

#include "ashore/host/archive.h"
#include "ashore/host/files.h"

namespace ashore::host {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t block = 512, name_field = 100;
// Eleven octal digits.
constexpr std::uint64_t most_in_a_member = (std::uint64_t{1} << 33) - 1;
// A tenth of the time of zstd's best, and within a few percent of its size for code.
constexpr int compression = 9;

struct FreeCompressor {
  void operator()(ZSTD_CCtx* context) const { ::ZSTD_freeCCtx(context); }
};

Failure system_failure(std::string_view doing, const fs::path& path) {
  return failure(ErrorKind::host, fmt::format("cannot {} `{}`: {}", doing, path.string(),
                                              std::generic_category().message(errno)));
}

void put_text(std::array<char, block>& header, std::size_t at, std::string_view text) {
  std::ranges::copy(text, header.begin() + static_cast<std::ptrdiff_t>(at));
}

}  // namespace

struct ArchiveWriter::Output {
  fs::path path;
  std::string temporary;  // empty once it was renamed
  Fd fd;
  std::unique_ptr<ZSTD_CCtx, FreeCompressor> compressor;  // none: written as it is
  std::string buffer = std::string(std::size_t{1} << 17, '\0');

  Output(fs::path goal, std::string beside, Fd open)
      : path(std::move(goal)), temporary(std::move(beside)), fd(std::move(open)) {}
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  ~Output() {
    if (!temporary.empty()) ::unlink(temporary.c_str());
  }

  Expected<void> put(std::string_view bytes) { return write(bytes, ZSTD_e_continue); }

  Expected<void> write(std::string_view bytes, ZSTD_EndDirective end) {
    if (!compressor) return to_disk(bytes);
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    while (true) {
      ZSTD_outBuffer out{buffer.data(), buffer.size(), 0};
      std::size_t left = ::ZSTD_compressStream2(compressor.get(), &out, &in, end);
      if (::ZSTD_isError(left) != 0)
        return failure(ErrorKind::bug, std::string("zstd: ") + ::ZSTD_getErrorName(left));
      TRY(to_disk({buffer.data(), out.pos}));
      if (end == ZSTD_e_continue ? in.pos == in.size : left == 0) return {};
    }
  }

  Expected<void> to_disk(std::string_view bytes) {
    Expected<void> written = write_all(fd, bytes);
    if (written) return {};
    return Failure(std::move(written).error().while_doing("writing `" + path.string() + "`"));
  }

  Expected<void> pad(std::uint64_t size) {
    std::size_t over = static_cast<std::size_t>(size % block);
    return over == 0 ? Expected<void>() : put(std::string(block - over, '\0'));
  }
};

ArchiveWriter::ArchiveWriter(std::unique_ptr<Output> output) : output_(std::move(output)) {}
ArchiveWriter::ArchiveWriter(ArchiveWriter&&) noexcept = default;
ArchiveWriter::~ArchiveWriter() = default;

Expected<ArchiveWriter> ArchiveWriter::create(fs::path path) {
  std::string temporary = path.string() + ".XXXXXX";
  Fd fd(::mkstemp(temporary.data()));
  if (!fd.is_open()) return system_failure("create a file beside", path);
  ::fcntl(fd.get(), F_SETFD, FD_CLOEXEC);
  bool compressed = path.extension() == ".zst";
  auto output = std::make_unique<Output>(std::move(path), std::move(temporary), std::move(fd));
  if (compressed) {
    output->compressor.reset(::ZSTD_createCCtx());
    if (!output->compressor) return failure(ErrorKind::host, "no memory to compress with zstd");
    ::ZSTD_CCtx_setParameter(output->compressor.get(), ZSTD_c_compressionLevel, compression);
    ::ZSTD_CCtx_setParameter(output->compressor.get(), ZSTD_c_checksumFlag, 1);
  }
  return ArchiveWriter(std::move(output));
}

Expected<void> ArchiveWriter::add_header(const std::string& name, char type, std::uint64_t size,
                                         unsigned mode, const std::string& target) {
  if (size > most_in_a_member)
    return failure(ErrorKind::host, "`" + name + "` is too big for an archive");
  // The whole name as the content of an entry of its own, before the entry that it is of.
  const std::pair<const std::string&, char> texts[] = {{name, 'L'}, {target, 'K'}};
  for (const auto& [text, kind] : texts) {
    if (text.size() < name_field) continue;
    TRY(add_header("././@LongLink", kind, text.size() + 1, 0644));
    TRY(output_->put(text));
    TRY(output_->put(std::string(1, '\0')));
    TRY(output_->pad(text.size() + 1));
  }
  std::array<char, block> header{};
  put_text(header, 0, std::string_view(name).substr(0, name_field - 1));
  put_text(header, 100, fmt::format("{:07o}", mode));
  put_text(header, 108, "0000000");
  put_text(header, 116, "0000000");
  put_text(header, 124, fmt::format("{:011o}", size));
  put_text(header, 136, "00000000000");  // no time: equal stores make equal archives
  put_text(header, 148, "        ");
  header[156] = type;
  put_text(header, 157, std::string_view(target).substr(0, name_field - 1));
  put_text(header, 257, "ustar  ");
  unsigned sum = 0;
  for (char c : header) sum += static_cast<unsigned char>(c);
  put_text(header, 148, fmt::format("{:06o}", sum));
  header[154] = '\0';
  return output_->put({header.data(), header.size()});
}

Expected<void> ArchiveWriter::add_text(const std::string& name, std::string_view content) {
  TRY(add_header(name, '0', content.size(), 0644));
  TRY(output_->put(content));
  return output_->pad(content.size());
}

Expected<void> ArchiveWriter::add_file(const std::string& name, const fs::path& file,
                                       const std::function<void(std::size_t)>& on_bytes) {
  Fd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  struct stat facts = {};
  if (!fd.is_open() || ::fstat(fd.get(), &facts) != 0) return system_failure("open", file);
  auto size = static_cast<std::uint64_t>(facts.st_size);
  TRY(add_header(name, '0', size, (facts.st_mode & 0100) != 0 ? 0755 : 0644));
  std::string piece(std::size_t{1} << 17, '\0');
  for (std::uint64_t left = size; left > 0;) {
    ssize_t got = ::read(fd.get(), piece.data(),
                         static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), left)));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_failure("read", file);
    if (got == 0)
      return failure(ErrorKind::host, "`" + file.string() + "` became shorter as it was read");
    auto bytes = static_cast<std::size_t>(got);
    TRY(output_->put(std::string_view(piece).substr(0, bytes)));
    left -= bytes;
    if (on_bytes) on_bytes(bytes);
  }
  return output_->pad(size);
}

Expected<void> ArchiveWriter::add_link(const std::string& name, const std::string& target) {
  return add_header(name, '2', 0, 0777, target);
}

Expected<void> ArchiveWriter::add_directory(const std::string& name) {
  return add_header(name + "/", '5', 0, 0755);
}

Expected<void> ArchiveWriter::finish() {
  TRY(output_->put(std::string(2 * block, '\0')));
  if (output_->compressor) TRY(output_->write({}, ZSTD_e_end));
  if (::fchmod(output_->fd.get(), 0644) != 0 || ::fsync(output_->fd.get()) != 0 ||
      ::rename(output_->temporary.c_str(), output_->path.c_str()) != 0)
    return system_failure("write", output_->path);
  output_->temporary.clear();
  return {};
}

}  // namespace ashore::host
