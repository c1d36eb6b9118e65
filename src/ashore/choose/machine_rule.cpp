// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <optional>

#include "ashore/choose/ruling.h"

namespace ashore::choose {

namespace {

struct World {
  std::string_view part;  // of the name
  std::string_view reason;
};

// Names that hold "linux" and mean something else than an ordinary Linux program.
constexpr std::array worlds = {
    World{"-ohos", "OpenHarmony's C library"},
    World{"-android", "Android's C library"},
    World{"-unikraft-", "for the Unikraft unikernel, not for a Linux kernel"},
    World{"wasm32-", "WebAssembly: needs a runtime for it on the device"},
    World{"-linux-none", "for programs without a C library, and without std"},
    World{"-gnuasan", "its std has a sanitizer in it, for finding faults"},
    World{"-gnumsan", "its std has a sanitizer in it, for finding faults"},
    World{"-gnutsan", "its std has a sanitizer in it, for finding faults"},
    World{"_ilp32", "the ILP32 ABI, which no released Linux kernel has for 64-bit ARM"},
};

std::string arch_in_words(const RustTarget& target) {
  if (target.triple) return std::string(in_words(target.triple->machine.arch));
  if (std::optional<Arch> arch = parse_arch(target.arch)) return std::string(in_words(*arch));
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> words = {
      {{"sparc", "32-bit SPARC"},
       {"sparc64", "64-bit SPARC"},
       {"s390x", "64-bit IBM Z"},
       {"m68k", "Motorola 68000"},
       {"csky", "C-SKY"},
       {"hexagon", "Hexagon"}}};
  for (const auto& [word, text] : words) {
    if (word == target.arch) return std::string(text);
  }
  return std::string(target.arch);
}

std::string_view order(Endian endian) {
  return endian == Endian::big ? ", big-endian" : ", little-endian";
}

// The 32-bit half of a 64-bit architecture; the same where there is none.
Arch narrow(Arch arch) {
  switch (arch) {
  case Arch::aarch64: return Arch::arm;
  case Arch::x86_64: return Arch::x86;
  case Arch::mips64: return Arch::mips;
  case Arch::riscv64: return Arch::riscv32;
  case Arch::powerpc64: return Arch::powerpc;
  default: return arch;
  }
}

// `uname` of a kernel of that architecture says one of these words.
bool kernel_is(Arch arch, const DeviceFacts& device) {
  if (!device.uname) return false;
  std::string_view word = arch == Arch::powerpc64 ? "ppc64" : name(arch);
  return device.uname->value.find(word) != std::string::npos;
}

Ruling other_architecture(const RustTarget& target, const DeviceFacts& device) {
  const Machine& there = device.machine.value;
  const Machine& wanted = target.triple->machine;
  if (wanted.endian == there.endian && narrow(there.arch) == wanted.arch)
    return cannot_tell(
        fmt::format("for {}; whether this 64-bit kernel runs such programs is not known",
                    in_words(wanted.arch)));
  if (wanted.endian == there.endian && narrow(wanted.arch) == there.arch &&
      kernel_is(wanted.arch, device))
    return cannot_tell(fmt::format("for {}, as the kernel is; the device's own programs are {}",
                                   in_words(wanted.arch), in_words(there.arch)));
  return no(fmt::format("for {}{}; the device is {}", in_words(wanted.arch),
                        wanted.endian == Endian::big ? ", big-endian" : "", in_words(there.arch)));
}

}  // namespace

Ruling machine_rule(const RustTarget& target, const DeviceFacts& device) {
  for (const World& world : worlds) {
    if (target.name.find(world.part) != std::string_view::npos)
      return no(std::string(world.reason));
  }
  const Machine& there = device.machine.value;
  if (!target.triple)
    return no(fmt::format("for {}{}; the device is {}", arch_in_words(target),
                          target.big_endian ? ", big-endian" : "", in_words(there.arch)));
  const Machine& wanted = target.triple->machine;
  if (wanted.arch != there.arch) return other_architecture(target, device);
  if (wanted.endian != there.endian)
    return no(fmt::format("for {}{}; the device is{}", in_words(wanted.arch), order(wanted.endian),
                          order(there.endian).substr(1)));
  return {};
}

Ruling ruling_of_stranger(std::string_view name) {
  for (const World& world : worlds) {
    if (name.find(world.part) != std::string_view::npos) return no(std::string(world.reason));
  }
  return cannot_tell("ashore's table, of rustc 1.95, does not know it");
}

}  // namespace ashore::choose
