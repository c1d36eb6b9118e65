// SPDX-License-Identifier: Apache-2.0
// Archives of files: tar in whatever compression, read as hostile input, and written for bundles.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "ashore/base/expected.h"

namespace ashore::host {

// Whether links of an archive may lead out of the directory that it is unpacked into. What is
// unpacked never goes through a link, whatever this says.
enum class Links { inside_only, as_they_are };

struct Unpacking {
  // Where a member goes below the directory; nothing: it is left out. Gets the member's path
  // without "./" in front and '/' behind. Without it everything goes where it is named.
  std::function<std::optional<std::string>(std::string_view member)> place;
  // True: nothing that is wanted comes any more; the rest is not read. Asked before `place`.
  std::function<bool(std::string_view member)> enough;
  std::uint64_t most_bytes = std::uint64_t{1} << 30;  // of all files that are unpacked
  std::uint64_t most_read = std::uint64_t{1} << 34;   // of the archive without its compression
  std::size_t most_members = 100'000;                 // that are unpacked
  Links links = Links::inside_only;
  // How much of the archive is read: 0 to 1. Called often.
  std::function<void(double fraction)> on_progress;
};

struct Unpacked {
  std::size_t files = 0, links = 0;
  std::uint64_t bytes = 0;
};

// Unpacks below `directory`. Absolute paths, "..", devices, a file twice, links that lead out and
// more than the bounds are errors (bad_input); what was unpacked by then stays. Of modes only
// whether a file can be executed is kept, of times nothing.
Expected<Unpacked> unpack(const std::filesystem::path& archive,
                          const std::filesystem::path& directory, const Unpacking& how);
// The same of an archive in memory; errors call it by `name`.
Expected<Unpacked> unpack(std::span<const std::byte> archive, const std::filesystem::path& name,
                          const std::filesystem::path& directory, const Unpacking& how);

// Writes a tar, compressed with zstd where its name ends in ".zst". The file appears when it is
// finished, and not at all otherwise. By ourselves: libarchive's writers bring the libraries of all
// its formats along (cmake/archives.cmake).
class ArchiveWriter {
 public:
  static Expected<ArchiveWriter> create(std::filesystem::path path);
  ArchiveWriter(ArchiveWriter&&) noexcept;
  ArchiveWriter& operator=(ArchiveWriter&&) = delete;
  ~ArchiveWriter();

  Expected<void> add_text(const std::string& name, std::string_view content);
  // `on_bytes` hears of each piece that is written.
  Expected<void> add_file(const std::string& name, const std::filesystem::path& file,
                          const std::function<void(std::size_t)>& on_bytes = {});
  Expected<void> add_link(const std::string& name, const std::string& target);
  Expected<void> add_directory(const std::string& name);
  Expected<void> finish();

 private:
  struct Output;
  explicit ArchiveWriter(std::unique_ptr<Output> output);
  Expected<void> add_header(const std::string& name, char type, std::uint64_t size, unsigned mode,
                            const std::string& target = {});
  std::unique_ptr<Output> output_;
};

}  // namespace ashore::host
