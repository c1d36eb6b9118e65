// SPDX-License-Identifier: Apache-2.0
// The program and the device's libraries put together once, for all checks that ask about them.
#pragma once

#include <optional>
#include <string>

#include "ashore/verify/linked.h"
#include "ashore/verify/symbol_scope.h"

namespace ashore::verify {

// Empty where the libraries were not read, or the program has no loader.
struct Together {
  std::optional<Linkage> linkage;
  std::optional<Binding> binding;  // only if nothing is wanted any more and nothing is missing

  // "libssl.so.3", or "the program".
  std::string name_of(std::size_t object) const;
};

Together put_together(std::span<const std::byte> file, const ElfFacts& facts,
                      const std::string& directory, const LibraryFiles* libraries);

}  // namespace ashore::verify
