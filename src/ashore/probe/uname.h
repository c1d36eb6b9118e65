// SPDX-License-Identifier: Apache-2.0
// What `uname` says of the machine.
#pragma once

#include <optional>
#include <string_view>

#include "ashore/base/byte_reader.h"
#include "ashore/target/machine.h"

namespace ashore::probe {

// An architecture, and its byte order where the name tells it: MIPS says `mips` for both.
struct Kind {
  Arch arch = Arch::x86_64;
  std::optional<Endian> endian;
};

// The machine of `uname -a`, or of `uname -m`: "armv7l". Vendors add words behind it, and busybox
// leaves some out, so it is the last word that names a machine; else the one that should.
std::string_view uname_machine(std::string_view uname);

// Nothing for a machine that we do not know ("s390x").
std::optional<Kind> kind_of_uname(std::string_view machine);

}  // namespace ashore::probe
