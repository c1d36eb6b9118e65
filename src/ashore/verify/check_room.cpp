// SPDX-License-Identifier: Apache-2.0
// Whether the file fits where it would be put.
#include <fmt/format.h>

#include "ashore/base/text.h"
#include "ashore/verify/check.h"
#include "ashore/verify/place.h"

namespace ashore::verify {

namespace {

constexpr const char* make_room =
    "make room there, or build smaller: `--release`, `opt-level = \"z\"`, `lto = true`";

Checked fit(const Fact<WritablePlace>& place, std::uint64_t size) {
  std::string path = printable(place.value.path);
  if (!place.value.free_measured)
    return cannot_tell(fmt::format("the program has {}, and how much is free in `{}` the device "
                                   "could not say",
                                   human_bytes(size), path),
                       place.evidence);
  std::string text = fmt::format("the program has {}, `{}` has {} free", human_bytes(size), path,
                                 human_bytes(place.value.free_bytes));
  if (size > place.value.free_bytes) return will_not_run(text, place.evidence, make_room);
  return runs(text, place.evidence);
}

// The best answer of all places where programs may run.
Checked anywhere(const DeviceFacts& device, std::uint64_t size) {
  Checked best = nothing_to_say();
  for (const Fact<WritablePlace>& place : device.places) {
    if (!place.value.executable) continue;
    Checked here = fit(place, size);
    if (!best.finding || here.finding->answer < best.finding->answer) best = std::move(here);
  }
  return best;
}

}  // namespace

Checked check_room(const Subject& subject) {
  if (subject.destination.holds_it_already) return runs("the program is on the device already");
  const std::string& directory = subject.destination.directory;
  if (directory.empty()) return anywhere(subject.device, subject.bytes.size());
  const Fact<WritablePlace>* place = place_of(subject.device, directory);
  if (place == nullptr) return nothing_to_say();  // the check for noexec says so
  return fit(*place, subject.bytes.size());
}

}  // namespace ashore::verify
