// SPDX-License-Identifier: Apache-2.0
// Router firmware often mounts /tmp noexec, so that free space alone proves nothing.
#include <fmt/format.h>

#include <algorithm>

#include "ashore/base/text.h"
#include "ashore/verify/check.h"
#include "ashore/verify/place.h"

namespace ashore::verify {

namespace {

const Fact<WritablePlace>* executable_place(const DeviceFacts& device) {
  const auto found = std::ranges::find_if(
      device.places, [](const Fact<WritablePlace>& place) { return place.value.executable; });
  return found == device.places.end() ? nullptr : &*found;
}

std::optional<std::string> another_place(const DeviceFacts& device) {
  const Fact<WritablePlace>* place = executable_place(device);
  if (place == nullptr) return std::nullopt;
  return fmt::format("put it in `{}`, where programs may run", printable(place->value.path));
}

Checked anywhere(const DeviceFacts& device) {
  if (device.places.empty())
    return cannot_tell("where a program can be put on this device is not known");
  if (const Fact<WritablePlace>* place = executable_place(device))
    return runs(fmt::format("programs may run in `{}`", printable(place->value.path)),
                place->evidence);
  return will_not_run("no writable place of this device lets programs run (all are noexec)",
                      device.places.front().evidence,
                      "mount one without noexec, a USB stick for example");
}

}  // namespace

Checked check_noexec(const Subject& subject) {
  const std::string& directory = subject.destination.directory;
  if (directory.empty()) return anywhere(subject.device);
  const Fact<WritablePlace>* place = place_of(subject.device, directory);
  if (place == nullptr)
    return cannot_tell(
        fmt::format("nothing is known about `{}` on this device", printable(directory)), {},
        another_place(subject.device));
  if (place->value.executable)
    return runs(fmt::format("programs may run in `{}`", printable(directory)), place->evidence);
  return will_not_run(
      fmt::format("`{}` is mounted noexec: no program runs there", printable(place->value.path)),
      place->evidence, another_place(subject.device));
}

}  // namespace ashore::verify
