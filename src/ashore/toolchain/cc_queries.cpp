// SPDX-License-Identifier: Apache-2.0
#include "ashore/toolchain/cc_queries.h"

#include <array>
#include <optional>

#include "ashore/toolchain/tool_name.h"

namespace ashore {

namespace {

using Answer = std::string (*)(const CcTarget& target);

struct Row {
  std::string_view query;  // without the first dash, or both
  Answer answer;
};

std::string version_of(const CcTarget& target) {
  return target.clang_version.empty() ? "0" : target.clang_version;
}

std::string search_directories(const CcTarget& target) {
  std::string libraries = library_directory(target).string();
  return "install: " + libraries + "/\nprograms: =" + target.tools.string() +
         "/\nlibraries: =" + libraries + "/";
}

// As much of a specs file as is true here: those who ask look whether this is a cross compiler,
// and for what is not there.
std::string specs(const CcTarget&) { return "*cross_compile:\n1\n\n*multilib:\n. ;\n"; }

constexpr std::array rows = {
    Row{"dumpmachine", [](const CcTarget& target) { return target.triple; }},
    Row{"print-target-triple", [](const CcTarget& target) { return target.triple; }},
    Row{"print-effective-triple", [](const CcTarget& target) { return target.triple; }},
    Row{"dumpversion", version_of},
    Row{"dumpfullversion", version_of},
    Row{"dumpspecs", specs},
    Row{"print-sysroot", [](const CcTarget& target) { return target.sysroot.string(); }},
    Row{"print-sysroot-headers-suffix", [](const CcTarget&) { return std::string(); }},
    Row{"print-multiarch", [](const CcTarget& target) { return target.multiarch; }},
    // One set of libraries, in usr/lib itself.
    Row{"print-multi-os-directory", [](const CcTarget&) { return std::string("."); }},
    Row{"print-multi-directory", [](const CcTarget&) { return std::string("."); }},
    Row{"print-multi-lib", [](const CcTarget&) { return std::string(".;"); }},
    Row{"print-search-dirs", search_directories},
    Row{"print-resource-dir",
        [](const CcTarget& target) { return target.resource_directory.string(); }},
};

// A file of the sysroot with its path; any other name as it is, as GCC does.
std::string file_name(std::string_view name, const CcTarget& target) {
  if (name == "include" && !target.resource_directory.empty())
    return (target.resource_directory / "include").string();
  if (target.library_files.contains(std::string(name)))
    return (library_directory(target) / name).string();
  return std::string(name);
}

// A tool of ours by its prefixed name, with its path; any other name as it is.
std::string program_name(std::string_view name, const CcTarget& target) {
  std::optional<ToolName> tool = parse_tool_name(name);
  if (!tool || tool->triple || target.tools.empty()) return std::string(name);
  std::string prefixed = target.triple + "-" + std::string(ashore::name(tool->tool));
  return (target.tools / prefixed).string();
}

std::string help(bool called_as_cxx) {
  return std::string("Usage: ashore ") + (called_as_cxx ? "c++" : "cc") +
         " [options] file...\n"
         "Options are those of GCC and clang; clang and ld.lld do the work. What would leave the\n"
         "floor of the target is taken out, with a warning.\n"
         "  -dumpmachine             print the target\n"
         "  -print-sysroot           print where its headers and libraries are\n"
         "  -v, -###                 show the commands; the second runs none\n";
}

std::optional<std::string_view> value_of(std::string_view query, std::string_view name) {
  if (!query.starts_with(name) || query.size() <= name.size() || query[name.size()] != '=')
    return std::nullopt;
  return query.substr(name.size() + 1);
}

}  // namespace

std::string cc_version_lines(const CcTarget& target) {
  // Meson and rustc's cc crate look for the word, CMake and autoconf for the first number.
  return "clang version " + version_of(target) + " (run by ashore)\nTarget: " + target.triple +
         "\nThread model: posix\n";
}

std::string cc_answer(std::string_view query, bool called_as_cxx, const CcTarget& target) {
  while (query.starts_with('-')) query.remove_prefix(1);
  if (query == "version") return cc_version_lines(target);
  if (query.starts_with("help") || query == "target-help") return help(called_as_cxx);
  if (std::optional<std::string_view> name = value_of(query, "print-file-name"))
    return file_name(*name, target) + "\n";
  if (std::optional<std::string_view> name = value_of(query, "print-prog-name"))
    return program_name(*name, target) + "\n";
  if (query == "print-libgcc-file-name")
    return (library_directory(target) / "libgcc.a").string() + "\n";
  for (const Row& row : rows) {
    if (row.query == query) return row.answer(target) + "\n";
  }
  return "\n";
}

}  // namespace ashore
