// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/place.h"

namespace ashore::verify {

namespace {

bool holds(std::string_view place, std::string_view directory) {
  while (place.size() > 1 && place.ends_with('/')) place.remove_suffix(1);
  if (place == "/") return directory.starts_with('/');
  return directory.starts_with(place) &&
         (directory.size() == place.size() || directory[place.size()] == '/');
}

}  // namespace

const Fact<WritablePlace>* place_of(const DeviceFacts& device, std::string_view directory) {
  // "/tmp/../jffs" is not in /tmp.
  if (directory.find("..") != std::string_view::npos) return nullptr;
  const Fact<WritablePlace>* deepest = nullptr;
  for (const Fact<WritablePlace>& place : device.places) {
    if (!holds(place.value.path, directory)) continue;
    if (deepest == nullptr || place.value.path.size() > deepest->value.path.size())
      deepest = &place;
  }
  return deepest;
}

}  // namespace ashore::verify
