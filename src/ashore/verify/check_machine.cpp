// SPDX-License-Identifier: Apache-2.0
// Class, byte order and machine: what a kernel looks at before anything else.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "ashore/verify/advice.h"
#include "ashore/verify/check.h"
#include "ashore/verify/kernel_machine.h"

namespace ashore::verify {

namespace {

std::string spoken(Arch arch, Endian endian) {
  return fmt::format("{}, {}-endian", in_words(arch), name(endian));
}

// What a 64-bit kernel must have been built with for programs of 32 bits.
const char* kernel_option(Arch narrow) {
  switch (narrow) {
  case Arch::arm:
  case Arch::riscv32:
  case Arch::powerpc: return " (CONFIG_COMPAT)";
  case Arch::x86: return " (CONFIG_IA32_EMULATION)";
  case Arch::mips: return " (CONFIG_MIPS32_O32)";
  default: return "";
  }
}

std::string mismatch(const Subject& subject) {
  const Machine& device = subject.device.machine.value;
  return fmt::format("the program is for {}, the device is {}",
                     spoken(*subject.file.arch, subject.file.endian),
                     spoken(device.arch, device.endian));
}

// Cores of 64-bit ARM that have no state for 32-bit programs; of all others they are a thing of the
// kernel. Sources: Arm's Technical Reference Manuals ("AArch64 at all exception levels"), Fujitsu's
// A64FX manual; Apple's cores have had none since the A11.
bool has_no_narrow_state(std::string_view core) {
  constexpr std::array<std::string_view, 16> wide_only = {
      "cortex-a34",  "cortex-a65",  "cortex-a65ae", "cortex-a520", "cortex-a520ae", "cortex-a715",
      "cortex-a720", "cortex-a725", "cortex-x2",    "cortex-x3",   "cortex-x4",     "cortex-x925",
      "neoverse-e1", "neoverse-v2", "neoverse-v3",  "a64fx"};
  return std::ranges::find(wide_only, core) != wide_only.end() || core.starts_with("apple-m");
}

Checked narrow_on_wide(const Subject& subject) {
  const MaybeFact<std::string>& core = subject.device.core;
  if (subject.file.arch == Arch::arm && core && has_no_narrow_state(core->value))
    return will_not_run(
        fmt::format("{}, and its core ({}) runs no 32-bit code", mismatch(subject), core->value),
        core->evidence, build_that_suits(subject.device));
  if (const Fact<Loader>* loader = narrow_loader(subject.device, *subject.file.arch))
    return runs(mismatch(subject) + ", which has a loader for such programs", loader->evidence);
  const char* option = kernel_option(*subject.file.arch);
  return cannot_tell(fmt::format("{}; its kernel starts 32-bit programs only if it was built for "
                                 "that{}, which it did not tell",
                                 mismatch(subject), option),
                     subject.device.machine.evidence, build_that_suits(subject.device));
}

// The second ABI of 64-bit MIPS, with pointers of 32 bits.
Checked n32_on_others(const Subject& subject) {
  return cannot_tell("the program uses the n32 ABI, which a kernel runs only if it was built for "
                     "that (CONFIG_MIPS32_N32); the device's own programs use another",
                     subject.device.machine.evidence, build_that_suits(subject.device));
}

Checked wide_on_narrow(const Subject& subject) {
  OnDevice uname = evidence_of(subject.device.uname);
  switch (kernel_width(subject.device)) {
  case KernelWidth::wide: return runs(mismatch(subject) + " with a 64-bit kernel", uname);
  case KernelWidth::narrow:
    return will_not_run(mismatch(subject) + " with a 32-bit kernel", uname,
                        build_that_suits(subject.device));
  case KernelWidth::unknown: break;
  }
  return cannot_tell(mismatch(subject) + "; whether its kernel is 64-bit it did not say", uname,
                     build_that_suits(subject.device));
}

}  // namespace

Checked check_machine(const Subject& subject) {
  const ElfFacts& file = subject.file;
  const Machine& device = subject.device.machine.value;
  const Evidence& evidence = subject.device.machine.evidence;
  if (!file.arch)
    return will_not_run(fmt::format("the program is for another machine (e_machine {}, {}-bit), "
                                    "the device is {}",
                                    file.machine, file.bits, spoken(device.arch, device.endian)),
                        evidence, build_that_suits(subject.device));
  if (file.endian == device.endian) {
    if (file.abi == Abi::x32 && device.arch == Arch::x86_64)
      return cannot_tell("the program uses the x32 ABI, which few kernels are built with", evidence,
                         build_that_suits(subject.device));
    bool is_n32 = file.abi == Abi::mips_n32 && device.abi != Abi::mips_n32;
    bool is_wide = device.arch == Arch::mips64 || kernel_width(subject.device) == KernelWidth::wide;
    if (is_n32 && is_wide) return n32_on_others(subject);
    if (*file.arch == device.arch)
      return runs("it is for " + spoken(device.arch, device.endian), evidence);
    if (wide_sibling(*file.arch) == device.arch) return narrow_on_wide(subject);
    if (wide_sibling(device.arch) == *file.arch) return wide_on_narrow(subject);
  }
  return will_not_run(mismatch(subject), evidence, build_that_suits(subject.device));
}

}  // namespace ashore::verify
