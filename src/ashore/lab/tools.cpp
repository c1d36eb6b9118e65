// SPDX-License-Identifier: Apache-2.0
#include "ashore/lab/tools.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "ashore/base/text.h"

namespace ashore::lab {
namespace {

// The first of `name`, `name-22` ... `name-13`: distributions install several side by side.
std::optional<std::filesystem::path> any_version(const host::Host& host, const std::string& name) {
  if (auto found = host::find_program(host, name)) return found;
  for (int version = 22; version >= 13; --version) {
    if (auto found = host::find_program(host, fmt::format("{}-{}", name, version))) return found;
  }
  return std::nullopt;
}

// Programs for the administrator are not in every user's PATH.
std::optional<std::filesystem::path> administrators(const host::Host& host,
                                                    const std::string& name) {
  if (auto found = host::find_program(host, name)) return found;
  std::error_code ignored;
  for (const char* directory : {"/usr/sbin", "/sbin"}) {
    std::filesystem::path path = std::filesystem::path(directory) / name;
    if (std::filesystem::exists(path, ignored)) return path;
  }
  return std::nullopt;
}

std::string package_of_emulator(std::string_view emulator) {
  if (emulator == "qemu-system-aarch64") return "qemu-system-arm";
  if (emulator.starts_with("qemu-system-mips")) return "qemu-system-mips";
  return std::string(emulator);
}

}  // namespace

Expected<Tools> tools_for(const Description& device, host::Host& host) {
  std::vector<std::string> missing, packages;
  auto needed = [&](std::optional<std::filesystem::path> found, const std::string& program,
                    const std::string& package) {
    if (found) return *found;
    missing.push_back("`" + program + "`");
    if (std::ranges::find(packages, package) == packages.end()) {
      packages.push_back(package);
    }
    return std::filesystem::path();
  };
  Tools tools;
  tools.emulator = needed(host::find_program(host, device.emulator), device.emulator,
                          package_of_emulator(device.emulator));
  tools.clang = needed(any_version(host, "clang"), "clang", "clang");
  tools.linker = needed(any_version(host, "ld.lld"), "ld.lld", "lld");
  tools.mke2fs = needed(administrators(host, "mke2fs"), "mke2fs", "e2fsprogs");
  tools.ssh_keygen = needed(host::find_program(host, "ssh-keygen"), "ssh-keygen", "openssh-client");
  needed(host::find_program(host, "apt-get"), "apt-get", "apt");
  if (missing.empty()) return tools;
  return Failure(Error(ErrorKind::toolchain,
                       fmt::format("virtual device `{}` needs what is not on this computer: {}",
                                   device.name, joined(missing, ", ")))
                     .hint("apt-get install " + joined(packages, " ")));
}

}  // namespace ashore::lab
