// SPDX-License-Identifier: Apache-2.0
#include "ashore/workflow/shared_libc.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <system_error>

#include "ashore/base/text.h"
#include "ashore/elf/elf.h"
#include "ashore/host/files.h"
#include "ashore/provision/glibc_packages.h"
#include "ashore/stubs/cap.h"
#include "ashore/stubs/written.h"
#include "ashore/workflow/device_libraries.h"

namespace ashore::workflow {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t library_limit = std::uint64_t{64} << 20;
constexpr std::size_t most_libraries = 2048;

// What a libc consists of, and what it is called on the line; a device is asked for no more.
constexpr std::array glibc_names = {"libc.so.6",      "libm.so.6",     "libpthread.so.0",
                                    "libdl.so.2",     "librt.so.1",    "libutil.so.1",
                                    "libresolv.so.2", "libcrypt.so.1", "libanl.so.1"};

std::optional<Libc> libc_of_loader(std::string_view name) {
  if (name.starts_with("ld-musl-")) return Libc::musl;
  if (name.starts_with("ld-uClibc")) return Libc::uclibc;
  if (name.starts_with("ld-linux") || name == "ld.so.1" || name == "ld64.so.1") return Libc::glibc;
  return std::nullopt;
}

// An interface under the name that the loader knows it by.
struct Named {
  std::string name;
  stubs::Interface library;
};

// Nothing for a file that is no shared library for that machine.
std::optional<Named> library_in(std::string_view file_name, std::string_view bytes,
                                const Machine& machine) {
  std::span<const std::byte> view = std::as_bytes(std::span(bytes));
  Expected<ElfFacts> facts = elf::read(view);
  if (!facts) return std::nullopt;
  std::optional<Machine> found = machine_of(*facts, machine.float_abi);
  if (!found || found->arch != machine.arch || found->endian != machine.endian ||
      found->abi != machine.abi || found->float_abi != machine.float_abi)
    return std::nullopt;
  Expected<stubs::Interface> library = stubs::interface_of(view);
  if (!library) return std::nullopt;
  // musl's libc has no name of its own: a program asks for it by that of the file, and its loader
  // takes every libc.so for itself.
  if (!library->soname)
    library->soname = file_name.starts_with("ld-musl-") ? "libc.so" : std::string(file_name);
  return Named{*library->soname, *std::move(library)};
}

std::vector<fs::path> library_directories(const fs::path& root) {
  std::vector<fs::path> directories;
  std::error_code error;
  for (const char* name : {"lib", "lib64", "lib32", "usr/lib", "usr/lib64"}) {
    fs::path directory = root / name;
    if (!fs::is_directory(directory, error)) continue;
    directories.push_back(directory);
    for (const fs::directory_entry& entry : fs::directory_iterator(directory, error)) {
      bool is_multiarch = entry.path().filename().string().find("-linux-") != std::string::npos;
      if (is_multiarch && entry.is_directory(error)) directories.push_back(entry.path());
    }
  }
  return directories;
}

bool may_be_library(const std::string& name) {
  return (name.starts_with("lib") && name.find(".so") != std::string::npos) ||
         libc_of_loader(name).has_value();
}

// A root directory's libraries for a machine.
struct Found {
  std::vector<Named> libraries;
  std::string loader;  // its path from the root on
  Libc libc = Libc::musl;
};

void take_library(const fs::path& file, const Machine& machine, std::set<std::string>& names,
                  Found& found) {
  if (found.libraries.size() >= most_libraries) return;
  Expected<std::string> bytes = host::read_file(file, library_limit);
  if (!bytes) return;
  std::optional<Named> library = library_in(file.filename().string(), *bytes, machine);
  if (library && names.insert(library->name).second) found.libraries.push_back(*std::move(library));
}

Expected<Found> libraries_in(const fs::path& root, const Machine& machine) {
  Found found;
  std::set<std::string> names;
  std::error_code error;
  for (const fs::path& directory : library_directories(root)) {
    std::vector<fs::path> files;
    for (const fs::directory_entry& entry : fs::directory_iterator(directory, error))
      if (may_be_library(entry.path().filename().string())) files.push_back(entry.path());
    std::ranges::sort(files);
    for (const fs::path& file : files) {
      std::optional<Libc> libc = libc_of_loader(file.filename().string());
      // Of two, the loader that stands highest is what programs name.
      if (libc && found.loader.empty()) {
        found.loader = "/" + file.lexically_relative(root).string();
        found.libc = *libc;
      }
      take_library(file, machine, names, found);
    }
  }
  return found;
}

Error no_uclibc(const std::string& whose) {
  return Error(ErrorKind::toolchain,
               whose + " has uClibc, whose headers ashore has not: what they promise differs from "
                       "device to device")
      .hint("leave --libc out: a static program needs no libc on the device");
}

Expected<SharedLibc> made_of(std::vector<Named> libraries, const std::string& loader, Libc libc,
                             const Triple& triple, const std::string& whose) {
  if (std::ranges::none_of(libraries, is_libc, &Named::name)) {
    return failure(ErrorKind::toolchain,
                   fmt::format("{} has no libc for {}", whose, to_string(triple.machine)));
  }
  if (libc == Libc::uclibc) return Failure(no_uclibc(whose));
  SharedLibc result{triple, loader, {}};
  result.triple.libc = libc;
  if (rust_name(result.triple).empty()) {
    return failure(ErrorKind::toolchain, fmt::format("no target is known for {} with {}",
                                                     to_string(triple.machine), name(libc)));
  }
  for (const Named& library : libraries)
    result.stubs.push_back({library.name, stubs::written(library.library)});
  std::ranges::sort(result.stubs, {}, &sysroot::LibraryStub::name);
  return result;
}

// The directories of a device where a loader looks, most likely first.
std::vector<std::string> places_on_device(const std::string& loader, const Triple& triple) {
  std::string own = fs::path(loader).parent_path().string();
  std::vector<std::string> places = {own, "/lib", "/usr/lib"};
  for (Libc libc : {Libc::glibc, triple.libc}) {
    Triple named = triple;
    named.libc = libc;
    std::string multiarch = gnu_tool_prefix(named);
    if (multiarch.empty()) continue;
    places.push_back("/lib/" + multiarch);
    places.push_back("/usr/lib/" + multiarch);
  }
  return places;
}

Expected<std::vector<Named>> read_from(remote::Session& session, const Loader& loader,
                                       const Triple& triple) {
  std::vector<std::vector<std::string>> groups = {{loader.path}};
  if (loader.libc != Libc::musl) {
    for (const char* library : glibc_names) {
      std::vector<std::string> alternatives;
      for (const std::string& place : places_on_device(loader.path, triple))
        alternatives.push_back(place + "/" + library);
      groups.push_back(std::move(alternatives));
    }
  }
  TRY_ASSIGN(LibraryFiles files, read_files(session, groups));
  std::vector<Named> libraries;
  std::set<std::string> names;
  for (const auto& [path, bytes] : files) {
    if (!bytes) continue;
    std::optional<Named> library =
        library_in(fs::path(path).filename().string(), *bytes, triple.machine);
    if (library && names.insert(library->name).second) libraries.push_back(*std::move(library));
  }
  return libraries;
}

// Of each device a directory of stubs; `loader` comes last, so a directory with it is whole.
constexpr const char* loader_file = "loader";

std::optional<SharedLibc> kept_in(const fs::path& directory, const Triple& triple, Libc libc) {
  Expected<std::string> loader = host::read_file(directory / loader_file, 4096);
  if (!loader) return std::nullopt;
  SharedLibc kept{triple, *loader, {}};
  kept.triple.libc = libc;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory, error)) {
    std::string name = entry.path().filename().string();
    if (name == loader_file) continue;
    Expected<std::string> bytes = host::read_file(entry.path(), library_limit);
    if (!bytes) return std::nullopt;
    kept.stubs.push_back({name, *std::move(bytes)});
  }
  std::ranges::sort(kept.stubs, {}, &sysroot::LibraryStub::name);
  return kept;
}

