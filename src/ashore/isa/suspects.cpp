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

#include "ashore/base/text.h"
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
    floor_ = conditions_with(comparison.floor);
    for (Decoder::FeatureSet world : comparison.worlds) worlds_.push_back(conditions_with(world));
    for (std::string_view condition : encodings_.conditions)
      asked_.push_back(is_asked_differently(condition));
  }

  std::vector<Pattern> suspects() {
    const Form* instruction = nullptr;
    for (const Form& form : encodings_.forms) {
      if (form.kind != Form::asking) instruction = &form;
      if (is_suspect(form, *instruction)) add(pattern_of(form));
    }
    for (const Special& special : comparison_.dialect.specials) {
      if (decides(special)) add(pattern_of(special));
    }
    return std::move(found_);
  }

 private:
  std::vector<bool> conditions_with(Decoder::FeatureSet features) const {
    std::vector<bool> hold;
    for (std::string_view condition : encodings_.conditions)
      hold.push_back(condition != "*" && comparison_.decoder.holds(condition, features));
    return hold;
  }

  bool is_asked_differently(std::string_view names) const {
    if (names == "*") return true;
    const Decoder& decoder = comparison_.decoder;
    return std::ranges::any_of(words(names), [&](std::string_view name) {
      bool floor_has = decoder.holds(name, comparison_.floor);
      return std::ranges::any_of(comparison_.worlds, [&](Decoder::FeatureSet world) {
        return decoder.holds(name, world) != floor_has;
      });
    });
  }

  bool is_suspect(const Form& form, const Form& instruction) const {
    bool floor = floor_[instruction.condition];
    if (form.kind == Form::asking) {
      return floor && asked_[form.condition] && std::ranges::any_of(worlds_, [&](auto& world) {
               return world[instruction.condition];
             });
    }
    if (!floor)
      return std::ranges::any_of(worlds_, [&](auto& world) { return world[form.condition]; });
    if (form.kind == Form::meeting &&
        !std::ranges::all_of(worlds_, [&](auto& world) { return world[form.condition]; }))
      return true;
    // Only the first world is asked for names.
    return !worlds_.front()[form.condition] && is_compared_by_name(pattern_of(form));
  }

  bool is_compared_by_name(const Pattern& pattern) const {
    return std::ranges::any_of(comparison_.dialect.specials, [&](const Special& special) {
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
    for (const Special& special : comparison_.dialect.specials) {
      if (!intersect(pattern, pattern_of(special))) continue;
      if (special.needs.empty() && lies_within(pattern, pattern_of(special))) return true;
      if (!special.needs.empty() && !decides(special)) return false;
    }
    return false;
  }

  void add(const Pattern& pattern) {
    if (!is_allowed(pattern)) found_.push_back(pattern);
  }

  const Comparison& comparison_;
  Encodings encodings_;
  // By number of the condition, whether it holds.
  std::vector<bool> floor_;
  std::vector<std::vector<bool>> worlds_;
  std::vector<bool> asked_;
  std::vector<Pattern> found_;
};

}  // namespace

std::vector<Pattern> known_to(const Decoder& decoder, Mode mode, Decoder::FeatureSet features) {
  Encodings encodings = encodings_of(mode);
  std::vector<bool> holds;
  for (std::string_view condition : encodings.conditions)
    holds.push_back(condition != "*" && decoder.holds(condition, features));
  std::vector<Pattern> known;
  for (const Form& form : encodings.forms) {
    if (form.kind != Form::asking && holds[form.condition]) known.push_back(pattern_of(form));
  }
  return known;
}

std::vector<Pattern> suspects(const Comparison& comparison) {
  return Search(comparison).suspects();
}

}  // namespace ashore::isa
