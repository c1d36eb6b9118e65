// SPDX-License-Identifier: Apache-2.0
// Builds a std from its source into the store, laid out as `rustup target add` would.
#pragma once

#include <filesystem>

#include "ashore/base/expected.h"
#include "ashore/base/reporter.h"
#include "ashore/desk/desk.h"
#include "ashore/host/host.h"
#include "ashore/store/store.h"
#include "ashore/target/choice.h"

namespace ashore::provision {

// The sysroot with the target's std: <entry>/lib/rustlib/<triple>/lib. Built at most once for each
// rustc, target and floor below the target's own.
Expected<std::filesystem::path> std_from_source(const TargetChoice& choice,
                                                const RustInstallation& rust, const DeskFacts& desk,
                                                host::Host& host, const store::Store& store,
                                                Reporter& reporter);

}  // namespace ashore::provision
