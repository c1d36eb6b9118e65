// SPDX-License-Identifier: Apache-2.0
// That the libraries of a target hold no instruction beyond what the target promises: those that
// ashore built, and those that it unpacked.
#pragma once

#include <filesystem>

#include "ashore/base/expected.h"
#include "ashore/host/host.h"
#include "ashore/store/store.h"
#include "ashore/target/choice.h"

namespace ashore::provision {

// Looks at every object and archive under `directory`, a finished entry of the store, unless that
// was done before. ErrorKind::toolchain names library, member and function. Functions that are
// known to ask what the CPU has before they use it are left to the check of the finished program,
// which proves that they do (verify/guards.h). Nothing is said of architectures that are not
// checked.
Expected<void> prove_once(const std::filesystem::path& directory, const Floor& floor,
                          const store::Store& store);
// The same of a std, which holds what the target assumes or, where that was taken away, less.
Expected<void> prove_std_once(const std::filesystem::path& directory, const TargetChoice& choice,
                              const store::Store& store);

}  // namespace ashore::provision
