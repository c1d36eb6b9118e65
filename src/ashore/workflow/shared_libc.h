// SPDX-License-Identifier: Apache-2.0
// The shared libc that a program is to be linked with: a device's own, that of a directory, or any
// glibc from some version on. As stubs: no linker needs more.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/base/version.h"
#include "ashore/sysroot/dynamic_sysroot.h"
#include "ashore/target/choice.h"
#include "ashore/workflow/devices.h"
#include "ashore/workflow/surroundings.h"

namespace ashore::workflow {

struct SharedLibc {
  Triple triple;       // the target with this libc
  std::string loader;  // what programs name as their interpreter: "/lib/ld-linux.so.3"
  std::vector<sysroot::LibraryStub> stubs;
};

// glibc's libc.so.6, musl's libc.so or, in Alpine, libc.musl-armv7.so.1.
bool is_libc(std::string_view library);

// `root` holds lib/ and the like, as the device's own root does. All of its libraries for the
// target's machine count. ErrorKind::toolchain: there is no libc for it.
Expected<SharedLibc> libc_of_directory(const std::filesystem::path& root, const Triple& triple);

// Read from the device once, and kept under its identity. `reached` is asked for a session only
// where something has to be read.
using Reach = std::function<Expected<Reached>()>;
Expected<SharedLibc> libc_of_device(const DeviceFacts& facts, const Triple& triple,
                                    const Reach& reach, const Surroundings& around);

// What every glibc from `oldest` on has, by the distribution's own.
Expected<SharedLibc> glibc_from(const Version& oldest, const Triple& triple,
                                const Surroundings& around);

}  // namespace ashore::workflow
