// SPDX-License-Identifier: Apache-2.0
// LLVM's decoder goes through tables in a fixed order. In each a word leads along fixed bits to
// some rows, one after the other. A form is skipped if its condition does not hold; otherwise its
// operands are decoded, which ends the search (well or, in that table, badly). So two sets of
// features treat a word alike unless it fits a form that they treat differently. Take the first
// such form that is looked at:
//   - the floor lacks its condition and a world has it: a suspect.
//   - its operands depend on features that differ: a suspect.
//   - the floor has its condition and a world lacks it. If the floor decodes it, the word is within
//     the floor. If its operands are refused, the floor is done with this table; the world goes on
//     in it, and can only find another form that fits the same word. Where there is such a form
//     ("meeting") it is a suspect; where there is none, both go on with the next table.
// Some specials ask not only whether the floor decodes a word, but whether it has the very
// instruction; there every form that is treated differently is a suspect.
#include "ashore/isa/suspects.h"

#include <algorithm>

#include "ashore/isa/encodings.h"

namespace ashore::isa {

namespace {

bool intersect(const Pattern& one, const Pattern& other) {
  return one.length == other.length && ((one.value ^ other.value) & one.mask & other.mask) == 0;
}

bool lies_within(const Pattern& inner, const Pattern& outer) {
  return intersect(inner, outer) && (outer.mask & ~inner.mask) == 0;
}

Pattern pattern_of(const Special& special) { return {special.mask, special.value, special.length}; }
Pattern pattern_of(const Form& form) { return {form.mask, form.value, form.length}; }

class Search {
 public:
  explicit Search(const Comparison& comparison)
      : comparison_(comparison), encodings_(encodings_of(comparison.mode)) {
    for (std::size_t i = 0; i < encodings_.conditions.size(); ++i)
      standings_.push_back(standing_of(i));
    for (const Special& special : specials()) decides_.push_back(decides(special));
    common_ = common_of(specials());
  }

  std::vector<Pattern> suspects() {
    const Form* instruction = nullptr;
    for (const Form& form : encodings_.forms) {
      if (form.kind != Form::asking) instruction = &form;
      if (is_suspect(form, *instruction)) add(pattern_of(form));
    }
    for (std::size_t i = 0; i < specials().size(); ++i)
      if (decides_[i]) add(pattern_of(specials()[i]));
    return std::move(found_);
  }

 private:
  // Who meets a condition.
  struct Standing {
    bool floor = false, first_world = false, any_world = false, all_worlds = true;
    // Whether they are of two minds about a feature that it names.
    bool is_asked_differently = false;
  };

  Standing standing_of(std::size_t condition) const {
    const Decoder& decoder = comparison_.decoder;
    Standing standing;
    standing.floor = decoder.holds(condition, comparison_.floor);
    standing.first_world = decoder.holds(condition, comparison_.worlds.front());
    for (Decoder::FeatureSet world : comparison_.worlds) {
      bool holds = decoder.holds(condition, world);
      standing.any_world |= holds;
      standing.all_worlds &= holds;
      standing.is_asked_differently |= decoder.differ(condition, world, comparison_.floor);
    }
    return standing;
  }

  bool is_suspect(const Form& form, const Form& instruction) const {
    const Standing& standing = standings_[instruction.condition];
    if (form.kind == Form::asking)
      return standing.floor && standing.any_world &&
             standings_[form.condition].is_asked_differently;
    if (!standing.floor) return standing.any_world;
    if (form.kind == Form::meeting && !standing.all_worlds) return true;
    // Only the first world is asked for names.
    return !standing.first_world && is_compared_by_name(pattern_of(form));
  }

  std::span<const Special> specials() const { return comparison_.dialect.specials; }

  // What all specials have in common; most words of some architectures lack it.
  static Pattern common_of(std::span<const Special> specials) {
    if (specials.empty()) return {};
    Pattern common = pattern_of(specials.front());
    for (const Special& special : specials) {
      common.mask &= special.mask & ~(special.value ^ common.value);
      common.value &= common.mask;
    }
    return common;
  }
  bool may_meet_specials(const Pattern& pattern) const {
    return ((pattern.value ^ common_.value) & pattern.mask & common_.mask) == 0;
  }

  bool is_compared_by_name(const Pattern& pattern) const {
    return may_meet_specials(pattern) &&
           std::ranges::any_of(specials(), [&](const Special& special) {
             return special.needs == "*" && intersect(pattern, pattern_of(special));
           });
  }

  // Whether the special by itself puts words outside the floor.
  bool decides(const Special& special) const {
    return !special.needs.empty() && special.needs != "*" &&
           !comparison_.dialect.has.contains(std::string(special.needs));
  }

  // Whether a special says of all words of the pattern that they run everywhere, but for those that
  // an earlier one puts outside.
  bool is_allowed(const Pattern& pattern) const {
    if (!may_meet_specials(pattern)) return false;
    for (std::size_t i = 0; i < specials().size(); ++i) {
      const Special& special = specials()[i];
      if (!intersect(pattern, pattern_of(special))) continue;
      if (special.needs.empty() && lies_within(pattern, pattern_of(special))) return true;
      if (!special.needs.empty() && !decides_[i]) return false;
    }
    return false;
  }

  void add(const Pattern& pattern) {
    if (!is_allowed(pattern)) found_.push_back(pattern);
  }

  const Comparison& comparison_;
  Encodings encodings_;
  std::vector<Standing> standings_;  // by number of the condition
  std::vector<bool> decides_;        // by number of the special
  Pattern common_;
  std::vector<Pattern> found_;
};

}  // namespace

std::vector<Pattern> suspects(const Comparison& comparison) {
  return Search(comparison).suspects();
}

}  // namespace ashore::isa
