// SPDX-License-Identifier: Apache-2.0
#include "ashore/target/names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ashore/base/text.h"
#include "ashore/target/rust_target.h"

namespace ashore {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TargetChoice choice(std::string_view triple, std::string baseline, std::string_view features,
                    std::string cpu = "") {
  const RustTarget* target = find_rust_target(triple);
  EXPECT_NE(target, nullptr) << triple;
  TargetChoice made;
  made.triple = *target->triple;
  made.floor = {made.triple.machine, std::move(baseline), {}};
  for (std::string_view feature : words(features)) made.floor.features.names.emplace(feature);
  made.cpu = std::move(cpu);
  made.needs_crt_static = made.triple.libc == Libc::musl && !target->static_by_default;
  made.std = target->prebuilt_std ? StdSource::prebuilt : StdSource::source;
  return made;
}

// The lines, one under the other; an error as "error: ...".
std::string said(Ecosystem ecosystem, const TargetChoice& target) {
  Expected<std::vector<std::string>> lines = in_words_of(ecosystem, target);
  return lines ? joined(*lines, "\n") : "error: " + lines.error().message();
}

const TargetChoice& r7000() {
  static const TargetChoice made =
      choice("armv7-unknown-linux-musleabi", "armv7-a", "dsp", "cortex-a9");
  return made;
}

const TargetChoice& banana_pi_r2() {
  static const TargetChoice made =
      choice("armv7-unknown-linux-musleabihf", "armv7-a",
             "dsp vfp2 vfp3d16 vfp3 d32 vfp4d16 vfp4 fp16 neon hwdiv hwdiv-arm", "cortex-a7");
  return made;
}

TEST(Ecosystems, are_read_back) {
  for (const char* word : {"rust", "llvm", "gcc", "go", "zig", "debian", "openwrt", "cmake"})
    EXPECT_EQ(name(*parse_ecosystem(word)), word);
  EXPECT_FALSE(parse_ecosystem("haskell"));
}

TEST(Names, of_the_r7000_are_soft_float_everywhere) {
  EXPECT_EQ(said(Ecosystem::rust, r7000()), "--target armv7-unknown-linux-musleabi\n"
                                            "rustup target add armv7-unknown-linux-musleabi");
  EXPECT_EQ(said(Ecosystem::gcc, r7000()), "-mcpu=cortex-a9 -mfloat-abi=soft\n"
                                           "# Debian's cross compiler: arm-linux-gnueabi-gcc");
  EXPECT_EQ(said(Ecosystem::llvm, r7000()),
            "--target=armv7-unknown-linux-musleabi -mcpu=cortex-a9 -mfloat-abi=soft\n"
            "-mtriple=armv7-unknown-linux-musleabi -mcpu=cortex-a9 -mattr=+soft-float,-neon");
  EXPECT_THAT(said(Ecosystem::go, r7000()), HasSubstr("GOOS=linux GOARCH=arm GOARM=5\n"));
  EXPECT_EQ(said(Ecosystem::zig, r7000()),
            "-target arm-linux-musleabi -mcpu=cortex_a9+soft_float-neon");
  EXPECT_EQ(said(Ecosystem::debian, r7000()), "armel");
  EXPECT_EQ(said(Ecosystem::openwrt, r7000()), "arm_cortex-a9");
}

TEST(Names, of_a_cortex_a7_with_neon_are_hard_float) {
  const TargetChoice& target = banana_pi_r2();
  EXPECT_THAT(said(Ecosystem::gcc, target),
              HasSubstr("-mcpu=cortex-a7 -mfpu=neon-vfpv4 -mfloat-abi=hard\n"));
  EXPECT_THAT(said(Ecosystem::go, target), HasSubstr("GOARM=7"));
  EXPECT_THAT(said(Ecosystem::zig, target), HasSubstr("-target arm-linux-musleabihf"));
  EXPECT_EQ(said(Ecosystem::debian, target), "armhf");
  EXPECT_EQ(said(Ecosystem::openwrt, target), "arm_cortex-a7_neon-vfpv4");
}

TEST(Names, take_from_a_core_what_this_one_lacks) {
  TargetChoice armada =
      choice("armv7-unknown-linux-musleabihf", "armv7-a", "dsp vfp2 vfp3d16", "cortex-a9");
  EXPECT_THAT(said(Ecosystem::gcc, armada), HasSubstr("-mfpu=vfpv3-d16"));
  EXPECT_THAT(said(Ecosystem::llvm, armada), HasSubstr("-neon,-d32"));
  EXPECT_EQ(said(Ecosystem::zig, armada),
            "-target arm-linux-musleabihf -mcpu=generic+v7a+vfp2+vfp3d16");
  EXPECT_EQ(said(Ecosystem::openwrt, armada), "arm_cortex-a9_vfpv3-d16");
  // A core that divides by its name and was measured not to.
  TargetChoice no_division = choice("armv7-unknown-linux-musleabi", "armv7-a", "dsp", "cortex-a15");
  EXPECT_THAT(said(Ecosystem::gcc, no_division),
              HasSubstr("-march=armv7-a -mtune=cortex-a15 -mfloat-abi=soft"));
}

TEST(Names, of_a_soft_float_cortex_a7_divide_only_where_the_floor_does) {
  TargetChoice without = choice("armv7-unknown-linux-musleabi", "armv7-a", "dsp", "cortex-a7");
  EXPECT_EQ(said(Ecosystem::zig, without),
            "-target arm-linux-musleabi "
            "-mcpu=cortex_a7+soft_float-neon-virtualization-hwdiv-hwdiv_arm");
  TargetChoice with =
      choice("armv7-unknown-linux-musleabi", "armv7-a", "dsp hwdiv hwdiv-arm", "cortex-a7");
  EXPECT_EQ(said(Ecosystem::zig, with),
            "-target arm-linux-musleabi -mcpu=cortex_a7+soft_float-neon");
  EXPECT_EQ(said(Ecosystem::zig, r7000()),
            "-target arm-linux-musleabi -mcpu=cortex_a9+soft_float-neon");
}

TEST(Names, of_openwrt_do_not_take_a_core_at_its_word) {
  TargetChoice a76 =
      choice("aarch64-unknown-linux-musl", "armv8-a",
             "aes crc dotprod fp-armv8 fullfp16 lse neon rcpc rdm sha2", "cortex-a76");
  EXPECT_EQ(said(Ecosystem::openwrt, a76), "aarch64_cortex-a76");
  a76.floor.features.names.erase("lse");
  EXPECT_EQ(said(Ecosystem::openwrt, a76), "aarch64_generic");
}

TEST(Names, of_a_raspberry_pi_4_have_no_aes) {
  TargetChoice pi =
      choice("aarch64-unknown-linux-musl", "armv8-a", "crc fp-armv8 neon", "cortex-a72");
  EXPECT_THAT(said(Ecosystem::gcc, pi), HasSubstr("-march=armv8-a+crc -mtune=cortex-a72\n"));
  EXPECT_THAT(said(Ecosystem::llvm, pi), HasSubstr("-mcpu=cortex-a72 -mattr=-aes,-sha2,+crc"));
  EXPECT_EQ(said(Ecosystem::zig, pi), "-target aarch64-linux-musl -mcpu=generic+crc");
  EXPECT_EQ(said(Ecosystem::go, pi), "CGO_ENABLED=0 GOOS=linux GOARCH=arm64");
  EXPECT_EQ(said(Ecosystem::debian, pi), "arm64");
  EXPECT_EQ(said(Ecosystem::openwrt, pi), "aarch64_cortex-a72");
  TargetChoice a53 =
      choice("aarch64-unknown-linux-musl", "armv8-a", "aes crc fp-armv8 neon sha2", "cortex-a53");
  EXPECT_THAT(said(Ecosystem::gcc, a53), HasSubstr("-march=armv8-a+crc+aes+sha2"));
  EXPECT_EQ(said(Ecosystem::openwrt, a53), "aarch64_cortex-a53");
}

TEST(Names, of_a_mips_24kc_say_byte_order_and_soft_float) {
  TargetChoice mips = choice("mipsel-unknown-linux-musl", "mips32r2", "", "mips32r2");
  EXPECT_THAT(said(Ecosystem::rust, mips), HasSubstr("-C target-feature=+crt-static"));
  EXPECT_THAT(said(Ecosystem::rust, mips), HasSubstr("std must be built"));
  EXPECT_THAT(said(Ecosystem::gcc, mips), HasSubstr("-EL -mabi=32 -march=mips32r2 -msoft-float\n"));
  EXPECT_THAT(said(Ecosystem::go, mips), HasSubstr("GOARCH=mipsle GOMIPS=softfloat"));
  EXPECT_EQ(said(Ecosystem::zig, mips), "-target mipsel-linux-musleabi -mcpu=mips32r2+soft_float");
  EXPECT_EQ(said(Ecosystem::openwrt, mips), "mipsel_24kc");
  EXPECT_THAT(said(Ecosystem::debian, mips), HasSubstr("kernel must emulate"));
}

TEST(Names, of_a_bmips_stay_with_revision_1) {
  TargetChoice bmips = choice("mips-unknown-linux-musl", "mips32", "", "mips32");
  EXPECT_THAT(said(Ecosystem::rust, bmips),
              HasSubstr("-C target-cpu=mips32 -C target-feature=-mips32r2,+crt-static"));
  EXPECT_THAT(said(Ecosystem::gcc, bmips), HasSubstr("-EB -mabi=32 -march=mips32 "));
  EXPECT_EQ(said(Ecosystem::openwrt, bmips), "mips_mips32");
  EXPECT_THAT(said(Ecosystem::debian, bmips), HasSubstr("error: Debian has nothing for 32-bit"));
}

TEST(Names, of_a_geode_have_no_sse2) {
  TargetChoice geode = choice("i586-unknown-linux-musl", "i586", "cmov cx8 mmx", "geode");
  EXPECT_THAT(said(Ecosystem::gcc, geode), HasSubstr("-m32 -march=pentium-mmx -mtune=geode"));
  EXPECT_THAT(said(Ecosystem::go, geode), HasSubstr("GOARCH=386 GO386=softfloat"));
  EXPECT_EQ(said(Ecosystem::openwrt, geode), "i386_pentium-mmx");
  EXPECT_THAT(said(Ecosystem::debian, geode), HasSubstr("error"));
}

TEST(Names, of_an_i586_without_mmx_are_none_of_go) {
  TargetChoice vortex = choice("i586-unknown-linux-musl", "i586", "cx8");
  Expected<std::vector<std::string>> lines = in_words_of(Ecosystem::go, vortex);
  ASSERT_FALSE(lines);
  EXPECT_EQ(lines.error().kind(), ErrorKind::device);
  EXPECT_THAT(lines.error().message(), HasSubstr("MMX"));
}

TEST(Names, of_an_x86_64_go_by_its_level) {
  TargetChoice plain = choice("x86_64-unknown-linux-musl", "x86-64", "cmov cx8 mmx sse sse2");
  EXPECT_THAT(said(Ecosystem::go, plain), HasSubstr("GOAMD64=v1"));
  TargetChoice second =
      choice("x86_64-unknown-linux-musl", "x86-64", "cx16 sahf popcnt sse3 ssse3 sse4.1 sse4.2");
  EXPECT_THAT(said(Ecosystem::go, second), HasSubstr("GOAMD64=v2"));
  EXPECT_THAT(said(Ecosystem::zig, second), HasSubstr("-mcpu=x86_64_v2"));
}

TEST(Names, of_a_riscv64_are_rv64gc_and_what_was_measured) {
  TargetChoice u74 = choice("riscv64gc-unknown-linux-musl", "rv64gc", "a c d f m zba zbb");
  EXPECT_THAT(said(Ecosystem::gcc, u74), HasSubstr("-march=rv64gc_zba_zbb -mabi=lp64d"));
  EXPECT_THAT(said(Ecosystem::go, u74), HasSubstr("GOARCH=riscv64"));
  EXPECT_EQ(said(Ecosystem::debian, u74), "riscv64");
  EXPECT_EQ(said(Ecosystem::openwrt, u74), "riscv64_generic");
}

TEST(Names, of_an_e500v2_use_no_classic_fpu) {
  TargetChoice e500 = choice("powerpc-unknown-linux-muslspe", "ppc", "booke isel spe", "e500");
  EXPECT_EQ(said(Ecosystem::gcc, e500), "-mcpu=8548 -msoft-float");
  EXPECT_THAT(said(Ecosystem::llvm, e500),
              HasSubstr("--target=powerpc-unknown-linux-musl -mcpu=e500 -mspe\n"));
  EXPECT_EQ(said(Ecosystem::go, e500), "error: Go has nothing for 32-bit PowerPC, big-endian, soft "
                                       "float (ppc): it has no 32-bit PowerPC");
  EXPECT_THAT(said(Ecosystem::openwrt, e500), HasSubstr("powerpc_8548"));
}

TEST(Names, for_cmake_are_the_lines_of_a_toolchain_file) {
  Expected<std::vector<std::string>> lines = in_words_of(Ecosystem::cmake, r7000());
  ASSERT_TRUE(lines);
  EXPECT_THAT(*lines,
              ElementsAre("set(CMAKE_SYSTEM_NAME Linux)", "set(CMAKE_SYSTEM_PROCESSOR armv7)",
                          "set(CMAKE_C_COMPILER clang)", "set(CMAKE_CXX_COMPILER clang++)",
                          "set(CMAKE_C_COMPILER_TARGET armv7-unknown-linux-musleabi)",
                          "set(CMAKE_CXX_COMPILER_TARGET armv7-unknown-linux-musleabi)",
                          "set(CMAKE_C_FLAGS_INIT \"-mcpu=cortex-a9 -mfloat-abi=soft\")",
                          "set(CMAKE_CXX_FLAGS_INIT \"-mcpu=cortex-a9 -mfloat-abi=soft\")",
                          "set(CMAKE_EXE_LINKER_FLAGS_INIT \"-static\")"));
}

// Whatever is asked: lines, or an error that says why, and never a hard-float word for soft float.
TEST(Names, of_every_target_are_lines_or_a_reason) {
  for (const RustTarget& target : rust_targets()) {
    if (!target.triple) continue;
    TargetChoice bare = choice(target.name, std::string(target.cpu), "");
    for (const char* word : {"rust", "llvm", "gcc", "go", "zig", "debian", "openwrt", "cmake"}) {
      SCOPED_TRACE(std::string(target.name) + " " + word);
      Expected<std::vector<std::string>> lines = in_words_of(*parse_ecosystem(word), bare);
      if (!lines) {
        EXPECT_EQ(lines.error().kind(), ErrorKind::device);
        EXPECT_THAT(lines.error().message(), HasSubstr(": "));
        continue;
      }
      ASSERT_FALSE(lines->empty());
      for (const std::string& line : *lines) {
        EXPECT_FALSE(line.empty());
        if (target.triple->machine.float_abi == FloatAbi::hard) continue;
        EXPECT_EQ(line.find("float-abi=hard"), std::string::npos) << line;
        EXPECT_EQ(line.find("eabihf"), std::string::npos) << line;
      }
    }
  }
}

}  // namespace
}  // namespace ashore
