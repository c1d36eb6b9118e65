// SPDX-License-Identifier: Apache-2.0
// "version `GLIBC_2.34' not found": the program was linked on a younger system than the device.
#include <fmt/format.h>

#include <algorithm>

#include "ashore/base/text.h"
#include "ashore/device/loader_name.h"
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

// musl and uClibc bind by the name alone.
bool ignores_versions(const ElfFacts& file) {
  std::optional<Libc> libc;
  if (file.interpreter) libc = libc_of_loader(*file.interpreter);
  return libc && libc != Libc::glibc;
}

// Each version that the program or one of its libraries wants, against what those have that the
// loader would take.
Checked by_files(const Together& together) {
  const Binding& binding = *together.binding;
  if (together.linkage->libc != Libc::glibc) return nothing_to_say();
  if (!binding.unreadable.empty()) return nothing_to_say();  // the check of the symbols says so
  if (binding.versions.empty())
    return runs("its libraries have the symbol versions that it and they want");
  const VersionMissing& first = binding.versions.front();
  std::string text = fmt::format("{} needs {} from {}", together.name_of(first.object),
                                 printable(first.version, 60), printable(first.library, 60));
  if (!first.youngest.empty())
    text += fmt::format("; the device's has {} at most", printable(first.youngest, 60));
  if (binding.versions.size() > 1)
    text += fmt::format(", and {} more that are not there", binding.versions.size() - 1);
  return will_not_run(text, {}, build_static);
}

}  // namespace

Checked check_symbol_versions(const Subject& subject) {
  const ElfFacts& file = subject.file;
  if (subject.together.binding) return by_files(subject.together);
  if (file.versions.empty() || ignores_versions(file)) return nothing_to_say();
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
