// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/code_pieces.h"

#include <algorithm>
#include <optional>

#include "ashore/elf/format.h"
#include "ashore/elf/mapping.h"
#include "ashore/elf/sections.h"
#include "ashore/elf/symbols.h"
#include "ashore/verify/claims.h"
#include "ashore/verify/entered_data.h"
#include "ashore/verify/functions.h"

namespace ashore::verify {

namespace {

isa::Mode mode_of(elf::MappedKind kind, Arch arch) {
  if (kind == elf::MappedKind::thumb) return isa::Mode::thumb;
  return isa::modes_of(arch).front();
}

// Sections without code.
std::vector<Stretch> claims_of_sections(const std::vector<elf::Section>& sections) {
  std::vector<Stretch> claims;
  for (const elf::Section& section : sections) {
    bool is_there = section.is_loaded() && section.is_in_file() && section.size != 0;
    if (!is_there || section.is_executable()) continue;
    claims.push_back(
        {section.address, section.address + section.size, Knowledge::data, isa::Mode::a32});
  }
  return claims;
}

// MIPS has no mapping symbols, and what fills the space between functions is no code.
void add_functions(const Functions& functions, std::vector<Stretch>& claims) {
  std::uint64_t reached = 0;
  for (const Function& function : functions.all()) {
    std::uint64_t begin = std::max(function.begin, reached);
    if (!function.is_typed || !function.has_size || begin >= function.end) continue;
    claims.push_back({begin, function.end, Knowledge::code, isa::Mode::mips});
    reached = function.end;
  }
}

std::optional<std::vector<Stretch>>
claims_of_symbols(const Witness& witness, const Functions& functions, CodePieces& pieces) {
  Expected<std::vector<elf::Section>> sections = elf::sections(witness.bytes, witness.facts);
  Expected<std::vector<elf::MappedRange>> ranges = elf::mapped_ranges(witness.bytes, witness.facts);
  if (!sections || !ranges) {
    pieces.doubts.push_back((sections ? ranges.error() : sections.error()).message());
    return std::nullopt;
  }
  std::vector<Stretch> claims = claims_of_sections(*sections);
  bool is_mips = witness.facts.machine == elf::em_mips;
  if (is_mips) add_functions(functions, claims);
  for (const elf::MappedRange& range : *ranges) {
    if (range.section >= sections->size() || !(*sections)[range.section].is_executable()) continue;
    bool is_data = range.kind == elf::MappedKind::data;
    claims.push_back({range.begin, range.end, is_data ? Knowledge::literals : Knowledge::code,
                      is_data ? isa::Mode::a32 : mode_of(range.kind, *witness.facts.arch)});
  }
  if (claims.empty()) return std::nullopt;
  if (!ranges->empty() || is_mips)
    pieces.witness = witness.is_twin ? "the program as it was before it was stripped"
                     : is_mips       ? "the file's symbols"
                                     : "the file's mapping symbols";
  else
    pieces.witness = "the file's section headers";
  return agreed(std::move(claims));
}

}  // namespace

bool is_twin(std::span<const std::byte> twin, const ElfFacts& twin_facts,
             std::span<const std::byte> file, const ElfFacts& file_facts) {
  bool same_header = twin_facts.bits == file_facts.bits && twin_facts.endian == file_facts.endian &&
                     twin_facts.machine == file_facts.machine &&
                     twin_facts.flags == file_facts.flags && twin_facts.type == file_facts.type &&
                     twin_facts.entry == file_facts.entry;
  if (!same_header || twin_facts.segments.size() != file_facts.segments.size()) return false;
  std::uint64_t header = twin_facts.bits == 64 ? 64 : 52;
  for (std::size_t i = 0; i < twin_facts.segments.size(); ++i) {
    const ElfSegment& a = twin_facts.segments[i];
    const ElfSegment& b = file_facts.segments[i];
    if (!a.is_load() && !b.is_load()) continue;
    if (a.type != b.type || a.flags != b.flags || a.address != b.address ||
        a.file_size != b.file_size || a.memory_size != b.memory_size)
      return false;
    Expected<std::span<const std::byte>> of_twin =
        elf::part(elf::source_of(twin, twin_facts), a.offset, a.file_size, "segment");
    Expected<std::span<const std::byte>> of_file =
        elf::part(elf::source_of(file, file_facts), b.offset, b.file_size, "segment");
    if (!of_twin || !of_file) return false;
    // The header names where section headers are, which stripping moves.
    std::uint64_t skip = a.offset < header ? std::min(header - a.offset, a.file_size) : 0;
    if (skip > 0 && a.offset != b.offset) return false;
    if (!std::ranges::equal(of_twin->subspan(skip), of_file->subspan(skip))) return false;
  }
  return true;
}

Witness witness_of(const CodeSubject& subject) {
  Witness own{subject.bytes, subject.file, false};
  Expected<elf::SymbolTable> symbols = elf::static_symbols(subject.bytes, subject.file);
  if (symbols && symbols->size() > 1) return own;
  if (subject.twin.empty()) return own;
  Expected<ElfFacts> facts = elf::read(subject.twin);
  if (!facts || !is_twin(subject.twin, *facts, subject.bytes, subject.file)) return own;
  return {subject.twin, std::move(*facts), true};
}

CodePieces code_pieces(const CodeSubject& subject, const elf::LoadedImage& image,
                       const Functions& functions) {
  CodePieces pieces;
  Witness witness = witness_of(subject);
  std::optional<std::vector<Stretch>> claims = claims_of_symbols(witness, functions, pieces);
  pieces.stretches = spread(claims.value_or(std::vector<Stretch>()), image);
  pieces.entered = entered_data(image, functions, pieces.stretches);
  return pieces;
}

}  // namespace ashore::verify
