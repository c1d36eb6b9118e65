// SPDX-License-Identifier: Apache-2.0
// Programs that find out what the CPU has by trying it.
#pragma once

#include <set>

#include "ashore/verify/code_words.h"
#include "ashore/verify/guards.h"
#include "ashore/verify/references.h"

namespace ashore::verify {

// The functions of a program that set a handler for SIGILL, and those that run only after them.
// Known of ARM and AArch64, in files that name their functions.
class TriedUnderHandler {
 public:
  TriedUnderHandler(const CodeWords& code, const References& references,
                    const Functions& functions);

  // Whether the instruction is in a function that sets the handler, or in one that nothing leads
  // to but such functions.
  bool may_guard(const Offender& offender) const;

 private:
  bool sets_handler(const Function& function, std::uint64_t call) const;
  // All functions that these lead to by direct branches, through none of `never`.
  std::set<std::uint64_t> led_to(const std::set<std::uint64_t>& from,
                                 const std::set<std::uint64_t>& never) const;

  const CodeWords& code_;
  const References& references_;
  const Functions& functions_;
  std::set<std::uint64_t> setters_, only_after_;  // functions by their beginning
};

}  // namespace ashore::verify
