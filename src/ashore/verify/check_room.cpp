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

// The place with the most room among those where programs may run.
const Fact<WritablePlace>* roomiest(const DeviceFacts& device) {
  const Fact<WritablePlace>* best = nullptr;
  for (const Fact<WritablePlace>& place : device.places) {
    if (!place.value.executable) continue;
    if (best == nullptr || place.value.free_bytes > best->value.free_bytes) best = &place;
  }
  return best;
}

}  // namespace

Checked check_room(const Subject& subject) {
  const std::string& directory = subject.destination.directory;
  const Fact<WritablePlace>* place =
      directory.empty() ? roomiest(subject.device) : place_of(subject.device, directory);
  if (place == nullptr) return nothing_to_say();  // the check for noexec says so
  std::uint64_t size = subject.bytes.size();
  std::string text =
      fmt::format("the program has {}, `{}` has {} free", human_bytes(size),
                  printable(place->value.path), human_bytes(place->value.free_bytes));
  if (size > place->value.free_bytes) return will_not_run(text, place->evidence, make_room);
  return runs(text, place->evidence);
}

}  // namespace ashore::verify
