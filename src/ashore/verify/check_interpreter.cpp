// SPDX-License-Identifier: Apache-2.0
// A dynamic program names its loader by an absolute path; without that very file the shell says
// "not found" about a program that is plainly there.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "ashore/base/text.h"
#include "ashore/verify/check.h"

namespace ashore::verify {

namespace {

// Where a probe that lists libraries has looked, so that absence there is a fact.
bool in_listed_directory(std::string_view path) {
  constexpr std::array<std::string_view, 2> listed = {"/lib/", "/usr/lib/"};
  return std::ranges::any_of(listed, [&](std::string_view directory) {
    return path.starts_with(directory) &&
           path.substr(directory.size()).find('/') == std::string_view::npos;
  });
}

std::string loaders_of(const DeviceFacts& device) {
  if (device.loaders.empty()) return "none that we know";
  std::vector<std::string> paths;
  for (const Fact<Loader>& loader : device.loaders) paths.push_back(printable(loader.value.path));
  return joined(paths, ", ");
}

}  // namespace

Checked check_interpreter(const Subject& subject) {
  const DeviceFacts& device = subject.device;
  if (!subject.file.interpreter) return runs("it is static and needs no loader");
  const std::string& path = *subject.file.interpreter;
  for (const Fact<Loader>& loader : device.loaders) {
    if (loader.value.path == path)
      return runs(fmt::format("its loader {} is there", printable(path)), loader.evidence);
  }
  std::string text = fmt::format("the program needs the loader {}; the device has {}",
                                 printable(path), loaders_of(device));
  if (device.libraries_listed && in_listed_directory(path))
    return will_not_run(text, {}, build_static);
  return cannot_tell(text, {}, build_static);
}

}  // namespace ashore::verify
