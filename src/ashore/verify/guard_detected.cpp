// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/guard_detected.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace ashore::verify {

namespace {

// By both of Rust's ways to mangle names: library/std_detect/src/detect/cache.rs.
constexpr std::string_view question = "std_detect6detect5cache21detect_and_initialize";
constexpr unsigned most_calls_between = 3;
// Functions for one kind of CPU are chosen in few places.
constexpr std::size_t most_callers = 64;

}  // namespace

DetectedByStd::DetectedByStd(const References& references, const Functions& functions)
    : references_(references), functions_(functions) {
  if (!references.is_known()) return;
  for (const Function& function : functions.all())
    if (functions.name(function).find(question) != std::string_view::npos) question_ = &function;
}

bool DetectedByStd::asks(const Function& function) const {
  return std::ranges::any_of(
      references_.to(question_->begin, question_->begin + 1),
      [&](const Reference& reference) { return functions_.at(reference.site) == &function; });
}

bool DetectedByStd::is_led_to(const Function& function, unsigned depth) const {
  bool is_called = false;
  std::vector<Reference> references = references_.to(function.begin, function.end);
  if (references.size() > most_callers) return false;
  for (const Reference& reference : references) {
    const Function* caller = functions_.at(reference.site);
    if (caller == &function) continue;
    is_called = true;
    if (caller == nullptr) return false;
    if (asks(*caller)) continue;
    if (depth == 0 || !is_led_to(*caller, depth - 1)) return false;
  }
  // What nobody calls is called by a pointer, which may have been chosen by what was detected.
  return is_called || references_.is_taken(function.begin);
}

bool DetectedByStd::may_guard(const Offender& offender) const {
  if (question_ == nullptr || offender.function == nullptr) return false;
  return asks(*offender.function) || is_led_to(*offender.function, most_calls_between);
}

}  // namespace ashore::verify
