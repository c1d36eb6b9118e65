// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/guard_asked.h"

#include <algorithm>
#include <array>
#include <bit>

#include "ashore/base/text.h"

namespace ashore::verify {

namespace {

// Which bits of AT_HWCAP promise what is needed. Linux: arch/arm/include/uapi/asm/hwcap.h and
// arch/arm64/include/uapi/asm/hwcap.h. NEON comes with 32 registers and VFPv3.
struct Promise {
  bool is_a64 = false;
  std::string_view need;
  std::uint64_t bits = 0;
};

constexpr std::uint64_t bit(unsigned number) { return std::uint64_t{1} << number; }
constexpr std::uint64_t neon = bit(12), vfpv4 = bit(16);

constexpr std::array promises = {
    Promise{false, "vfp2", bit(6) | neon | bit(13) | bit(14) | vfpv4},
    Promise{false, "iwmmxt", bit(9)},
    Promise{false, "coprocessor", bit(5)},  // FPA's
    Promise{false, "neon", neon},
    Promise{false, "vfp3d16", neon | bit(13) | bit(14) | vfpv4},
    Promise{false, "vfp3", neon},
    Promise{false, "d32", neon | bit(19)},
    Promise{false, "vfp4d16", vfpv4},
    Promise{false, "hwdiv-arm", bit(17)},
    Promise{false, "hwdiv", bit(18)},
    Promise{true, "aes", bit(3)},
    Promise{true, "crc", bit(7)},
    Promise{true, "lse", bit(8)},
    Promise{true, "rdm", bit(12)},
    Promise{true, "jsconv", bit(13)},
    Promise{true, "complxnum", bit(14)},
    Promise{true, "rcpc", bit(15)},
    Promise{true, "dotprod", bit(20)},
    Promise{true, "sve", bit(22)},
};

bool promised(std::string_view needs, unsigned tested, bool is_a64) {
  return std::ranges::all_of(words(needs), [&](std::string_view need) {
    return std::ranges::any_of(promises, [&](const Promise& promise) {
      return promise.is_a64 == is_a64 && promise.need == need && (promise.bits >> tested & 1) != 0;
    });
  });
}

std::optional<unsigned> single_bit(std::uint32_t value) {
  if (std::popcount(value) != 1) return std::nullopt;
  return static_cast<unsigned>(std::countr_zero(value));
}

// setjmp and longjmp of musl and glibc, which test what they loaded from their own copy of
// AT_HWCAP.
constexpr std::array<std::string_view, 10> jumps = {
    "setjmp",  "_setjmp",  "__setjmp",  "sigsetjmp",  "__sigsetjmp",
    "longjmp", "_longjmp", "__longjmp", "siglongjmp", "____longjmp_chk"};

constexpr unsigned most_depth = 3;
// What a compiler puts between the question and the branch.
constexpr std::size_t most_between = 12;

}  // namespace

// A conditional branch by one bit of a register.
struct AskedBefore::BitTest {
  std::uint64_t test = 0;  // the instruction that looks at the bit
  std::uint64_t branch = 0, target = 0;
  unsigned reg = 0, bit = 0;
  bool jumps_if_set = false;
};

std::optional<AskedBefore::BitTest> AskedBefore::test_at(std::uint64_t branch, std::uint64_t before,
                                                         isa::Mode mode) const {
  BitTest test{before, branch, references_.leads(branch, mode).target, 0, 0, false};
  if (mode == isa::Mode::a64) {
    std::uint32_t word = code_.word(branch).value_or(0), tst = code_.word(before).value_or(0);
    if ((word & 0x7e000000) == 0x36000000) {  // tbz, tbnz
      test.test = branch;
      test.reg = word & 31;
      test.bit = (word >> 31) << 5 | (word >> 19 & 31);
      test.jumps_if_set = (word & 0x01000000) != 0;
      return test;
    }
    // tst with one bit, then b.eq or b.ne
    bool is_tst = (tst & 0x7f80001f) == 0x7200001f && (tst >> 10 & 63) == 0;
    if ((word & 0xff00001e) != 0x54000000 || !is_tst) return std::nullopt;
    unsigned size = tst >> 31 != 0 ? 64 : 32;
    test.reg = tst >> 5 & 31;
    test.bit = (size - (tst >> 16 & 63)) % size;
    test.jumps_if_set = (word & 1) != 0;
    return test;
  }
  unsigned condition = 0;
  std::optional<unsigned> tested;
  bool by_sign = false;
  if (mode == isa::Mode::a32) {
    std::uint32_t word = code_.word(branch).value_or(0), tst = code_.word(before).value_or(0);
    if ((word & 0x0f000000) != 0x0a000000) return std::nullopt;
    condition = word >> 28;
    // A load that leaves the flags alone may stand between.
    if ((tst & 0x0e1000f0) == 0x000000d0) tst = code_.word(before -= 4).value_or(0);
    test.test = before;
    if ((tst & 0xfff0f000) == 0xe3100000) {
      tested = single_bit(std::rotr(tst & 0xff, static_cast<int>(2 * (tst >> 8 & 15))));
      test.reg = tst >> 16 & 15;
    } else if ((tst & 0xfff00fff) == 0xe3900000 || (tst & 0xfff0ffff) == 0xe3500000) {
      // "and rN, rM, #bit" a little before, then "orrs rD, rN, #0" or "cmp rN, #0" (glibc).
      for (std::uint64_t at = before - 4; at + 16 >= before && !tested; at -= 4) {
        std::uint32_t masks = code_.word(at).value_or(0);
        if ((masks & 0xfff00000) != 0xe2000000 || (masks >> 12 & 15) != (tst >> 16 & 15)) continue;
        tested = single_bit(std::rotr(masks & 0xff, static_cast<int>(2 * (masks >> 8 & 15))));
        test.reg = masks >> 16 & 15;
        test.test = at;
        if (!tested) break;
      }
    } else if ((tst & 0xffff0070) == 0xe1b00000) {  // lsls
      tested = 31 - (tst >> 7 & 31);
      test.reg = tst & 15;
      by_sign = true;
    }
  } else {
    std::uint32_t half = code_.half(branch).value_or(0), first = code_.half(before).value_or(0);
    std::uint32_t second = code_.half(before + 2).value_or(0);
    if ((half & 0xf000) != 0xd000) return std::nullopt;
    condition = half >> 8 & 15;
    if ((first & 0xf800) == 0) {  // lsls
      tested = 31 - (first >> 6 & 31);
      test.reg = first >> 3 & 7;
      by_sign = true;
    } else if ((first & 0xfff0) == 0xf010 && (second & 0xff00) == 0x0f00) {  // tst.w, one byte
      tested = single_bit(second & 0xff);
      test.reg = first & 15;
    } else if ((first & 0xfbf0) == 0xf010 && (second & 0x8f00) == 0x0f00) {
      // A byte with its highest bit, turned right (ThumbExpandImm).
      std::uint32_t turn = (first >> 10 & 1) << 4 | (second >> 12 & 7) << 1 | (second >> 7 & 1);
      if (turn >= 8) tested = single_bit(std::rotr((second & 0x7f) | 0x80, static_cast<int>(turn)));
      test.reg = first & 15;
    }
  }
  if (!tested) return std::nullopt;
  test.bit = *tested;
  constexpr unsigned equal = 0, not_equal = 1, minus = 4, plus = 5;
  unsigned if_set = by_sign ? minus : not_equal, if_clear = by_sign ? plus : equal;
  if (condition != if_set && condition != if_clear) return std::nullopt;
  test.jumps_if_set = condition == if_set;
  return test;
}

// "tst rN, #bit" right before an instruction of A32 that is executed if it is set: "blne more".
std::optional<AskedBefore::BitTest>
AskedBefore::condition_at(std::uint64_t address, std::uint64_t before, isa::Mode mode) const {
  constexpr std::uint32_t not_equal = 1;
  std::uint32_t tst = code_.word(before).value_or(0);
  if (mode != isa::Mode::a32 || code_.word(address).value_or(0) >> 28 != not_equal)
    return std::nullopt;
  if ((tst & 0xfff0f000) != 0xe3100000) return std::nullopt;
  std::optional<unsigned> tested =
      single_bit(std::rotr(tst & 0xff, static_cast<int>(2 * (tst >> 8 & 15))));
  if (!tested || !references_.to(address, address + 1).empty()) return std::nullopt;
  return BitTest{before, address, 0, tst >> 16 & 15, *tested, false};
}

bool AskedBefore::is_getauxval(std::uint64_t target) const {
  std::vector<std::string_view> names = functions_.names_at(target & ~std::uint64_t{1});
  std::string import = references_.import_at(target & ~std::uint64_t{1});
  if (!import.empty()) names.push_back(import);
  return std::ranges::any_of(names, [](std::string_view name) {
    return name == "getauxval" || name == "__getauxval" || name == "__getauxval2";
  });
}

// Whether the register holds what getauxval(AT_HWCAP) returned: the call right before, with
// nothing in between but a store of its result and a load of the same.
Asked AskedBefore::origin(const BitTest& test, const std::vector<std::uint64_t>& instructions,
                          const Offender& offender) const {
  bool is_a64 = offender.mode == isa::Mode::a64;
  auto at = std::ranges::lower_bound(instructions, test.test);
  unsigned reg = test.reg, tested = test.bit;
  std::optional<unsigned> base;
  Asked otherwise = promised(offender.needs, test.bit, is_a64) ? Asked::perhaps : Asked::no;
  for (std::size_t i = 0; i < most_between && at != instructions.begin(); ++i) {
    std::uint64_t address = *--at;
    Leads leads = references_.leads(address, offender.mode);
    if (leads.is_call) {
      if (reg != 0 || base || !is_getauxval(leads.target) || at == instructions.begin())
        return otherwise;
      std::uint64_t before = *--at;
      constexpr std::uint32_t at_hwcap = 16;
      bool asks = is_a64 ? code_.is(before, 0x7fffffff, 0x52800000 | at_hwcap << 5)
                  : offender.mode == isa::Mode::a32
                      ? code_.is(before, ~0U, 0xe3a00000 | at_hwcap)
                      : code_.half(before) == std::uint16_t{0x2000 | at_hwcap};
      return asks && promised(offender.needs, tested, is_a64) ? Asked::yes : otherwise;
    }
    if (leads.has_target || !leads.goes_on) return otherwise;
    std::uint32_t word = code_.word(address).value_or(0);
    if (offender.mode != isa::Mode::a32) return otherwise;
    bool is_load = (word & 0xfff00ff0) == 0xe5d00000 || (word & 0xfff00fff) == 0xe5900000;
    bool is_store = (word & 0xfff00fff) == 0xe5800000;
    if (is_load && !base && (word >> 12 & 15) == reg) {
      // A byte of it, or all.
      base = word >> 16 & 15;
      tested += 8 * (word & 3);
    } else if (is_store && base == (word >> 16 & 15)) {
      reg = word >> 12 & 15;
      base.reset();
    } else if ((word & 0x0c000000) == 0x08000000 || (word >> 12 & 15) == reg ||
               (base && (word >> 12 & 15) == *base)) {
      return otherwise;
    }
  }
  return otherwise;
}

// Whether a test of the bit stands between `begin` and the instruction, and no way leads around it.
Asked AskedBefore::by_test(std::uint64_t address, std::uint64_t begin,
                           const Offender& offender) const {
  std::vector<std::uint64_t> instructions =
      references_.instructions(begin, address + 4096, offender.mode);
  Asked best = Asked::no;
  for (std::size_t i = 1; i < instructions.size(); ++i) {
    if (std::optional<BitTest> own = condition_at(address, instructions[i - 1], offender.mode);
        own && instructions[i] == address)
      best = std::max(best, origin(*own, instructions, offender));
    std::optional<BitTest> test = test_at(instructions[i], instructions[i - 1], offender.mode);
    if (!test) continue;
    std::uint64_t next = test->branch + references_.leads(test->branch, offender.mode).length;
    // Set on one side of the branch; that side begins here.
    std::uint64_t side = test->jumps_if_set ? test->target : next;
    if (address < side || (!test->jumps_if_set && test->target <= address)) continue;
    std::vector<Reference> into = references_.to(side, address + 1);
    // The branch itself may lead there; nothing else may, and nothing may run into it.
    std::erase_if(into, [&](const Reference& reference) {
      return (test->jumps_if_set && reference.site == test->branch) ||
             (reference.site >= side && reference.site <= address);
    });
    if (!into.empty()) continue;
    if (test->jumps_if_set) {
      auto at = std::ranges::lower_bound(instructions, side);
      if (at == instructions.begin() || at == instructions.end() || *at != side) continue;
      if (references_.leads(*std::prev(at), offender.mode).goes_on) continue;
    }
    best = std::max(best, origin(*test, instructions, offender));
  }
  return best;
}

Asked AskedBefore::guarded(std::uint64_t address, const Offender& offender, unsigned depth) const {
  std::optional<std::uint64_t> begin = references_.begin_of(address, functions_);
  if (!begin || *begin > address) return Asked::no;
  Asked here = by_test(address, *begin, offender);
  if (here == Asked::yes || depth == most_depth) return here;
  const Function* function = functions_.at(address);
  std::uint64_t end = function != nullptr ? function->end : address + 1;
  std::vector<Reference> into = references_.to(*begin, end);
  std::erase_if(into, [&](const Reference& reference) {
    return reference.site >= *begin && reference.site < end;
  });
  if (into.empty()) return here;
  Asked least = Asked::yes;
  for (const Reference& reference : into) {
    least = std::min(least, guarded(reference.site, offender, depth + 1));
    if (least == Asked::no) return here;
  }
  // Last, as it costs the most.
  return references_.is_taken(*begin) ? here : std::max(here, least);
}

bool AskedBefore::is_jump(const Function* function) const {
  if (function == nullptr) return false;
  return std::ranges::any_of(functions_.names_at(function->begin), [](std::string_view name) {
    return std::ranges::find(jumps, name) != jumps.end();
  });
}

Asked AskedBefore::way_to(const Offender& offender) const {
  if (!references_.is_known()) return Asked::no;
  if (is_jump(offender.function)) {
    Asked tested = by_test(offender.address, offender.function->begin, offender);
    return tested == Asked::no ? Asked::no : Asked::yes;
  }
  return guarded(offender.address, offender, 0);
}

}  // namespace ashore::verify
