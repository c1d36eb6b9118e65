// SPDX-License-Identifier: Apache-2.0
#include "ashore/isa/judge.h"

#include <algorithm>
#include <utility>

#include "ashore/base/text.h"
#include "ashore/isa/encodings.h"

namespace ashore::isa {

namespace {

bool has_name(const std::vector<Candidate>& candidates, const std::string& name) {
  return std::ranges::find(candidates, name, &Candidate::name) != candidates.end();
}

}  // namespace

Judge::Judge(Dialect dialect, Mode mode)
    : mode_(mode), dialect_(std::move(dialect)),
      decoder_(std::make_unique<Decoder>(dialect_.triple, mode)),
      floor_(known_by(decoder_->feature_set(dialect_.floor))) {
  for (const World& world : dialect_.worlds) everything_.push_back(everything_of(world));
  for (const Special& special : dialect_.specials) by_special_.push_back(verdict_of(special));
}

// An empty need: certain to be within the floor.
std::optional<std::uint16_t> Judge::verdict_of(const Special& special) {
  if (special.needs.empty()) return 0;
  std::string needs(special.needs);
  if (needs == "*" || dialect_.has.contains(needs)) return std::nullopt;
  return number_of(needs);
}

Judge::Everything Judge::everything_of(const World& world) const {
  Everything everything{
      known_by(decoder_->feature_set(world.llvm)), {}, &world - dialect_.worlds.data(), {}};
  if (everything_.empty()) return everything;
  Decoder::FeatureSet first = everything_.front().known.features;
  for (std::size_t i = 0; i < everything.known.holding.size(); ++i)
    everything.differing.push_back(decoder_->differ(i, first, everything.known.features));
  return everything;
}

Judge::Known Judge::known_by(Decoder::FeatureSet features) const {
  Known known{features, std::vector<bool>(encodings_of(mode_).conditions.size())};
  for (std::size_t i = 0; i < known.holding.size(); ++i)
    known.holding[i] = decoder_->holds(i, features);
  return known;
}

// Most programs lack nothing, and there are hundreds of features.
std::vector<Judge::Growth>& Judge::growths_of(Everything& everything) {
  if (!everything.growths.empty()) return everything.growths;
  const World& world = world_of(everything);
  std::vector<Candidate> candidates = world.candidates;
  if (world.and_others) {
    for (const std::string& name : decoder_->feature_names()) {
      if (!has_name(world.candidates, name)) candidates.push_back({name, {name}});
    }
  }
  for (const Candidate& candidate : candidates)
    everything.growths.push_back({candidate.name, decoder_->change(candidate.llvm), {}});
  return everything.growths;
}

bool Judge::floor_has_with(std::span<const Growth* const> growths, const Wanted& wanted) {
  std::vector<Decoder::Change> changes;
  for (const Growth* growth : growths) changes.push_back(growth->change);
  return has(decoder_->changed(floor_.features, changes), wanted);
}

std::uint16_t Judge::number_of(const std::string& needs) {
  auto found = std::ranges::find(needs_, needs);
  if (found == needs_.end()) found = needs_.insert(needs_.end(), needs);
  return static_cast<std::uint16_t>(found - needs_.begin());
}

std::uint16_t Judge::verdict(const Encoding& encoding) {
  std::optional<std::uint16_t> decided = verdict_by_special(encoding);
  return decided ? *decided : verdict_by_decoder(encoding);
}

std::optional<std::uint16_t> Judge::verdict_by_special(const Encoding& encoding) {
  for (std::size_t i = 0; i < dialect_.specials.size(); ++i) {
    const Special& special = dialect_.specials[i];
    if (special.length != encoding.length || (encoding.word & special.mask) != special.value)
      continue;
    if (special.needs != "*") return by_special_[i];
    // To the floor's decoder the encoding is a general one, such as a write to a nameless register.
    std::optional<unsigned> named = opcode(encoding, everything_.front().known);
    if (!named) continue;
    if (opcode(encoding, floor_) == named) return 0;
    return needed({encoding, *named, true}, everything_.front());
  }
  return std::nullopt;
}

std::uint16_t Judge::verdict_by_decoder(const Encoding& encoding) {
  if (opcode(encoding, floor_)) return 0;
  for (Everything& everything : everything_) {
    // What is the same to the first is no instruction of this one either (suspects.cpp).
    bool is_first = everything.differing.empty();
    if (!is_first && index_ != nullptr && !index_->fits_any(encoding, everything.differing))
      continue;
    std::optional<unsigned> found = opcode(encoding, everything.known);
    if (found) return needed({encoding, *found}, everything);
  }
  return 0;
}

std::optional<unsigned> Judge::opcode(const Encoding& encoding, const Known& known) {
  constexpr std::size_t much = 500;
  if (++asked_ == much) index_ = &FormIndex::of(mode_);
  // The tables have all that the decoder knows; it may refuse what they have, for its operands.
  if (index_ != nullptr && !index_->fits_instruction(encoding, known.holding)) return std::nullopt;
  return decoder_->opcode(encoding, known.features);
}

bool Judge::has(Decoder::FeatureSet features, const Wanted& wanted) const {
  std::optional<unsigned> opcode = decoder_->opcode(wanted.encoding, features);
  return opcode && (!wanted.exactly || opcode == wanted.opcode);
}

std::uint16_t Judge::needed(const Wanted& wanted, Everything& everything) {
  std::uint64_t key =
      std::uint64_t{wanted.opcode} << 32 | (wanted.encoding.word & dialect_.operand_bits);
  auto [entry, is_new] = known_.try_emplace(key);
  if (is_new) entry->second = number_of(least(wanted, everything));
  return entry->second;
}

// False without asking the decoder, most of the time.
bool Judge::may_have(Growth& growth, std::span<const std::uint16_t> conditions) {
  constexpr char not_asked = 2;
  growth.conditions.resize(encodings_of(mode_).conditions.size(), not_asked);
  return std::ranges::any_of(conditions, [&](std::uint16_t condition) {
    char& known = growth.conditions[condition];
    if (known == not_asked) {
      Decoder::FeatureSet features = decoder_->changed(floor_.features, {&growth.change, 1});
      known = decoder_->holds(condition, features) ? 1 : 0;
    }
    return known == 1;
  });
}

// The first candidate with which the floor has the instruction; or several, of which none can be
// spared.
std::string Judge::least(const Wanted& wanted, Everything& everything) {
  std::vector<std::uint16_t> conditions = FormIndex::of(mode_).conditions_of(wanted.encoding);
  std::vector<const Growth*> kept;
  for (Growth& growth : growths_of(everything)) {
    const Growth* one = &growth;
    if (may_have(growth, conditions) && floor_has_with({&one, 1}, wanted)) return growth.name;
    kept.push_back(one);
  }
  if (!floor_has_with(kept, wanted)) return world_of(everything).otherwise;
  for (std::size_t i = kept.size(); i-- > 0;) {
    std::vector<const Growth*> fewer = kept;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    if (floor_has_with(fewer, wanted)) kept = std::move(fewer);
  }
  std::vector<std::string> names;
  for (const Growth* growth : kept) names.push_back(growth->name);
  return joined(names, " ");
}

std::vector<Pattern> Judge::suspects() const {
  Comparison comparison{mode_, *decoder_, dialect_, floor_.features, {}};
  for (const Everything& everything : everything_)
    comparison.worlds.push_back(everything.known.features);
  return isa::suspects(comparison);
}

bool Judge::is_unpredictable(const Encoding& encoding) {
  if (opcode(encoding, floor_)) return decoder_->is_unpredictable(encoding, floor_.features);
  for (const Everything& everything : everything_) {
    if (decoder_->opcode(encoding, everything.known.features))
      return decoder_->is_unpredictable(encoding, everything.known.features);
  }
  return false;
}

std::string Judge::text(const Encoding& encoding, std::uint64_t address) {
  for (const Everything& everything : everything_) {
    std::string text = decoder_->text(encoding, address, everything.known.features);
    if (!text.empty()) return text;
  }
  return decoder_->text(encoding, address, floor_.features);
}

}  // namespace ashore::isa
