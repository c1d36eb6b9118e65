// SPDX-License-Identifier: Apache-2.0
#include "ashore/build/strip_debug.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "ashore/base/text.h"
#include "ashore/build/elf_layout.h"

namespace ashore::build {

namespace {

// SHN_LORESERVE (gABI, chapter 4).
constexpr std::size_t most_short_numbers = 0xff00;

// .debug_gdb_scripts of Rust is loaded with the program, and so stays.
bool is_debug(const Section& section) {
  if ((section.flags & section_is_loaded) != 0 || section.bytes_in_file() == 0) return false;
  return section.name.starts_with(".debug_") || section.name.starts_with(".zdebug_") ||
         section.name == ".gdb_index";
}

// The symbols that no loader looks at, their names and their long section numbers, and the names of
// the compilers.
bool is_symbols(const Section& section) {
  if ((section.flags & section_is_loaded) != 0 || section.bytes_in_file() == 0) return false;
  return section.type == section_symbols || section.type == section_symbol_sections ||
         section.name == ".strtab" || section.name == ".comment";
}

bool goes(const Section& section, Symbols symbols) {
  return is_debug(section) || (symbols == Symbols::go && is_symbols(section));
}

std::uint64_t aligned(std::uint64_t offset, std::uint64_t alignment) {
  if (alignment <= 1) return offset;
  return (offset + alignment - 1) & ~(alignment - 1);
}

void put(std::string& bytes, std::uint64_t offset, std::uint64_t value, unsigned size,
         Endian endian) {
  for (unsigned i = 0; i < size; ++i) {
    unsigned shift = 8 * (endian == Endian::big ? size - 1 - i : i);
    bytes[static_cast<std::size_t>(offset + i)] = static_cast<char>((value >> shift) & 0xff);
  }
}

std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Bytes after the last part that the headers know are not ours to lose: self-extracting programs
// keep their archive there.
bool has_appended_bytes(const ElfLayout& layout, std::uint64_t file_size) {
  std::uint64_t known = std::max(layout.pinned, layout.section_table + layout.section_entry_size *
                                                                           layout.sections.size());
  for (const Section& section : layout.sections) {
    known = std::max(known, section.offset + section.bytes_in_file());
  }
  return file_size > known;
}

// A section that begins in what stays and ends in what moves; no linker makes one.
bool lies_across(const Section& section, std::uint64_t pinned) {
  return section.bytes_in_file() != 0 && section.offset < pinned &&
         section.offset + section.size > pinned;
}

class Rewriter {
 public:
  Rewriter(std::span<const std::byte> file, const ElfLayout& layout, Symbols symbols)
      : file_(text_of(file)), layout_(layout), symbols_(symbols),
        headers_(text_of(file).substr(
            static_cast<std::size_t>(layout.section_table),
            static_cast<std::size_t>(layout.section_entry_size * layout.sections.size()))) {}

  // No value if the result would not be smaller, as with sections that lie upon each other.
  std::optional<std::string> rewritten() {
    result_ = file_.substr(0, static_cast<std::size_t>(layout_.pinned));
    for (std::size_t index : in_file_order()) {
      const Section& section = layout_.sections[index];
      if (section.offset < layout_.pinned) continue;
      if (goes(section, symbols_)) {
        erase(index);
      } else if (symbols_ == Symbols::go && index == names_index()) {
        if (!write_names(index)) return std::nullopt;
      } else if (!move(index, section)) {
        return std::nullopt;
      }
    }
    if (symbols_ == Symbols::go) close_gaps();
    std::uint64_t table = aligned(result_.size(), layout_.wide ? 8 : 4);
    if (table + headers_.size() >= file_.size()) return std::nullopt;
    result_.resize(static_cast<std::size_t>(table));
    result_ += headers_;
    put(result_, layout_.wide ? 40 : 32, table, layout_.wide ? 8 : 4, layout_.endian);
    return std::move(result_);
  }

