// SPDX-License-Identifier: Apache-2.0
#include "ashore/toolchain/floor_options.h"

#include <gmock/gmock.h>

#include <set>

#include "ashore/toolchain/cc_test_target.h"
#include "ashore/toolchain/floor_table.h"

namespace ashore {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Row {
  std::string_view target;
  const char *kept, *said, *leaving;  // blanks between
};

constexpr const char* hard_armv7 = "armv7-unknown-linux-musleabihf";
constexpr const char* armv5 = "armv5te-unknown-linux-musleabi";
constexpr const char* hard_armv6 = "arm-unknown-linux-musleabihf";

constexpr Row rows[] = {
    {soft_armv7,
     "-mthumb -marm -mlong-calls -mtune=cortex-a15 -mno-unaligned-access -mtp=soft -mtp=cp15 "
     "-munaligned-access -mstrict-align -mgeneral-regs-only -mno-fpu",
     "-march=armv7-a -march=armv5te -march=armv6k -mcpu=arm926ej-s -mfloat-abi=soft -msoft-float "
     "-mfpu=none -mabi=aapcs -mabi=aapcs-linux -mlittle-endian -EL -m32",
     "-mfloat-abi=softfp -mfloat-abi=hard -mhard-float -mfpu=vfpv3 -mfpu=neon -march=armv8-a "
     "-march=armv7ve -march=armv7-a+simd -march=native -mcpu=native -mtune=native -mcpu=cortex-a15 "
     "-mbig-endian -EB -mcrc -mcpu=cortex-a9 -mabi=apcs-gnu -mcmse -mfdpic -m64 "
     "-mmade-up-yesterday"},
    {hard_armv7, "-mthumb",
     "-mfloat-abi=hard -mfpu=vfpv3-d16 -mfpu=vfp -mhard-float -march=armv7-a",
     "-mfloat-abi=soft -mfloat-abi=softfp -mfpu=neon -mfpu=vfpv3 -mfpu=vfpv4 -msoft-float"},
    {armv5, "-mthumb -mno-unaligned-access", "-march=armv5te -march=armv4t -mcpu=arm926ej-s",
     "-march=armv6 -march=armv7-a -munaligned-access -mno-strict-align -mtp=cp15 -mpure-code"},
    // Thumb before Thumb-2 cannot pass floats in registers of the FPU.
    {hard_armv6, "-marm", "-mfpu=vfp", "-mthumb -march=armv7-a -mfpu=vfpv3-d16"},
    {"aarch64-unknown-linux-musl",
     "-mbranch-protection=standard -mgeneral-regs-only -mstrict-align",
     "-march=armv8-a -march=armv8-a+crc -march=armv8-a+fp+simd -mabi=lp64 -mlittle-endian",
     "-march=armv8-a+crypto -march=armv8.2-a -march=armv8-a+lse -mcpu=cortex-a53 -mabi=ilp32 "
     "-march=armv8-a+made-up -msve-vector-bits=128"},
    {"mipsel-unknown-linux-musl", "-mdsp -mno-mips16 -mno-abicalls -mxgot",
     "-mips32 -mips32r2 -march=mips32 -march=24kc -EL -mel -mabi=32 -msoft-float -mno-hard-float",
     "-EB -meb -mips64r2 -march=mips64 -mabi=n32 -mabi=64 -mhard-float -mips16 -mdspr2 -mmsa "
     "-mfp64 -mmicromips -mnan=2008 -march=octeon -msingle-float"},
    {"mips-unknown-linux-musl", "-mno-dsp", "-EB", "-EL -mdsp -mcrc"},
    {"riscv64gc-unknown-linux-musl", "-mno-relax -mcmodel=medany -mstrict-align -msave-restore",
     "-march=rv64gc -march=rv64imac -march=rv64imafdc_zicsr_zifencei -mabi=lp64d",
     "-march=rv64gcv -march=rv64gc_zba -march=rv32gc -mabi=lp64 -mabi=ilp32d -mcpu=sifive-u74"},
    {"i586-unknown-linux-musl", "-mno-sse -mno-avx -m80387 -mfpmath=387 -fcf-protection=none",
     "-m32 -march=i586 -march=i486 -march=pentium",
     "-m64 -mx32 -m16 -msse -msse2 -mmmx -march=i686 -march=pentium4 -fcf-protection "
     "-fcf-protection=full -mfpmath=sse -mregparm=3 -mlvi-hardening -msoft-float -mno-80387"},
    {"i686-unknown-linux-musl", "-msse2 -mmmx -mfpmath=sse -fcf-protection", "-march=i686 -m32",
     "-msse3 -mavx -march=native"},
    {"x86_64-unknown-linux-musl", "-mno-red-zone -mcmodel=large -msse2 -fcf-protection", "-m64",
     "-m32 -mavx2 -mavx512f -maes -mpclmul -mrdrnd -march=haswell -march=x86-64-v2 -mcx16"},
};

std::string judged(std::string_view words_of_row, const CcTarget& target, FloorAnswer expected) {
  std::string wrong;
  for (std::string_view word : words(words_of_row)) {
    if (judge_machine_option(word, target.choice).answer != expected)
      wrong += " " + std::string(word);
  }
  return wrong;
}

TEST(FloorOptions, each_option_is_held_against_the_floor_of_its_target) {
  for (const Row& row : rows) {
    CcTarget target = target_named(row.target);
    EXPECT_EQ(judged(row.kept, target, FloorAnswer::kept), "") << row.target;
    EXPECT_EQ(judged(row.said, target, FloorAnswer::said_already), "") << row.target;
    EXPECT_EQ(judged(row.leaving, target, FloorAnswer::leaves), "") << row.target;
  }
}

TEST(FloorOptions, what_leaves_is_taken_out_of_the_line_and_what_is_kept_stays) {
  for (const Row& row : rows) {
    for (std::string_view word : words(row.leaving)) {
      CcLine line = line_of("-c a.c " + std::string(word), row.target);
      EXPECT_THAT(line.overridden, ElementsAre(std::string(word))) << row.target;
      EXPECT_THAT(line.words, ElementsAre("-c")) << row.target << " " << word;
    }
    for (std::string_view word : words(row.said)) {
      CcLine line = line_of("-c a.c " + std::string(word), row.target);
      EXPECT_THAT(line.overridden, IsEmpty()) << row.target;
      EXPECT_THAT(line.words, ElementsAre("-c")) << row.target << " " << word;
    }
  }
}

TEST(FloorOptions, options_that_are_not_about_the_machine_are_left_alone) {
  CcTarget target = target_named(soft_armv7);
  for (const char* word : {"-O2", "-m", "-M", "-MD", "-Wall", "-fPIC", "", "-", "a.c", "-E"})
    EXPECT_EQ(judge_machine_option(word, target.choice).answer, FloorAnswer::other) << word;
}

TEST(FloorOptions, those_of_another_architecture_are_refused_as_gcc_refuses_them) {
  for (const char* word : {"-msse2", "-mavx512f", "-maltivec", "-mlsx", "-mdsp", "-mips32r2",
                           "-fcf-protection", "-mpower8-vector"}) {
    EXPECT_EQ(judge_machine_option(word, target_named(soft_armv7).choice).answer,
              FloorAnswer::foreign)
        << word;
    EXPECT_FALSE(try_line("-c a.c " + std::string(word))) << word;
  }
  for (const char* word : {"-marm", "-mthumb", "-mfpu=neon", "-mfloat-abi=soft", "-maltivec"})
    EXPECT_FALSE(try_line("-c a.c " + std::string(word), "x86_64-unknown-linux-musl")) << word;
}

TEST(FloorOptions, what_changes_nothing_on_another_architecture_is_left_to_clang) {
  for (const char* word : {"-mfunction-return=thunk", "-mindirect-branch=thunk", "-mxgot"})
    EXPECT_EQ(in_one_line(line_of("-c a.c " + std::string(word)).words), "-c " + std::string(word));
}

TEST(FloorOptions, the_floor_is_not_left_through_the_words_of_inner_programs) {
  struct Inner {
    const char *line, *overridden, *words;
  };
  for (const Inner& row : {
           Inner{"-Wa,-mfpu=neon,--noexecstack a.s", "-Wa,-mfpu=neon", "-Wa,--noexecstack"},
           Inner{"-Wa,-march=armv8-a a.s", "-Wa,-march=armv8-a", ""},
           Inner{"-Wa,-march=armv5te,-mthumb a.s", "", "-Wa,-mthumb"},
           Inner{"-Xassembler -mfpu=neon -Xassembler -L a.s", "-Wa,-mfpu=neon", ""},
           Inner{"-Xclang -target-feature -Xclang +neon -Xclang -w a.c",
                 "-Xclang -target-feature +neon", "-Xclang -w"},
           Inner{"-Xclang -target-cpu -Xclang cortex-a15 a.c", "-Xclang -target-cpu cortex-a15",
                 ""},
           Inner{"-Wp,-target-feature,+neon,-DX a.c", "-Wp,-target-feature +neon", "-Wp,-DX"},
           Inner{"-Xpreprocessor -target-feature -Xpreprocessor +neon a.c",
                 "-Xpreprocessor -target-feature +neon", ""},
           Inner{"-mllvm -mattr=+neon a.c", "-mllvm -mattr=+neon", ""},
           Inner{"-mllvm -inline-threshold=5 a.c", "", "-mllvm -inline-threshold=5"},
           Inner{"-mllvm=-mattr=+neon a.c", "-mllvm -mattr=+neon", ""},
       }) {
    CcLine line = line_of(row.line);
    EXPECT_EQ(in_one_line(line.overridden), row.overridden) << row.line;
    EXPECT_EQ(in_one_line(line.words), row.words) << row.line;
  }
}

TEST(FloorOptions, tuning_and_thumb_come_first_and_all_else_last) {
  CcTarget target = target_named("thumbv7neon-unknown-linux-musleabihf");
  target.choice.floor.baseline = "armv7-a";
  FloorFlags flags = floor_flags(target.choice);
  EXPECT_THAT(flags.first, ElementsAre("-mthumb"));
  EXPECT_THAT(flags.last, testing::Contains("-march=armv7-a"));
  EXPECT_THAT(flags.last, testing::Contains("-mfloat-abi=hard"));
}

void require_sound(const FloorRow& row) {
  EXPECT_TRUE(row.rule == FloorRule::keep || !row.reason.empty()) << row.name;
  bool wants_feature = row.rule == FloorRule::needs || row.rule == FloorRule::reserve;
  EXPECT_EQ(wants_feature, !row.feature.empty()) << row.name;
}

TEST(FloorTable, every_row_that_takes_something_away_says_why_and_none_is_there_twice) {
  std::set<std::pair<std::string_view, Families>> seen;
  for (std::span<const FloorRow> rows_of_one : floor_tables()) {
    for (const FloorRow& row : rows_of_one) {
      require_sound(row);
      for (Families bit = 1; bit < everywhere; bit *= 2) {
        bool counts = row.families != everywhere && (row.families & bit) != 0;
        EXPECT_TRUE(!counts || seen.insert({row.name, bit}).second) << row.name;
      }
    }
  }
}

}  // namespace
}  // namespace ashore
