// SPDX-License-Identifier: Apache-2.0
// The libraries that the program names. What those need in turn is not looked at here.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "ashore/base/text.h"
#include "ashore/verify/check.h"

namespace ashore::verify {

namespace {

bool loader_is_musl(const Subject& subject) {
  return std::ranges::any_of(subject.device.loaders, [&](const Fact<Loader>& loader) {
    return loader.value.path == subject.file.interpreter && loader.value.libc == Libc::musl;
  });
}

// musl's loader is libc itself and answers for these names without a file (ldso/dynlink.c,
// load_library).
bool built_into_musl(std::string_view library) {
  constexpr std::array<std::string_view, 8> names = {
      "libc.", "libpthread.", "librt.", "libm.", "libdl.", "libutil.", "libxnet.", "libcrypt."};
  return std::ranges::any_of(names,
                             [&](std::string_view known) { return library.starts_with(known); });
}

std::vector<std::string> not_seen(const Subject& subject) {
  std::vector<std::string> missing;
  bool musl = loader_is_musl(subject);
  for (const std::string& library : subject.file.needed) {
    if (subject.device.libraries.contains(library) || (musl && built_into_musl(library))) continue;
    missing.push_back(printable(library, 100));
  }
  return missing;
}

// The program's own search path, or a library named by its path, leads to where nobody has looked.
bool looks_elsewhere(const ElfFacts& file) {
  return file.rpath || file.runpath ||
         std::ranges::any_of(file.needed, [](const std::string& name) {
           return name.find('/') != std::string::npos;
         });
}

}  // namespace

Checked check_libraries(const Subject& subject) {
  if (subject.file.needed.empty()) return nothing_to_say();
  std::vector<std::string> missing = not_seen(subject);
  // The list of libraries does not say for which machine each is.
  if (missing.empty() && subject.file.arch != subject.device.machine.value.arch)
    return cannot_tell("libraries of the right names are there, for which machine is not known", {},
                       build_static);
  if (missing.empty())
    return runs(fmt::format("its {} libraries are there", subject.file.needed.size()));
  std::string names = joined(missing, ", ");
  if (!subject.device.libraries_listed)
    return cannot_tell("the program needs " + names + "; the device's libraries are not known", {},
                       build_static);
  if (looks_elsewhere(subject.file))
    return cannot_tell("the program needs " + names + " and brings its own search path", {},
                       build_static);
  return will_not_run("the program needs " + names + ", which the device does not have", {},
                      build_static);
}

}  // namespace ashore::verify
