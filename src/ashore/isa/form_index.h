// SPDX-License-Identifier: Apache-2.0
// Finds the forms of the tables that an encoding fits without going through all of them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "ashore/isa/encoding.h"
#include "ashore/isa/encodings.h"

namespace ashore::isa {

class FormIndex {
 public:
  // That of a mode; made when it is wanted for the first time.
  static const FormIndex& of(Mode mode);

  // Whether the encoding fits an instruction whose condition is in the set, which goes by their
  // numbers.
  bool fits_instruction(const Encoding& encoding, const std::vector<bool>& conditions) const {
    return fits(encoding, conditions, [](const Form& form) { return form.kind != Form::asking; });
  }
  // The same with what only asks about operands.
  bool fits_any(const Encoding& encoding, const std::vector<bool>& conditions) const {
    return fits(encoding, conditions, [](const Form&) { return true; });
  }

  // The conditions of all instructions that it fits.
  std::vector<std::uint16_t> conditions_of(const Encoding& encoding) const;

 private:
  explicit FormIndex(Mode mode);

  static bool fits(const Encoding& encoding, const Form& form) {
    return (encoding.word & form.mask) == form.value && encoding.length == form.length;
  }
  template <class IsWanted>
  bool fits(const Encoding& encoding, const std::vector<bool>& conditions,
            IsWanted&& is_wanted) const {
    for (std::uint16_t number : candidates(encoding)) {
      const Form& form = forms_[number];
      if (fits(encoding, form) && conditions[form.condition] && is_wanted(form)) return true;
    }
    return false;
  }

  // Among them are all that it fits.
  std::span<const std::uint16_t> candidates(const Encoding& encoding) const {
    std::uint32_t bucket = bucket_of(encoding.word, encoding.length);
    return std::span(numbers_).subspan(begins_[bucket], begins_[bucket + 1] - begins_[bucket]);
  }

  // The bits of a word by which forms are found.
  struct Field {
    unsigned shift = 0, bits = 0;
  };
  std::uint32_t bucket_of(std::uint32_t word, unsigned length) const;
  // A bucket's number, and which of its bits are fixed.
  struct Buckets {
    std::uint32_t fixed = 0, open = 0;
  };
  Buckets buckets_of(const Form& form) const;

  std::span<const Form> forms_;
  Field high_, low_;
  // By bucket, where its numbers begin.
  std::vector<std::uint32_t> begins_;
  std::vector<std::uint16_t> numbers_;
};

}  // namespace ashore::isa
