// SPDX-License-Identifier: Apache-2.0
// What is concluded from the tables alone must be what LLVM's decoder says.
#include "ashore/isa/form_index.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "ashore/isa/decoder.h"
#include "ashore/isa/dialect.h"
#include "ashore/isa/instruction_table.h"

namespace ashore::isa {
namespace {

struct Case {
  Mode mode;
  std::string floor;  // a line of the tables
};

void PrintTo(const Case& tested, std::ostream* out) { *out << tested.floor; }

const std::vector<Case> cases = {
    {Mode::a32, "floor arm armv7-a hard dsp vfp2 vfp3d16"},
    {Mode::thumb, "floor arm armv7-a hard dsp vfp2 vfp3d16"},
    {Mode::a64, "floor aarch64 armv8-a hard fp-armv8 neon"},
    {Mode::mips, "floor mips mips32r2 soft"},
    {Mode::riscv, "floor riscv64 rv64gc hard"},
};

Expected<Dialect> dialect_of(const Floor& floor, Mode mode) {
  switch (mode) {
  case Mode::a32:
  case Mode::thumb: return arm_dialect(floor, mode);
  case Mode::a64: return aarch64_dialect(floor);
  case Mode::mips: return mips_dialect(floor);
  default: return riscv_dialect(floor);
  }
}

class FormIndexOf : public testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    Expected<Dialect> dialect = dialect_of(floor_of_line(GetParam().floor), mode);
    ASSERT_TRUE(dialect) << dialect.error().message();
    decoder_.emplace(dialect->triple, mode);
    sets_.push_back(decoder_->feature_set(dialect->floor));
    for (const World& world : dialect->worlds) sets_.push_back(decoder_->feature_set(world.llvm));
    for (Decoder::FeatureSet one : sets_) {
      holding_.push_back(conditions([&](std::size_t i) { return decoder_->holds(i, one); }));
      for (Decoder::FeatureSet other : sets_)
        differing_.push_back(
            conditions([&](std::size_t i) { return decoder_->differ(i, one, other); }));
    }
  }

  template <class Predicate> std::vector<bool> conditions(Predicate&& predicate) const {
    std::vector<bool> some;
    for (std::size_t i = 0; i < encodings_of(mode).conditions.size(); ++i)
      some.push_back(predicate(i));
    return some;
  }

  void hold_against(const Encoding& encoding) {
    std::vector<std::optional<unsigned>> decoded;
    for (std::size_t i = 0; i < sets_.size(); ++i) {
      decoded.push_back(decoder_->opcode(encoding, sets_[i]));
      if (!decoded.back()) continue;
      ++decoded_;
      EXPECT_TRUE(index_.fits_instruction(encoding, holding_[i]))
          << std::hex << encoding.word << " " << decoder_->text(encoding, 0, sets_[i]);
    }
    for (std::size_t i = 0; i < sets_.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (index_.fits_any(encoding, differing_[i * sets_.size() + j])) continue;
        ++alike_;
        EXPECT_EQ(decoded[i], decoded[j]) << std::hex << encoding.word << " in " << i << ", " << j;
      }
    }
  }

  std::uint32_t any() { return static_cast<std::uint32_t>(random_()); }
  // Words that the mode takes for instructions of four bytes.
  std::uint32_t word_of(std::uint32_t random) const {
    if (mode == Mode::thumb) return 0xe0000000 | (random % 3 + 1) << 27 | (random & 0x07ffffff);
    if (mode == Mode::riscv) return (random | 3) & ((random & 0x1c) == 0x1c ? ~4U : ~0U);
    return random;
  }

  const Mode mode = GetParam().mode;
  const FormIndex& index_ = FormIndex::of(mode);
  std::optional<Decoder> decoder_;
  // The floor and the worlds; what each meets; and about what each pair differs.
  std::vector<Decoder::FeatureSet> sets_;
  std::vector<std::vector<bool>> holding_, differing_;
  std::mt19937 random_;
  std::size_t decoded_ = 0, alike_ = 0;
};

TEST_P(FormIndexOf, knows_all_that_the_decoder_knows_of_random_words) {
  random_.seed(20240229);
  for (int i = 0; i < 100000; ++i) hold_against({word_of(any()), 4});
  EXPECT_GT(decoded_, 10000U);
  EXPECT_GT(alike_, 10000U);
}

TEST_P(FormIndexOf, knows_all_that_the_decoder_knows_of_the_words_of_the_tables) {
  random_.seed(19700101);
  for (const Form& form : encodings_of(mode).forms) {
    std::uint32_t bits = form.length == 2 ? 0xffff : 0xffffffff;
    for (std::uint32_t operands : {0U, 0xffffffffU, any(), any()})
      hold_against({(form.value | (operands & ~form.mask)) & bits, form.length});
  }
  EXPECT_GT(decoded_, 4000U);
}

TEST_P(FormIndexOf, knows_all_that_the_decoder_knows_of_halfwords) {
  if (mode != Mode::thumb && mode != Mode::riscv) return;
  for (std::uint32_t half = 0; half < 0x10000; ++half) {
    bool is_short = mode == Mode::thumb ? length_from<Mode::thumb>(half) == 2
                                        : length_from<Mode::riscv>(half) == 2;
    if (is_short) hold_against({half, 2});
  }
  EXPECT_GT(decoded_, 30000U);
}

std::string name_of(const testing::TestParamInfo<Case>& param) {
  switch (param.param.mode) {
  case Mode::a32: return "a32";
  case Mode::thumb: return "thumb";
  case Mode::a64: return "a64";
  case Mode::mips: return "mips";
  default: return "riscv";
  }
}

INSTANTIATE_TEST_SUITE_P(Modes, FormIndexOf, testing::ValuesIn(cases), name_of);

}  // namespace
}  // namespace ashore::isa
