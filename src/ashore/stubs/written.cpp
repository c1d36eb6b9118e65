// SPDX-License-Identifier: Apache-2.0
#include "ashore/stubs/written.h"

#include <algorithm>
#include <map>
#include <utility>

namespace ashore::stubs {

namespace {

// gabi 4.1 and glibc's elf.h.
constexpr std::uint32_t sht_strtab = 3, sht_dynamic = 6, sht_nobits = 8, sht_dynsym = 11,
                        sht_verdef = 0x6FFFFFFD, sht_verneed = 0x6FFFFFFE, sht_versym = 0x6FFFFFFF;
constexpr std::uint64_t shf_write = 1, shf_alloc = 2, shf_execinstr = 4, shf_tls = 0x400;
constexpr std::uint64_t dt_null = 0, dt_needed = 1, dt_soname = 14;
constexpr std::uint16_t shn_abs = 0xFFF1, shn_common = 0xFFF2;
constexpr std::uint16_t base_flag = 1, weak_flag = 2;

// Numbers in the library's byte order and size.
class Text {
 public:
  Text(unsigned bits, Endian endian) : is_64_(bits == 64), endian_(endian) {}

  void number(std::uint64_t value, unsigned size) {
    for (unsigned i = 0; i < size; ++i) {
      unsigned shift = 8 * (endian_ == Endian::big ? size - 1 - i : i);
      bytes_ += static_cast<char>(value >> shift & 0xFF);
    }
  }
  void u8(std::uint64_t value) { number(value, 1); }
  void u16(std::uint64_t value) { number(value, 2); }
  void u32(std::uint64_t value) { number(value, 4); }
  void word(std::uint64_t value) { number(value, is_64_ ? 8 : 4); }
  void add(std::string_view bytes) { bytes_ += bytes; }
  void align(std::size_t to) { bytes_.resize((bytes_.size() + to - 1) / to * to); }

  bool is_64() const { return is_64_; }
  std::size_t size() const { return bytes_.size(); }
  std::string take() && { return std::move(bytes_); }

 private:
  bool is_64_;
  Endian endian_;
  std::string bytes_;
};

// A string table that grows.
class Strings {
 public:
  explicit Strings(std::string begin) : bytes_(std::move(begin)) {
    if (bytes_.empty() || bytes_.back() != '\0') bytes_ += '\0';
  }
  std::uint32_t place_of(std::string_view text) {
    auto [at, is_new] = places_.try_emplace(std::string(text), 0);
    if (is_new) {
      at->second = static_cast<std::uint32_t>(bytes_.size());
      bytes_.append(text) += '\0';
    }
    return at->second;
  }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
  std::map<std::string, std::uint32_t, std::less<>> places_;
};

struct Section {
  std::string_view name;
  std::uint32_t type = 0;
  std::uint64_t flags = 0;
  std::string content;
  std::uint32_t link = 0, info = 0;
  std::uint64_t alignment = 1, entry_size = 0;
};

// The hash of the System V ABI, which version definitions repeat.
std::uint32_t hash_of(std::string_view name) {
  std::uint32_t hash = 0;
  for (char c : name) {
    hash = (hash << 4) + static_cast<unsigned char>(c);
    hash ^= (hash >> 24) & 0xF0;
    hash &= 0x0FFFFFFF;
  }
  return hash;
}

// Symbols lie in empty sections: one for each place and alignment.
class Homes {
 public:
  explicit Homes(const std::vector<Symbol>& symbols) {
    for (const Symbol& symbol : symbols)
      if (needs_home(symbol.place)) numbers_.try_emplace({symbol.place, symbol.alignment}, 0);
    std::uint16_t next = 1;
    for (auto& [home, number] : numbers_) number = next++;
  }
  std::uint16_t section_of(const Symbol& symbol) const {
    switch (symbol.place) {
    case Place::undefined: return 0;
    case Place::absolute: return shn_abs;
    case Place::common: return shn_common;
    default: return numbers_.at({symbol.place, symbol.alignment});
    }
  }
  std::vector<Section> sections() const {
    std::vector<Section> all;
    for (const auto& [home, number] : numbers_) {
      Section section = empty(home.first);
      section.alignment = home.second;
      all.push_back(std::move(section));
    }
    return all;
  }

