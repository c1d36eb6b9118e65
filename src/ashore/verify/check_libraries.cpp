// SPDX-License-Identifier: Apache-2.0
// The libraries that the program names, and those that they name in turn. Where the device's own
// were read, each is looked for as its loader does; else their names alone must do.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "ashore/base/text.h"
#include "ashore/verify/check.h"

namespace ashore::verify {

namespace {

constexpr std::size_t most_named = 8;

std::string some_of(std::vector<std::string> names) {
  if (names.size() > most_named) {
    std::size_t more = names.size() - most_named;
    names.resize(most_named);
    names.push_back(fmt::format("{} more", more));
  }
  return joined(names, ", ");
}

bool loader_is_musl(const Subject& subject) {
  return std::ranges::any_of(subject.device.loaders, [&](const Fact<Loader>& loader) {
    return loader.value.path == subject.file.interpreter && loader.value.libc == Libc::musl;
  });
}

// See linked.cpp; of musl before 1.2 also libcrypt.
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

// A loader that was not seen looks where it was built to look: /opt/lib for those of Entware.
bool has_loader_of_its_own(const Subject& subject) {
  constexpr std::array<std::string_view, 2> usual = {"/lib", "/usr/lib"};
  const std::string path = subject.file.interpreter.value_or("");
  bool is_known = std::ranges::any_of(subject.device.loaders, [&](const Fact<Loader>& loader) {
    return loader.value.path == path;
  });
  bool is_usual = std::ranges::any_of(
      usual, [&](std::string_view directory) { return path.starts_with(directory); });
  return !path.empty() && !is_known && !is_usual;
}

Checked by_names(const Subject& subject) {
  std::vector<std::string> missing = not_seen(subject);
  // The list of libraries does not say for which machine each is.
  if (missing.empty() && subject.file.arch != subject.device.machine.value.arch)
    return cannot_tell("libraries of the right names are there, for which machine is not known", {},
                       build_static);
  if (missing.empty())
    return runs(fmt::format("its {} libraries are there", subject.file.needed.size()));
  std::string names = some_of(missing);
  if (!subject.device.libraries_listed)
    return cannot_tell("the program needs " + names + "; the device's libraries are not known", {},
                       build_static);
  if (looks_elsewhere(subject.file))
    return cannot_tell("the program needs " + names + " and brings its own search path", {},
                       build_static);
  if (has_loader_of_its_own(subject))
    return cannot_tell("the program needs " + names + "; where its loader " +
                           printable(*subject.file.interpreter) + " looks is not known",
                       {}, build_static);
  return will_not_run("the program needs " + names + ", which the device does not have", {},
                      build_static);
}

std::string told(const Together& together, const NotFound& missing) {
  std::string text = printable(missing.name, 100);
  if (missing.asked_by != 0) text += fmt::format(" (for {})", together.name_of(missing.asked_by));
  if (!missing.why.empty()) text += fmt::format(": {}", printable(missing.why, 300));
  return text;
}

bool is_without_loader(const Linkage& linkage) {
  return std::ranges::any_of(linkage.missing, [&](const NotFound& missing) {
    return missing.name == linkage.objects.front().facts.interpreter;
  });
}

std::vector<std::string> missing_ones(const Together& together, bool searched_everywhere) {
  std::vector<std::string> names;
  for (const NotFound& missing : together.linkage->missing) {
    if (missing.searched_everywhere == searched_everywhere)
      names.push_back(told(together, missing));
  }
  return names;
}

// The loader does not compare how floats are passed; calls would go wrong without a word.
const Linked* of_other_float_abi(const Linkage& linkage) {
  const ElfFacts& program = linkage.objects.front().facts;
  for (const Linked& object : linkage.objects) {
    if (program.float_abi && object.facts.float_abi && object.facts.float_abi != program.float_abi)
      return &object;
  }
  return nullptr;
}

Checked by_files(const Subject& subject) {
  const Together& together = subject.together;
  const Linkage& linkage = *together.linkage;
  std::vector<std::string> missing = missing_ones(together, true);
  if (!missing.empty())
    return will_not_run("the program needs " + some_of(missing) +
                            ", which is not where the device's loader looks",
                        {}, build_static);
  missing = missing_ones(together, false);
  if (!missing.empty())
    return cannot_tell("the program needs " + some_of(missing) +
                           "; where the device's loader looks for it is not known",
                       {}, build_static);
  if (const Linked* library = of_other_float_abi(linkage))
    return cannot_tell(fmt::format("{} on the device passes floats another way than the program",
                                   printable(library->path)),
                       {}, build_for_device);
  std::vector<std::string> paths;
  for (const Linked& object : linkage.objects)
    if (!object.path.empty()) paths.push_back(printable(object.path, 100));
  return runs("its libraries are there, and all that they need: " + some_of(paths));
}

}  // namespace

Checked check_libraries(const Subject& subject) {
  if (subject.file.needed.empty()) return nothing_to_say();
  const std::optional<Linkage>& linkage = subject.together.linkage;
  if (!linkage) return by_names(subject);
  if (is_without_loader(*linkage)) return nothing_to_say();  // the check for it says so
  if (linkage->is_known() || !missing_ones(subject.together, true).empty())
    return by_files(subject);
  return by_names(subject);
}

}  // namespace ashore::verify
