// SPDX-License-Identifier: Apache-2.0
// "version `GLIBC_2.34' not found": the program was linked on a younger system than the device.
#include <fmt/format.h>

#include <algorithm>

#include "ashore/base/text.h"
#include "ashore/verify/check.h"

namespace ashore::verify {

namespace {

constexpr std::string_view glibc_prefix = "GLIBC_";

// The youngest GLIBC_x.y that the program cannot start without.
const SymbolVersion* youngest_glibc(const ElfFacts& file) {
  const SymbolVersion* youngest = nullptr;
  std::optional<Version> best;
  for (const SymbolVersion& wanted : file.versions) {
    if (wanted.weak || !wanted.version.starts_with(glibc_prefix)) continue;
    std::optional<Version> version = parse_version(wanted.version.substr(glibc_prefix.size()));
    if (!version || (best && *version <= *best)) continue;
    best = version;
    youngest = &wanted;
  }
  return youngest;
}

bool all_are_glibc(const ElfFacts& file) {
  return std::ranges::all_of(file.versions, [](const SymbolVersion& wanted) {
    return wanted.weak || (wanted.version.starts_with(glibc_prefix) &&
                           parse_version(wanted.version.substr(glibc_prefix.size())));
  });
}

const Fact<Loader>* loader_of(const Subject& subject) {
  const auto found = std::ranges::find_if(subject.device.loaders, [&](const Fact<Loader>& loader) {
    return loader.value.path == subject.file.interpreter;
  });
  return found == subject.device.loaders.end() ? nullptr : &*found;
}

}  // namespace

Checked check_symbol_versions(const Subject& subject) {
  const ElfFacts& file = subject.file;
  if (file.versions.empty()) return nothing_to_say();
  const Fact<Loader>* loader = loader_of(subject);
  const SymbolVersion* youngest = youngest_glibc(file);
  if (loader == nullptr || loader->value.libc != Libc::glibc || !loader->value.version || !youngest)
    return cannot_tell("the program needs symbol versions, and which ones the device's libraries "
                       "have is not known",
                       {}, build_static);
  std::string text = fmt::format("the program needs {} from {}; the device has glibc {}",
                                 printable(youngest->version, 60), printable(youngest->library, 60),
                                 to_string(*loader->value.version));
  if (*parse_version(youngest->version.substr(glibc_prefix.size())) > *loader->value.version)
    return will_not_run(text, loader->evidence, build_static);
  if (!all_are_glibc(file))
    return cannot_tell(text + ", but the program wants versions of other libraries too", {},
                       build_static);
  return runs(text, loader->evidence);
}

}  // namespace ashore::verify
