// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <string>
#include <string_view>

#include "ashore/base/text.h"
#include "ashore/catalogue/catalogue.h"
#include "embedded/architectures.h"
#include "embedded/arm_cores.h"
#include "embedded/boards.h"
#include "embedded/devices.h"
#include "embedded/features.h"
#include "embedded/hwcap.h"
#include "embedded/labels.h"
#include "embedded/mips_cores.h"
#include "embedded/mips_systems.h"
#include "embedded/name_traps.h"
#include "embedded/powerpc_cores.h"
#include "embedded/riscv_cores.h"
#include "embedded/rust_targets.h"
#include "embedded/socs.h"

namespace ashore::catalogue {

namespace {

struct BuiltInTable {
  std::string_view name, text;
};

constexpr std::array tables = {
    BuiltInTable{"devices.tsv", embedded::devices},
    BuiltInTable{"boards.tsv", embedded::boards},
    BuiltInTable{"architectures.tsv", embedded::architectures},
    BuiltInTable{"socs.tsv", embedded::socs},
    BuiltInTable{"name_traps.tsv", embedded::name_traps},
    BuiltInTable{"labels.tsv", embedded::labels},
    BuiltInTable{"arm_cores.tsv", embedded::arm_cores},
    BuiltInTable{"mips_cores.tsv", embedded::mips_cores},
    BuiltInTable{"mips_systems.tsv", embedded::mips_systems},
    BuiltInTable{"powerpc_cores.tsv", embedded::powerpc_cores},
    BuiltInTable{"riscv_cores.tsv", embedded::riscv_cores},
    BuiltInTable{"hwcap.tsv", embedded::hwcap},
    BuiltInTable{"features.tsv", embedded::features},
    BuiltInTable{"rust_targets.tsv", embedded::rust_targets},
};

}  // namespace

std::string about() {
  std::string text;
  for (const BuiltInTable& table : tables) {
    std::size_t rows = 0;
    std::string comments;
    bool for_readers = true;
    for (std::string_view line : lines(table.text)) {
      if (line.empty() || line.front() != '#') {
        rows += line.empty() ? 0 : 1;
        continue;
      }
      // How to add a row is for those who have the file before them.
      for (std::string_view advice : {"# A row more:", "# To add", "# Adding a row"})
        for_readers = for_readers && !line.starts_with(advice);
      if (for_readers && !line.starts_with("# SPDX"))
        comments += "  " + std::string(trimmed(line.substr(1))) + "\n";
    }
    // One of them names the columns.
    text += std::string(table.name) + ": " + std::to_string(rows - 1) + " rows\n" + comments;
  }
  return text;
}

}  // namespace ashore::catalogue
