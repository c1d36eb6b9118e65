// SPDX-License-Identifier: Apache-2.0
// Code that a program runs only where getauxval(AT_HWCAP) has the bit for it.
#pragma once

#include "ashore/verify/guards.h"
#include "ashore/verify/references.h"

namespace ashore::verify {

enum class Asked {
  no,
  perhaps,  // a bit is tested that would be the right one of AT_HWCAP; where it is from is open
  yes,
};

// Whether every way to the instruction passes a test of the bit. Ways are followed backwards,
// through functions that only direct branches lead to.
class AskedBefore {
 public:
  AskedBefore(const CodeWords& code, const References& references, const Functions& functions)
      : code_(code), references_(references), functions_(functions) {}

  Asked way_to(const Offender& offender) const;

 private:
  struct BitTest;
  Asked guarded(std::uint64_t address, const Offender& offender, unsigned depth) const;
  Asked by_test(std::uint64_t address, std::uint64_t begin, const Offender& offender) const;
  std::optional<BitTest> test_at(std::uint64_t branch, std::uint64_t before, isa::Mode mode) const;
  Asked origin(const BitTest& test, const std::vector<std::uint64_t>& instructions,
               const Offender& offender) const;
  std::optional<BitTest> condition_at(std::uint64_t address, std::uint64_t before,
                                      isa::Mode mode) const;
  bool is_jump(const Function* function) const;
  bool is_getauxval(std::uint64_t target) const;

  const CodeWords& code_;
  const References& references_;
  const Functions& functions_;
};

}  // namespace ashore::verify
