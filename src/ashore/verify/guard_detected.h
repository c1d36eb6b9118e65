// SPDX-License-Identifier: Apache-2.0
// Code that a Rust program runs after is_aarch64_feature_detected! or its like: std looks at the
// CPU once and keeps the answer as bits, whose meaning is std's own and changes with its version.
// So such code is named, and never proved.
#pragma once

#include "ashore/verify/functions.h"
#include "ashore/verify/guards.h"
#include "ashore/verify/references.h"

namespace ashore::verify {

class DetectedByStd {
 public:
  DetectedByStd(const References& references, const Functions& functions);

  // Whether the function of the instruction asks std, or only functions that ask lead to it.
  bool may_guard(const Offender& offender) const;

 private:
  bool asks(const Function& function) const;
  bool is_led_to(const Function& function, unsigned depth) const;

  const References& references_;
  const Functions& functions_;
  const Function* question_ = nullptr;  // what every test calls the first time
};

}  // namespace ashore::verify
