// SPDX-License-Identifier: Apache-2.0
#include "ashore/isa/judge.h"

#include <algorithm>
#include <utility>

#include "ashore/base/text.h"

namespace ashore::isa {

namespace {

bool has_name(const std::vector<Candidate>& candidates, const std::string& name) {
  return std::ranges::find(candidates, name, &Candidate::name) != candidates.end();
}

}  // namespace

Judge::Judge(Dialect dialect, Mode mode)
    : mode_(mode), dialect_(std::move(dialect)),
      decoder_(std::make_unique<Decoder>(dialect_.triple, mode)),
      floor_(decoder_->feature_set(dialect_.floor)) {
  for (const World& world : dialect_.worlds) {
    Everything everything{decoder_->feature_set(world.llvm), {}, world.otherwise};
    std::vector<Candidate> candidates = world.candidates;
    if (world.and_others) {
      for (const std::string& name : decoder_->feature_names()) {
        if (!has_name(world.candidates, name)) candidates.push_back({name, {name}});
      }
    }
    for (const Candidate& candidate : candidates)
      everything.growths.push_back({candidate, floor_with({&candidate})});
    everything_.push_back(std::move(everything));
  }
}

Decoder::FeatureSet Judge::floor_with(const std::vector<const Candidate*>& candidates) {
  std::vector<std::string> names = dialect_.floor;
  for (const Candidate* candidate : candidates)
    names.insert(names.end(), candidate->llvm.begin(), candidate->llvm.end());
  return decoder_->feature_set(names);
}

std::uint16_t Judge::number_of(const std::string& needs) {
  auto found = std::ranges::find(needs_, needs);
  if (found == needs_.end()) found = needs_.insert(needs_.end(), needs);
  return static_cast<std::uint16_t>(found - needs_.begin());
}

std::uint16_t Judge::verdict(const Encoding& encoding) {
  std::optional<std::string> needs = outside_by_special(encoding);
  if (!needs) needs = outside_by_decoder(encoding);
  return needs->empty() ? 0 : number_of(*needs);
}

// An empty string where it is certain that the floor has it; nothing where the decoder decides.
std::optional<std::string> Judge::outside_by_special(const Encoding& encoding) {
  for (const Special& special : dialect_.specials) {
    if (special.length != encoding.length || (encoding.word & special.mask) != special.value)
      continue;
    if (special.needs.empty()) return "";
    if (special.needs != "*") {
      std::string needs(special.needs);
      if (dialect_.has.contains(needs)) return std::nullopt;
      return needs;
    }
    // To the floor's decoder the encoding is a general one, such as a write to a nameless register.
    std::optional<unsigned> named = decoder_->opcode(encoding, everything_.front().features);
    if (!named) continue;
    if (decoder_->opcode(encoding, floor_) == named) return "";
    return needed({encoding, *named, true}, everything_.front());
  }
  return std::nullopt;
}

std::optional<std::string> Judge::outside_by_decoder(const Encoding& encoding) {
  if (decoder_->opcode(encoding, floor_)) return "";
  for (const Everything& everything : everything_) {
    std::optional<unsigned> opcode = decoder_->opcode(encoding, everything.features);
    if (opcode) return needed({encoding, *opcode}, everything);
  }
  return "";
}

bool Judge::has(Decoder::FeatureSet features, const Wanted& wanted) const {
  std::optional<unsigned> opcode = decoder_->opcode(wanted.encoding, features);
  return opcode && (!wanted.exactly || opcode == wanted.opcode);
}

std::string Judge::needed(const Wanted& wanted, const Everything& everything) {
  std::uint64_t key =
      std::uint64_t{wanted.opcode} << 32 | (wanted.encoding.word & dialect_.operand_bits);
  auto [entry, is_new] = known_.try_emplace(key);
  if (is_new) entry->second = least(wanted, everything);
  return entry->second;
}

// The first candidate with which the floor has the instruction; or several, of which none can be
// spared.
std::string Judge::least(const Wanted& wanted, const Everything& everything) {
  for (const Growth& growth : everything.growths) {
    if (has(growth.features, wanted)) return growth.candidate.name;
  }
  std::vector<const Candidate*> kept;
  for (const Growth& growth : everything.growths) kept.push_back(&growth.candidate);
  if (!has(floor_with(kept), wanted)) return everything.otherwise;
  for (std::size_t i = kept.size(); i-- > 0;) {
    std::vector<const Candidate*> fewer = kept;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    if (has(floor_with(fewer), wanted)) kept = std::move(fewer);
  }
  std::vector<std::string> names;
  for (const Candidate* candidate : kept) names.push_back(candidate->name);
  return joined(names, " ");
}

std::vector<Pattern> Judge::suspects() const {
  Comparison comparison{mode_, *decoder_, dialect_, floor_, {}};
  for (const Everything& everything : everything_) comparison.worlds.push_back(everything.features);
  return isa::suspects(comparison);
}

std::string Judge::text(const Encoding& encoding, std::uint64_t address) {
  for (const Everything& everything : everything_) {
    std::string text = decoder_->text(encoding, address, everything.features);
    if (!text.empty()) return text;
  }
  return decoder_->text(encoding, address, floor_);
}

}  // namespace ashore::isa
