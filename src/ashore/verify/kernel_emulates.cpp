// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/kernel_emulates.h"

#include <fmt/format.h>

#include "ashore/base/text.h"

namespace ashore::verify {

namespace {

Ruling on_one(std::string_view need, const DeviceFacts& device) {
  if (need == "fpu")
    return {Gravity::unsure, "a MIPS kernel may emulate the FPU, and this one did not tell"};
  if (need == "swp")
    return {Gravity::unsure, "a kernel may emulate swp, and this one did not tell"};
  if (need == "cpuid") {
    if (device.kernel && device.kernel->value >= Version{{4, 11}})
      return {Gravity::fine, "Linux emulates reads of identification registers since 4.11"};
    return {Gravity::unsure, "only Linux 4.11 and later emulate reads of identification registers"};
  }
  if (need == "perf-user-access") {
    if (device.kernel && device.kernel->value < Version{{6, 6}})
      return {Gravity::fine, "Linux before 6.6 lets programs read the cycle counter"};
    return {Gravity::unsure, "Linux 6.6 and later may forbid programs to read the cycle counter"};
  }
  if (need == "sysreg" || need == "csr")
    return {Gravity::unsure, "it is not known whether programs may use that system register"};
  return {};
}

}  // namespace

Ruling ruling_on(std::string_view needs, const DeviceFacts& device) {
  Ruling worst{Gravity::fine, ""};
  for (std::string_view need : words(needs)) {
    Ruling ruling = on_one(need, device);
    if (ruling.gravity >= worst.gravity) worst = std::move(ruling);
  }
  return worst;
}

}  // namespace ashore::verify
