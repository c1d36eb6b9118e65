// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/guard_tried.h"

#include <array>

namespace ashore::verify {

namespace {

constexpr std::array<std::string_view, 5> setters = {"sigaction", "__sigaction", "signal",
                                                     "bsd_signal", "__libc_sigaction"};

// mov r0, #4 in A32 and Thumb, mov w0, #4: SIGILL is 4 on all machines (asm-generic/signal.h).
bool passes_sigill(const CodeWords& code, std::uint64_t at) {
  return code.is(at, ~0U, 0xe3a00004) || code.is(at, ~0U, 0x52800080) || code.half(at) == 0x2004;
}

}  // namespace

bool handles_sigill(const CodeWords& code, const References& references,
                    const Functions& functions) {
  constexpr std::uint64_t reach = 32;
  for (std::string_view setter : setters) {
    std::optional<std::uint64_t> address = functions.address_of(setter);
    if (!address) continue;
    for (const Reference& call : references.to(*address, *address + 2)) {
      for (std::uint64_t back = 2; back <= reach && back <= call.site; back += 2)
        if (passes_sigill(code, call.site - back)) return true;
    }
  }
  return false;
}

}  // namespace ashore::verify
