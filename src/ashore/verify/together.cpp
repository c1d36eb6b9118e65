// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/together.h"

#include "ashore/base/text.h"

namespace ashore::verify {

std::string Together::name_of(std::size_t object) const {
  if (object == 0) return "the program";
  return printable(linkage->objects[object].name, 100);
}

Together put_together(std::span<const std::byte> file, const ElfFacts& facts,
                      const std::string& directory, const LibraryFiles* libraries) {
  Together together;
  if (libraries == nullptr || libraries->empty()) return together;
  together.linkage = linkage_of(file, facts, directory, *libraries);
  if (together.linkage && together.linkage->is_known() && together.linkage->missing.empty())
    together.binding = binding_of(*together.linkage);
  return together;
}

}  // namespace ashore::verify
