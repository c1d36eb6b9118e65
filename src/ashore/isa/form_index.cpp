// SPDX-License-Identifier: Apache-2.0
#include "ashore/isa/form_index.h"

namespace ashore::isa {

namespace {

// All numbers that have `fixed` and any of the bits of `open`.
template <class Each> void each_of(std::uint32_t fixed, std::uint32_t open, Each&& each) {
  for (std::uint32_t some = open;; some = (some - 1) & open) {
    each(fixed | some);
    if (some == 0) return;
  }
}

}  // namespace

FormIndex::FormIndex(Mode mode) : forms_(encodings_of(mode).forms) {
  switch (mode) {
  case Mode::a32: high_ = {20, 8}, low_ = {4, 4}; break;
  case Mode::thumb: high_ = {20, 9}, low_ = {8, 4}; break;
  case Mode::a64: high_ = {21, 11}, low_ = {10, 3}; break;
  case Mode::mips: high_ = {26, 6}, low_ = {0, 6}; break;
  case Mode::riscv: high_ = {25, 7}, low_ = {2, 5}; break;
  case Mode::x86_32:
  case Mode::x86_64: break;
  }
  // Twice as many as there are numbers: those of two bytes come after.
  std::uint32_t count = 2U << (high_.bits + low_.bits);
  begins_.resize(count + 1);
  // Counted, added up, then filled from the back.
  auto each_bucket = [&](const Form& form, auto&& each) {
    Buckets buckets = buckets_of(form);
    each_of(buckets.fixed, buckets.open, each);
  };
  for (const Form& form : forms_)
    each_bucket(form, [&](std::uint32_t bucket) { ++begins_[bucket]; });
  std::uint32_t sum = 0;
  for (std::uint32_t& begin : begins_) begin = sum += begin;
  numbers_.resize(sum);
  for (std::size_t i = forms_.size(); i-- > 0;)
    each_bucket(forms_[i], [&](std::uint32_t bucket) {
      numbers_[--begins_[bucket]] = static_cast<std::uint16_t>(i);
    });
}

const FormIndex& FormIndex::of(Mode mode) {
  static_assert(static_cast<int>(Mode::riscv) == 4, "x86 has no tables");
  switch (mode) {
  case Mode::a32: {
    static const FormIndex a32(Mode::a32);
    return a32;
  }
  case Mode::thumb: {
    static const FormIndex thumb(Mode::thumb);
    return thumb;
  }
  case Mode::a64: {
    static const FormIndex a64(Mode::a64);
    return a64;
  }
  case Mode::mips: {
    static const FormIndex mips(Mode::mips);
    return mips;
  }
  case Mode::riscv:
  case Mode::x86_32:
  case Mode::x86_64: break;
  }
  static const FormIndex riscv(Mode::riscv);
  return riscv;
}

std::vector<std::uint16_t> FormIndex::conditions_of(const Encoding& encoding) const {
  std::vector<std::uint16_t> conditions;
  for (std::uint16_t number : candidates(encoding)) {
    const Form& form = forms_[number];
    if (form.kind != Form::asking && fits(encoding, form)) conditions.push_back(form.condition);
  }
  return conditions;
}

std::uint32_t FormIndex::bucket_of(std::uint32_t word, unsigned length) const {
  std::uint32_t high = word >> high_.shift & ((1U << high_.bits) - 1);
  std::uint32_t low = word >> low_.shift & ((1U << low_.bits) - 1);
  std::uint32_t is_short = length == 2 ? 1 : 0;
  return (is_short << high_.bits | high) << low_.bits | low;
}

FormIndex::Buckets FormIndex::buckets_of(const Form& form) const {
  // A bucket is a choice of bits, so that of the mask says which bits of the others' are known.
  std::uint32_t known = bucket_of(form.mask, form.length);
  std::uint32_t every = bucket_of(form.length == 2 ? 0xffff : 0xffffffff, form.length);
  return {bucket_of(form.value, form.length), every & ~known};
}

}  // namespace ashore::isa
