// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/loader_cache.h"

#include <algorithm>
#include <span>

namespace ashore::verify {

namespace {

constexpr std::string_view old_magic = "ld.so-1.7.0";
constexpr std::string_view magic = "glibc-ld.so.cache1.1";

// Where the part begins that glibc reads; the old one may stand before it (elf/dl-cache.c).
std::optional<std::uint64_t> start_of(const ByteReader& reader, std::string_view bytes) {
  if (bytes.starts_with(magic)) return 0;
  if (!bytes.starts_with(old_magic)) return std::nullopt;
  std::optional<std::uint32_t> count = reader.u32(12);
  if (!count) return std::nullopt;
  std::uint64_t end = 16 + std::uint64_t{12} * *count;
  std::uint64_t start = (end + 7) / 8 * 8;
  if (start > bytes.size() || !bytes.substr(start).starts_with(magic)) return std::nullopt;
  return start;
}

// No path is longer (PATH_MAX). Without a limit a file could make us read its one long string for
// each of its entries.
std::optional<std::string_view> short_text(const ByteReader& reader, std::uint64_t at) {
  constexpr std::uint64_t longest = 4096;
  if (at >= reader.size()) return std::nullopt;
  auto bytes = reader.slice(at, std::min(longest, reader.size() - at));
  return ByteReader(*bytes, reader.endian()).c_string(0);
}

}  // namespace

std::optional<std::vector<CachedLibrary>> loader_cache(std::string_view bytes, Endian endian) {
  ByteReader whole(std::as_bytes(std::span(bytes)), endian);
  std::optional<std::uint64_t> start = start_of(whole, bytes);
  if (!start) return std::nullopt;
  ByteReader reader(std::as_bytes(std::span(bytes)).subspan(*start), endian);
  constexpr std::uint64_t header_size = 48, entry_size = 24;
  std::optional<std::uint32_t> count = reader.u32(20);
  if (!count || !reader.slice(header_size, entry_size * *count)) return std::nullopt;
  std::vector<CachedLibrary> libraries;
  for (std::uint64_t at = header_size; libraries.size() < *count; at += entry_size) {
    std::optional<std::string_view> name = short_text(reader, *reader.u32(at + 4));
    std::optional<std::string_view> path = short_text(reader, *reader.u32(at + 8));
    if (!name || !path) return std::nullopt;
    libraries.push_back({*name, *path, *reader.u32(at), *reader.u64(at + 16)});
  }
  return libraries;
}

}  // namespace ashore::verify
