// SPDX-License-Identifier: Apache-2.0
// The source trees that C runtimes are made from, unpacked once into the store.
#pragma once

#include <filesystem>

#include "ashore/base/expected.h"
#include "ashore/base/reporter.h"
#include "ashore/host/host.h"
#include "ashore/provision/source_release.h"
#include "ashore/store/store.h"

namespace ashore::provision {

// The root of the tree, a finished entry of the store: <root>/src/string/memcpy.c of musl,
// <root>/compiler-rt/lib/builtins/divdi3.c of LLVM's runtimes. Looks, in this order, into the
// store, the directory ASHORE_SOURCES, the distribution's source packages and upstream's release.
// Another version than the one that ashore asks for counts where ASHORE_SOURCES holds no other, and
// then before the store, since somebody put it there. The error (ErrorKind::toolchain) names the
// file, where it is from and its digest.
Expected<std::filesystem::path> source_tree(SourceName source, host::Host& host,
                                            const store::Store& store, Reporter& reporter);

}  // namespace ashore::provision
