// SPDX-License-Identifier: Apache-2.0
#include "ashore/isa/scanners.h"

#include <utility>

namespace ashore::isa {

Expected<Scanner*> Scanners::of(const Floor& floor, Mode mode) {
  for (const std::unique_ptr<Made>& made : made_)
    if (made->mode == mode && made->floor == floor) return &made->scanner;
  TRY_ASSIGN(Scanner scanner, Scanner::of(floor, mode));
  made_.push_back(std::make_unique<Made>(Made{floor, mode, std::move(scanner)}));
  return &made_.back()->scanner;
}

}  // namespace ashore::isa
