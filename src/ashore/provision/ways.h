// SPDX-License-Identifier: Apache-2.0
// The ways to a std for a target that this computer offers, in the order in which they are tried.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/desk/desk.h"
#include "ashore/target/choice.h"
#include "ashore/toolchain/toolchain.h"

namespace ashore::provision {

struct Way {
  std::size_t installation = 0;  // index into DeskFacts::rust
  StdOrigin origin = StdOrigin::installed;
  bool operator==(const Way&) const = default;
};

// Installation by installation, the user's first one first; within one: installed, rustup, source.
// Only source where the floor lies below what the target assumes, as every other std does.
std::vector<Way> ways_to_std(const DeskFacts& desk, const TargetChoice& choice);

// The same ways, those that failed a short while ago last: still tried when nothing else is left.
std::vector<Way> with_the_hopeless_last(const std::vector<Way>& ways,
                                        const std::function<bool(const Way&)>& failed_lately);

// "1.96.0 in /usr": how an installation is called in messages.
std::string title(const RustInstallation& rust);

// Why the installations before the one that is used were passed over: "1.95.0 in ... has no std
// for ..."; empty if the first is used.
std::string why_not_the_first(const DeskFacts& desk, std::size_t used, const Triple& triple);

// There is no cargo with a rustc at all.
Error no_rust(const DeskFacts& desk);
// No installation has a way to a std for the triple.
Error no_std(const DeskFacts& desk, const Triple& triple);

}  // namespace ashore::provision
