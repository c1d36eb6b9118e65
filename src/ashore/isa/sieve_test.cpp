// SPDX-License-Identifier: Apache-2.0
// What the sieve lets fall must be what the decoder says is within the floor, or nothing.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "ashore/isa/encodings.h"
#include "ashore/isa/instruction_table.h"
#include "ashore/isa/judge.h"
#include "ashore/isa/sieve.h"

namespace ashore::isa {
namespace {

struct Case {
  Mode mode;
  std::string floor;  // a line of the tables
};

void PrintTo(const Case& tested, std::ostream* out) { *out << tested.floor; }

const std::vector<Case> cases = {
    {Mode::a32, "floor arm armv4 soft"},
    {Mode::a32, "floor arm armv5te soft dsp"},
    {Mode::a32, "floor arm armv6kz hard dsp vfp2"},
    {Mode::a32, "floor arm armv7-a soft dsp"},
    {Mode::a32, "floor arm armv7-a hard dsp vfp2 vfp3d16"},
    {Mode::a32, "floor arm armv7-a hard dsp mp vfp2 vfp3 d32 vfp4 fp16 neon hwdiv hwdiv-arm"},
    {Mode::a32, "floor arm armv7-a hard dsp vfp2 vfp3 d32 vfp4 neon hwdiv hwdiv-arm crc aes sha2"},
    {Mode::thumb, "floor arm armv4t soft"},
    {Mode::thumb, "floor arm armv5te soft dsp"},
    {Mode::thumb, "floor arm armv6kz hard dsp vfp2"},
    {Mode::thumb, "floor arm armv7-a soft dsp"},
    {Mode::thumb, "floor arm armv7-a hard dsp vfp2 vfp3d16"},
    {Mode::thumb, "floor arm armv7-a hard dsp mp vfp2 vfp3 d32 vfp4 fp16 neon hwdiv hwdiv-arm"},
    {Mode::thumb, "floor arm armv8-a hard dsp mp vfp2 vfp3 d32 vfp4 neon crc"},
    {Mode::a64, "floor aarch64 armv8-a soft"},
    {Mode::a64, "floor aarch64 armv8-a hard fp-armv8 neon"},
    {Mode::a64, "floor aarch64 armv8.2-a hard fp-armv8 neon lse fullfp16 dotprod sve"},
    {Mode::a64, "floor aarch64 armv8.5-a hard fp-armv8 neon lse sve sve2 sme mte"},
    {Mode::mips, "floor mips mips1 hard"},
    {Mode::mips, "floor mips mips32 soft"},
    {Mode::mips, "floor mips mips32r2 soft dsp"},
    {Mode::mips, "floor mips mips32r2 hard dsp dspr2"},
    {Mode::mips, "floor mips64 mips64r2 hard"},
    {Mode::mips, "floor mips64 octeon soft"},
    {Mode::mips, "floor mips mips32r6 hard"},
    {Mode::riscv, "floor riscv64 rv64imac soft"},
    {Mode::riscv, "floor riscv64 rv64gc hard"},
    {Mode::riscv, "floor riscv64 rv64gc hard zba zbb zbs v zfh e"},
    {Mode::riscv, "floor riscv32 rv32imac soft"},
};

Expected<Dialect> dialect_of(const Floor& floor, Mode mode) {
  switch (mode) {
  case Mode::a32:
  case Mode::thumb: return arm_dialect(floor, mode);
  case Mode::a64: return aarch64_dialect(floor);
  case Mode::mips: return mips_dialect(floor);
  case Mode::riscv: return riscv_dialect(floor);
  case Mode::x86_32:
  case Mode::x86_64: break;
  }
  return failure(ErrorKind::bug, "no such mode");
}

class SieveOf : public testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    Expected<Dialect> dialect = dialect_of(floor_of_line(GetParam().floor), mode);
    ASSERT_TRUE(dialect) << dialect.error().message();
    judge_.emplace(*std::move(dialect), mode);
    patterns_ = judge_->suspects();
    sieve_.emplace(mode, patterns_);
  }

