// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/x86_starts.h"

#include <algorithm>

#include "ashore/elf/code_roots.h"
#include "ashore/elf/sections.h"

namespace ashore::verify {

namespace {

void add_symbols(const Functions& functions, X86Known& starts) {
  for (const Function& function : functions.all()) {
    if (function.has_size && function.is_typed)
      starts.starts.functions.push_back({function.begin, function.end});
    else
      starts.starts.pointers.push_back(function.begin);
  }
}

// Sections of a file that say themselves that nothing in them is code.
void add_data(const Witness& witness, X86Known& starts) {
  Expected<std::vector<elf::Section>> sections = elf::sections(witness.bytes, witness.facts);
  if (!sections) return;
  for (const elf::Section& section : *sections) {
    bool is_data = section.is_loaded() && section.is_in_file() && !section.is_executable();
    if (is_data && section.size > 0)
      starts.starts.data.push_back({section.address, section.address + section.size});
  }
  std::ranges::sort(starts.starts.data, {}, &FunctionRange::begin);
}

}  // namespace

Expected<X86Known> x86_starts(const elf::LoadedImage& image, const ElfFacts& facts,
                              const Functions& functions, const Witness& witness) {
  X86Known starts;
  add_symbols(functions, starts);
  if (!starts.starts.functions.empty())
    starts.witness =
        witness.is_twin ? "the program as it was before it was stripped" : "the file's symbols";
  std::vector<FunctionRange> frames = frame_functions(image, facts);
  if (!frames.empty())
    starts.witness += starts.witness.empty() ? "the file's unwind tables" : " and unwind tables";
  starts.starts.functions.insert(starts.starts.functions.end(), frames.begin(), frames.end());
  add_data(witness, starts);

  TRY_ASSIGN(elf::StartCode start, elf::start_code(image));
  for (const std::optional<std::uint64_t>& one : {start.entry, start.init, start.fini})
    if (one) starts.starts.called.push_back(*one);
  for (const auto* many : {&start.preinit_array, &start.init_array, &start.fini_array})
    starts.starts.called.insert(starts.starts.called.end(), many->begin(), many->end());
  TRY_ASSIGN(elf::RelocatedCode relocated, elf::relocated_code(image));
  starts.has_resolvers = !relocated.resolvers.empty();
  auto& pointers = starts.starts.pointers;
  pointers.insert(pointers.end(), relocated.addresses.begin(), relocated.addresses.end());
  pointers.insert(pointers.end(), relocated.resolvers.begin(), relocated.resolvers.end());
  if (image.type() == ElfType::executable) {
    std::vector<std::uint64_t> possible = elf::possible_code_pointers(image);
    pointers.insert(pointers.end(), possible.begin(), possible.end());
  }
  return starts;
}

}  // namespace ashore::verify
