// SPDX-License-Identifier: Apache-2.0
#include "ashore/toolchain/binutils_lines.h"

#include <gmock/gmock.h>

#include "ashore/toolchain/cc_test_target.h"

namespace ashore {
namespace {

std::vector<std::string> pieces_of(std::string_view text) {
  std::vector<std::string> pieces;
  for (std::string_view word : words(text)) pieces.emplace_back(word);
  return pieces;
}

TEST(LdLine, keeps_the_order_and_drops_what_lld_does_not_know) {
  Expected<LdLine> line = read_ld_line(
      pieces_of("-EL -m elf_i386 -r -o x.o a.o --no-warn-rwx-segments -T x.lds -plugin p.so b.a"),
      target_named(soft_armv7),
      [](const std::filesystem::path&) -> std::optional<std::string> { return std::nullopt; });
  ASSERT_TRUE(line);
  EXPECT_EQ(in_one_line(line->words),
            "-m armelf_linux_eabi --sysroot=/store/sysroot -r -o x.o a.o -T x.lds b.a");
  EXPECT_EQ(in_one_line(line->overridden), "-Wl,-m,elf_i386");
  EXPECT_EQ(in_one_line(line->dropped), "-Wl,--no-warn-rwx-segments -Wl,-plugin,p.so");
}

TEST(AsLine, is_a_compilers_that_does_the_same) {
  struct Row {
    const char *as, *cc;
  };
  for (const Row& row : {
           Row{"-mthumb a.s -o a.o", "-c -x assembler -Xassembler -mthumb a.s -o a.o"},
           Row{"a b", "-c -x assembler a b -o a.out"},
           Row{"-oa.o -I inc --defsym X=1",
               "-c -x assembler -oa.o -Xassembler -I -Xassembler inc -Xassembler --defsym "
               "-Xassembler X=1 -"},
           Row{"--version", "-c -x assembler --version -o a.out -"},
       })
    EXPECT_EQ(in_one_line(cc_words_of_as(pieces_of(row.as))), row.cc) << row.as;
}

TEST(AsLine, is_held_to_the_floor_like_a_compilers) {
  std::vector<std::string> words = cc_words_of_as(pieces_of("-mfpu=neon -mthumb a.s -o a.o"));
  CcLine line = line_of(in_one_line(words));
  EXPECT_EQ(in_one_line(line.overridden), "-Wa,-mfpu=neon");
  EXPECT_EQ(in_one_line(line.words), "-c -Xassembler -mthumb");
}

TEST(CppLine, has_its_output_as_the_second_file) {
  struct Row {
    const char *cpp, *cc;
  };
  for (const Row& row : {
           Row{"-P -DX a.c", "-E -P -DX a.c"},
           Row{"-I inc a.c b.i", "-E -I inc a.c -o b.i"},
           Row{"- out", "-E - -o out"},
           Row{"-dM", "-E -dM -"},
       })
    EXPECT_EQ(in_one_line(cc_words_of_cpp(pieces_of(row.cpp))), row.cc) << row.cpp;
}

}  // namespace
}  // namespace ashore