  bool fits_a_pattern(const Encoding& encoding) const {
    return std::ranges::any_of(patterns_, [&](const Pattern& pattern) {
      return pattern.length == encoding.length && (encoding.word & pattern.mask) == pattern.value;
    });
  }

  bool holds(const Encoding& encoding) const { return sieve_->holds(encoding, mode); }

  // The patterns are stricter than the bitmap made of them.
  void hold_against(const Encoding& encoding) {
    ++looked_at_;
    std::uint16_t verdict = judge_->verdict(encoding);
    if (verdict == 0) return;
    ++outside_;
    EXPECT_TRUE(fits_a_pattern(encoding) && holds(encoding))
        << std::hex << encoding.word << " " << judge_->text(encoding, 0) << ", needs "
        << judge_->needs()[verdict];
  }

  std::uint32_t any() { return static_cast<std::uint32_t>(random_()); }

  // Words that the mode takes for instructions of four bytes.
  std::uint32_t word_of(std::uint32_t random) const {
    if (mode == Mode::thumb) return 0xe0000000 | (random % 3 + 1) << 27 | (random & 0x07ffffff);
    if (mode == Mode::riscv) return (random | 3) & ((random & 0x1c) == 0x1c ? ~4U : ~0U);
    return random;
  }

  const Mode mode = GetParam().mode;
  std::optional<Judge> judge_;
  std::vector<Pattern> patterns_;
  std::optional<Sieve> sieve_;
  std::mt19937 random_;
  std::size_t looked_at_ = 0, outside_ = 0;
};

TEST_P(SieveOf, lets_no_halfword_fall_that_is_outside) {
  if (mode != Mode::thumb && mode != Mode::riscv) return;
  for (std::uint32_t half = 0; half < 0x10000; ++half) {
    bool is_short = mode == Mode::thumb ? length_from<Mode::thumb>(half) == 2
                                        : length_from<Mode::riscv>(half) == 2;
    if (is_short) hold_against({half, 2});
  }
  EXPECT_GT(looked_at_, 40000U);
}

TEST_P(SieveOf, lets_no_random_word_fall_that_is_outside) {
  random_.seed(20240229);
  // Two millions in all; more by hand.
  const char* wanted = std::getenv("ASHORE_RANDOM_WORDS");
  std::uint64_t count = parse_unsigned(wanted == nullptr ? "" : wanted).value_or(70000);
  for (std::uint64_t i = 0; i < count; ++i) hold_against({word_of(any()), 4});
  EXPECT_GT(outside_, 0U);
}

TEST_P(SieveOf, lets_no_word_of_the_tables_fall_that_is_outside) {
  random_.seed(19700101);
  for (const Form& row : encodings_of(mode).forms) {
    std::uint32_t bits = row.length == 2 ? 0xffff : 0xffffffff;
    // The extremes: all operands zero, all ones.
    for (std::uint32_t operands : {0U, 0xffffffffU, any(), any()})
      hold_against({(row.value | (operands & ~row.mask)) & bits, row.length});
  }
  EXPECT_GT(looked_at_, 4000U);
}

TEST_P(SieveOf, lets_most_of_what_the_floor_has_fall) {
  random_.seed(1);
  std::size_t within = 0, held = 0;
  while (within < 20000) {
    Encoding encoding{word_of(any()), 4};
    if (judge_->verdict(encoding) != 0) continue;
    ++within;
    held += holds(encoding) ? 1 : 0;
  }
  EXPECT_LT(held, within * 3 / 5);
}

std::string name_of(const testing::TestParamInfo<Case>& param) {
  std::string name = param.param.floor.substr(6) + "_" + std::to_string(param.index);
  for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) == 0 ? '_' : c;
  return (param.param.mode == Mode::thumb ? "thumb_" : "") + name;
}

INSTANTIATE_TEST_SUITE_P(Floors, SieveOf, testing::ValuesIn(cases), name_of);

}  // namespace
}  // namespace ashore::isa
