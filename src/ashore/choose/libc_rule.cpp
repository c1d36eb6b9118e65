// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <optional>

#include "ashore/choose/ruling.h"

namespace ashore::choose {

namespace {

std::string_view words_for(Libc libc) { return libc == Libc::glibc ? "glibc" : "uClibc"; }

std::string_view file_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

// The loader that a program of that target names. It tells the float ABI too.
std::string_view glibc_loader(const Triple& triple) {
  const Machine& machine = triple.machine;
  switch (machine.arch) {
  case Arch::arm:
    return machine.float_abi == FloatAbi::hard ? "ld-linux-armhf.so.3" : "ld-linux.so.3";
  case Arch::aarch64:
    return machine.endian == Endian::big ? "ld-linux-aarch64_be.so.1" : "ld-linux-aarch64.so.1";
  case Arch::x86: return "ld-linux.so.2";
  case Arch::x86_64: return machine.abi == Abi::x32 ? "ld-linux-x32.so.2" : "ld-linux-x86-64.so.2";
  case Arch::mips:
  case Arch::mips64: return triple.subarch.ends_with("r6") ? "ld-linux-mipsn8.so.1" : "ld.so.1";
  case Arch::powerpc: return "ld.so.1";
  case Arch::powerpc64: return machine.endian == Endian::big ? "ld64.so.1" : "ld64.so.2";
  case Arch::riscv32: return "ld-linux-riscv32-ilp32d.so.1";
  case Arch::riscv64: return "ld-linux-riscv64-lp64d.so.1";
  case Arch::loongarch64: return "ld-linux-loongarch-lp64d.so.1";
  }
  return "";
}

bool is_loader_of(const Triple& triple, const Loader& loader) {
  if (loader.libc != triple.libc) return false;
  return triple.libc != Libc::glibc || file_name(loader.path) == glibc_loader(triple);
}

// "glibc 2.17" as a version. Where the page of the target says none, Rust's general promise.
std::optional<Version> oldest_libc(const RustTarget& target) {
  std::string_view text = target.documented_libc;
  std::size_t blank = text.find(' ');
  std::optional<Version> version;
  if (blank != std::string_view::npos) version = parse_version(text.substr(blank + 1));
  if (!version && target.triple->libc == Libc::glibc) return Version{{2, 17}};
  return version;
}

std::string needed(Libc libc, const std::optional<Version>& oldest) {
  std::string text(words_for(libc));
  return oldest ? fmt::format("{} {} or newer", text, to_string(*oldest)) : text;
}

Ruling without_loader(const std::string& what, const DeviceFacts& device) {
  if (device.libraries_listed)
    return no(fmt::format("needs {}, which was not found there (dynamic only)", what));
  return cannot_tell(fmt::format("needs {}; the device did not show which C library it has", what));
}

// uClibc's loader has the same name for both float ABIs of ARM.
Ruling uclibc_on_arm(const DeviceFacts& device) {
  if (has(device, "vfp2"))
    return cannot_tell("uClibc is there; how its functions take floats is not known");
  return {};
}

}  // namespace

Ruling libc_rule(const RustTarget& target, const DeviceFacts& device) {
  const Triple& triple = *target.triple;
  Ruling ruling;
  if (triple.libc == Libc::musl && target.static_possible) {
    ruling.reasons.emplace_back("musl, linked statically: needs no C library on the device");
    return ruling;
  }
  std::optional<Version> oldest = oldest_libc(target);
  std::string what = needed(triple.libc, oldest);
  const Loader* loader = nullptr;
  for (const Fact<Loader>& there : device.loaders) {
    if (is_loader_of(triple, there.value)) loader = &there.value;
  }
  if (loader == nullptr) return without_loader(what, device);
  if (triple.libc == Libc::uclibc && triple.machine.arch == Arch::arm) {
    Ruling arm = uclibc_on_arm(device);
    if (arm.fit != Fit::yes) return arm;
  }
  if (oldest && !loader->version)
    return cannot_tell(fmt::format("needs {}, and {} did not say its version", what, loader->path));
  if (oldest && *loader->version < *oldest)
    return no(fmt::format("needs {}; the device has {}", what, to_string(*loader->version)));
  ruling.reasons.push_back(fmt::format(
      "{}{} is there ({}), linked dynamically", words_for(triple.libc),
      loader->version ? " " + to_string(*loader->version) : std::string(), loader->path));
  return ruling;
}

}  // namespace ashore::choose