Expected<void> keep(const SharedLibc& libc, const fs::path& directory) {
  TRY(host::make_directories(directory));
  for (const sysroot::LibraryStub& stub : libc.stubs)
    TRY(host::write_file(directory / stub.name, stub.bytes));
  return host::write_file(directory / loader_file, libc.loader);
}

}  // namespace

bool is_libc(std::string_view library) {
  return library.starts_with("libc.so") || library.starts_with("libc.musl-");
}

Expected<SharedLibc> libc_of_directory(const fs::path& root, const Triple& triple) {
  TRY_ASSIGN(Found found, libraries_in(root, triple.machine));
  std::string whose = "`" + root.string() + "`";
  if (found.loader.empty())
    return failure(ErrorKind::toolchain, whose + " has no program loader in lib");
  return made_of(std::move(found.libraries), found.loader, found.libc, triple, whose);
}

Expected<SharedLibc> libc_of_device(const DeviceFacts& facts, const Triple& triple,
                                    const Reach& reach, const Surroundings& around) {
  if (facts.loaders.empty()) {
    return Failure(Error(ErrorKind::toolchain, "no program loader was found on the device")
                       .hint("leave --libc out: a static program needs none"));
  }
  const Loader& loader = facts.loaders.front().value;
  if (loader.libc == Libc::uclibc) return Failure(no_uclibc("the device"));
  TRY_ASSIGN(fs::path state, around.store.state("device-libc"));
  fs::path place = state / place_of_libraries(facts);
  if (std::optional<SharedLibc> kept = kept_in(place, triple, loader.libc);
      kept && !facts.identity.empty())
    return *std::move(kept);
  TRY_ASSIGN(Reached reached, reach());
  if (!reached.session)
    return failure(ErrorKind::usage, "the device's libc is read from the device: name it by --on");
  TRY_ASSIGN(std::vector<Named> libraries, read_from(*reached.session, loader, triple));
  TRY_ASSIGN(SharedLibc libc, made_of(std::move(libraries), loader.path, loader.libc, triple,
                                      "`" + reached.session->name() + "`"));
  if (!facts.identity.empty()) TRY(keep(libc, place));
  return libc;
}

Expected<SharedLibc> glibc_from(const Version& oldest, const Triple& triple,
                                const Surroundings& around) {
  TRY_ASSIGN(fs::path root,
             provision::glibc_libraries(triple, around.host, around.store, around.reporter));
  TRY_ASSIGN(Found found, libraries_in(root, triple.machine));
  std::vector<Named> libraries;
  std::set<std::string> names;
  auto add = [&](stubs::Interface library) {
    std::string name = library.soname.value_or("");
    if (names.insert(name).second) libraries.push_back({name, std::move(library)});
  };
  for (Named& library : found.libraries) {
    if (library.name != "libc.so.6") continue;
    for (stubs::Interface& part : stubs::before_the_merger(library.library, oldest))
      add(std::move(part));
  }
  for (const Named& library : found.libraries) add(stubs::capped(library.library, oldest));
  return made_of(std::move(libraries), found.loader, Libc::glibc, triple,
                 "the distribution's glibc");
}

}  // namespace ashore::workflow
