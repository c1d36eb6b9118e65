// SPDX-License-Identifier: Apache-2.0
// Shared libraries of devices: whatever they say, a stub is a file that can be read, no longer than
// what it was made from by more than its own tables, and a cap leaves nothing younger.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>

#include "ashore/elf/sections.h"
#include "ashore/stubs/cap.h"
#include "ashore/stubs/interface.h"
#include "ashore/stubs/written.h"

namespace {

using ashore::stubs::Interface;

void require(bool holds) {
  if (!holds) std::abort();
}

void check_stub(const Interface& library, std::size_t size) {
  std::string stub = ashore::stubs::written(library);
  // Names of versions may share bytes in the library's table, and do not in the stub's.
  require(stub.size() <= 4 * size + (std::size_t{1} << 25));
  std::span<const std::byte> bytes = std::as_bytes(std::span(stub));
  ashore::Expected<ashore::ElfFacts> facts = ashore::elf::read(bytes);
  require(facts.has_value() && facts->machine == library.machine);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::span<const std::byte> bytes = std::as_bytes(std::span(data, size));
  ashore::Expected<Interface> library = ashore::stubs::interface_of(bytes);
  if (!library) return 0;
  check_stub(*library, size);
  const ashore::Version cap{{2, 17}};
  Interface capped = ashore::stubs::capped(*library, cap);
  require(capped.symbols.size() <= library->symbols.size());
  check_stub(capped, size);
  std::size_t symbols = 0;
  for (const Interface& part : ashore::stubs::before_the_merger(*library, cap))
    symbols += part.symbols.size();
  require(symbols == capped.symbols.size());
  return 0;
}
