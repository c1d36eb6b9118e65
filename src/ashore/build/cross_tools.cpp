// SPDX-License-Identifier: Apache-2.0
#include "ashore/build/cross_tools.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "ashore/base/text.h"

namespace ashore::build {

namespace {

namespace fs = std::filesystem;

struct ToolVariable {
  std::string_view variable, tool;
};
constexpr std::array shell_tools = {
    ToolVariable{"CC", "gcc"},          ToolVariable{"CXX", "g++"},    ToolVariable{"AR", "ar"},
    ToolVariable{"RANLIB", "ranlib"},   ToolVariable{"LD", "ld"},      ToolVariable{"NM", "nm"},
    ToolVariable{"OBJCOPY", "objcopy"}, ToolVariable{"STRIP", "strip"}};
// The first ones are those that the crate cc asks for.
constexpr std::size_t crate_tools = 4;

std::string_view cmake_processor(const Machine& machine) {
  switch (machine.arch) {
  case Arch::x86: return "i686";
  case Arch::mips: return machine.endian == Endian::big ? "mips" : "mipsel";
  case Arch::mips64: return machine.endian == Endian::big ? "mips64" : "mips64el";
  case Arch::powerpc: return "ppc";
  case Arch::powerpc64: return machine.endian == Endian::big ? "ppc64" : "ppc64le";
  default: return name(machine.arch);
  }
}

// Source: Meson's reference tables, "CPU families".
std::string_view meson_family(const Machine& machine) {
  switch (machine.arch) {
  case Arch::powerpc: return "ppc";
  case Arch::powerpc64: return "ppc64";
  default: return name(machine.arch);
  }
}

// Where pkg-config finds what is installed below the prefix, also of those who were configured for
// /usr and installed with DESTDIR.
std::vector<std::string> pkg_config_directories(const CrossTools& tools) {
  std::vector<std::string> directories;
  for (const char* place :
       {"lib/pkgconfig", "share/pkgconfig", "usr/lib/pkgconfig", "usr/share/pkgconfig"})
    directories.push_back((tools.prefix / place).string());
  return directories;
}

// The crate cc's spelling of a target in variables.
std::string underscored(std::string name) {
  std::ranges::replace(name, '-', '_');
  return name;
}

// Whether crates look only at names with a target, or after these at the plain one.
enum class PlainName { is_for_this_computer, is_for_both };

// Variables that mean something together: who set one of them meant to say it all.
struct CrateVariables {
  std::vector<std::pair<std::string, std::string>> values;
  PlainName plain = PlainName::is_for_both;
};

std::vector<CrateVariables> wanted(const CrossTools& tools, const std::string& bindgen) {
  std::vector<CrateVariables> variables;
  for (std::size_t i = 0; i < crate_tools; ++i) {
    variables.push_back(
        {{{std::string(shell_tools[i].variable), tool(tools, shell_tools[i].tool).string()}},
         PlainName::is_for_this_computer});
  }
  std::string floor = joined(tools.floor, " ");
  variables.push_back({{{"CFLAGS", floor}}});
  variables.push_back({{{"CXXFLAGS", floor}}});
  variables.push_back({{{"CMAKE_TOOLCHAIN_FILE", cmake_toolchain_file(tools).string()}}});
  variables.push_back({{{"PKG_CONFIG_ALLOW_CROSS", "1"}}});
  variables.push_back({{{"PKG_CONFIG_SYSROOT_DIR", tools.prefix.string()},
                        {"PKG_CONFIG_LIBDIR", joined(pkg_config_directories(tools), ":")},
                        {"PKG_CONFIG_PATH", ""}}});
  variables.push_back({{{"PKG_CONFIG_ALL_STATIC", "1"}}});
  if (!bindgen.empty()) variables.push_back({{{"BINDGEN_EXTRA_CLANG_ARGS", bindgen}}});
  return variables;
}

bool is_set(const std::map<std::string, std::string>& environment, const std::string& name,
            const std::string& target, PlainName plain) {
  return environment.contains(name + "_" + target) ||
         environment.contains(name + "_" + underscored(target)) ||
         environment.contains("TARGET_" + name) ||
         (plain == PlainName::is_for_both && environment.contains(name));
}

}  // namespace

fs::path tool(const CrossTools& tools, std::string_view name) {
  return tools.directory / (tools.target + "-" + std::string(name));
}

fs::path cmake_toolchain_file(const CrossTools& tools) {
  return tools.directory / "toolchain.cmake";
}

// Below a data directory of XDG, where `meson setup --cross-file ashore` finds it.
fs::path meson_cross_file(const CrossTools& tools) {
  return tools.directory / "share/meson/cross/ashore";
}

std::string cmake_toolchain(const CrossTools& tools) {
  std::string text =
      "# Written by ashore, for -DCMAKE_TOOLCHAIN_FILE=.\nset(CMAKE_SYSTEM_NAME Linux)\n";
  text += fmt::format("set(CMAKE_SYSTEM_PROCESSOR {})\n", cmake_processor(tools.machine));
  for (auto [variable, name] :
       {std::pair("C_COMPILER", "gcc"), std::pair("CXX_COMPILER", "g++"),
        std::pair("ASM_COMPILER", "gcc"), std::pair("AR", "ar"), std::pair("RANLIB", "ranlib"),
        std::pair("NM", "nm"), std::pair("STRIP", "strip"), std::pair("OBJCOPY", "objcopy")}) {
    text += fmt::format("set(CMAKE_{} \"{}\")\n", variable, tool(tools, name).string());
  }
  text += "# libc's own directory, and what was installed for the target.\n"
          "execute_process(COMMAND \"${CMAKE_C_COMPILER}\" -print-sysroot\n"
          "  OUTPUT_VARIABLE ashore_sysroot OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)\n";
  std::string prefix = tools.prefix.empty() ? "" : "\"" + tools.prefix.string() + "\" ";
  text += "set(CMAKE_FIND_ROOT_PATH " + prefix + "${ashore_sysroot})\n";
  return text + "set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)\n"
                "set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)\n"
                "set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)\n"
                "set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)\n"
                // What is linked is static, so CMake must not look for shared libraries either.
                "set(CMAKE_FIND_LIBRARY_SUFFIXES .a)\n"
                "set_property(GLOBAL PROPERTY TARGET_SUPPORTS_SHARED_LIBS FALSE)\n";
}

std::string meson_cross(const CrossTools& tools) {
  std::string text = "# Written by ashore, for `meson setup --cross-file`.\n[binaries]\n";
  for (auto [word, name] : {std::pair("c", "gcc"), std::pair("cpp", "g++"), std::pair("ar", "ar"),
                            std::pair("ranlib", "ranlib"), std::pair("nm", "nm"),
                            std::pair("strip", "strip"), std::pair("objcopy", "objcopy")}) {
    text += fmt::format("{} = '{}'\n", word, tool(tools, name).string());
  }
  text += "pkgconfig = 'pkg-config'\npkg-config = 'pkg-config'\ncmake = 'cmake'\n\n[properties]\n";
  text += "needs_exe_wrapper = true\n";
  if (tools.prefix.empty()) {
    text += "# pkg_config_libdir = ['WHERE/LIBRARIES/FOR/IT/ARE/lib/pkgconfig']\n";
  } else {
    text += fmt::format("sys_root = '{}'\npkg_config_libdir = ['{}']\n", tools.prefix.string(),
                        joined(pkg_config_directories(tools), "', '"));
  }
  text += "\n";
  text += "[built-in options]\ndefault_library = 'static'\nprefer_static = true\n\n";
  text += fmt::format("[host_machine]\nsystem = 'linux'\ncpu_family = '{}'\ncpu = '{}'\n"
                      "endian = '{}'\n",
                      meson_family(tools.machine), tools.target.substr(0, tools.target.find('-')),
                      tools.machine.endian == Endian::big ? "big" : "little");
  return text;
}

Variables build_variables(const CrossTools& tools, std::string_view data_directories) {
  Variables variables;
  auto set = [&](std::string name, std::string value) {
    variables.emplace_back(std::move(name), std::move(value));
  };
  set("ASHORE_TARGET", tools.target);
  set("ASHORE_PREFIX", tools.prefix.string());
  if (!tools.baseline.empty()) set("ASHORE_FLOOR", tools.target + ":" + tools.baseline);
  for (const ToolVariable& tool : shell_tools)
    set(std::string(tool.variable), fmt::format("{}-{}", tools.target, tool.tool));
  // The crate cc asks for these first; build scripts stay on this computer.
  for (std::size_t i = 0; i < crate_tools; ++i) {
    set(fmt::format("{}_{}", shell_tools[i].variable, underscored(tools.target)),
        fmt::format("{}-{}", tools.target, shell_tools[i].tool));
  }
  set("CMAKE_TOOLCHAIN_FILE", cmake_toolchain_file(tools).string());
  set("CARGO_BUILD_TARGET", tools.target);
  // Nothing of this computer's is found by mistake.
  set("PKG_CONFIG_LIBDIR", joined(pkg_config_directories(tools), ":"));
  set("PKG_CONFIG_SYSROOT_DIR", tools.prefix.string());
  set("PKG_CONFIG_PATH", "");
  set("PKG_CONFIG_ALLOW_CROSS", "1");
  std::string ours = (tools.directory / "share").string();
  std::string theirs(data_directories.empty() ? "/usr/local/share:/usr/share" : data_directories);
  bool is_there = theirs == ours || theirs.starts_with(ours + ":");
  set("XDG_DATA_DIRS", is_there ? theirs : ours + ":" + theirs);
  return variables;
}

std::map<std::string, std::string>
crate_variables(const CrossTools& tools, const std::map<std::string, std::string>& environment,
                const std::string& bindgen) {
  std::map<std::string, std::string> variables;
  for (const CrateVariables& together : wanted(tools, bindgen)) {
    bool is_the_users = std::ranges::any_of(together.values, [&](const auto& value) {
      return is_set(environment, value.first, tools.target, together.plain);
    });
    if (is_the_users) continue;
    for (const auto& [name, value] : together.values) {
      variables.emplace(name + "_" + tools.target, value);
      variables.emplace(name + "_" + underscored(tools.target), value);
    }
  }
  if (!tools.baseline.empty()) variables["ASHORE_FLOOR"] = tools.target + ":" + tools.baseline;
  // `configure` scripts within crates look for tools by the target's name. The end of PATH is
  // enough for that, and hides nothing.
  auto path = environment.find("PATH");
  variables["PATH"] =
      (path == environment.end() ? "" : path->second + ":") + tools.directory.string();
  return variables;
}

}  // namespace ashore::build
