// SPDX-License-Identifier: Apache-2.0
// Class, byte order and machine: what a kernel looks at before anything else.
#include <fmt/format.h>

#include "ashore/verify/check.h"
#include "ashore/verify/kernel_machine.h"

namespace ashore::verify {

namespace {

std::string spoken(Arch arch, Endian endian) {
  return fmt::format("{}, {}-endian", in_words(arch), name(endian));
}

std::string mismatch(const Subject& subject) {
  const Machine& device = subject.device.machine.value;
  return fmt::format("the program is for {}, the device is {}",
                     spoken(*subject.file.arch, subject.file.endian),
                     spoken(device.arch, device.endian));
}

Checked narrow_on_wide(const Subject& subject) {
  if (const Fact<Loader>* loader = narrow_loader(subject.device, *subject.file.arch))
    return runs(mismatch(subject) + ", which has a loader for such programs", loader->evidence);
  return cannot_tell(mismatch(subject) + "; its kernel may or may not start 32-bit programs",
                     subject.device.machine.evidence, build_for_device);
}

Checked wide_on_narrow(const Subject& subject) {
  OnDevice uname = evidence_of(subject.device.uname);
  switch (kernel_width(subject.device)) {
  case KernelWidth::wide: return runs(mismatch(subject) + " with a 64-bit kernel", uname);
  case KernelWidth::narrow:
    return will_not_run(mismatch(subject) + " with a 32-bit kernel", uname, build_for_device);
  case KernelWidth::unknown: break;
  }
  return cannot_tell(mismatch(subject) + "; whether its kernel is 64-bit it did not say", uname,
                     build_for_device);
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
                        evidence, build_for_device);
  if (file.endian == device.endian) {
    if (file.abi == Abi::x32 && device.arch == Arch::x86_64)
      return cannot_tell("the program uses the x32 ABI, which few kernels are built with", evidence,
                         build_for_device);
    if (*file.arch == device.arch)
      return runs("it is for " + spoken(device.arch, device.endian), evidence);
    if (wide_sibling(*file.arch) == device.arch) return narrow_on_wide(subject);
    if (wide_sibling(device.arch) == *file.arch) return wide_on_narrow(subject);
  }
  return will_not_run(mismatch(subject), evidence, build_for_device);
}

}  // namespace ashore::verify
