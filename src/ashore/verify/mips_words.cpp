// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/mips_words.h"

#include <algorithm>
#include <optional>

#include "ashore/base/byte_reader.h"
#include "ashore/elf/code_roots.h"
#include "ashore/elf/format.h"

namespace ashore::verify {

namespace {

// MIPS32 Architecture Volume II: the fields of an instruction.
constexpr unsigned ra = 31;
constexpr std::uint32_t bal = 0x04110000, bal_mask = 0xffff0000;

class Words {
 public:
  explicit Words(const elf::LoadedImage& image) : image_(image) {}

  // The end of the words behind the call at `call`; nothing if it is no such call.
  std::optional<std::uint64_t> end_behind(std::uint64_t call) const {
    std::optional<std::uint32_t> word = word_at(call);
    if (!word || (*word & bal_mask) != bal) return std::nullopt;
    std::uint64_t distance = std::uint64_t{*word & 0xffff} * 4;
    std::uint64_t begin = call + 8, end = call + 4 + distance;
    constexpr std::uint64_t most = 64;
    if (distance >= 0x8000 || end <= begin || end - begin > most) return std::nullopt;
    return are_loaded(begin, end) ? std::optional(end) : std::nullopt;
  }

  // Whether a branch, a jump or a pointer leads there from anywhere.
  bool is_led_to(std::uint64_t begin, std::uint64_t end) const {
    auto is_there = [&](std::uint64_t address) { return address >= begin && address < end; };
    for (const elf::CodeRange& range : image_.code())
      for (std::uint64_t at = range.address; at + 4 <= range.address + range.size; at += 4)
        if (std::optional<std::uint64_t> target = target_of(at); target && is_there(*target))
          return true;
    if (std::ranges::any_of(elf::possible_code_pointers(image_), is_there)) return true;
    Expected<elf::RelocatedCode> relocated = elf::relocated_code(image_);
    return !relocated || std::ranges::any_of(relocated->addresses, is_there) ||
           is_there(image_.entry());
  }

 private:
  // Of a branch or jump, if it is one.
  std::optional<std::uint64_t> target_of(std::uint64_t address) const {
    std::uint32_t word = word_at(address).value_or(0), major = word >> 26;
    if (major == 2 || major == 3)
      return ((address + 4) & ~std::uint64_t{0x0fffffff}) | std::uint64_t{word & 0x03ffffff} << 2;
    bool is_branch = major == 1 || (major >= 4 && major <= 7) || (major >= 16 && major <= 23);
    if (!is_branch) return std::nullopt;
    auto distance = static_cast<std::int64_t>(static_cast<std::int16_t>(word & 0xffff)) * 4;
    return address + 4 + static_cast<std::uint64_t>(distance);
  }

  std::optional<std::uint32_t> word_at(std::uint64_t address) const {
    std::optional<std::span<const std::byte>> bytes = image_.bytes_at(address, 4);
    if (!bytes) return std::nullopt;
    return ByteReader(*bytes, image_.endian()).u32(0);
  }

  // From the end on to the call that overwrites the return address.
  bool are_loaded(std::uint64_t begin, std::uint64_t end) const {
    constexpr unsigned most = 32;
    std::vector<bool> loaded((end - begin) / 4);
    for (std::uint64_t at = end; at < end + 4 * most; at += 4) {
      std::optional<std::uint32_t> word = word_at(at);
      if (!word) return false;
      if (calls(*word)) return std::ranges::find(loaded, false) == loaded.end();
      if (jumps(*word)) return false;
      if (!uses_return_address(*word)) continue;
      std::uint32_t offset = *word & 0xffff;
      bool is_difference = (*word & 0xfc0007ff) == 0x00000023 && (*word >> 16 & 31) != ra;
      bool is_load = *word >> 26 == 0x23 && (*word >> 16 & 31) != ra;
      if (is_load && offset % 4 == 0 && offset / 4 < loaded.size())
        loaded[offset / 4] = true;
      else if (!is_difference)
        return false;
    }
    return false;
  }

  // jalr with $31, by another register.
  static bool calls(std::uint32_t word) {
    return (word & 0xfc1fffff) == 0x0000f809 && (word >> 21 & 31) != ra;
  }

  // Branches of all kinds, jumps, traps and system calls.
  static bool jumps(std::uint32_t word) {
    std::uint32_t major = word >> 26, special = word & 63;
    bool by_special = major == 0 && (special == 8 || special == 9 || special == 12 ||
                                     special == 13 || (special >= 48 && special <= 54));
    return by_special || (major >= 1 && major <= 7) || (major >= 16 && major <= 23) ||
           major >= 48 || (major >= 24 && major <= 31);
  }

  // As a source or a goal.
  static bool uses_return_address(std::uint32_t word) {
    bool has_third = word >> 26 == 0;
    return (word >> 21 & 31) == ra || (word >> 16 & 31) == ra ||
           (has_third && (word >> 11 & 31) == ra);
  }

  const elf::LoadedImage& image_;
};

}  // namespace

std::vector<Stretch> claims_of_mips_words(const elf::LoadedImage& image,
                                          const reach::Descent& descent) {
  std::vector<Stretch> claims;
  if (image.machine() != elf::em_mips) return claims;
  Words words(image);
  constexpr unsigned most_tries = 8;
  unsigned tries = 0;
  for (const reach::Reached& piece : descent.code) {
    for (std::uint64_t call = piece.begin; call + 8 <= piece.end; call += 4) {
      std::optional<std::uint64_t> end = words.end_behind(call);
      // Start code has one such place, and to look at all that may lead there takes time.
      if (end && ++tries <= most_tries && !words.is_led_to(call + 8, *end))
        claims.push_back({call + 8, *end, Knowledge::data, isa::Mode::a32});
    }
  }
  return claims;
}

}  // namespace ashore::verify
