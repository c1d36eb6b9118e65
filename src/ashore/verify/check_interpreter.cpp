// SPDX-License-Identifier: Apache-2.0
// A dynamic program names its loader by an absolute path; without that very file the shell says
// "not found" about a program that is plainly there.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "ashore/base/text.h"
#include "ashore/elf/format.h"
#include "ashore/verify/check.h"

namespace ashore::verify {

namespace {

// Where a probe that lists libraries has looked, so that absence there is a fact. A name that was
// listed and is no loader that we know may be one all the same.
bool is_known_to_be_absent(const DeviceFacts& device, std::string_view path) {
  constexpr std::array<std::string_view, 4> listed = {"/lib", "/usr/lib", "/lib32", "/lib64"};
  std::size_t slash = path.rfind('/');
  if (!device.libraries_listed || slash == std::string_view::npos) return false;
  return std::ranges::find(listed, path.substr(0, slash)) != listed.end() &&
         !device.libraries.contains(std::string(path.substr(slash + 1)));
}

std::string loaders_of(const DeviceFacts& device) {
  if (device.loaders.empty()) return "none that we know";
  std::vector<std::string> paths;
  for (const Fact<Loader>& loader : device.loaders) paths.push_back(printable(loader.value.path));
  return joined(paths, ", ");
}

// What the file at that path is, where the device was asked for it.
std::optional<Checked> as_it_was_read(const Subject& subject, const std::string& path) {
  const std::optional<Linkage>& linkage = subject.together.linkage;
  if (!linkage || !subject.known.libraries->contains(path)) return std::nullopt;
  for (const NotFound& missing : linkage->missing) {
    if (missing.name != path) continue;
    std::string text = fmt::format("the program needs the loader {}", printable(path));
    if (missing.why.empty())
      return will_not_run(text + ", which the device does not have", {}, build_static);
    text += ", and " + printable(missing.why, 300);
    return missing.searched_everywhere ? will_not_run(text, {}, build_static)
                                       : cannot_tell(text, {}, build_static);
  }
  for (const Linked& object : linkage->objects) {
    if (object.path == path)
      return runs(fmt::format("its loader {} is there", printable(path)),
                  Evidence{path, fmt::format("read, {}", human_bytes(object.bytes.size()))});
  }
  return std::nullopt;
}

}  // namespace

Checked check_interpreter(const Subject& subject) {
  const DeviceFacts& device = subject.device;
  if (!subject.file.interpreter) return runs("it is static and needs no loader");
  if (std::ranges::count(subject.file.segments, elf::pt_interp, &ElfSegment::type) > 1)
    return cannot_tell("the program names two loaders, and not every kernel takes the first one");
  const std::string& path = *subject.file.interpreter;
  if (std::optional<Checked> read = as_it_was_read(subject, path)) return *read;
  for (const Fact<Loader>& loader : device.loaders) {
    if (loader.value.path == path)
      return runs(fmt::format("its loader {} is there", printable(path)), loader.evidence);
  }
  std::string text = fmt::format("the program needs the loader {}; the device has {}",
                                 printable(path), loaders_of(device));
  if (is_known_to_be_absent(device, path)) return will_not_run(text, {}, build_static);
  return cannot_tell(text, {}, build_static);
}

}  // namespace ashore::verify
