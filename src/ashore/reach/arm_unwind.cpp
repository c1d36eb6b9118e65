// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "ashore/base/byte_reader.h"
#include "ashore/reach/unwind.h"

namespace ashore::reach {

namespace {

constexpr std::uint32_t pt_arm_exidx = 0x70000001;
constexpr std::uint32_t cannot_unwind = 1;

// A place relative to its own, in 31 bits.
std::uint64_t relative(std::uint32_t word, std::uint64_t place) {
  std::uint64_t offset = word & 0x7FFFFFFF;
  if ((offset & 0x40000000) != 0) offset |= ~std::uint64_t{0x7FFFFFFF};
  return (place + offset) & 0xFFFFFFFF;
}

std::optional<std::uint32_t> word(const elf::LoadedImage& image, std::uint64_t address) {
  std::optional<std::uint64_t> value = image.word_at(address);
  if (!value) return std::nullopt;
  return static_cast<std::uint32_t>(*value);
}

// The table of one function, outside of the index.
class Entry {
 public:
  Entry(const elf::LoadedImage& image, std::uint64_t function, UnwindTables& tables,
        std::uint64_t& bytes_left)
      : image_(image), function_(function), tables_(tables), bytes_left_(bytes_left) {}

  // Whether it was understood.
  bool read(std::uint64_t address) {
    std::optional<std::uint32_t> first = word(image_, address);
    if (!first) return false;
    if ((*first & 0x80000000) != 0) return read_compact(*first, address);
    tables_.personalities.push_back(relative(*first, address));
    // All GNU languages: how many words of unwinding follow, then the language's own table.
    std::optional<std::uint32_t> second = word(image_, address + 4);
    if (!second) return false;
    std::optional<std::vector<std::uint64_t>> pads = landing_pads_of(
        image_, address + 8 + std::uint64_t{*second >> 24} * 4, function_, bytes_left_);
    if (!pads) return false;
    for (std::uint64_t pad : *pads) tables_.landing_pads.push_back({function_, pad & ~1ULL});
    return true;
  }

 private:
  // Arm's own personality routines. Scopes with cleanups or handlers would follow: GNU compilers
  // and LLVM make none, a zero ends the list.
  bool read_compact(std::uint32_t first, std::uint64_t address) const {
    std::uint32_t personality = first >> 24 & 15;
    if (personality > 2) return false;
    std::uint64_t more = personality == 0 ? 0 : first >> 16 & 0xFF;
    std::optional<std::uint32_t> scopes = word(image_, address + 4 + 4 * more);
    return scopes == std::uint32_t{0};
  }

  const elf::LoadedImage& image_;
  std::uint64_t function_;
  UnwindTables& tables_;
  std::uint64_t& bytes_left_;
};

}  // namespace

UnwindTables arm_unwind_tables(const elf::LoadedImage& image, const ElfFacts& facts) {
  UnwindTables tables;
  std::uint64_t bytes_left = 2 * image.file().size();
  for (const ElfSegment& segment : facts.segments) {
    if (segment.type != pt_arm_exidx) continue;
    for (std::uint64_t at = 0; at + 8 <= segment.file_size; at += 8) {
      std::uint64_t place = segment.address + at;
      std::optional<std::uint32_t> start = word(image, place), table = word(image, place + 4);
      if (!start || !table) break;
      std::uint64_t function = relative(*start, place) & ~std::uint64_t{1};
      tables.functions.push_back(function);
      if (*table == cannot_unwind || (*table & 0x80000000) != 0) continue;
      if (!Entry(image, function, tables, bytes_left).read(relative(*table, place + 4)))
        tables.unread.push_back(function);
    }
  }
  std::ranges::sort(tables.functions);
  std::ranges::sort(tables.personalities);
  tables.personalities.erase(std::unique(tables.personalities.begin(), tables.personalities.end()),
                             tables.personalities.end());
  return tables;
}

}  // namespace ashore::reach
