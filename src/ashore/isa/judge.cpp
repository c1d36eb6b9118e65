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

// Under which conditions of the tables the decoder may know the word.
std::vector<std::uint16_t> conditions_of(const Encoding& encoding, Mode mode) {
  std::vector<std::uint16_t> conditions;
  for (const Form& form : encodings_of(mode).forms) {
    bool fits = (encoding.word & form.mask) == form.value && encoding.length == form.length;
    if (fits && form.kind != Form::asking) conditions.push_back(form.condition);
  }
  return conditions;
}

}  // namespace

Judge::Judge(Dialect dialect, Mode mode)
    : mode_(mode), dialect_(std::move(dialect)),
      decoder_(std::make_unique<Decoder>(dialect_.triple, mode)),
      floor_(decoder_->feature_set(dialect_.floor)) {
  for (const World& world : dialect_.worlds)
    everything_.push_back({decoder_->feature_set(world.llvm), &world - dialect_.worlds.data(), {}});
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
  return has(decoder_->changed(floor_, changes), wanted);
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
    if (opcode_on_floor(encoding) == named) return "";
    return needed({encoding, *named, true}, everything_.front());
  }
  return std::nullopt;
}

std::optional<std::string> Judge::outside_by_decoder(const Encoding& encoding) {
  if (opcode_on_floor(encoding)) return "";
  for (Everything& everything : everything_) {
    std::optional<unsigned> opcode = decoder_->opcode(encoding, everything.features);
    if (opcode) return needed({encoding, *opcode}, everything);
  }
  return "";
}

std::optional<unsigned> Judge::opcode_on_floor(const Encoding& encoding) {
  constexpr std::size_t enough = 2000;
  if (++asked_ == enough) known_to_floor_.emplace(mode_, known_to(*decoder_, mode_, floor_));
  if (known_to_floor_ && !known_to_floor_->holds(encoding, mode_)) return std::nullopt;
  return decoder_->opcode(encoding, floor_);
}

bool Judge::has(Decoder::FeatureSet features, const Wanted& wanted) const {
  std::optional<unsigned> opcode = decoder_->opcode(wanted.encoding, features);
  return opcode && (!wanted.exactly || opcode == wanted.opcode);
}

std::string Judge::needed(const Wanted& wanted, Everything& everything) {
  std::uint64_t key =
      std::uint64_t{wanted.opcode} << 32 | (wanted.encoding.word & dialect_.operand_bits);
  auto [entry, is_new] = known_.try_emplace(key);
  if (is_new) entry->second = least(wanted, everything);
  return entry->second;
}

// False without asking the decoder, most of the time.
bool Judge::may_have(Growth& growth, std::span<const std::uint16_t> conditions) {
  std::span<const std::string_view> texts = encodings_of(mode_).conditions;
  constexpr char not_asked = 2;
  growth.conditions.resize(texts.size(), not_asked);
  Decoder::FeatureSet features = decoder_->changed(floor_, {&growth.change, 1});
  return std::ranges::any_of(conditions, [&](std::uint16_t condition) {
    char& known = growth.conditions[condition];
    if (known == not_asked) known = decoder_->holds(texts[condition], features) ? 1 : 0;
    return known == 1;
  });
}

// The first candidate with which the floor has the instruction; or several, of which none can be
// spared.
std::string Judge::least(const Wanted& wanted, Everything& everything) {
  std::vector<std::uint16_t> conditions = conditions_of(wanted.encoding, mode_);
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
  Comparison comparison{mode_, *decoder_, dialect_, floor_, {}};
  for (const Everything& everything : everything_) comparison.worlds.push_back(everything.features);
  return isa::suspects(comparison);
}

bool Judge::is_unpredictable(const Encoding& encoding) {
  if (opcode_on_floor(encoding)) return decoder_->is_unpredictable(encoding, floor_);
  for (const Everything& everything : everything_) {
    if (decoder_->opcode(encoding, everything.features))
      return decoder_->is_unpredictable(encoding, everything.features);
  }
  return false;
}

std::string Judge::text(const Encoding& encoding, std::uint64_t address) {
  for (const Everything& everything : everything_) {
    std::string text = decoder_->text(encoding, address, everything.features);
    if (!text.empty()) return text;
  }
  return decoder_->text(encoding, address, floor_);
}

}  // namespace ashore::isa
