// SPDX-License-Identifier: Apache-2.0
#include "mutate.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace ashore::mutants {

namespace {

std::size_t below(std::size_t limit, Random& random) {
  return limit == 0 ? 0 : static_cast<std::size_t>(random() % limit);
}

// Where damage hurts: half of it in the first KiB, which holds all headers of most files.
std::size_t place_in(const std::string& file, Random& random) {
  constexpr std::size_t headers = 1024;
  return below(random() % 2 == 0 ? std::min(headers, file.size()) : file.size(), random);
}

void put(std::string& file, std::size_t at, std::uint64_t value, unsigned bytes, bool big) {
  for (unsigned i = 0; i < bytes && at + i < file.size(); ++i) {
    unsigned shift = 8 * (big ? bytes - 1 - i : i);
    file[at + i] = static_cast<char>(value >> shift);
  }
}

// Numbers at which a reader's arithmetic may go wrong.
std::uint64_t awkward(const std::string& file, Random& random) {
  const std::array<std::uint64_t, 14> numbers = {
      0,           1,          2,           0x7f,       0xff,       0xfff,
      0xffff,      0x7fffffff, 0x80000000U, 0xffffffff, 0xfffffff0, ~std::uint64_t{0},
      file.size(), random()};
  return numbers[below(numbers.size(), random)] - (random() % 4 == 0 ? below(16, random) : 0);
}

void damage_once(std::string& file, Random& random) {
  if (file.empty()) return;
  bool big = file.size() > 5 && file[5] == 2;
  std::size_t at = place_in(file, random);
  switch (random() % 8) {
  case 0: file[at] = static_cast<char>(file[at] ^ (1U << below(8, random))); break;
  case 1: file[at] = static_cast<char>(random()); break;
  case 2: put(file, at & ~std::size_t{1}, awkward(file, random), 2, big); break;
  case 3:
  case 4: put(file, at & ~std::size_t{3}, awkward(file, random), 4, big); break;
  case 5: put(file, at & ~std::size_t{7}, awkward(file, random), 8, big); break;
  case 6: {
    // A piece from elsewhere.
    std::size_t from = place_in(file, random);
    std::size_t length = std::min({below(64, random) + 1, file.size() - at, file.size() - from});
    std::copy_n(file.begin() + static_cast<std::ptrdiff_t>(from), length,
                file.begin() + static_cast<std::ptrdiff_t>(at));
    break;
  }
  case 7:
    if (random() % 8 == 0)
      file.resize(below(file.size(), random));
    else
      file[at] = static_cast<char>(file[at] + 1);
    break;
  }
}

}  // namespace

std::string damaged(const std::string& file, Random& random) {
  std::string copy = file;
  for (std::size_t times = 1 + below(8, random); times > 0; --times) damage_once(copy, random);
  return copy;
}

}  // namespace ashore::mutants
