// SPDX-License-Identifier: Apache-2.0
// `uname` of the desk beside /proc/cpuinfo of the device is an easy slip, and the target of one
// that is not meant.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "ashore/base/text.h"
#include "ashore/catalogue/cores.h"
#include "ashore/probe/arm_cores.h"
#include "ashore/probe/processor.h"
#include "ashore/probe/uname.h"

namespace ashore::probe {

namespace {

bool is_32_bit_arm_core(const CpuInfo& cpuinfo) {
  return std::ranges::any_of(arm_cores_of(cpuinfo), [](const catalogue::ArmCore* core) {
    // "armv4t" to "armv7e-m".
    std::string_view version = core->baseline;
    return version.starts_with("armv") && version >= "armv2" && version < "armv8";
  });
}

bool is_32_bit_mips_core(const CpuInfo& cpuinfo) {
  return std::ranges::any_of(cpuinfo.values("cpu model"), [](std::string_view model) {
    const catalogue::MipsCore* core = catalogue::find_mips_core(model);
    return core != nullptr && (core->baseline.starts_with("mips32") || core->baseline == "mips1");
  });
}

bool is_32_bit_powerpc_core(const CpuInfo& cpuinfo) {
  return std::ranges::any_of(cpuinfo.values("cpu"), [](std::string_view cpu) {
    const catalogue::PowerpcCore* core = catalogue::find_powerpc_core(cpu);
    return core != nullptr && core->bits == 32;
  });
}

// Whether that processor has no 64-bit state: by the table of cores, and not for want of words.
bool is_32_bit_core(Arch arch, const CpuInfo& cpuinfo) {
  switch (arch) {
  case Arch::arm: return is_32_bit_arm_core(cpuinfo);
  case Arch::mips: return is_32_bit_mips_core(cpuinfo);
  case Arch::powerpc: return is_32_bit_powerpc_core(cpuinfo);
  case Arch::x86:
    return cpuinfo.has("flags") && !cpuinfo.breaks_off_in("flags") && !is_64_bit_x86(cpuinfo);
  case Arch::riscv32: return true;  // `isa` says the bits themselves
  default: return false;
  }
}

}  // namespace

std::optional<Error> contradiction(const ProcessorAnswers& answers) {
  if (answers.program) return std::nullopt;
  std::optional<Kind> by_uname = kind_of_uname(answers.uname_machine);
  std::optional<Kind> by_cpuinfo = kind_of_cpuinfo(answers.cpuinfo);
  if (!by_uname || !by_cpuinfo) return std::nullopt;
  // One kernel may speak of both: 32-bit programs run under 64-bit kernels.
  bool is_one_family = narrowed(by_uname->arch) == narrowed(by_cpuinfo->arch);
  bool is_64_bit = pointer_bits(by_uname->arch) == 64;
  bool is_too_small = is_64_bit && is_32_bit_core(by_cpuinfo->arch, answers.cpuinfo);
  if (is_one_family && !is_too_small) return std::nullopt;
  return Error(ErrorKind::device,
               fmt::format("uname says {}, and /proc/cpuinfo is of {}",
                           printable(answers.uname_machine, 40), in_words(by_cpuinfo->arch)))
      .hint("was uname run on the device?");
}

}  // namespace ashore::probe
