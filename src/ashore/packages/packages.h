// SPDX-License-Identifier: Apache-2.0
// The distribution's packages, unpacked into the store and never installed: a private apt root with
// its own configuration, lists and empty status resolves foreign architectures without touching the
// user's system.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/base/reporter.h"
#include "ashore/host/host.h"
#include "ashore/store/store.h"

namespace ashore::packages {

struct Package {
  std::string name;          // "musl-dev"
  std::string architecture;  // Debian's: "armel"
};

// Each package unpacked into a directory of its own in the store, in the order asked for; fetched
// once. Missing apt, no network or an unknown package are errors (ErrorKind::toolchain) that say
// what to provide.
Expected<std::vector<std::filesystem::path>> unpacked(const std::vector<Package>& wanted,
                                                      host::Host& host, const store::Store& store,
                                                      Reporter& reporter, Stage stage);

// The package that a metapackage depends on and whose name starts with `prefix`:
// linux-image-armmp:armhf -> linux-image-6.1.0-50-armmp.
Expected<std::string> dependency(const Package& metapackage, const std::string& prefix,
                                 host::Host& host, const store::Store& store, Reporter& reporter,
                                 Stage stage);

// The original tarball of a source package ("musl"), fetched into the directory `into` and checked
// against the distribution's signed index. The same errors.
Expected<std::filesystem::path> source_archive(const std::string& name,
                                               const std::filesystem::path& into, host::Host& host,
                                               const store::Store& store, Reporter& reporter,
                                               Stage stage);

}  // namespace ashore::packages
