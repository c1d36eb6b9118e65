// SPDX-License-Identifier: Apache-2.0
#include "ashore/reach/reach.h"

namespace ashore::reach {

Expected<Descent> descend(const elf::LoadedImage& image) {
  return failure(ErrorKind::bad_input, "code for machine " + std::to_string(image.machine()) +
                                           " is not followed by its branches");
}

}  // namespace ashore::reach
