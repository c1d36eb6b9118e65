// SPDX-License-Identifier: Apache-2.0
#include "ashore/build/target_arguments.h"

#include <algorithm>
#include <optional>
#include <string_view>

namespace ashore::build {

namespace {

// The last value of `-C name=value`, in one word or two.
std::optional<std::string_view> codegen_option(const std::vector<std::string>& arguments,
                                               std::string_view name) {
  std::optional<std::string_view> last;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    std::string_view word = arguments[i];
    bool second = i > 0 && (arguments[i - 1] == "-C" || arguments[i - 1] == "--codegen");
    if (!second) {
      if (!word.starts_with("-C")) continue;
      word.remove_prefix(2);
    }
    if (!word.starts_with(name)) continue;
    word.remove_prefix(name.size());
    if (word.starts_with('=')) last = word.substr(1);
  }
  return last;
}

// A compiler that drives the linker wants `-Wl,` in front of what is meant for the linker.
bool drives_linker(const std::vector<std::string>& arguments) {
  if (std::optional<std::string_view> flavor = codegen_option(arguments, "linker-flavor")) {
    return *flavor == "gcc" || flavor->ends_with("-cc");
  }
  std::string linker(codegen_option(arguments, "linker").value_or("cc"));
  std::string name = std::filesystem::path(linker).filename().string();
  return std::ranges::any_of(
      std::initializer_list<std::string_view>{"cc", "c++", "gcc", "g++", "clang", "clang++"},
      [&](std::string_view compiler) { return name.ends_with(compiler); });
}

}  // namespace

std::vector<std::string> target_arguments(const Toolchain& toolchain, bool small) {
  std::vector<std::string> arguments = toolchain.rustc_arguments;
  if (!toolchain.linker.empty() && !codegen_option(arguments, "linker")) {
    arguments.push_back("-Clinker=" + toolchain.linker.string());
  }
  bool has_sysroot = std::ranges::any_of(arguments, [](const std::string& word) {
    return word == "--sysroot" || word.starts_with("--sysroot=");
  });
  if (!toolchain.sysroot.empty() && !has_sysroot) {
    arguments.push_back("--sysroot=" + toolchain.sysroot.string());
  }
  arguments.push_back(drives_linker(arguments) ? "-Clink-arg=-Wl,--build-id=sha1"
                                               : "-Clink-arg=--build-id=sha1");
  if (small && toolchain.target.triple.machine.arch == Arch::arm) {
    bool through_compiler = drives_linker(arguments);
    for (const char* word : {"-zmax-page-size=4096", "-O2"})
      arguments.push_back(std::string("-Clink-arg=") + (through_compiler ? "-Wl," : "") + word);
    if (toolchain.target.linkage == Linkage::fully_static)
      arguments.emplace_back("-Crelocation-model=static");
  }
  return arguments;
}

}  // namespace ashore::build
