// SPDX-License-Identifier: Apache-2.0
// Goes through code with one floor, with all cores where it is long, and hands over what lies
// outside in the order of addresses.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "ashore/isa/lane.h"
#include "ashore/isa/sieve.h"
#include "ashore/isa/walk.h"

namespace ashore::isa {

// A place in the code that is outside the floor.
struct Hit {
  std::size_t offset = 0;
  std::uint16_t verdict = 0;  // of that lane's judge
  std::uint16_t length = 0;
};

class Lanes {
 public:
  Lanes(Dialect dialect, Mode mode);

  Mode mode() const { return mode_; }
  Lane& first() { return *lanes_.front(); }

  // `each(lane, hit)` for each; false ends it.
  template <class Each> bool go(const Code& code, Each&& each) {
    if (!is_worth_threads(code)) return look(code, {0, code.bytes.size()}, *lanes_.front(), each);
    for (std::size_t at = 0; at < code.bytes.size(); at += lanes_.size() * block) {
      std::vector<std::vector<Hit>> found = look_in_threads(code, at);
      for (std::size_t i = 0; i < found.size(); ++i) {
        for (const Hit& hit : found[i])
          if (!each(*lanes_[i], hit)) return false;
      }
    }
    return true;
  }

 private:
  // What one thread looks at before its hits are handed over; they are kept in memory until then.
  static constexpr std::size_t block = std::size_t{1} << 20;

  template <class Each>
  bool look(const Code& code, const Range& range, Lane& lane, Each&& each) const {
    return walk(code, range, sieve_, [&](std::size_t at) {
      Found found = encoding_at(code, at);
      if (!found.encoding) return true;
      std::uint16_t verdict = lane.verdict(*found.encoding);
      return verdict == 0 || each(lane, Hit{at, verdict, static_cast<std::uint16_t>(found.length)});
    });
  }

  // Makes the other lanes when they are wanted for the first time.
  bool is_worth_threads(const Code& code);
  // One block for each lane, from that offset on.
  std::vector<std::vector<Hit>> look_in_threads(const Code& code, std::size_t from);

  Mode mode_;
  Dialect dialect_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  Sieve sieve_;
};

}  // namespace ashore::isa
