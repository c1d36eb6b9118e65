// SPDX-License-Identifier: Apache-2.0
#include "ashore/build/strip_debug.h"

#include <random>

#include <gtest/gtest.h>

#include "ashore/build/elf_layout.h"

namespace ashore::build {
namespace {

std::span<const std::byte> bytes(std::string_view text) { return std::as_bytes(std::span(text)); }

// Little files, laid out as linkers do: header, one segment, its bytes, sections, section headers.
class ElfWriter {
 public:
  ElfWriter(bool wide, bool big) : wide_(wide), big_(big) {}

  struct Planned {
    std::string name;
    std::uint32_t type;
    std::uint64_t flags;
    std::string content;
    std::uint64_t alignment = 1;
  };

  std::string file(const std::vector<Planned>& planned) {
    std::string names(1, '\0');
    std::string headers = header(0, 0, 0, 0, 0, 0);
    std::string body;
    std::size_t start = wide_ ? 64 + 56 : 52 + 32;
    std::size_t segment_end = start;
    for (const Planned& section : planned) {
      while ((start + body.size()) % section.alignment != 0) body += '\0';
      headers += header(names.size(), section.type, section.flags, start + body.size(),
                        section.content.size(), section.alignment);
      names += section.name + '\0';
      body += section.content;
      if ((section.flags & section_is_loaded) != 0) segment_end = start + body.size();
    }
    headers += header(names.size(), 3, 0, start + body.size(), names.size() + 10, 1);
    names += std::string(".shstrtab") + '\0';
    body += names;
    while ((start + body.size()) % 8 != 0) body += '\0';
    return elf_header(start + body.size(), planned.size() + 2) + segment(segment_end) + body +
           headers;
  }

 private:
  std::string number(std::uint64_t value, unsigned size) const {
    std::string text(size, '\0');
    for (unsigned i = 0; i < size; ++i) {
      text[big_ ? size - 1 - i : i] = static_cast<char>(value >> (8 * i));
    }
    return text;
  }
  std::string half(std::uint64_t value) const { return number(value, 2); }
  std::string word(std::uint64_t value) const { return number(value, 4); }
  std::string address(std::uint64_t value) const { return number(value, wide_ ? 8 : 4); }

  std::string header(std::uint64_t name, std::uint32_t type, std::uint64_t flags,
                     std::uint64_t offset, std::uint64_t size, std::uint64_t alignment) const {
    return word(name) + word(type) + address(flags) + address(0) + address(offset) + address(size) +
           word(0) + word(0) + address(alignment) + address(0);
  }
  std::string elf_header(std::uint64_t section_table, std::uint64_t sections) const {
    std::string text = "\x7f"
                       "ELF";
    text += wide_ ? '\2' : '\1';
    text += big_ ? '\2' : '\1';
    text += std::string("\1\0\0\0\0\0\0\0\0\0", 10);
    text += half(2) + half(40) + word(1) + address(0) + address(wide_ ? 64 : 52);
    text += address(section_table) + word(0) + half(wide_ ? 64 : 52) + half(wide_ ? 56 : 32);
    return text + half(1) + half(wide_ ? 64 : 40) + half(sections) + half(sections - 1);
  }
  std::string segment(std::uint64_t size) const {
    std::string text = word(1);
    if (wide_) text += word(5);
    text += address(0) + address(0) + address(0) + address(size) + address(size);
    if (!wide_) text += word(5);
    return text + address(4096);
  }

