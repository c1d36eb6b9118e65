// SPDX-License-Identifier: Apache-2.0
// .eh_frame, found by PT_GNU_EH_FRAME. Source: Linux Standard Base, "Exception Frames".
#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "ashore/reach/encoded_numbers.h"
#include "ashore/reach/unwind.h"

namespace ashore::reach {

namespace {

constexpr std::uint32_t pt_gnu_eh_frame = 0x6474E550;

// What many functions have in common (CIE).
struct Common {
  std::uint8_t address_form = encoding::absolute;
  std::uint8_t table_form = encoding::omitted;
  bool has_sizes = false;  // of what stands between
};

class Frames {
 public:
  Frames(const elf::LoadedImage& image, std::uint64_t header, UnwindTables& tables)
      : image_(image), header_(header), tables_(tables), bytes_left_(2 * image.file().size()) {}

  // Whether all of it was understood.
  bool read() {
    std::optional<std::span<const std::byte>> bytes = image_.rest_at(header_);
    if (!bytes) return false;
    EncodedNumbers numbers(*bytes, image_.endian(), word_size());
    std::optional<std::uint64_t> version = numbers.byte(), form = numbers.byte();
    numbers.skip_to(4);
    if (version != std::uint64_t{1} || !form) return false;
    std::optional<std::uint64_t> frames =
        pointer(numbers, static_cast<std::uint8_t>(*form), header_);
    return frames && read_frames(*frames);
  }

 private:
  unsigned word_size() const { return static_cast<unsigned>(image_.word_size()); }
  std::uint64_t truncated(std::uint64_t value) const {
    return image_.is_64() ? value : value & 0xFFFFFFFF;
  }

  // `base`: where the numbers' first byte lies. 0 stays 0.
  std::optional<std::uint64_t> pointer(EncodedNumbers& numbers, std::uint8_t form,
                                       std::uint64_t base) const {
    std::uint64_t place = base + numbers.position();
    std::optional<std::uint64_t> value = numbers.encoded_signed(form & 0x0F);
    if (!value || *value == 0) return value;
    switch (form & 0x70) {
    case 0: return truncated(*value);
    case encoding::of_place: return truncated(*value + place);
    case encoding::of_header: return truncated(*value + header_);
    default: return std::nullopt;
    }
  }

  bool read_frames(std::uint64_t begin) {
    std::optional<std::span<const std::byte>> bytes = image_.rest_at(begin);
    if (!bytes) return false;
    EncodedNumbers numbers(*bytes, image_.endian(), word_size());
    begin_ = begin;
    while (numbers.position() + 4 <= bytes->size()) {
      std::optional<std::uint64_t> length = numbers.word();
      if (!length || *length == 0) return true;
      std::uint64_t here = numbers.position(), end = here + *length;
      // Nobody writes entries of more than 4 GB.
      if (*length == 0xFFFFFFFF || end > bytes->size()) return false;
      std::optional<std::uint64_t> back = numbers.word();
      if (!back) return false;
      bool is_read =
          *back == 0 ? read_common(numbers, here - 4) : read_function(numbers, here - *back);
      if (!is_read) return false;
      numbers.skip_to(end);
    }
    return true;
  }

  bool read_common(EncodedNumbers& numbers, std::uint64_t at) {
    std::optional<std::uint64_t> version = numbers.byte();
    std::string letters;
    for (;;) {
      std::optional<std::uint64_t> letter = numbers.byte();
      if (!letter || letters.size() > 8) return false;
      if (*letter == 0) break;
      letters.push_back(static_cast<char>(*letter));
    }
    Common common;
    bool is_known = numbers.leb() && numbers.leb() &&
                    (version == std::uint64_t{1} ? numbers.byte() : numbers.leb());
    if (!is_known) return false;
    common.has_sizes = letters.starts_with('z');
    if (common.has_sizes && !numbers.leb()) return false;
    if (!common.has_sizes && !letters.empty()) return false;
    for (char letter : std::string_view(letters).substr(common.has_sizes ? 1 : 0)) {
      if (letter == 'S' || letter == 'B' || letter == 'G') continue;
      std::optional<std::uint64_t> form = numbers.byte();
      if (!form) return false;
      std::uint8_t narrow = static_cast<std::uint8_t>(*form);
      if (letter == 'R') {
        common.address_form = narrow;
      } else if (letter == 'L') {
        common.table_form = narrow;
      } else if (letter == 'P') {
        std::optional<std::uint64_t> personality = pointer(numbers, narrow, begin_);
        if (!personality) return false;
        bool is_direct = (narrow & encoding::is_indirect) == 0;
        if (is_direct && *personality != 0) tables_.personalities.push_back(*personality);
      } else {
        return false;
      }
    }
    commons_[at] = common;
    return true;
  }

  bool read_function(EncodedNumbers& numbers, std::uint64_t common_at) {
    auto known = commons_.find(common_at);
    if (known == commons_.end()) return false;
    const Common& common = known->second;
    std::optional<std::uint64_t> function = pointer(numbers, common.address_form, begin_);
    if (!function || !numbers.encoded(common.address_form & 0x0F)) return false;
    tables_.functions.push_back(*function);
    if (!common.has_sizes || common.table_form == encoding::omitted) return true;
    if (!numbers.leb()) return false;
    std::optional<std::uint64_t> table = pointer(numbers, common.table_form, begin_);
    bool is_indirect = (common.table_form & encoding::is_indirect) != 0;
    if (table == std::uint64_t{0}) return true;
    std::optional<std::vector<std::uint64_t>> pads;
    if (table && !is_indirect) pads = landing_pads_of(image_, *table, *function, bytes_left_);
    if (!pads) {
      tables_.unread.push_back(*function);
      return true;
    }
    for (std::uint64_t pad : *pads) tables_.landing_pads.push_back({*function, pad});
    return true;
  }

  const elf::LoadedImage& image_;
  std::uint64_t header_;
  UnwindTables& tables_;
  std::uint64_t bytes_left_, begin_ = 0;
  std::unordered_map<std::uint64_t, Common> commons_;
};

}  // namespace

UnwindTables dwarf_unwind_tables(const elf::LoadedImage& image, const ElfFacts& facts) {
  UnwindTables tables;
  for (const ElfSegment& segment : facts.segments) {
    if (segment.type != pt_gnu_eh_frame) continue;
    tables.is_understood = Frames(image, segment.address, tables).read() && tables.is_understood;
  }
  std::ranges::sort(tables.functions);
  std::ranges::sort(tables.personalities);
  tables.personalities.erase(std::unique(tables.personalities.begin(), tables.personalities.end()),
                             tables.personalities.end());
  return tables;
}

}  // namespace ashore::reach
