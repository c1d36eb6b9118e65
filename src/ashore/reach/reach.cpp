// SPDX-License-Identifier: Apache-2.0
#include "ashore/reach/reach.h"

#include <string_view>

#include "ashore/elf/code_roots.h"
#include "ashore/elf/elf.h"
#include "ashore/elf/format.h"
#include "ashore/elf/relocations.h"
#include "ashore/elf/symbols.h"
#include "ashore/reach/descent.h"
#include "ashore/reach/no_return.h"

namespace ashore::reach {

namespace {

// Functions that other files, or dlsym, may call.
Expected<void> add_exported(const elf::LoadedImage& image, Descender& descender) {
  TRY_ASSIGN(elf::SymbolTable symbols, elf::dynamic_symbols(image));
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    elf::Symbol symbol = symbols.unnamed(i);
    if (!symbol.is_defined() || symbol.is_absolute()) continue;
    bool is_function =
        symbol.kind == elf::SymbolKind::function || symbol.kind == elf::SymbolKind::ifunc;
    if (is_function) descender.add(symbol.value, Level::known);
    // Assembly without types.
    else if (symbol.kind == elf::SymbolKind::none)
      descender.add_pointer(symbol.value, Level::possible);
  }
  return {};
}

Expected<void> add_started(const elf::LoadedImage& image, Descender& descender) {
  TRY_ASSIGN(elf::StartCode start, elf::start_code(image));
  for (const std::optional<std::uint64_t>& one : {start.entry, start.init, start.fini}) {
    if (one) descender.add(*one, Level::known);
  }
  for (const std::vector<std::uint64_t>* array :
       {&start.preinit_array, &start.init_array, &start.fini_array}) {
    for (std::uint64_t function : *array) descender.add(function, Level::known);
  }
  return {};
}

Expected<void> add_pointers(const elf::LoadedImage& image, Descender& descender) {
  TRY_ASSIGN(elf::RelocatedCode relocated, elf::relocated_code(image));
  for (std::uint64_t resolver : relocated.resolvers) descender.add(resolver, Level::known);
  // MIPS's table holds pages, to which code adds the rest.
  constexpr std::uint64_t page = 0x10000;
  for (std::uint64_t address : relocated.addresses) {
    bool is_page = image.machine() == elf::em_mips && address % page == 0;
    if (is_page)
      descender.add_pointer(address, Level::possible);
    else
      descender.add_relocated(address);
  }
  return {};
}

// Slots of calls that other files answer: what they say of themselves is their name.
Expected<void> add_calls_without_return(const elf::LoadedImage& image, Descender& descender) {
  TRY_ASSIGN(elf::SymbolTable symbols, elf::dynamic_symbols(image));
  return elf::for_each_relocation(image, [&](const elf::Relocation& relocation) {
    bool is_slot = relocation.kind == elf::RelocationKind::slot ||
                   relocation.kind == elf::RelocationKind::symbolic;
    if (!is_slot || relocation.symbol >= symbols.size()) return;
    elf::Symbol symbol = symbols[relocation.symbol];
    if (!symbol.is_defined() && never_returns(symbol.name))
      descender.never_returns(relocation.place);
  });
}

// What `go version` looks for, in what is loaded of every program that Go made. Go's runtime keeps
// functions as distances from the first one, and adds these up while it runs.
bool is_by_go(const elf::LoadedImage& image) {
  constexpr std::string_view mark = "\xff Go buildinf:";
  for (const elf::LoadedBytes& loaded : image.loaded()) {
    std::string_view bytes{reinterpret_cast<const char*>(loaded.bytes.data()), loaded.bytes.size()};
    if (bytes.find(mark) != bytes.npos) return true;
  }
  return false;
}

}  // namespace

Expected<Descent> descend(const elf::LoadedImage& image) {
  TRY_ASSIGN(CodeView view, CodeView::of(image));
  view.believe_sections();
  TRY_ASSIGN(ElfFacts facts, elf::read_head(image.file()));
  UnwindTables unwind =
      view.is_arm() ? arm_unwind_tables(image, facts) : dwarf_unwind_tables(image, facts);
  std::vector<std::uint64_t> personalities = unwind.personalities;
  Descender descender(view, std::move(unwind));
  constexpr std::uint32_t pt_arm_exidx = 0x70000001;  // "Exception Handling ABI for Arm"
  for (const ElfSegment& segment : facts.segments)
    if (view.is_arm() && segment.type == pt_arm_exidx)
      descender.has_distances(segment.address, segment.address + segment.memory_size);
  TRY(add_started(image, descender));
  TRY(add_exported(image, descender));
  TRY(add_pointers(image, descender));
  TRY(add_calls_without_return(image, descender));
  for (std::uint64_t personality : personalities) descender.add_if_code(personality, Level::known);
  if (is_by_go(image)) descender.leave_open("Go's runtime puts addresses of functions together");
  return descender.run();
}

}  // namespace ashore::reach