  bool wide_, big_;
};

const std::vector<ElfWriter::Planned> usual = {
    {".text", 1, 6, "instructions", 4},
    {".debug_gdb_scripts", 1, 2, "loaded", 1},
    {".debug_info", 1, 0, std::string(3000, 'd'), 1},
    {".comment", 1, 0, "linked by hand", 1},
    {".debug_line", 1, 0, std::string(500, 'l'), 4},
    {".symtab", 2, 0, "sixteen symbols.", 8},
};

std::string content_of(const std::string& file, std::string_view name) {
  ElfLayout layout = read_layout(bytes(file)).value();
  for (const Section& section : layout.sections) {
    if (section.name == name) return file.substr(section.offset, section.bytes_in_file());
  }
  return "none";
}

class StripDebug : public ::testing::TestWithParam<std::tuple<bool, bool>> {
 protected:
  std::string file(const std::vector<ElfWriter::Planned>& planned) {
    return ElfWriter(std::get<0>(GetParam()), std::get<1>(GetParam())).file(planned);
  }
};

TEST_P(StripDebug, takes_debug_sections_out_and_nothing_else) {
  std::string before = file(usual);
  Expected<std::optional<std::string>> result = without_debug_sections(bytes(before));
  ASSERT_TRUE(result && *result);
  const std::string& after = **result;
  EXPECT_LT(after.size(), before.size() - 3000);
  for (const char* name : {".text", ".debug_gdb_scripts", ".comment", ".symtab", ".shstrtab"}) {
    EXPECT_EQ(content_of(after, name), content_of(before, name)) << name;
  }
  EXPECT_EQ(content_of(after, ".debug_info"), "none");
  EXPECT_EQ(content_of(after, ".debug_line"), "none");
}

TEST_P(StripDebug, keeps_loaded_bytes_alignment_and_section_numbers) {
  std::string before = file(usual);
  std::string after = without_debug_sections(bytes(before)).value().value();
  ElfLayout old_layout = read_layout(bytes(before)).value();
  ElfLayout layout = read_layout(bytes(after)).value();
  std::size_t table_field = old_layout.wide ? 40 : 32;  // e_shoff, the one thing that moves
  std::size_t field_end = table_field + (old_layout.wide ? 8 : 4);
  EXPECT_EQ(after.substr(0, table_field), before.substr(0, table_field));
  EXPECT_EQ(after.substr(field_end, old_layout.pinned - field_end),
            before.substr(field_end, old_layout.pinned - field_end));
  ASSERT_EQ(layout.sections.size(), old_layout.sections.size());
  for (std::size_t i = 0; i < layout.sections.size(); ++i) {
    if (layout.sections[i].type == section_null) continue;
    EXPECT_EQ(layout.sections[i].name, old_layout.sections[i].name);
    EXPECT_EQ(layout.sections[i].offset % std::max<std::uint64_t>(1, layout.sections[i].alignment),
              0U);
  }
}

TEST_P(StripDebug, has_nothing_to_do_the_second_time) {
  std::string after = without_debug_sections(bytes(file(usual))).value().value();
  EXPECT_EQ(without_debug_sections(bytes(after)).value(), std::nullopt);
}

TEST_P(StripDebug, keeps_a_payload_behind_the_program) {
  EXPECT_EQ(without_debug_sections(bytes(file(usual) + "archive")).value(), std::nullopt);
}

TEST_P(StripDebug, leaves_debug_sections_that_are_loaded) {
  EXPECT_EQ(without_debug_sections(bytes(file({{".debug_info", 1, 0, std::string(300, 'd'), 1},
                                               {".data", 1, 3, "x"}})))
                .value(),
            std::nullopt);
}

TEST_P(StripDebug, takes_the_symbols_too_where_they_are_to_go) {
  std::string before = file(usual);
  std::string after = without_debug_sections(bytes(before), Symbols::go).value().value();
  EXPECT_EQ(content_of(after, ".symtab"), "none");
  EXPECT_EQ(content_of(after, ".debug_info"), "none");
  EXPECT_EQ(content_of(after, ".text"), "instructions");
  EXPECT_EQ(content_of(after, ".debug_gdb_scripts"), "loaded");
  // Nobody and the names of sections are left beside these two.
  EXPECT_EQ(read_layout(bytes(after)).value().sections.size(), 4U);
}

TEST_P(StripDebug, keeps_each_name_where_symbols_go) {
  std::string after = without_debug_sections(bytes(file(usual)), Symbols::go).value().value();
  std::vector<std::string> names;
  ElfLayout layout = read_layout(bytes(after)).value();
  for (const Section& section : layout.sections) names.emplace_back(section.name);
  EXPECT_EQ(names[1], ".text");
  EXPECT_EQ(names[2], ".debug_gdb_scripts");
}

TEST_P(StripDebug, answers_every_changed_byte_where_symbols_go) {
  std::string whole = file(usual);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string changed = whole;
    changed[i] = static_cast<char>(changed[i] ^ 0xff);
    auto result = without_debug_sections(bytes(changed), Symbols::go);
    EXPECT_TRUE(!result || !*result || (*result)->size() < changed.size()) << i;
  }
}

TEST_P(StripDebug, reads_the_build_id) {
  bool big = std::get<1>(GetParam());
  std::string note = big ? std::string("\0\0\0\4\0\0\0\4\0\0\0\3GNU\0\x12\xab\xcd\xef", 20)
                         : std::string("\4\0\0\0\4\0\0\0\3\0\0\0GNU\0\x12\xab\xcd\xef", 20);
  EXPECT_EQ(build_id(bytes(file({{".note.gnu.build-id", 7, 2, note, 4}}))), "12abcdef");
  EXPECT_EQ(build_id(bytes(file({{".note.gnu.build-id", 7, 2, note.substr(0, 15), 4}}))),
            std::nullopt);
  EXPECT_EQ(build_id(bytes(file(usual))), std::nullopt);
}

TEST_P(StripDebug, answers_every_cut_and_every_changed_byte) {
  std::string whole = file(usual);
  for (std::size_t length = 0; length < whole.size(); ++length) {
    Expected<std::optional<std::string>> result =
        without_debug_sections(bytes(std::string_view(whole).substr(0, length)));
    EXPECT_FALSE(result && *result) << length;
  }
  std::mt19937 random(7);
  for (int i = 0; i < 20000; ++i) {
    std::string changed = whole;
    // The headers are where numbers are: at the front and at the end.
    for (int changes = 0; changes < 3; ++changes) {
      std::size_t at = random() % 900;
      std::size_t place = at < 140 ? at : whole.size() - std::min(at - 140 + 1, whole.size());
      changed[place] = static_cast<char>(random() % 3 == 0 ? 0xff : random());
    }
    Expected<std::optional<std::string>> result = without_debug_sections(bytes(changed));
    if (!result || !*result) continue;
    EXPECT_LT((*result)->size(), changed.size());
    Expected<ElfLayout> again = read_layout(bytes(**result));
    EXPECT_TRUE(again) << again.error().message();
  }
}

INSTANTIATE_TEST_SUITE_P(EachClassAndByteOrder, StripDebug,
                         ::testing::Combine(::testing::Bool(), ::testing::Bool()));

TEST(ReadLayout, says_what_is_wrong) {
  EXPECT_EQ(read_layout(bytes("#!/bin/sh\n")).error().message(), "not an ELF file");
  std::string file = ElfWriter(false, false).file(usual);
  file[52 + 16 + 3] = '\x7f';  // the segment's size
  EXPECT_EQ(read_layout(bytes(file)).error().message().substr(0, 33),
            "broken ELF file: program header 0");
}

}  // namespace
}  // namespace ashore::build
