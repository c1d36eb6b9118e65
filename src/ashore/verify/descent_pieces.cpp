// SPDX-License-Identifier: Apache-2.0
// What a descent adds to what is known about executable bytes.
#include <algorithm>
#include <iterator>
#include <utility>

#include "ashore/reach/reach.h"
#include "ashore/verify/claims.h"
#include "ashore/verify/code_pieces.h"
#include "ashore/verify/header_claims.h"
#include "ashore/verify/mips_words.h"

namespace ashore::verify {

namespace {

isa::Mode mode_of(const reach::Reached& piece, Arch arch) {
  return piece.kind == reach::CodeKind::thumb ? isa::Mode::thumb : isa::modes_of(arch).front();
}

std::vector<Stretch> pieces_of(const reach::Descent& descent, reach::Certainty certainty,
                               Arch arch) {
  std::vector<Stretch> pieces;
  for (const reach::Reached& piece : descent.code) {
    if (piece.certainty == certainty)
      pieces.push_back({piece.begin, piece.end, Knowledge::code, mode_of(piece, arch)});
  }
  return pieces;
}

bool is_in(const Stretch& piece, const std::vector<Stretch>& stretches) {
  auto after = std::ranges::upper_bound(stretches, piece.begin, {}, &Stretch::begin);
  if (after == stretches.begin()) return false;
  const Stretch& stretch = *std::prev(after);
  return stretch.knowledge == Knowledge::code && stretch.mode == piece.mode &&
         piece.end <= stretch.end;
}

// What symbols say stays as it is.
std::vector<Stretch> overlaid(const std::vector<Stretch>& by_symbols,
                              const std::vector<Stretch>& by_descent) {
  std::vector<Stretch> all;
  auto other = by_descent.begin();
  for (const Stretch& stretch : by_symbols) {
    if (stretch.knowledge != Knowledge::unknown) {
      all.push_back(stretch);
      continue;
    }
    while (other != by_descent.end() && other->end <= stretch.begin) ++other;
    for (auto next = other; next != by_descent.end() && next->begin < stretch.end; ++next) {
      Stretch cut = *next;
      cut.begin = std::max(cut.begin, stretch.begin);
      cut.end = std::min(cut.end, stretch.end);
      if (cut.begin < cut.end) all.push_back(cut);
    }
  }
  return all;
}

// Cut where one of those lies in them.
std::vector<Stretch> without(std::vector<Stretch> claims, const std::vector<Stretch>& others) {
  for (const Stretch& other : others) {
    std::vector<Stretch> cut;
    for (const Stretch& claim : claims) {
      Stretch before = claim, behind = claim;
      before.end = std::min(claim.end, other.begin);
      behind.begin = std::max(claim.begin, other.end);
      if (before.begin < before.end) cut.push_back(before);
      if (behind.begin < behind.end) cut.push_back(behind);
    }
    claims = std::move(cut);
  }
  return claims;
}

}  // namespace

bool refine_by_descent(const CodeSubject& subject, const elf::LoadedImage& image,
                       CodePieces& pieces) {
  Expected<reach::Descent> descent = reach::descend(image);
  if (!descent) {
    pieces.doubts.push_back(descent.error().message());
    return false;
  }
  Arch arch = *subject.file.arch;
  std::vector<Stretch> certain = pieces_of(*descent, reach::Certainty::certain, arch);
  std::vector<Stretch> words = claims_of_mips_words(image, *descent);
  certain = without(std::move(certain), words);
  std::vector<Stretch> claims = certain;
  if (!descent->enters_data)
    std::ranges::move(claims_of_headers(subject.bytes, image, subject.file),
                      std::back_inserter(claims));
  std::ranges::move(words, std::back_inserter(claims));
  claims = agreed(std::move(claims));
  std::vector<Stretch> by_descent = spread(claims, image);
  if (descent->is_complete) {
    // Nothing else leads anywhere: what no path reaches is data.
    for (Stretch& stretch : by_descent)
      if (stretch.knowledge == Knowledge::unknown) stretch.knowledge = Knowledge::data;
  }
  pieces.stretches = overlaid(pieces.stretches, by_descent);
  if (!descent->is_complete) {
    if (!descent->open.empty())
      pieces.doubts.push_back("not all paths through its code can be followed: " +
                              descent->open.front().why);
    return true;
  }
  // Symbols call instructions data that assembly wrote as numbers; and what follows a call of a
  // function that never returns seems to be reached.
  auto is_code = [&](const Stretch& piece) { return is_in(piece, pieces.stretches); };
  pieces.entered = std::move(certain);
  pieces.possible = without(pieces_of(*descent, reach::Certainty::possible, arch), words);
  pieces.made = std::move(descent->made);
  std::erase_if(pieces.entered, is_code);
  std::erase_if(pieces.possible, is_code);
  pieces.witness += pieces.witness.empty() ? "" : " and ";
  pieces.witness += "following all paths through its code";
  return true;
}

}  // namespace ashore::verify
