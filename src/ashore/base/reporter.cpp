// SPDX-License-Identifier: Apache-2.0
#include "ashore/base/reporter.h"

namespace ashore {

std::string_view name(Stage stage) {
  switch (stage) {
  case Stage::lab: return "lab";
  case Stage::probe: return "probe";
  case Stage::choose: return "target";
  case Stage::provision: return "toolchain";
  case Stage::build: return "build";
  case Stage::verify: return "verify";
  case Stage::ship: return "ship";
  case Stage::run: return "run";
  case Stage::store: return "store";
  }
  return "";
}

}  // namespace ashore
