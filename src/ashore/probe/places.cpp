// SPDX-License-Identifier: Apache-2.0
#include "ashore/probe/places.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "ashore/base/text.h"

namespace ashore::probe {

namespace {

constexpr std::size_t most_places = 32;
// A host full of containers has some thousands of mounts; each place is looked for in all of them.
constexpr std::size_t most_mounts = 10000;
constexpr std::size_t most_lines = 500;

struct Mount {
  std::string_view device, directory, type, options;
};

std::vector<Mount> mounts_of(const Transcript& transcript) {
  std::vector<Mount> mounts;
  for (std::string_view line : lines(transcript.text("mounts"))) {
    std::vector<std::string_view> fields = words(line);
    if (fields.size() < 4) continue;
    if (mounts.size() == most_mounts) break;
    mounts.push_back({fields[0], fields[1], fields[2], fields[3]});
  }
  return mounts;
}

bool lies_in(std::string_view path, std::string_view directory) {
  if (directory == "/") return path.starts_with('/');
  return path.starts_with(directory) &&
         (path.size() == directory.size() || path[directory.size()] == '/');
}

// The mount that a path lies on: the deepest; of several on one directory, the last covers the
// rest.
const Mount* mount_of(const std::vector<Mount>& mounts, std::string_view path) {
  const Mount* best = nullptr;
  for (const Mount& mount : mounts) {
    if (!lies_in(path, mount.directory)) continue;
    if (best == nullptr || mount.directory.size() >= best->directory.size()) best = &mount;
  }
  return best;
}

std::optional<std::string_view> option(const Mount& mount, std::string_view name) {
  for (std::string_view one : split(mount.options, ',')) {
    if (one == name) return std::string_view();
    if (one.starts_with(name) && one.substr(name.size(), 1) == "=")
      return one.substr(name.size() + 1);
  }
  return std::nullopt;
}

bool is_memory(std::string_view type) {
  return type == "tmpfs" || type == "ramfs" || type == "rootfs" || type == "devtmpfs";
}

// An overlay keeps what its upper directory keeps. OpenWrt before 5.x kernels names that directory
// in the device, "overlayfs:/overlay".
bool survives_reboot(const std::vector<Mount>& mounts, const Mount& mount) {
  if (is_memory(mount.type)) return false;
  if (!mount.type.starts_with("overlay")) return true;
  std::string_view upper = option(mount, "upperdir").value_or("");
  if (upper.empty() && mount.device.starts_with("overlayfs:"))
    upper = mount.device.substr(std::string_view("overlayfs:").size());
  if (upper.empty()) return false;
  const Mount* below = mount_of(mounts, upper);
  return below != nullptr && !is_memory(below->type) && !below->type.starts_with("overlay");
}

std::uint64_t kibibytes(std::string_view field) {
  constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max() / 1024;
  std::optional<std::uint64_t> number = parse_unsigned(field);
  return number ? std::min(*number, most) * 1024 : 0;
}

// Mounted on -> available. A long device name takes a line of its own, so records are counted from
// their end: blocks, used, available, percent, directory.
std::map<std::string_view, std::uint64_t> free_room(const Transcript& transcript) {
  std::map<std::string_view, std::uint64_t> room;
  for (std::string_view line : lines(transcript.text("df"))) {
    std::vector<std::string_view> fields = words(line);
    if (fields.size() < 5) continue;
    std::string_view directory = fields.back(), percent = fields[fields.size() - 2];
    std::string_view available = fields[fields.size() - 3];
    if (!directory.starts_with('/') || !(percent.ends_with('%') || percent == "-")) continue;
    room[directory] = kibibytes(available);
  }
  return room;
}

// tmpfs: "size=16384k", or half of the memory.
std::optional<std::uint64_t> size_limit(const Mount& mount) {
  std::string_view size = option(mount, "size").value_or("");
  if (!size.ends_with('k')) return std::nullopt;
  return kibibytes(size.substr(0, size.size() - 1));
}

void measure_room(WritablePlace& place, const Mount& mount,
                  const std::map<std::string_view, std::uint64_t>& room,
                  std::optional<std::uint64_t> memory_available) {
  auto measured = room.find(mount.directory);
  place.free_measured = measured != room.end();
  if (place.free_measured) place.free_bytes = measured->second;
  if (!is_memory(mount.type) || !memory_available) return;
  // The limit of a tmpfs promises no memory.
  std::uint64_t limit =
      place.free_measured ? place.free_bytes : size_limit(mount).value_or(*memory_available);
  place.free_bytes = std::min(limit, *memory_available);
}

int rank(const WritablePlace& place) {
  if (!place.executable) return 100;
  if (place.path == "/tmp" && !place.survives_reboot) return 0;
  constexpr std::array<std::string_view, 6> order = {"/jffs",    "/opt",   "/mnt",
                                                     "/tmp/mnt", "/media", "/data"};
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (lies_in(place.path, order[i])) return static_cast<int>(i) + 1;
  }
  // Below OpenWrt's root file system: better than nothing, and seen from there as nothing.
  if (place.path == "/overlay") return 90;
  return place.survives_reboot ? 50 : 60;
}

}  // namespace

std::vector<Fact<WritablePlace>> places_of(const Transcript& transcript,
                                           std::optional<std::uint64_t> memory_available) {
  std::vector<Mount> mounts = mounts_of(transcript);
  std::map<std::string_view, std::uint64_t> room = free_room(transcript);
  std::vector<Fact<WritablePlace>> places;
  std::set<std::string_view> seen;
  for (std::string_view path : lines(transcript.text("places"))) {
    if (seen.size() == most_lines) break;
    // A path that cannot be shown cannot be used either.
    if (!path.starts_with('/') || printable(path) != path || !seen.insert(path).second) continue;
    const Mount* mount = mount_of(mounts, path);
    if (mount == nullptr || option(*mount, "ro")) continue;
    WritablePlace place;
    place.path = std::string(path);
    place.file_system = printable(mount->type, 40);
    place.executable = !option(*mount, "noexec");
    place.survives_reboot = survives_reboot(mounts, *mount);
    measure_room(place, *mount, room, memory_available);
    std::string text = fmt::format("{} {} {}", mount->directory, mount->type, mount->options);
    auto at = std::ranges::upper_bound(places, rank(place), {},
                                       [](const auto& other) { return rank(other.value); });
    places.insert(at, {std::move(place), {"/proc/mounts", printable(text, 200)}});
    if (places.size() == most_places) break;
  }
  return places;
}

}  // namespace ashore::probe
