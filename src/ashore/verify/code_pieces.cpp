// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/code_pieces.h"

#include <algorithm>
#include <optional>

#include "ashore/elf/format.h"
#include "ashore/elf/mapping.h"
#include "ashore/elf/sections.h"
#include "ashore/elf/symbols.h"
#include "ashore/reach/reach.h"
#include "ashore/verify/entered_data.h"

namespace ashore::verify {

namespace {

isa::Mode mode_of(elf::MappedKind kind, Arch arch) {
  if (kind == elf::MappedKind::thumb) return isa::Mode::thumb;
  return isa::modes_of(arch).front();
}

// Puts what lies between claims as unknown, and cuts everything to what is executable. `claims` are
// by address and do not overlap.
std::vector<Stretch> spread(const std::vector<Stretch>& claims, const elf::LoadedImage& image) {
  std::vector<Stretch> all;
  auto add = [&all](Stretch stretch) {
    if (stretch.begin >= stretch.end) return;
    bool goes_on = !all.empty() && all.back().end == stretch.begin &&
                   all.back().knowledge == stretch.knowledge && all.back().mode == stretch.mode &&
                   stretch.knowledge != Knowledge::code;
    if (goes_on)
      all.back().end = stretch.end;
    else
      all.push_back(stretch);
  };
  auto claim = claims.begin();
  for (const elf::CodeRange& range : image.code()) {
    std::uint64_t at = range.address, end = range.address + range.size;
    while (claim != claims.end() && claim->end <= at) ++claim;
    for (auto next = claim; next != claims.end() && next->begin < end; ++next) {
      Stretch cut = *next;
      cut.begin = std::max(cut.begin, at);
      cut.end = std::min(cut.end, end);
      add({at, cut.begin, Knowledge::unknown, isa::Mode::a32});
      add(cut);
      at = cut.end;
    }
    add({at, end, Knowledge::unknown, isa::Mode::a32});
  }
  return all;
}

// Sections without code, and those of MIPS with nothing else.
std::vector<Stretch> claims_of_sections(const std::vector<elf::Section>& sections,
                                        const ElfFacts& facts) {
  bool is_mips = facts.machine == elf::em_mips;
  std::vector<Stretch> claims;
  for (const elf::Section& section : sections) {
    if (!section.is_loaded() || !section.is_in_file() || section.size == 0) continue;
    Stretch claim{section.address, section.address + section.size, Knowledge::data, isa::Mode::a32};
    if (section.is_executable()) {
      if (!is_mips) continue;
      claim.knowledge = Knowledge::code;
      claim.mode = isa::Mode::mips;
    }
    claims.push_back(claim);
  }
  return claims;
}

// Without those that overlap another one: of two claims about one byte neither is believed.
std::vector<Stretch> agreed(std::vector<Stretch> claims) {
  std::ranges::sort(claims, {}, &Stretch::begin);
  std::vector<Stretch> kept;
  std::uint64_t reached = 0;
  bool last_is_kept = false;
  for (const Stretch& claim : claims) {
    if (claim.begin < reached) {
      if (last_is_kept) kept.pop_back();
      last_is_kept = false;
    } else {
      kept.push_back(claim);
      last_is_kept = true;
    }
    reached = std::max(reached, claim.end);
  }
  return kept;
}

std::optional<std::vector<Stretch>> claims_of_symbols(const Witness& witness, CodePieces& pieces) {
  Expected<std::vector<elf::Section>> sections = elf::sections(witness.bytes, witness.facts);
  Expected<std::vector<elf::MappedRange>> ranges = elf::mapped_ranges(witness.bytes, witness.facts);
  if (!sections || !ranges) {
    pieces.doubts.push_back((sections ? ranges.error() : sections.error()).message());
    return std::nullopt;
  }
  std::vector<Stretch> claims = claims_of_sections(*sections, witness.facts);
  for (const elf::MappedRange& range : *ranges) {
    if (range.section >= sections->size() || !(*sections)[range.section].is_executable()) continue;
    bool is_data = range.kind == elf::MappedKind::data;
    claims.push_back({range.begin, range.end, is_data ? Knowledge::literals : Knowledge::code,
                      is_data ? isa::Mode::a32 : mode_of(range.kind, *witness.facts.arch)});
  }
  bool is_mips = witness.facts.machine == elf::em_mips;
  if (claims.empty()) return std::nullopt;
  if (!ranges->empty() || is_mips)
    pieces.witness = witness.is_twin ? "the program as it was before it was stripped"
                     : is_mips       ? "the file's sections"
                                     : "the file's mapping symbols";
  else
    pieces.witness = "the file's section headers";
  return agreed(std::move(claims));
}

// What nothing reaches is data only if everything was followed. Nor is what looks like a certain
// way believed before that: one table that was read on as code makes the next one look like code
// too.
std::vector<Stretch> claims_of_descent(const reach::Descent& descent, Arch arch) {
  std::vector<Stretch> claims;
  for (const reach::Reached& piece : descent.code) {
    bool is_certain = descent.is_complete && piece.certainty == reach::Certainty::certain;
    isa::Mode mode =
        piece.kind == reach::CodeKind::thumb ? isa::Mode::thumb : isa::modes_of(arch).front();
    claims.push_back(
        {piece.begin, piece.end, is_certain ? Knowledge::code : Knowledge::unknown, mode});
  }
  return claims;
}

// `finer` over `coarser`: where nothing is known by the first, what the second says.
std::vector<Stretch> overlaid(const std::vector<Stretch>& finer,
                              const std::vector<Stretch>& coarser) {
  std::vector<Stretch> all;
  auto other = coarser.begin();
  for (const Stretch& stretch : finer) {
    if (stretch.knowledge != Knowledge::unknown) {
      all.push_back(stretch);
      continue;
    }
    while (other != coarser.end() && other->end <= stretch.begin) ++other;
    for (auto next = other; next != coarser.end() && next->begin < stretch.end; ++next) {
      Stretch cut = *next;
      cut.begin = std::max(cut.begin, stretch.begin);
      cut.end = std::min(cut.end, stretch.end);
      if (cut.begin < cut.end) all.push_back(cut);
    }
  }
  return all;
}

// Everything between the pieces of a complete descent: nothing leads there.
void add_what_is_not_reached(const reach::Descent& descent, const elf::LoadedImage& image,
                             std::vector<Stretch>& claims) {
  auto piece = descent.code.begin();
  std::uint64_t covered = 0;
  for (const elf::CodeRange& range : image.code()) {
    std::uint64_t end = range.address + range.size;
    std::uint64_t at = std::max(range.address, covered);
    for (; piece != descent.code.end() && piece->begin < end; ++piece) {
      if (piece->begin > at) claims.push_back({at, piece->begin, Knowledge::data, isa::Mode::a32});
      at = std::max(at, piece->end);
    }
    if (at < end) claims.push_back({at, end, Knowledge::data, isa::Mode::a32});
    covered = std::max(at, end);
  }
  std::ranges::sort(claims, {}, &Stretch::begin);
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
  std::optional<std::vector<Stretch>> claims = claims_of_symbols(witness, pieces);
  pieces.stretches = spread(claims.value_or(std::vector<Stretch>()), image);
  pieces.entered = entered_data(image, functions, pieces.stretches);
  return pieces;
}

bool refine_by_descent(const CodeSubject& subject, const elf::LoadedImage& image,
                       CodePieces& pieces) {
  Expected<reach::Descent> descent = reach::descend(image);
  if (!descent) {
    pieces.doubts.push_back(descent.error().message());
    return false;
  }
  std::ranges::sort(descent->code, {}, &reach::Reached::begin);
  std::vector<Stretch> claims = agreed(claims_of_descent(*descent, *subject.file.arch));
  if (descent->is_complete) {
    add_what_is_not_reached(*descent, image, claims);
    pieces.witness += pieces.witness.empty() ? "" : " and ";
    pieces.witness += "following all paths through its code";
  } else if (!descent->open.empty()) {
    pieces.doubts.push_back("not all paths through its code can be followed: " +
                            descent->open.front().why);
  }
  pieces.stretches = overlaid(pieces.stretches, spread(claims, image));
  return true;
}

}  // namespace ashore::verify
