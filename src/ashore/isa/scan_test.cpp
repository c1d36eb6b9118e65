// SPDX-License-Identifier: Apache-2.0
#include "ashore/isa/scan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "ashore/isa/sample.h"

namespace ashore::isa {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

std::string needs_of(const Floor& floor, Mode mode, std::string_view encoding) {
  std::string bytes = bytes_of(mode, encoding);
  Expected<Scan> scan = outside({bytes, 0x10000, mode}, floor);
  if (!scan) return scan.error().message();
  return scan->hits.empty() ? "" : scan->hits.front().needs;
}

Floor a9_without_fpu() { return floor_of(Arch::arm, "armv7-a", FloatAbi::soft, "dsp"); }

TEST(Scan, of_architectures_without_a_decoder_is_refused) {
  for (Arch arch : {Arch::x86, Arch::x86_64, Arch::powerpc, Arch::powerpc64, Arch::loongarch64}) {
    Expected<Scan> scan = outside({"abcd", 0, Mode::a32}, floor_of(arch, "any"));
    ASSERT_FALSE(scan);
    EXPECT_EQ(scan.error().kind(), ErrorKind::bad_input);
    EXPECT_THAT(scan.error().message(),
                HasSubstr("instructions of this architecture are not checked"));
    EXPECT_THAT(modes_of(arch), IsEmpty());
  }
}

TEST(Scan, with_a_baseline_that_is_not_known_is_refused_and_never_taken_for_another) {
  EXPECT_THAT(needs_of(floor_of(Arch::arm, "armv7-m"), Mode::thumb, "bf00"),
              HasSubstr("the baseline 'armv7-m' of 32-bit ARM is not known"));
  EXPECT_THAT(needs_of(floor_of(Arch::arm, ""), Mode::a32, "e320f000"), HasSubstr("not known"));
  EXPECT_THAT(needs_of(floor_of(Arch::mips, "r4000"), Mode::mips, "00000000"),
              HasSubstr("not known"));
  EXPECT_THAT(needs_of(floor_of(Arch::riscv64, "rv64"), Mode::riscv, "0001"),
              HasSubstr("not known"));
  EXPECT_THAT(needs_of(floor_of(Arch::aarch64, "armv7-a"), Mode::a64, "d503201f"),
              HasSubstr("not known"));
}

TEST(Scan, of_code_that_is_not_of_the_floors_architecture_is_refused) {
  EXPECT_THAT(needs_of(a9_without_fpu(), Mode::a64, "d503201f"),
              HasSubstr("code of another architecture than the floor's"));
}

TEST(Scan, tells_where_what_and_why) {
  std::string bytes = bytes_of(Mode::a32, "e0810002 ee300a81 e320f000 e710f211");
  Expected<Scan> scan = outside({bytes, 0x10000, Mode::a32}, a9_without_fpu());
  ASSERT_TRUE(scan);
  EXPECT_THAT(scan->hits, ElementsAre(Outside{0x10004, 4, "vfp2", "vadd.f32 s0, s1, s2"},
                                      Outside{0x1000c, 4, "hwdiv-arm", "sdiv r0, r1, r2"}));
  EXPECT_EQ(scan->count, 2);
  EXPECT_THAT(scan->by_needs, ElementsAre(Pair("hwdiv-arm", 1), Pair("vfp2", 1)));
  EXPECT_EQ(scan->bytes, 16);
}

TEST(Scan, counts_all_but_tells_only_as_many_as_are_wanted) {
  std::string bytes;
  for (int i = 0; i < 5000; ++i) bytes += bytes_of(Mode::a32, "ee300a81");
  Expected<Scan> scan = outside({bytes, 0, Mode::a32}, a9_without_fpu(), 10);
  ASSERT_TRUE(scan);
  EXPECT_EQ(scan->hits.size(), 10);
  EXPECT_EQ(scan->count, 5000);
  EXPECT_EQ(scan->by_needs.at("vfp2"), 5000);
}

TEST(Scan, looks_at_words_where_they_lie_in_memory) {
  // Two bytes before the first whole word, and one after the last.
  std::string bytes = "\x12\x34" + bytes_of(Mode::a32, "ee300a81") + "\x56";
  Expected<Scan> scan = outside({bytes, 0x10002, Mode::a32}, a9_without_fpu());
  ASSERT_TRUE(scan);
  ASSERT_EQ(scan->hits.size(), 1);
  EXPECT_EQ(scan->hits[0].address, 0x10004);
  EXPECT_EQ(outside({bytes, 0x10000, Mode::a32}, a9_without_fpu())->count, 0);
}

TEST(Scan, reads_both_byte_orders) {
  std::string bytes = bytes_of(Mode::mips, "46020800 00641021");
  for (std::size_t at = 0; at < bytes.size(); at += 4)
    std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                 bytes.begin() + static_cast<std::ptrdiff_t>(at + 4));
  Floor floor = floor_of(Arch::mips, "mips32r2", FloatAbi::soft);
  floor.machine.endian = Endian::big;
  Expected<Scan> scan = outside({bytes, 0x400000, Mode::mips, Endian::big}, floor);
  ASSERT_TRUE(scan);
  EXPECT_THAT(scan->hits, ElementsAre(Outside{0x400000, 4, "fpu", "add.s $f0, $f1, $f2"}));

