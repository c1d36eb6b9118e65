// SPDX-License-Identifier: Apache-2.0
// What one thread needs to decide about words: a judge, and what it has decided before.
#pragma once

#include <cstdint>
#include <vector>

#include "ashore/isa/judge.h"

namespace ashore::isa {

class Lane {
 public:
  Lane(Dialect dialect, Mode mode) : judge_(std::move(dialect), mode) {}

  // As Judge's. Programs repeat themselves: most words have been seen before.
  std::uint16_t verdict(const Encoding& encoding) {
    if (encoding.length == 2) return verdict_of_half(encoding);
    Entry& entry = words_[encoding.word * 0x9e3779b1U >> (32 - bits)];
    if (!entry.used || entry.word != encoding.word)
      entry = {encoding.word, judge_.verdict(encoding), true};
    return entry.verdict;
  }

  Judge& judge() { return judge_; }

 private:
  struct Entry {
    std::uint32_t word = 0;
    std::uint16_t verdict = 0;
    bool used = false;
  };
  struct Half {
    std::uint16_t verdict = 0;
    bool used = false;
  };
  static constexpr unsigned bits = 16;

  std::uint16_t verdict_of_half(const Encoding& encoding) {
    Half& half = halves_[encoding.word & 0xffff];
    if (!half.used) half = {judge_.verdict(encoding), true};
    return half.verdict;
  }

  Judge judge_;
  // A few hundred kilobytes, whatever the size of the code.
  std::vector<Entry> words_ = std::vector<Entry>(std::size_t{1} << bits);
  std::vector<Half> halves_ = std::vector<Half>(std::size_t{1} << 16);
};

}  // namespace ashore::isa
