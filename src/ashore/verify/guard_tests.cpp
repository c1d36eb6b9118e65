// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/guard_tests.h"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

#include "ashore/elf/format.h"

namespace ashore::verify {

namespace {

// AT_HWCAP: Linux, arch/arm/include/uapi/asm/hwcap.h. FPA had coprocessors 1 and 2.
constexpr std::uint32_t hwcap_fpa = 0x20, hwcap_vfp = 0x40, hwcap_iwmmxt = 0x200;

constexpr std::array<std::pair<std::string_view, std::uint32_t>, 3> hwcap_of_needs = {
    {{"vfp2", hwcap_vfp}, {"iwmmxt", hwcap_iwmmxt}, {"coprocessor", hwcap_fpa}}};

constexpr std::array<std::string_view, 10> jumps = {
    "setjmp",  "_setjmp",  "__setjmp",  "sigsetjmp",  "__sigsetjmp",
    "longjmp", "_longjmp", "__longjmp", "siglongjmp", "____longjmp_chk"};

constexpr std::uint64_t window = 32;  // instructions; both libraries' functions are shorter

// The number that a data-processing instruction of A32 holds.
std::uint32_t immediate(std::uint32_t word) {
  return std::rotr(word & 0xff, static_cast<int>(2 * (word >> 8 & 15)));
}

std::uint64_t target_of_a32(std::uint32_t word, std::uint64_t address) {
  auto offset = static_cast<std::int32_t>(word << 8) >> 6;
  return (address + 8 + static_cast<std::uint64_t>(std::int64_t{offset})) & 0xffffffff;
}

bool is_branch(std::uint32_t word) { return (word & 0x0e000000) == 0x0a000000 && word >> 28 != 15; }

// "tst rN, #bit" and "beq" to behind `address`.
bool skips_without(const CodeWords& code, std::uint64_t test, std::uint32_t bit,
                   std::uint64_t address) {
  std::optional<std::uint32_t> tst = code.word(test), beq = code.word(test + 4);
  if (!tst || (*tst & 0xfff0f000) != 0xe3100000 || immediate(*tst) != bit) return false;
  return beq && (*beq & 0xff000000) == 0x0a000000 && target_of_a32(*beq, test + 4) > address;
}

// Whether some branch nearby leads between the test and the instruction.
bool is_entered(const CodeWords& code, std::uint64_t test, std::uint64_t address) {
  for (std::uint64_t at = address - 4 * window; at != address + 4 * window; at += 4) {
    std::optional<std::uint32_t> word = code.word(at);
    if (!word || !is_branch(*word)) continue;
    std::uint64_t target = target_of_a32(*word, at);
    if (target > test && target <= address) return true;
  }
  return false;
}

std::optional<std::uint64_t> test_before(const CodeWords& code, std::uint64_t address,
                                         std::uint32_t bit) {
  for (std::uint64_t i = 2; i < window && 4 * i <= address; ++i)
    if (skips_without(code, address - 4 * i, bit, address)) return address - 4 * i;
  return std::nullopt;
}

// Whether the register was loaded from memory before it was tested, with no call in between.
bool is_loaded(const CodeWords& code, std::uint64_t test) {
  std::uint32_t tested = *code.word(test) >> 16 & 15;
  for (std::uint64_t i = 1; i < window && 4 * i <= test; ++i) {
    std::optional<std::uint32_t> word = code.word(test - 4 * i);
    if (!word || (*word & 0x0f000000) == 0x0b000000) return false;
    bool is_load = (*word & 0x0e500000) == 0x04100000 || (*word & 0x0e500010) == 0x06100000;
    if (is_load && (*word >> 12 & 15) == tested) return true;
  }
  return false;
}

bool tests_both(const CodeWords& code, std::uint64_t address) {
  bool vfp = false, iwmmxt = false;
  for (std::uint64_t at = address - 4 * window; at != address + 4 * window; at += 4) {
    std::optional<std::uint32_t> word = code.word(at);
    if (!word || (*word & 0xfff0f000) != 0xe3100000) continue;
    vfp |= immediate(*word) == hwcap_vfp;
    iwmmxt |= immediate(*word) == hwcap_iwmmxt;
  }
  return vfp && iwmmxt;
}

}  // namespace

bool is_behind_hwcap_test(const Offender& offender, const CodeWords& code,
                          const Functions& functions) {
  if (offender.mode != isa::Mode::a32) return false;
  auto need = std::ranges::find(hwcap_of_needs, offender.needs,
                                &decltype(hwcap_of_needs)::value_type::first);
  if (need == hwcap_of_needs.end()) return false;
  std::uint64_t address = offender.address;
  std::optional<std::uint64_t> test = test_before(code, address, need->second);
  if (!test || !is_loaded(code, *test) || is_entered(code, *test, address)) return false;
  bool has_name = false;
  if (offender.function != nullptr)
    for (std::string_view name : functions.names_at(offender.function->begin))
      has_name |= std::ranges::find(jumps, name) != jumps.end();
  return has_name || (offender.function == nullptr && tests_both(code, address));
}

bool is_behind_lse_test(const Offender& offender, const CodeWords& code,
                        const Functions& functions) {
  if (offender.mode != isa::Mode::a64 || offender.needs != "lse") return false;
  std::uint64_t at = offender.address;
  std::optional<std::uint32_t> page = code.word(at - 12), load = code.word(at - 8);
  // adrp x16, ...; ldrb w16, [x16, ...]; cbz w16, to behind the instruction
  bool is_test = page && load && (*page & 0x9f00001f) == 0x90000010 &&
                 (*load & 0xffc003ff) == 0x39400210 && code.is(at - 4, 0xff80001f, 0x34000010);
  if (!is_test) return false;
  std::uint32_t skip = *code.word(at - 4) >> 5 & 0x3ffff;
  if (skip < 2) return false;
  std::uint32_t bits = (*page >> 5 & 0x7ffff) << 2 | (*page >> 29 & 3);
  auto pages = static_cast<std::int64_t>(static_cast<std::int32_t>(bits << 11) >> 11);
  std::uint64_t variable = ((at - 12) & ~std::uint64_t{0xfff}) +
                           static_cast<std::uint64_t>(pages * 4096) + (*load >> 10 & 0xfff);
  std::vector<std::string_view> names = functions.names_at(variable);
  // The second is Rust's own.
  return functions.all().empty() || std::ranges::any_of(names, [](std::string_view name) {
           return name == "__aarch64_have_lse_atomics" ||
                  (name.find("compiler_builtins") != name.npos &&
                   name.ends_with("HAVE_LSE_ATOMICS"));
         });
}

namespace {

constexpr std::uint32_t cntd_x0 = 0x04e0e3e0, vector_length = 46;

// cmp wN, #46: the number of VG in tables of unwinding (AADWARF64).
bool compares_with_vector_length(const CodeWords& code, std::uint64_t begin, std::uint64_t end) {
  for (std::uint64_t at = begin; at < end; at += 4)
    if (code.is(at, 0xfffffc1f, 0x7100001f | vector_length << 10)) return true;
  return false;
}

}  // namespace

bool is_vector_length_of_unwinder(const Offender& offender, const CodeWords& code) {
  if (offender.mode != isa::Mode::a64 || !code.is(offender.address, ~0U, cntd_x0)) return false;
  if (offender.function == nullptr || !offender.function->has_size) return false;
  return compares_with_vector_length(code, offender.function->begin, offender.function->end);
}

bool may_be_vector_length_of_unwinder(const Offender& offender, const CodeWords& code) {
  // GCC's longest function that reads it has 3 KB.
  constexpr std::uint64_t reach = 4096;
  if (offender.mode != isa::Mode::a64 || !code.is(offender.address, ~0U, cntd_x0)) return false;
  if (offender.function != nullptr && offender.function->has_size) return false;
  std::uint64_t begin = offender.address - std::min(offender.address, reach);
  return compares_with_vector_length(code, begin, offender.address + reach);
}

bool no_table_has_vector_length(const elf::LoadedImage& image, const ElfFacts& facts) {
  constexpr std::uint32_t pt_gnu_eh_frame = 0x6474e550;
  constexpr std::uint64_t most_records = 1 << 20;
  for (const ElfSegment& segment : facts.segments) {
    if (segment.type != pt_gnu_eh_frame) continue;
    std::optional<std::span<const std::byte>> header = image.bytes_at(segment.address, 8);
    // Version 1, and the place of .eh_frame counted from here (DW_EH_PE_pcrel, sdata4).
    if (!header || (*header)[0] != std::byte{1} || (*header)[1] != std::byte{0x1b}) return false;
    auto offset = static_cast<std::int32_t>(*ByteReader(*header, image.endian()).u32(4));
    std::uint64_t at = segment.address + 4 + static_cast<std::uint64_t>(std::int64_t{offset});
    for (std::uint64_t i = 0; i < most_records; ++i) {
      std::optional<std::span<const std::byte>> word = image.bytes_at(at, 4);
      // lld ends the table with its section, and not with an empty record.
      if (!word) return i > 0;
      std::uint32_t length = *ByteReader(*word, image.endian()).u32(0);
      if (length == 0) return true;
      std::optional<std::span<const std::byte>> record = image.bytes_at(at + 4, length);
      if (!record) return false;
      // DW_OP_regx and DW_OP_bregx with 46, wherever an expression may be.
      for (std::size_t byte = 0; byte + 1 < record->size(); ++byte) {
        bool names = (*record)[byte] == std::byte{0x90} || (*record)[byte] == std::byte{0x92};
        if (names && (*record)[byte + 1] == std::byte{46}) return false;
      }
      at += 4 + std::uint64_t{length};
    }
    return false;
  }
  return true;
}

}  // namespace ashore::verify