  std::string thumb = {'\xfb', '\x91', '\xf0', '\xf2'};
  EXPECT_EQ(outside({thumb, 0, Mode::thumb, Endian::big}, a9_without_fpu())->hits.at(0).instruction,
            "sdiv r0, r1, r2");
}

TEST(Scan, tries_every_halfword_unless_the_boundaries_are_known) {
  // movw r0, #0xfb91 ends in two bytes that begin a division together with the next two.
  std::string bytes = bytes_of(Mode::thumb, "f64f3091 f0f2f000 bf00");
  Code code{bytes, 0x8000, Mode::thumb};
  std::string hidden = bytes_of(Mode::thumb, "f000fb91 f0f2bf00");
  code.bytes = hidden;
  Expected<Scan> every = outside(code, a9_without_fpu());
  code.boundaries = Boundaries::in_sequence;
  Expected<Scan> in_sequence = outside(code, a9_without_fpu());
  ASSERT_TRUE(every && in_sequence);
  EXPECT_THAT(every->hits, ElementsAre(Outside{0x8002, 4, "hwdiv", "sdiv r0, r1, r2"}));
  EXPECT_THAT(in_sequence->hits, IsEmpty());
}

TEST(Scan, takes_what_no_core_knows_for_data) {
  EXPECT_EQ(needs_of(a9_without_fpu(), Mode::a32, "ffffffff"), "");
  EXPECT_EQ(needs_of(a9_without_fpu(), Mode::thumb, "ffffffff"), "");
  EXPECT_EQ(needs_of(floor_of(Arch::aarch64, "armv8-a"), Mode::a64, "ffffffff"), "");
  EXPECT_EQ(needs_of(floor_of(Arch::riscv64, "rv64i"), Mode::riscv, "0000"), "");
  EXPECT_EQ(needs_of(floor_of(Arch::riscv64, "rv64i"), Mode::riscv, "ffff"), "");
}

TEST(Scan, ends_when_the_visitor_has_seen_enough) {
  std::string bytes = bytes_of(Mode::a32, "ee300a81 ee300a81 ee300a81");
  Expected<Scanner> scanner = Scanner::of(a9_without_fpu(), Mode::a32);
  ASSERT_TRUE(scanner);
  int seen = 0;
  auto two = [&](std::uint64_t, unsigned, std::string_view) { return ++seen < 2; };
  EXPECT_FALSE(scanner->visit({bytes, 0, Mode::a32}, two));
  EXPECT_EQ(seen, 2);
}

TEST(Scan, of_long_code_finds_by_all_cores_what_one_finds) {
  // Nothing, but for divisions here and there, of which some lie across a mebibyte's end.
  std::string bytes((6U << 20) + 6, '\0');
  std::string division = bytes_of(Mode::thumb, "fb91f0f2");
  std::vector<std::uint64_t> places;
  for (std::size_t at = 1000; at + 4 <= bytes.size(); at += 104858) places.push_back(at);
  for (std::size_t mebibyte = 1; mebibyte <= 6; ++mebibyte) places.push_back((mebibyte << 20) - 2);
  places.push_back(bytes.size() - 4);
  for (std::uint64_t at : places) bytes.replace(static_cast<std::size_t>(at), 4, division);
  std::ranges::sort(places);

  Expected<Scanner> scanner = Scanner::of(a9_without_fpu(), Mode::thumb);
  ASSERT_TRUE(scanner);
  std::vector<std::uint64_t> found;
  scanner->visit({bytes, 0x8000, Mode::thumb},
                 [&](std::uint64_t address, unsigned, std::string_view) {
                   found.push_back(address - 0x8000);
                   return true;
                 });
  EXPECT_EQ(found, places);
  Scan scan = scanner->scan({bytes, 0x8000, Mode::thumb}, 3);
  EXPECT_EQ(scan.count, places.size());
  EXPECT_THAT(scan.by_needs, ElementsAre(Pair("hwdiv", places.size())));
  EXPECT_EQ(scan.hits.size(), 3);
}

