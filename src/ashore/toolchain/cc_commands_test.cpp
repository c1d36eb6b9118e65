// SPDX-License-Identifier: Apache-2.0
#include "ashore/toolchain/cc_commands.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "ashore/toolchain/cc_test_target.h"

namespace ashore {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::string link_line(std::string_view text, std::string_view target_name = soft_armv7,
                      bool called_as_cxx = false, Linkage linkage = Linkage::fully_static) {
  CcTarget target = target_named(target_name);
  target.choice.linkage = linkage;
  LinkParts parts{.sources = {},
                  .start_files = {"crt1.o"},
                  .cxx_libraries = {"-lc++", "-lc++abi"},
                  .runtime_libraries = {"-lbuiltins"},
                  .libc_libraries = {"-lc"},
                  .end_files = {"crtn.o"},
                  .dynamic_linker = "/lib/ld.so"};
  CcLine line = line_of(text, target_name, called_as_cxx);
  for (std::size_t i = 0; i < line.sources.size(); ++i)
    parts.sources.push_back("tmp" + std::to_string(i) + ".o");
  return in_one_line(link_words(line, target, parts));
}

TEST(ClangWords, begin_with_the_target_and_end_with_the_floor_and_the_inputs) {
  CcLine line = line_of("-O2 -march=armv8-a -c a.c -o a.o");
  EXPECT_THAT(clang_words(line, target_named(soft_armv7)),
              ElementsAre("--target=armv7-unknown-linux-musleabi", "--sysroot=/store/sysroot",
                          "--no-default-config", "-Qunused-arguments",
                          "-Wno-unknown-warning-option", "-Wno-ignored-optimization-argument",
                          "-Wno-deprecated-ofast", "-fno-pie", "-O2", "-c", "-march=armv7-a",
                          "-mfloat-abi=soft", "-o", "a.o", "a.c"));
}

TEST(ClangWords, say_the_language_only_where_it_changes) {
  CcLine line = line_of("-E -x c a b -x none c.c -x assembler d");
  EXPECT_THAT(in_one_line(clang_words(line, target_named(soft_armv7))),
              testing::EndsWith(" -x c a b -x none c.c -x assembler d"));
}

TEST(ClangWords, an_input_that_looks_like_an_option_is_named_as_a_file) {
  CcLine line = line_of("-c -- -x.c");
  EXPECT_EQ(clang_words(line, target_named(soft_armv7)).back(), "./-x.c");
  EXPECT_EQ(clang_words(line_of("-E -x c -"), target_named(soft_armv7)).back(), "-");
}

TEST(ClangWords, older_clang_is_not_told_what_it_does_not_know) {
  CcTarget target = target_named(soft_armv7);
  target.clang_version = "14.0.6";
  EXPECT_THAT(clang_words(line_of("-c a.c"), target), Not(Contains("--no-default-config")));
}

TEST(ClangWords, of_cxx_name_the_sysroots_own_libcxx) {
  CcLine line = line_of("-c a.cc");
  EXPECT_THAT(clang_words(line, target_named(soft_armv7)),
              Contains("-stdlib++-isystem/store/sysroot/usr/include/c++/v1"));
}

TEST(ClangWords, leave_clang_its_voice_where_a_build_system_tests_an_option) {
  constexpr const char* silence = "-Qunused-arguments";
  CcTarget target = target_named(soft_armv7);
  EXPECT_THAT(clang_words(line_of("-c a.c"), target), Contains(silence));
  CcLine line = line_of("-Werror=unused-command-line-argument -foo -c a.c");
  EXPECT_THAT(clang_words(line, target), Not(Contains(silence)));
}

TEST(ClangWords, without_a_sysroot_the_hosts_headers_are_not_used_either) {
  CcTarget target = target_named(soft_armv7);
  target.sysroot.clear();
  EXPECT_THAT(clang_words(line_of("-c a.c"), target), Contains("-nostdlibinc"));
}

TEST(ClangWords, of_a_source_in_a_link_make_an_object_and_name_dependencies_as_gcc_does) {
  CcTarget target = target_named(soft_armv7);
  CcLine line = line_of("-MMD -O2 dir/a.c -o out/prog -lm");
  EXPECT_THAT(in_one_line(clang_words_of_source(line, target, line.sources[0], "/tmp/1.o")),
              HasSubstr("-MF out/prog-a.d -MT a.o -c -o /tmp/1.o dir/a.c"));
  CcLine named = line_of("-MMD -MF x.d -MT y a.c");
  EXPECT_THAT(in_one_line(clang_words_of_source(named, target, named.sources[0], "/tmp/1.o")),
              testing::EndsWith("-mfloat-abi=soft -c -o /tmp/1.o a.c"));
}

TEST(LinkWords, keep_the_order_and_put_objects_where_their_sources_stood) {
  EXPECT_EQ(link_line("x.o a.c -Lfoo -lz -Wl,--whole-archive y.a -Wl,--no-whole-archive b.c -lm"),
            "-m armelf_linux_eabi --sysroot=/store/sysroot -static --eh-frame-hdr -o a.out crt1.o "
            "x.o tmp0.o -Lfoo -lz --whole-archive y.a --no-whole-archive tmp1.o -lm "
            "-L/store/sysroot/usr/lib --start-group -lbuiltins -lc --end-group crtn.o");
}

TEST(LinkWords, say_how_the_program_is_loaded) {
  struct Row {
    const char* line;
    Linkage linkage;
    LinkKind kind;
    const char* words;
  };
  constexpr Linkage dynamic = Linkage::dynamic, fixed = Linkage::fully_static;
  for (const Row& row : {
           Row{"a.o", fixed, LinkKind::static_program, " -static --eh"},
           Row{"-pie a.o", fixed, LinkKind::static_pie,
               " -static -pie --no-dynamic-linker -z text --eh"},
           Row{"-static-pie a.o", dynamic, LinkKind::static_pie, " -static -pie --no-dynamic"},
           Row{"-static a.o", dynamic, LinkKind::static_program, " -static --eh"},
           Row{"a.o", dynamic, LinkKind::dynamic_program, " -dynamic-linker /lib/ld.so --eh"},
           Row{"-pie a.o", dynamic, LinkKind::dynamic_pie, " -pie -dynamic-linker /lib/ld.so"},
           Row{"-shared a.o", fixed, LinkKind::shared, " -shared --eh"},
           Row{"-r a.o", fixed, LinkKind::object, "sysroot -r -o"},
       }) {
    CcTarget target = target_named(soft_armv7);
    target.choice.linkage = row.linkage;
    EXPECT_EQ(link_kind(line_of(row.line), target), row.kind) << row.line;
    EXPECT_THAT(link_line(row.line, soft_armv7, false, row.linkage), HasSubstr(row.words));
  }
}

TEST(LinkWords, leave_out_what_the_line_does_not_want) {
  struct Row {
    const char *line, *ending;
  };
  for (const Row& row : {
           Row{"-nostdlib a.o", "-o a.out a.o -L/store/sysroot/usr/lib"},
           Row{"-nostartfiles a.o", " --start-group -lbuiltins -lc --end-group"},
           Row{"-nodefaultlibs a.o", "-o a.out crt1.o a.o -L/store/sysroot/usr/lib crtn.o"},
           Row{"-nolibc a.o", " --start-group -lbuiltins --end-group crtn.o"},
           Row{"-r a.o", "-o a.out a.o -L/store/sysroot/usr/lib"},
       })
    EXPECT_THAT(link_line(row.line), testing::EndsWith(row.ending)) << row.line;
}

TEST(LinkWords, a_static_program_takes_the_static_library_beside_the_shared_one) {
  struct Row {
    const char *input, *word;
  };
  for (const Row& row : {Row{".libs/libz.so", ".libs/libz.a"}, Row{"d/libz.so.1.2", "d/libz.a"},
                         Row{"x.solid", "x.solid"}, Row{"lib.so/a.o", "lib.so/a.o"},
                         Row{"libx.sox", "libx.sox"}, Row{"plugin.so", "plugin.so"}}) {
    std::string text = std::string("-nostdlib ") + row.input;
    EXPECT_THAT(link_line(text), HasSubstr(" a.out " + std::string(row.word) + " "));
    EXPECT_THAT(link_line(text, soft_armv7, false, Linkage::dynamic),
                HasSubstr(" a.out " + std::string(row.input) + " "));
    EXPECT_THAT(link_line(text + " -shared"), HasSubstr(" a.out " + std::string(row.input) + " "));
  }
}

TEST(LinkWords, link_the_cxx_library_for_cxx_and_where_it_is_named) {
  EXPECT_THAT(link_line("a.o", soft_armv7, true), HasSubstr("--start-group -lc++ -lc++abi -lb"));
  EXPECT_THAT(link_line("a.o -lstdc++"), HasSubstr("a.o -lc++ -lc++abi -L/store"));
  EXPECT_THAT(link_line("-nodefaultlibs a.o -lgcc_eh -lgcc -lc"),
              HasSubstr("a.o -lbuiltins -lbuiltins -lc -L/store"));
}

TEST(LinkWords, glibc_before_2_34_has_threads_in_a_library) {
  constexpr const char* glibc = "armv7-unknown-linux-gnueabi";
  EXPECT_THAT(link_line("-pthread a.o", glibc, false, Linkage::dynamic), HasSubstr("-lpthread"));
  EXPECT_THAT(link_line("-pthread a.o"), Not(HasSubstr("-lpthread")));
}

TEST(LinkWords, code_made_at_link_time_keeps_the_floor) {
  EXPECT_THAT(link_line("-flto -O3 a.o"),
              HasSubstr("--plugin-opt=mcpu=generic -mllvm -mattr=+soft-float,-neon --lto-O3"));
  EXPECT_THAT(link_line("-flto -fno-lto a.o"), Not(HasSubstr("mattr")));
}

TEST(LinkWords, the_users_words_to_the_linker_are_made_fit_for_lld) {
  struct Row {
    const char *line, *words;
  };
  for (const Row& row : {
           Row{"-Wl,-soname,x.so,-z,now", "-soname x.so -z now"},
           Row{"-Xlinker -rpath -Xlinker /x", "-rpath /x"},
           Row{"-Wl,--version-script=x.map -Wl,--build-id", "--version-script=x.map --build-id"},
           Row{"-T x.lds -z relro -u main -e start -s", "-T x.lds -z relro -u main -e start -s"},
           Row{"-rdynamic -symbolic", "--export-dynamic -Bsymbolic"},
           Row{"-Wl,--no-warn-rwx-segments,--gc-sections", "--gc-sections"},
           Row{"-Wl,-plugin,x.so,-plugin-opt,-pass-through=-lc", ""},
           Row{"-Wl,-i", "-r"},
           Row{"-Wl,-m,armelf_linux_eabi -Wl,-EL -Wl,--sysroot=/store/sysroot", ""},
           Row{"-Wl,-Ttext=0x1000 -Ttext 0x2000", "-Ttext=0x1000 -Ttext 0x2000"},
           Row{"-Wl,--start-group -lc -Wl,--end-group", "--start-group -lc --end-group"},
       })
    EXPECT_THAT(link_line("x.o " + std::string(row.line) + " -nostdlib"),
                testing::EndsWith("-o a.out x.o " + std::string(row.words) +
                                  (*row.words == '\0' ? "" : " ") + "-L/store/sysroot/usr/lib"));
}

TEST(LinkWords, another_target_is_not_reached_through_the_linker) {
  struct Row {
    const char *line, *overridden;
  };
  for (const Row& row : {
           Row{"-Wl,-m,elf_x86_64", "-Wl,-m,elf_x86_64"},
           Row{"-Wl,-melf_x86_64", "-Wl,-melf_x86_64"},
           Row{"-Xlinker -m -Xlinker elf_i386", "-Wl,-m,elf_i386"},
           Row{"-Wl,--sysroot=/", "-Wl,--sysroot=/"},
           Row{"-Wl,-EB", "-Wl,-EB"},
           Row{"-Wl,-mllvm,-mattr=+neon", "-Wl,-mllvm,-mattr=+neon"},
           Row{"-Wl,-plugin-opt=mcpu=cortex-a15", "-Wl,-plugin-opt=mcpu=cortex-a15"},
           Row{"-Wl,--plugin-opt=-mattr=+neon", "-Wl,--plugin-opt=-mattr=+neon"},
       }) {
    CcLine line = line_of(std::string(row.line) + " a.o");
    EXPECT_EQ(in_one_line(line.overridden), row.overridden);
    EXPECT_EQ(line.link.size(), 1U) << row.line;
  }
}

}  // namespace
}  // namespace ashore
