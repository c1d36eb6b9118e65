// SPDX-License-Identifier: Apache-2.0
// The C libraries of a target, made from the source trees that provision finds.
#pragma once

#include "ashore/base/expected.h"
#include "ashore/base/reporter.h"
#include "ashore/host/host.h"
#include "ashore/provision/clang.h"
#include "ashore/store/store.h"
#include "ashore/sysroot/sysroot.h"
#include "ashore/target/choice.h"

namespace ashore::provision {

// clang, held to the choice's floor.
sysroot::Compiler compiler_for(const TargetChoice& choice, const Clang& clang);

// Nothing is compiled but start files before something is asked of it. The trees are looked for
// when they are needed.
Expected<sysroot::Sysroot> c_sysroot(const TargetChoice& choice, bool position_independent,
                                     const Clang& clang, host::Host& host,
                                     const store::Store& store, Reporter& reporter);

}  // namespace ashore::provision
