// SPDX-License-Identifier: Apache-2.0
#include "ashore/probe/libraries.h"

#include <optional>
#include <string_view>

#include "ashore/base/text.h"
#include "ashore/device/loader_name.h"
#include "ashore/probe/program.h"

namespace ashore::probe {

namespace {

constexpr std::size_t most_libraries = 20000;
constexpr std::size_t most_loaders = 16;

std::string_view file_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

std::vector<std::string_view> listed_paths(const Transcript& transcript) {
  std::vector<std::string_view> paths;
  for (std::string_view line : lines(transcript.text("libraries"))) {
    if (line.starts_with('/') && printable(line) == line && paths.size() < most_libraries)
      paths.push_back(line);
  }
  return paths;
}

std::optional<Version> version_after(std::string_view text, std::string_view words_before) {
  std::size_t at = text.find(words_before);
  if (at == std::string_view::npos) return std::nullopt;
  std::optional<Version> version = parse_version(text.substr(at + words_before.size()));
  return version && version->parts.size() >= 2 ? version : std::nullopt;
}

// What the loader said of itself; else what stands in a file's name, as in libc-2.31.so.
std::optional<Version> version_of(const Transcript& transcript,
                                  const std::vector<std::string_view>& listed_paths,
                                  std::string_view path, Libc libc) {
  for (const Section* section : transcript.all("loader-version")) {
    if (section->source != path) continue;
    std::string_view said = section->bytes;
    std::string_view before = libc == Libc::musl ? "\nVersion " : "release version ";
    if (std::optional<Version> version = version_after(said, before)) return version;
  }
  std::string_view directory = path.substr(0, path.rfind('/') + 1);
  for (std::string_view listed : listed_paths) {
    if (!listed.starts_with(directory) || listed.find('/', directory.size()) != listed.npos)
      continue;
    std::string_view name = file_name(listed), before;
    if (libc == Libc::glibc) before = name.starts_with("libc-") ? "libc-" : "ld-";
    if (libc == Libc::uclibc) before = "libuClibc-";
    if (before.empty() || !name.starts_with(before)) continue;
    if (std::optional<Version> version = version_after(name, before)) return version;
  }
  return std::nullopt;
}

std::string description(const Transcript& transcript, std::string_view path) {
  for (const Section* section : transcript.all("loader")) {
    if (section->source != path) continue;
    if (std::optional<ElfFacts> program = read_program(section->bytes)) return described(*program);
  }
  return "a file of that name is there";
}

}  // namespace

std::vector<Fact<Loader>> loaders_of(const Transcript& transcript,
                                     const std::optional<ElfFacts>& program) {
  std::vector<std::string_view> listed = listed_paths(transcript), paths = listed;
  for (std::string_view name : {"loader", "loader-version"}) {
    for (const Section* section : transcript.all(name)) paths.push_back(section->source);
  }
  std::optional<std::string> of_program = program ? loader_of(*program) : std::nullopt;
  if (of_program) paths.push_back(*of_program);
  std::set<std::string_view> seen;
  std::vector<Fact<Loader>> loaders;
  for (std::string_view path : paths) {
    std::optional<Libc> libc = libc_of_loader(path);
    if (!libc || printable(path) != path || loaders.size() == most_loaders) continue;
    if (!seen.insert(path).second) continue;
    bool runs = of_program && path.data() == of_program->data();
    loaders.push_back({{std::string(path), *libc, version_of(transcript, listed, path, *libc)},
                       {std::string(path), runs ? "a program of the device runs with it"
                                                : description(transcript, path)}});
  }
  return loaders;
}

bool libraries_listed(const Transcript& transcript) {
  std::string_view text = transcript.text("libraries");
  return text.starts_with("directory /") || text.find("\ndirectory /") != std::string_view::npos;
}

std::set<std::string> libraries_of(const Transcript& transcript) {
  std::set<std::string> names;
  for (std::string_view path : listed_paths(transcript)) names.emplace(file_name(path));
  return names;
}

}  // namespace ashore::probe
