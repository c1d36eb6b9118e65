// SPDX-License-Identifier: Apache-2.0
// What a device said that is about its processor, before anything is concluded from it.
#pragma once

#include <optional>
#include <string_view>

#include "ashore/base/evidence.h"
#include "ashore/elf/elf.h"
#include "ashore/probe/auxv.h"
#include "ashore/probe/cpuinfo.h"

namespace ashore::probe {

struct ProcessorAnswers {
  std::optional<ElfFacts> program;  // one of the device's own programs; its arch is known
  Evidence program_evidence;
  std::optional<AuxiliaryVector> auxv;
  CpuInfo cpuinfo{""};
  std::string_view uname_machine;  // "armv7l"
  std::string_view loader_names;   // the listing of libraries, for "ld-musl-mipsel-sf.so.1"
};

}  // namespace ashore::probe
