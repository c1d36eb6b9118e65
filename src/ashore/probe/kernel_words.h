// SPDX-License-Identifier: Apache-2.0
// Which optional instructions every core has: AT_HWCAP and /proc/cpuinfo in the kernel's words and
// in LLVM's names.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "ashore/base/evidence.h"
#include "ashore/probe/answers.h"
#include "ashore/target/machine.h"

namespace ashore::probe {

// What the kernel said, in its own words ("vfpv3", "asimddp"), and where.
struct KernelWords {
  std::set<std::string> words;
  Evidence evidence;
};

// Missing where the device told neither AT_HWCAP nor a line of features that is about programs of
// this architecture. Where both tell, a word must be in both.
std::optional<KernelWords> kernel_words(const Machine& machine, const ProcessorAnswers& answers);

// The kernel's words in LLVM's names of features. A feature counts only if all of its parts are
// there.
Features llvm_features(Arch arch, const std::set<std::string>& kernel_words);

// Whether a line "Features" of ARM's speaks of 32-bit programs, and of 64-bit ones; an Android
// kernel of old may speak of both.
bool speaks_of_arm(const std::set<std::string>& features);
bool speaks_of_aarch64(const std::set<std::string>& features);

}  // namespace ashore::probe
