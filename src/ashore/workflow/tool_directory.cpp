// SPDX-License-Identifier: Apache-2.0
#include "ashore/workflow/tool_directory.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

#include "ashore/host/files.h"
#include "ashore/target/compilers.h"
#include "ashore/toolchain/tool_name.h"

namespace ashore::workflow {

namespace {

namespace fs = std::filesystem;

// Replaced by rename: another ashore may be called through the old one right now.
Expected<void> link_to(const fs::path& program, const fs::path& link) {
  std::error_code error;
  if (fs::read_symlink(link, error) == program && !error) return {};
  fs::path fresh = link;
  fresh += ".new";
  fs::remove(fresh, error);
  fs::create_symlink(program, fresh, error);
  if (!error) fs::rename(fresh, link, error);
  if (!error) return {};
  return failure(ErrorKind::host, fmt::format("cannot link `{}` to `{}`: {}", link.string(),
                                              program.string(), error.message()));
}

// The cc crate's spelling of a target in variables, and cargo's.
std::string underscored(std::string name) {
  std::ranges::replace(name, '-', '_');
  return name;
}

std::string_view cmake_processor(const Machine& machine) {
  switch (machine.arch) {
  case Arch::arm: return "arm";
  case Arch::mips: return machine.endian == Endian::big ? "mips" : "mipsel";
  default: return name(machine.arch);
  }
}

// What CMake must be told of a target that is not this computer. Programs are this computer's,
// everything else the target's.
std::string cmake_toolchain(const Triple& triple, const fs::path& tools) {
  std::string name = rust_name(triple);
  std::string text =
      "# Written by ashore, for -DCMAKE_TOOLCHAIN_FILE=.\nset(CMAKE_SYSTEM_NAME Linux)\n";
  text += fmt::format("set(CMAKE_SYSTEM_PROCESSOR {})\n", cmake_processor(triple.machine));
  for (auto [variable, tool] :
       {std::pair("C_COMPILER", "gcc"), std::pair("CXX_COMPILER", "g++"),
        std::pair("ASM_COMPILER", "gcc"), std::pair("AR", "ar"), std::pair("RANLIB", "ranlib"),
        std::pair("NM", "nm"), std::pair("STRIP", "strip"), std::pair("OBJCOPY", "objcopy")}) {
    text += fmt::format("set(CMAKE_{} \"{}\")\n", variable, (tools / (name + "-" + tool)).string());
  }
  return text + "set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)\n"
                "set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)\n"
                "set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)\n"
                "set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)\n"
                // What is linked is static, so CMake must not look for shared libraries either.
                "set(CMAKE_FIND_LIBRARY_SUFFIXES .a)\n"
                "set_property(GLOBAL PROPERTY TARGET_SUPPORTS_SHARED_LIBS FALSE)\n";
}

}  // namespace

Expected<ToolDirectory> tool_directory(const Triple& triple, const Surroundings& around) {
  std::string name = rust_name(triple);
  ToolDirectory directory;
  TRY_ASSIGN(directory.path, around.store.state("tools/" + name));
  for (const ToolLink& link : tool_links(triple))
    TRY(link_to(around.host.own_program, directory.path / link.name));
  fs::path toolchain = directory.path / "toolchain.cmake";
  TRY(host::write_file(toolchain, cmake_toolchain(triple, directory.path)));

  auto set = [&](std::string variable, std::string value) {
    directory.variables.emplace_back(std::move(variable), std::move(value));
  };
  set("ASHORE_TARGET", name);
  for (auto [variable, tool] :
       {std::pair("CC", "gcc"), std::pair("CXX", "g++"), std::pair("AR", "ar"),
        std::pair("RANLIB", "ranlib"), std::pair("LD", "ld"), std::pair("NM", "nm"),
        std::pair("STRIP", "strip"), std::pair("OBJCOPY", "objcopy")}) {
    set(variable, name + "-" + tool);
  }
  // The cc crate asks for these first; build scripts stay on this computer.
  for (auto [variable, tool] :
       {std::pair("CC", "gcc"), std::pair("CXX", "g++"), std::pair("AR", "ar")})
    set(fmt::format("{}_{}", variable, underscored(name)), name + "-" + tool);
  set("CMAKE_TOOLCHAIN_FILE", toolchain.string());
  set("CARGO_BUILD_TARGET", name);
  // Nothing of this computer's is found by mistake.
  set("PKG_CONFIG_LIBDIR", (directory.path / "pkgconfig").string());
  return directory;
}

}  // namespace ashore::workflow
