// SPDX-License-Identifier: Apache-2.0
#include "ashore/isa/lanes.h"

#include <algorithm>
#include <thread>

namespace ashore::isa {

namespace {

// More would wait for memory.
constexpr std::size_t most_lanes = 8;

}  // namespace

Lanes::Lanes(Dialect dialect, Mode mode)
    : mode_(mode), dialect_(std::move(dialect)), lanes_([&] {
        std::vector<std::unique_ptr<Lane>> lanes;
        lanes.push_back(std::make_unique<Lane>(dialect_, mode));
        return lanes;
      }()),
      sieve_(mode, first().judge().suspects()) {}

bool Lanes::is_worth_threads(const Code& code) {
  // In sequence, where one instruction begins is known only after the one before it.
  bool has_halves = mode_ == Mode::thumb || mode_ == Mode::riscv;
  if (has_halves && code.boundaries == Boundaries::in_sequence) return false;
  if (code.bytes.size() < 4 * block) return false;
  std::size_t wanted =
      std::clamp(std::size_t{std::thread::hardware_concurrency()}, std::size_t{1}, most_lanes);
  // Here and not in the threads: LLVM's list of architectures is not made for that.
  while (lanes_.size() < wanted) lanes_.push_back(std::make_unique<Lane>(dialect_, mode_));
  return lanes_.size() > 1;
}

std::vector<std::vector<Hit>> Lanes::look_in_threads(const Code& code, std::size_t from) {
  std::vector<std::vector<Hit>> found(lanes_.size());
  auto look_at_block = [&](std::size_t i) {
    std::size_t begin = std::min(from + i * block, code.bytes.size());
    Range range{begin, std::min(begin + block, code.bytes.size())};
    look(code, range, *lanes_[i], [&](Lane&, const Hit& hit) {
      found[i].push_back(hit);
      return true;
    });
  };
  std::vector<std::thread> threads;
  for (std::size_t i = 1; i < lanes_.size(); ++i) threads.emplace_back(look_at_block, i);
  look_at_block(0);
  for (std::thread& thread : threads) thread.join();
  return found;
}

}  // namespace ashore::isa
