// SPDX-License-Identifier: Apache-2.0
// Headers, start code and stubs for programs that are linked with the shared libraries of a device.
//
// In the store:
//   device-sysroot/<target>-<digest>/usr/{include,lib}
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/host/host.h"
#include "ashore/store/store.h"
#include "ashore/sysroot/compiler.h"
#include "ashore/target/choice.h"

namespace ashore::sysroot {

// A file that stands for a library of the device.
struct LibraryStub {
  std::string name;   // "libc.so.6", as the device's loader knows it
  std::string bytes;  // an ELF file
};

struct DynamicParts {
  TargetChoice choice;  // its libc is the device's
  Compiler compiler;
  std::vector<LibraryStub> stubs;
  std::filesystem::path headers;  // what usr/include shall be, an entry of the store or within one
};

// The directory with usr/include and usr/lib, made once for the same parts. In usr/lib: the stubs
// by their own names and by those that -l finds, and for glibc crt1.o and libc_nonshared.a.
Expected<std::filesystem::path> dynamic_sysroot(const DynamicParts& parts, host::Host& host,
                                                const store::Store& store);

}  // namespace ashore::sysroot