 private:
  std::vector<std::size_t> in_file_order() const {
    std::vector<std::size_t> order(layout_.sections.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::ranges::sort(order, {},
                      [&](std::size_t i) { return std::pair(layout_.sections[i].offset, i); });
    return order;
  }

  // The section's number stays taken by an inactive entry (SHT_NULL), so that every number in
  // symbols and other headers stays right.
  void erase(std::size_t index) {
    std::size_t size = static_cast<std::size_t>(layout_.section_entry_size);
    std::fill_n(headers_.begin() + static_cast<std::ptrdiff_t>(index * size), size, '\0');
    erased_.insert(index);
  }

  // Where no symbols are left, only headers name sections by number, and erased ones can go.
  void close_gaps() {
    std::size_t entry = static_cast<std::size_t>(layout_.section_entry_size);
    std::vector<std::uint32_t> numbers;
    std::uint32_t next = 0;
    for (std::size_t i = 0; i < layout_.sections.size(); ++i)
      numbers.push_back(erased_.contains(i) ? 0 : next++);
    std::string kept;
    for (std::size_t i = 0; i < layout_.sections.size(); ++i) {
      if (erased_.contains(i)) continue;
      std::string header = headers_.substr(i * entry, entry);
      renumber(header, layout_.wide ? 40 : 24, numbers);
      const Section& section = layout_.sections[i];
      bool info_is_section = section.type == section_rela || section.type == section_rel ||
                             (section.flags & section_info_is_section) != 0;
      if (info_is_section) renumber(header, layout_.wide ? 44 : 28, numbers);
      kept += header;
    }
    headers_ = std::move(kept);
    std::uint64_t count_field = layout_.wide ? 60 : 48, names_field = count_field + 2;
    std::uint64_t names = number_at(result_, names_field, 2);
    put(result_, count_field, next, 2, layout_.endian);
    if (names < numbers.size()) put(result_, names_field, numbers[names], 2, layout_.endian);
  }

  std::uint64_t number_at(std::string_view bytes, std::uint64_t offset, unsigned size) const {
    ByteReader reader(std::as_bytes(std::span(bytes)), layout_.endian);
    return size == 2 ? reader.u16(offset).value_or(0) : reader.u32(offset).value_or(0);
  }

  void renumber(std::string& header, std::uint64_t field,
                const std::vector<std::uint32_t>& numbers) const {
    std::uint64_t number = number_at(header, field, 4);
    if (number < numbers.size()) put(header, field, numbers[number], 4, layout_.endian);
  }

  std::uint64_t names_index() const { return number_at(file_, layout_.wide ? 62 : 50, 2); }

  // The names of sections, of those alone that stay; as they are where that would not be shorter.
  bool write_names(std::size_t index) {
    const Section& old = layout_.sections[index];
    std::uint64_t entry = layout_.section_entry_size;
    std::string names(1, '\0');
    std::vector<std::pair<std::size_t, std::size_t>> places;
    for (std::size_t i = 1; i < layout_.sections.size(); ++i) {
      const Section& section = layout_.sections[i];
      if (section.offset >= layout_.pinned && goes(section, symbols_)) continue;
      places.emplace_back(i, names.size());
      names.append(section.name).push_back('\0');
      if (names.size() >= old.bytes_in_file()) return move(index, old);
    }
    for (const auto& [i, place] : places) put(headers_, i * entry, place, 4, layout_.endian);
    unsigned size = layout_.wide ? 8 : 4;
    put(headers_, index * entry + (layout_.wide ? 24 : 16), result_.size(), size, layout_.endian);
    put(headers_, index * entry + (layout_.wide ? 32 : 20), names.size(), size, layout_.endian);
    result_ += names;
    return true;
  }

  bool move(std::size_t index, const Section& section) {
    if (section.bytes_in_file() == 0) return true;
    std::uint64_t offset = aligned(result_.size(), section.alignment);
    if (offset + section.size > file_.size()) return false;
    result_.resize(static_cast<std::size_t>(offset));
    result_ += file_.substr(static_cast<std::size_t>(section.offset),
                            static_cast<std::size_t>(section.size));
    std::uint64_t field = index * layout_.section_entry_size + (layout_.wide ? 24 : 16);
    put(headers_, field, offset, layout_.wide ? 8 : 4, layout_.endian);
    return true;
  }

  std::string_view file_;
  const ElfLayout& layout_;
  Symbols symbols_;
  std::set<std::size_t> erased_;
  std::string headers_, result_;
};

}  // namespace

Expected<std::optional<std::string>> without_debug_sections(std::span<const std::byte> file,
                                                            Symbols symbols) {
  TRY_ASSIGN(ElfLayout layout, read_layout(file));
  bool movable = std::ranges::any_of(layout.sections, [&](const Section& section) {
    return goes(section, symbols) && section.offset >= layout.pinned;
  });
  bool torn = std::ranges::any_of(
      layout.sections, [&](const Section& section) { return lies_across(section, layout.pinned); });
  // Numbers beyond 16 bits stand elsewhere; nobody sends such a file to a small device.
  if (layout.sections.size() >= most_short_numbers) symbols = Symbols::stay;
  // Section headers in front of something that stays would have to stay as well.
  if (!movable || torn || layout.section_table < layout.pinned ||
      has_appended_bytes(layout, file.size())) {
    return std::optional<std::string>();
  }
  return Rewriter(file, layout, symbols).rewritten();
}

std::optional<std::string> build_id(std::span<const std::byte> file) {
  Expected<ElfLayout> layout = read_layout(file);
  if (!layout) return std::nullopt;
  ByteReader reader(file, layout->endian);
  for (const Section& section : layout->sections) {
    if (section.type != section_note || section.name != ".note.gnu.build-id") continue;
    // A note is name size, description size, type, "GNU\0", description (gABI, "Note Section").
    std::optional<std::uint32_t> size = reader.u32(section.offset + 4);
    if (!size || *size == 0 || *size > 64 || section.size < 16 || *size > section.size - 16) {
      continue;
    }
    std::optional<std::span<const std::byte>> id = reader.slice(section.offset + 16, *size);
    if (id) return hex(*id);
  }
  return std::nullopt;
}

}  // namespace ashore::build
