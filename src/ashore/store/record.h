// SPDX-License-Identifier: Apache-2.0
// What an entry of the store held when it was finished: its files, their sizes and digests. Lies
// beside the entries, <root>/state/records/<kind>/<name>-<digest>, and is written just before the
// entry appears.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/base/digest.h"
#include "ashore/base/expected.h"
#include "ashore/store/store.h"

namespace ashore::store {

// `secret`: for its owner's eyes only.
enum class FileSort { plain, executable, secret, link, directory };

struct RecordedFile {
  std::string path;  // below the entry
  FileSort sort = FileSort::plain;
  std::uint64_t size = 0;
  Digest digest;       // of plain, executable and secret files
  std::string target;  // of a link
  bool operator==(const RecordedFile&) const = default;
};

struct Record {
  Key key;
  std::chrono::sys_seconds made{};
  std::vector<RecordedFile> files;  // by path; directories only where they are empty
};

// `on_bytes` hears of each file that was read.
using OnBytes = std::function<void(std::uint64_t)>;

// Reads all of a directory. Sockets and devices are errors.
Expected<std::vector<RecordedFile>> files_below(const std::filesystem::path& directory,
                                                const OnBytes& on_bytes = {});

std::string written(const Record& record);
// Refuses paths that lead elsewhere; ErrorKind::bad_input.
Expected<Record> read_record(std::string_view text);

// The directory's name in the store: the key's name and the first digits of its recipe.
std::string entry_name(const Key& key);
// Whether a kind or a name can be a name of a directory and nothing else.
bool is_plain_name(std::string_view name);

}  // namespace ashore::store
