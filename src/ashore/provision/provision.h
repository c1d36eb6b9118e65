// SPDX-License-Identifier: Apache-2.0
// Provides what the desktop lacks to build for a target: std, start files, a linker. Made once,
// kept in the store.
#pragma once

#include <filesystem>

#include "ashore/base/expected.h"
#include "ashore/base/reporter.h"
#include "ashore/desk/desk.h"
#include "ashore/host/host.h"
#include "ashore/store/store.h"
#include "ashore/target/choice.h"
#include "ashore/toolchain/toolchain.h"

namespace ashore::provision {

// What this computer has. Asks each rustc in PATH; one of rustup's is asked in `directory`, the
// user's project (empty: ours), since rust-toolchain.toml there decides which Rust it is.
Expected<DeskFacts> survey(host::Host& host, const std::filesystem::path& directory = {});

// Asks each rustc which targets it knows, once more a process each: only for those who want to see
// all of them judged. A rustc that does not answer leaves its list empty.
Expected<void> ask_for_targets(DeskFacts& desk, host::Host& host);

// The Rust toolchain for a choice. Looks, in this order, for a std that is installed, one that
// rustup can add, and std's source to build it from; of several Rust installations the first in
// PATH that offers one wins, and a change from the user's first is said. Errors name what is
// missing and how to get it.
Expected<Toolchain> rust(const TargetChoice& choice, const DeskFacts& desk, host::Host& host,
                         const store::Store& store, Reporter& reporter);

}  // namespace ashore::provision