TEST(Scan, of_nothing_finds_nothing) {
  Expected<Scan> scan = outside({"", 0, Mode::a32}, a9_without_fpu());
  ASSERT_TRUE(scan);
  EXPECT_EQ(scan->count, 0);
  EXPECT_EQ(scan->bytes, 0);
}

TEST(Scan, does_not_carry_an_if_then_over_to_what_follows) {
  Expected<Scanner> scanner = Scanner::of(a9_without_fpu(), Mode::thumb);
  ASSERT_TRUE(scanner);
  std::string bytes = bytes_of(Mode::thumb, "bf08 fb91f0f2 4408");
  Code code{bytes, 0, Mode::thumb, Endian::little, Boundaries::in_sequence};
  EXPECT_EQ(scanner->scan(code).hits.at(0).instruction, "sdiv r0, r1, r2");
  EXPECT_EQ(scanner->text(code, 6), "add r0, r1");
}

TEST(Floor, of_armv8_is_told_by_features_that_only_it_has) {
  Floor capped = floor_of(Arch::arm, "armv7-a", FloatAbi::hard,
                          "dsp vfp2 vfp3 d32 vfp4 neon hwdiv hwdiv-arm crc aes sha2");
  EXPECT_EQ(needs_of(capped, Mode::a32, "e1910c9f"), "");  // lda
  EXPECT_EQ(needs_of(capped, Mode::a32, "fe800a81"), "");  // vmaxnm
  EXPECT_EQ(needs_of(capped, Mode::a32, "f3b00302"), "");  // aese
  EXPECT_EQ(needs_of(capped, Mode::a32, "e1020091"), "swp");
}

TEST(Floor, before_thumb_2_calls_only_as_far_as_two_halves_reach) {
  Floor old = floor_of(Arch::arm, "armv5te", FloatAbi::soft, "dsp");
  EXPECT_EQ(needs_of(old, Mode::thumb, "f7fffffe"), "");
  EXPECT_EQ(needs_of(old, Mode::thumb, "f7ffeffe"), "");  // blx
  EXPECT_EQ(needs_of(old, Mode::thumb, "f7ffd7fe"), "armv6t2");
  EXPECT_EQ(needs_of(old, Mode::thumb, "f7ffc7fe"), "armv6t2");
  EXPECT_EQ(needs_of(floor_of(Arch::arm, "armv4t"), Mode::thumb, "f7ffeffe"), "armv5t");
  EXPECT_EQ(needs_of(a9_without_fpu(), Mode::thumb, "f7ffd7fe"), "");
}

TEST(Floor, of_armv4_has_nothing_of_armv5te) {
  Floor old = floor_of(Arch::arm, "armv4t", FloatAbi::soft);
  Floor young = floor_of(Arch::arm, "armv5te", FloatAbi::soft, "dsp");
  for (const char* encoding : {"f5d1f735", "e1615054", "e1c020d0", "e1c020f0", "e0c220d8"}) {
    EXPECT_EQ(needs_of(old, Mode::a32, encoding), "armv5te") << encoding;
    EXPECT_EQ(needs_of(young, Mode::a32, encoding), "") << encoding;
  }
  EXPECT_EQ(needs_of(old, Mode::a32, "fbb62713"), "armv5t");
  EXPECT_EQ(needs_of(old, Mode::a32, "e12fff33"), "armv5t");
  EXPECT_EQ(needs_of(floor_of(Arch::arm, "armv4"), Mode::a32, "e12fff1e"), "armv4t");
}

TEST(Floor, of_a_vfp_with_16_registers_has_no_more_of_them) {
  Floor d16 = floor_of(Arch::arm, "armv7-a", FloatAbi::hard, "dsp vfp2 vfp3d16");
  EXPECT_EQ(needs_of(d16, Mode::a32, "ee310b02"), "");
  EXPECT_EQ(needs_of(d16, Mode::a32, "ee710b02"), "d32");
  EXPECT_EQ(needs_of(d16, Mode::thumb, "ee310b22"), "d32");
}

TEST(Floor, with_names_that_llvm_does_not_know_is_not_refused) {
  EXPECT_EQ(needs_of(floor_of(Arch::mips, "mips32r2", FloatAbi::soft, "nonsense nan2008"),
                     Mode::mips, "00641021"),
            "");
}

}  // namespace
}  // namespace ashore::isa
