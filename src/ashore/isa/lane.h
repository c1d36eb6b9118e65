// SPDX-License-Identifier: Apache-2.0
// What one thread needs to decide about words: a judge, and what it has decided before.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "ashore/isa/judge.h"

namespace ashore::isa {

class Lane {
 public:
  Lane(Dialect dialect, Mode mode) : judge_(std::move(dialect), mode) {}

  // As Judge's. Programs repeat themselves: most words have been seen before.
  std::uint16_t verdict(const Encoding& encoding) {
    Entry& entry = decided_[place_of(encoding)];
    if (entry.word == encoding.word && entry.length == encoding.length) return entry.verdict;
    return decide(encoding);
  }

  Judge& judge() { return judge_; }

 private:
  struct Entry {
    std::uint32_t word = 0;
    std::uint16_t verdict = 0;
    std::uint16_t length = 0;  // 0: nothing is kept here
  };
  // A few hundred kilobytes, whatever the size of the code; and few where few words are asked for.
  static constexpr unsigned first_bits = 10, most_bits = 16;

  std::size_t place_of(const Encoding& encoding) const {
    return encoding.word * 0x9e3779b1U >> (32 - bits_);
  }

  std::uint16_t decide(const Encoding& encoding) {
    if (++missed_ == decided_.size() && bits_ < most_bits) {
      bits_ = most_bits;
      decided_.assign(std::size_t{1} << bits_, Entry{});
    }
    std::uint16_t verdict = judge_.verdict(encoding);
    decided_[place_of(encoding)] = {encoding.word, verdict,
                                    static_cast<std::uint16_t>(encoding.length)};
    return verdict;
  }

  Judge judge_;
  unsigned bits_ = first_bits;
  std::size_t missed_ = 0;
  std::vector<Entry> decided_ = std::vector<Entry>(std::size_t{1} << first_bits);
};

}  // namespace ashore::isa
