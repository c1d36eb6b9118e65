// SPDX-License-Identifier: Apache-2.0
#include "ashore/build/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "ashore/base/text.h"
#include "ashore/build/cross_tools.h"
#include "ashore/target/compilers.h"
#include "ashore/target/names.h"
#include "ashore/toolchain/arguments.h"

namespace ashore::build {

namespace {

constexpr std::array<std::string_view, 3> words = {"cargo", "cmake", "meson"};

std::string underscored(std::string name) {
  std::ranges::replace(name, '-', '_');
  return name;
}

// Why this target, as comments.
std::string reasons(const TargetChoice& target) {
  std::string text;
  for (const std::string& reason : target.reasons) text += "#   " + reason + "\n";
  return text;
}

// Where the tools come from that the settings name.
std::string about_tools(const TargetChoice& target) {
  std::string name = rust_name(target.triple);
  return fmt::format("# The tools {0}-gcc and so on are ashore's; they are found after\n"
                     "#   eval \"$(ashore env --target {0})\"\n"
                     "# Any other compiler for the target does as well, if it is told to stay "
                     "within the device's\n"
                     "# instructions:\n"
                     "#   GCC    {1}\n"
                     "#   clang  --target={2} {3}\n",
                     name, joined(gcc_flags(target), " "), clang_triple(target),
                     joined(clang_flags(target), " "));
}

// rustc's words for what the floor asks beyond the target's name, from RUSTFLAGS="...".
std::vector<std::string> floor_arguments(const TargetChoice& target) {
  constexpr std::string_view before = "RUSTFLAGS=\"";
  Expected<std::vector<std::string>> lines = in_words_of(Ecosystem::rust, target);
  std::vector<std::string> arguments;
  if (!lines) return arguments;
  for (std::string_view line : *lines) {
    if (!line.starts_with(before) || !line.ends_with('"')) continue;
    line = line.substr(before.size(), line.size() - before.size() - 1);
    for (std::string_view word : split(line, ' ')) arguments.emplace_back(word);
  }
  return arguments;
}

Settings for_cargo(const TargetChoice& target, const std::string& linker) {
  std::string name = rust_name(target.triple);
  Linker lld{linker, LinkerKind::lld, linker};
  std::string flags;
  for (const std::string& word : rustc_arguments(target, lld, {})) {
    if (!word.starts_with("-Clinker=")) flags += fmt::format("  \"{}\",\n", word);
  }
  for (const std::string& word : floor_arguments(target)) flags += fmt::format("  \"{}\",\n", word);

  Settings settings;
  settings.path = ".cargo/config.toml";
  settings.content =
      fmt::format("# What plain cargo needs for {0}; written by `ashore init cargo`.\n{1}"
                  "\n"
                  "[build]\ntarget = \"{0}\"\n"
                  "\n"
                  "[target.{0}]\n"
                  "# LLVM's linker, without a C compiler in between: libc and start files come "
                  "with Rust's std.\n"
                  "# rustup brings one as \"rust-lld\", distributions call theirs \"ld.lld\".\n"
                  "linker = \"{2}\"\nrustflags = [\n{3}]\n"
                  "\n"
                  "# For crates with C inside.\n{4}"
                  "[env]\n",
                  name, reasons(target), linker, flags, about_tools(target));
  for (auto [variable, tool] : {std::pair("CC", "gcc"), std::pair("CXX", "g++"),
                                std::pair("AR", "ar"), std::pair("RANLIB", "ranlib")}) {
    settings.content += fmt::format("{}_{} = \"{}-{}\"\n", variable, underscored(name), name, tool);
  }
  // A std that nobody ships is built by cargo itself, which only a nightly one can.
  if (target.std == StdSource::source) {
    settings.next = {"rustup component add rust-src --toolchain nightly",
                     "cargo +nightly build --release -Z build-std"};
  } else {
    settings.next = {"rustup target add " + name, "cargo build --release"};
  }
  return settings;
}

// Without its first line, which says who wrote it: that was said already.
std::string rest_of(const std::string& text) { return text.substr(text.find('\n') + 1); }

CrossTools by_name(const TargetChoice& target) {
  CrossTools tools;
  tools.target = rust_name(target.triple);
  tools.machine = target.triple.machine;
  return tools;
}

Settings for_cmake(const TargetChoice& target) {
  std::string name = rust_name(target.triple);
  Settings settings;
  settings.path = "cmake/" + name + ".cmake";
  settings.content = fmt::format("# CMake's toolchain file for {}; written by `ashore init cmake`."
                                 "\n{}#\n{}\n{}",
                                 name, reasons(target), about_tools(target),
                                 rest_of(cmake_toolchain(by_name(target))));
  settings.next = {"eval \"$(ashore env --target " + name + ")\"",
                   "cmake -S . -B build-" + name + " -DCMAKE_TOOLCHAIN_FILE=$PWD/" +
                       settings.path.string(),
                   "cmake --build build-" + name};
  return settings;
}

Settings for_meson(const TargetChoice& target) {
  std::string name = rust_name(target.triple);
  Settings settings;
  settings.path = "cross/" + name + ".ini";
  settings.content =
      fmt::format("# Meson's cross file for {}; written by `ashore init meson`.\n{}#\n{}\n{}", name,
                  reasons(target), about_tools(target), rest_of(meson_cross(by_name(target))));
  settings.next = {"eval \"$(ashore env --target " + name + ")\"",
                   "meson setup build-" + name + " --cross-file " + settings.path.string(),
                   "meson compile -C build-" + name};
  return settings;
}

}  // namespace

std::optional<SettingsFor> parse_settings_for(std::string_view word) {
  auto found = std::ranges::find(words, word);
  if (found == words.end()) return std::nullopt;
  return static_cast<SettingsFor>(found - words.begin());
}

std::vector<std::string> settings_words() { return {words.begin(), words.end()}; }

Settings settings_of(SettingsFor system, const TargetChoice& target, const std::string& linker) {
  switch (system) {
  case SettingsFor::cargo: return for_cargo(target, linker);
  case SettingsFor::cmake: return for_cmake(target);
  case SettingsFor::meson: break;
  }
  return for_meson(target);
}

}  // namespace ashore::build
