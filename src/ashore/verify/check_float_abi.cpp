// SPDX-License-Identifier: Apache-2.0
// How floats are passed in calls, and so whether an FPU must be there.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "ashore/verify/advice.h"
#include "ashore/verify/check.h"

namespace ashore::verify {

namespace {

// The float ABI that a loader's name stands for, and so the libraries that it loads.
std::optional<FloatAbi> promised_by_loader(std::string_view path) {
  struct Promise {
    std::string_view name;
    FloatAbi float_abi;
  };
  constexpr std::array promises = {
      Promise{"ld-linux-armhf.so.3", FloatAbi::hard},
      Promise{"ld-linux.so.3", FloatAbi::soft},
      Promise{"ld-musl-armhf.so.1", FloatAbi::hard},
      Promise{"ld-musl-arm.so.1", FloatAbi::soft},
      // Not lp64f and its like: hard, and yet not the libraries of a program with lp64d.
      Promise{"ld-linux-riscv64-lp64d.so.1", FloatAbi::hard},
      Promise{"ld-linux-riscv64-lp64.so.1", FloatAbi::soft},
      Promise{"ld-musl-riscv64.so.1", FloatAbi::hard},
      Promise{"ld-musl-riscv64-sf.so.1", FloatAbi::soft},
  };
  const auto* found = std::ranges::find(promises, path.substr(path.rfind('/') + 1), &Promise::name);
  if (found == promises.end()) return std::nullopt;
  return found->float_abi;
}

// A program calls its libraries: both must agree, wherever floats are passed.
Checked with_libraries(const Subject& subject, Checked otherwise) {
  if (subject.is_static()) return otherwise;
  std::optional<FloatAbi> libraries;
  if (subject.file.interpreter) libraries = promised_by_loader(*subject.file.interpreter);
  if (libraries && libraries == subject.file.float_abi) return otherwise;
  return cannot_tell("whether the device's libraries pass floats as the program does is not known",
                     {}, build_static);
}

Checked hard_float_arm(const Subject& subject) {
  const DeviceFacts& device = subject.device;
  std::string needs = "the program passes floats in VFP registers (hard-float ABI)";
  if (!device.features)
    return cannot_tell(needs + ", and whether this CPU has a VFP the device did not say", {},
                       soft_float_build(device));
  if (has_vfp(device.features->value))
    return with_libraries(subject,
                          runs(needs + ", and this CPU has a VFP", device.features->evidence));
  return will_not_run(needs + ", and this CPU has no VFP", device.features->evidence,
                      soft_float_build(device));
}

Checked check_arm(const Subject& subject) {
  // Every 64-bit ARM core that runs 32-bit code has a VFP (ARM DDI 0487, A1.5).
  if (subject.device.machine.value.arch == Arch::aarch64)
    return with_libraries(subject,
                          runs("64-bit ARM cores have a VFP", subject.device.machine.evidence));
  if (subject.file.float_abi == FloatAbi::hard) return hard_float_arm(subject);
  if (subject.file.float_abi == FloatAbi::soft)
    return with_libraries(subject, runs("floats are passed in core registers (soft-float ABI)"));
  if (subject.device.features && has_vfp(subject.device.features->value))
    return with_libraries(subject, runs("this CPU has a VFP", subject.device.features->evidence));
  return cannot_tell("the program does not say how it passes floats, and no VFP is known on this "
                     "device",
                     evidence_of(subject.device.features), soft_float_build(subject.device));
}

// A MIPS kernel may emulate a missing FPU, and many router kernels are built without that. The
// device's own programs tell both: how its libraries pass floats, and that hard float works there.
Checked check_mips(const Subject& subject) {
  const Fact<Machine>& device = subject.device.machine;
  if (!subject.file.float_abi) return nothing_to_say();
  if (*subject.file.float_abi == device.value.float_abi)
    return runs(fmt::format("the device's own programs pass floats the {} way too",
                            name(device.value.float_abi)),
                device.evidence);
  if (subject.file.float_abi == FloatAbi::hard)
    return cannot_tell("the program needs an FPU or a kernel that emulates one; the device's own "
                       "programs are soft-float",
                       device.evidence, build_for_device);
  if (subject.is_static()) return runs("the program needs no FPU (soft float)");
  return cannot_tell("the program is soft-float, and the device's libraries are not",
                     device.evidence, build_static);
}

Checked check_riscv(const Subject& subject) {
  if (subject.file.float_abi != FloatAbi::hard)
    return with_libraries(subject, runs("floats are passed in integer registers"));
  const MaybeFact<Features>& features = subject.device.features;
  // e_flags: 2 for single, 4 for double precision (RISC-V ELF psABI, "File Header").
  bool is_single = (subject.file.flags & 0x6) == 0x2;
  std::string needs =
      fmt::format("the program passes floats in FPU registers of {} bits (hard-float ABI)",
                  is_single ? "32" : "64");
  if (!features)
    return cannot_tell(needs + ", and whether this CPU has an FPU the device did not say", {},
                       build_for_device);
  const std::set<std::string>& names = features->value.names;
  if (names.contains("d") || (is_single && names.contains("f")))
    return with_libraries(subject, runs(needs + ", and this CPU has an FPU", features->evidence));
  return will_not_run(needs + ", and this CPU has no such FPU", features->evidence,
                      build_for_device);
}

}  // namespace

Checked check_float_abi(const Subject& subject) {
  switch (*subject.file.arch) {
  case Arch::arm: return check_arm(subject);
  case Arch::mips:
  case Arch::mips64: return check_mips(subject);
  case Arch::riscv32:
  case Arch::riscv64: return check_riscv(subject);
  default: return nothing_to_say();
  }
}

}  // namespace ashore::verify
