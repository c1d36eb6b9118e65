// SPDX-License-Identifier: Apache-2.0
#include "ashore/ship/place.h"

#include <vector>

#include "ashore/base/text.h"
#include "ashore/ship/ship.h"

namespace ashore::ship {

namespace {

// A record of ours, and what a file system needs for itself to hold one more file.
constexpr std::uint64_t margin = std::uint64_t{16} << 10;

bool is_plain_name(std::string_view name) {
  return !name.empty() && name.front() != '.' &&
         name.find_first_of(std::string_view("/\n\0", 3)) == std::string_view::npos;
}

std::string shown(const WritablePlace& place) {
  std::string text = printable(place.path) + " (" + printable(place.file_system) + ") has " +
                     human_bytes(place.free_bytes) + " free";
  if (!place.executable) text += " and is mounted noexec";
  return text;
}

Expected<std::string> checked(const std::string& to) {
  std::size_t slash = to.rfind('/');
  if (!to.starts_with('/') || to.find('\0') != std::string::npos ||
      !is_plain_name(std::string_view(to).substr(slash + 1))) {
    return failure(ErrorKind::usage,
                   "`" + printable(to) + "` is no absolute path of a file on the device");
  }
  return to;
}

}  // namespace

std::optional<std::uint64_t> free_bytes(std::string_view df) {
  // "... 1K-blocks Used Available Use% Mounted on tmpfs 16384 0 16384 0% /tmp": the number before
  // the percentage.
  std::vector<std::string_view> fields;
  for (std::string_view line : lines(df)) {
    for (std::string_view word : words(line)) fields.push_back(word);
  }
  for (std::size_t i = 1; i < fields.size(); ++i) {
    std::string_view word = fields[i];
    if (!word.ends_with('%') || !parse_unsigned(word.substr(0, word.size() - 1))) continue;
    std::optional<std::uint64_t> kilobytes = parse_unsigned(fields[i - 1]);
    if (kilobytes && *kilobytes < std::uint64_t{1} << 50) return *kilobytes << 10;
    return std::nullopt;
  }
  return std::nullopt;
}

Expected<std::string> remote_path(const std::string& name, std::uint64_t size,
                                  const DeviceFacts& device, const Request& request) {
  if (request.to) return checked(*request.to);
  if (!is_plain_name(name)) {
    return failure(ErrorKind::usage, "`" + printable(name) + "` is no name for a file there");
  }
  std::string found;
  for (const Fact<WritablePlace>& place : device.places) {
    // Where nothing could measure it, the device itself says when it is full.
    bool roomy = !place.value.free_measured ||
                 (place.value.free_bytes >= margin && place.value.free_bytes - margin >= size);
    if (place.value.executable && roomy) {
      return (place.value.path == "/" ? "" : place.value.path) + "/ashore/" + name;
    }
    found += (found.empty() ? "" : "; ") + shown(place.value);
  }
  Error error(ErrorKind::device, "no place on the device takes a program of " + human_bytes(size) +
                                     ": " + (found.empty() ? "none was found writable" : found));
  return Failure(std::move(error).hint(
      "name a file on a mounted disk with --to, or make the program smaller (--release)"));
}

}  // namespace ashore::ship
