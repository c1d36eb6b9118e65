// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/kernel_machine.h"

#include <algorithm>
#include <array>

#include "ashore/base/text.h"

namespace ashore::verify {

namespace {

struct Siblings {
  Arch narrow, wide;
  std::string_view wide_uname;              // `uname -m` of the 64-bit kernel
  std::string_view veiled_uname;            // what it says to 32-bit programs under `linux32`
  std::array<std::string_view, 3> loaders;  // how file names of 32-bit loaders begin
};

constexpr std::array siblings = {
    Siblings{Arch::arm,
             Arch::aarch64,
             "aarch64",
             "armv8l",
             {"ld-linux-armhf.so", "ld-linux.so.3", "ld-musl-arm"}},
    Siblings{Arch::x86, Arch::x86_64, "x86_64", "i686", {"ld-linux.so.2", "ld-musl-i386", ""}},
    Siblings{Arch::mips, Arch::mips64, "mips64", "mips64", {"", "", ""}},
    Siblings{Arch::riscv32, Arch::riscv64, "riscv64", "riscv64", {"ld-linux-riscv32", "", ""}},
    Siblings{Arch::powerpc, Arch::powerpc64, "ppc64", "ppc", {"ld.so.1", "ld-musl-powerpc.", ""}},
};

const Siblings* siblings_of(Arch narrow) {
  const auto* found = std::ranges::find(siblings, narrow, &Siblings::narrow);
  return found == siblings.end() ? nullptr : found;
}

}  // namespace

std::optional<Arch> wide_sibling(Arch arch) {
  const Siblings* pair = siblings_of(arch);
  if (pair == nullptr) return std::nullopt;
  return pair->wide;
}

KernelWidth kernel_width(const DeviceFacts& device) {
  const Siblings* pair = siblings_of(device.machine.value.arch);
  if (pair == nullptr || !device.uname) return KernelWidth::unknown;
  std::vector<std::string_view> fields = words(device.uname->value);
  // "Linux NAME RELEASE ...": the name is the owner's and may be anything, even "aarch64".
  if (fields.size() < 4) return KernelWidth::unknown;
  for (std::string_view field : std::span(fields).subspan(3)) {
    if (field.starts_with(pair->wide_uname)) return KernelWidth::wide;
    if (field == pair->veiled_uname) return KernelWidth::unknown;
  }
  return KernelWidth::narrow;
}

const Fact<Loader>* narrow_loader(const DeviceFacts& device, Arch narrow) {
  const Siblings* pair = siblings_of(narrow);
  if (pair == nullptr) return nullptr;
  for (const Fact<Loader>& loader : device.loaders) {
    std::string_view path = loader.value.path;
    std::string_view file = path.substr(path.rfind('/') + 1);
    for (std::string_view known : pair->loaders) {
      if (!known.empty() && file.starts_with(known)) return &loader;
    }
  }
  return nullptr;
}

}  // namespace ashore::verify