 private:
  static bool needs_home(Place place) {
    return place != Place::undefined && place != Place::absolute && place != Place::common;
  }
  static Section empty(Place place) {
    switch (place) {
    case Place::constants: return {".rodata", sht_nobits, shf_alloc, "", 0, 0, 1, 0};
    case Place::variables: return {".data", sht_nobits, shf_alloc | shf_write, "", 0, 0, 1, 0};
    case Place::thread:
      return {".tbss", sht_nobits, shf_alloc | shf_write | shf_tls, "", 0, 0, 1, 0};
    default: return {".text", sht_nobits, shf_alloc | shf_execinstr, "", 0, 0, 1, 0};
    }
  }
  // At most five places and seventeen powers of two.
  std::map<std::pair<Place, std::uint32_t>, std::uint16_t> numbers_;
};

std::string symbol_table(const Interface& library, const Homes& homes) {
  Text text(library.bits, library.endian);
  text.add(std::string(text.is_64() ? 24 : 16, '\0'));
  for (const Symbol& symbol : library.symbols) {
    text.u32(symbol.name);
    if (!text.is_64()) {
      text.word(symbol.value);
      text.word(symbol.size);
    }
    text.u8(symbol.info);
    text.u8(symbol.other);
    text.u16(homes.section_of(symbol));
    if (text.is_64()) {
      text.word(symbol.value);
      text.word(symbol.size);
    }
  }
  return std::move(text).take();
}

// The local symbols stand first; their end is what a linker asks for.
std::uint32_t first_for_others(const Interface& library) {
  auto first = std::ranges::find_if(library.symbols,
                                    [](const Symbol& symbol) { return symbol.info >> 4 != 0; });
  return static_cast<std::uint32_t>(first - library.symbols.begin()) + 1;
}

std::string versions_of_symbols(const Interface& library) {
  Text text(library.bits, library.endian);
  text.u16(0);
  for (const Symbol& symbol : library.symbols)
    text.u16(symbol.version | (symbol.is_hidden_version ? 0x8000U : 0U));
  return std::move(text).take();
}

std::string definitions_of(const Interface& library, Strings& strings) {
  Text text(library.bits, library.endian);
  for (std::size_t i = 0; i < library.definitions.size(); ++i) {
    const elf::DefinedVersion& version = library.definitions[i];
    bool is_last = i + 1 == library.definitions.size();
    text.u16(1);
    text.u16((version.base ? base_flag : 0U) | (version.weak ? weak_flag : 0U));
    text.u16(version.index);
    text.u16(1);  // one name
    text.u32(hash_of(version.version));
    text.u32(20);
    text.u32(is_last ? 0 : 28);
    text.u32(strings.place_of(version.version));
    text.u32(0);
  }
  return std::move(text).take();
}

// Where the needs of the next library begin.
std::size_t end_of_library(const std::vector<elf::NeededVersion>& needs, std::size_t begin) {
  std::size_t end = begin;
  while (end < needs.size() && needs[end].library == needs[begin].library) ++end;
  return end;
}

struct Needs {
  std::string content;
  std::uint32_t libraries = 0;
};

Needs needs_of(const Interface& library, Strings& strings) {
  Text text(library.bits, library.endian);
  Needs result;
  for (std::size_t begin = 0; begin < library.needs.size();) {
    std::size_t end = end_of_library(library.needs, begin);
    text.u16(1);
    text.u16(end - begin);
    text.u32(strings.place_of(library.needs[begin].library));
    text.u32(16);
    text.u32(end == library.needs.size() ? 0 : 16 + 16 * (end - begin));
    for (std::size_t i = begin; i < end; ++i) {
      const elf::NeededVersion& version = library.needs[i];
      text.u32(hash_of(version.version));
      text.u16(version.weak ? weak_flag : 0U);
      text.u16(version.index);
      text.u32(strings.place_of(version.version));
      text.u32(i + 1 == end ? 0 : 16);
    }
    ++result.libraries;
    begin = end;
  }
  result.content = std::move(text).take();
  return result;
}

std::string dynamic_of(const Interface& library, Strings& strings) {
  Text text(library.bits, library.endian);
  auto entry = [&](std::uint64_t tag, std::uint64_t value) {
    text.word(tag);
    text.word(value);
  };
  for (const std::string& name : library.needed) entry(dt_needed, strings.place_of(name));
  if (library.soname) entry(dt_soname, strings.place_of(*library.soname));
  entry(dt_null, 0);
  return std::move(text).take();
}

// None is said to be loaded: nothing of a stub ever is.
std::vector<Section> sections_of(const Interface& library) {
  Homes homes(library.symbols);
  Strings strings(library.strings);
  std::vector<Section> sections = homes.sections();
  auto next = [&] { return static_cast<std::uint32_t>(sections.size()) + 1; };  // 0 is null
  std::uint32_t strings_number = next() + 1;
  std::uint32_t symbols_number = next();
  std::uint64_t word = library.bits / 8, entry = library.bits == 64 ? 24 : 16;
  sections.push_back({".dynsym", sht_dynsym, 0, symbol_table(library, homes), strings_number,
                      first_for_others(library), word, entry});
  std::string definitions = definitions_of(library, strings);
  Needs needs = needs_of(library, strings);
  std::string dynamic = dynamic_of(library, strings);
  sections.push_back({".dynstr", sht_strtab, 0, strings.bytes(), 0, 0, 1, 0});
  if (library.has_versions)
    sections.push_back(
        {".gnu.version", sht_versym, 0, versions_of_symbols(library), symbols_number, 0, 2, 2});
  if (!library.definitions.empty())
    sections.push_back({".gnu.version_d", sht_verdef, 0, std::move(definitions), strings_number,
                        static_cast<std::uint32_t>(library.definitions.size()), word, 0});
  if (!library.needs.empty())
    sections.push_back({".gnu.version_r", sht_verneed, 0, std::move(needs.content), strings_number,
                        needs.libraries, word, 0});
  sections.push_back(
      {".dynamic", sht_dynamic, 0, std::move(dynamic), strings_number, 0, word, 2 * word});
  return sections;
}

void add_segments(const Interface& library, Text& text) {
  for (const ElfSegment& segment : library.segments) {
    text.u32(segment.type);
    if (text.is_64()) text.u32(segment.flags);
    text.word(0);
    text.word(segment.address);
    text.word(segment.address);
    text.word(0);  // nothing of it is in this file
    text.word(segment.memory_size);
    if (!text.is_64()) text.u32(segment.flags);
    text.word(segment.align);
  }
}

void add_header(const Interface& library, std::uint64_t sections_at, std::size_t section_count,
                Text& text) {
  text.add(std::string_view("\x7F"
                            "ELF",
                            4));
  text.u8(library.bits == 64 ? 2 : 1);
  text.u8(library.endian == Endian::big ? 2 : 1);
  text.u8(1);
  text.u8(library.os_abi);
  text.number(0, 8);
  text.u16(3);  // ET_DYN
  text.u16(library.machine);
  text.u32(1);
  text.word(0);  // starts nowhere
  std::uint64_t header_size = text.is_64() ? 64 : 52;
  text.word(library.segments.empty() ? 0 : header_size);
  text.word(sections_at);
  text.u32(library.flags);
  text.u16(header_size);
  text.u16(text.is_64() ? 56 : 32);
  text.u16(library.segments.size());
  text.u16(text.is_64() ? 64 : 40);
  text.u16(section_count);
  text.u16(section_count - 1);  // the names of sections
}

void add_section_header(const Section& section, std::uint32_t name, std::uint64_t offset,
                        Text& text) {
  text.u32(name);
  text.u32(section.type);
  text.word(section.flags);
  text.word(0);
  text.word(offset);
  text.word(section.content.size());
  text.u32(section.link);
  text.u32(section.info);
  text.word(section.alignment);
  text.word(section.entry_size);
}

}  // namespace

std::string written(const Interface& library) {
  std::vector<Section> sections = sections_of(library);
  Strings names("");
  for (const Section& section : sections) names.place_of(section.name);
  names.place_of(".shstrtab");
  sections.push_back({".shstrtab", sht_strtab, 0, names.bytes(), 0, 0, 1, 0});

  std::uint64_t word = library.bits / 8;
  std::size_t header_size = library.bits == 64 ? 64 : 52;
  std::size_t segment_size = library.bits == 64 ? 56 : 32;
  std::size_t begin = header_size + segment_size * library.segments.size();
  Text body(library.bits, library.endian);
  std::vector<std::uint64_t> offsets;
  for (const Section& section : sections) {
    body.align(word);
    offsets.push_back(begin + body.size());
    body.add(section.content);
  }
  body.align(word);
  // 52 and 32 are not multiples of 8, but all 32-bit things are of 4.
  Text text(library.bits, library.endian);
  add_header(library, begin + body.size(), sections.size() + 1, text);
  add_segments(library, text);
  text.add(std::move(body).take());
  add_section_header({}, 0, 0, text);
  for (std::size_t i = 0; i < sections.size(); ++i)
    add_section_header(sections[i], names.place_of(sections[i].name), offsets[i], text);
  return std::move(text).take();
}

}  // namespace ashore::stubs
