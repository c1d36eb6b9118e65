// SPDX-License-Identifier: Apache-2.0
#include "ashore/toolchain/cc_line.h"

#include <gmock/gmock.h>

#include "ashore/toolchain/cc_test_target.h"

namespace ashore {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(CcLine, the_task_is_what_gcc_would_do) {
  struct Row {
    const char* line;
    CcTask task;
  };
  for (const Row& row : {Row{"a.c", CcTask::link},
                         Row{"a.o -o a", CcTask::link},
                         Row{"-c a.c", CcTask::compile},
                         Row{"a.c -c", CcTask::compile},
                         Row{"-S a.c", CcTask::compile},
                         Row{"-fsyntax-only a.c", CcTask::compile},
                         Row{"-c a.c b.c", CcTask::compile},
                         Row{"-E a.c", CcTask::preprocess},
                         Row{"-E -c a.c", CcTask::preprocess},
                         Row{"-E -dM -x c -", CcTask::preprocess},
                         Row{"-M a.c", CcTask::preprocess},
                         Row{"-MM a.c", CcTask::preprocess},
                         Row{"-MD -c a.c", CcTask::compile},
                         Row{"a.h", CcTask::compile},
                         Row{"-x c++-header a", CcTask::compile},
                         Row{"a.h a.c", CcTask::link},
                         Row{"-Wl,--version", CcTask::link},
                         Row{"-v a.c", CcTask::link},
                         Row{"-v", CcTask::answer},
                         Row{"--version", CcTask::answer},
                         Row{"-dumpmachine -c a.c", CcTask::answer}})
    EXPECT_EQ(line_of(row.line).task, row.task) << row.line;
}

std::string sources_of(const CcLine& line) {
  std::string text;
  for (const CcSource& source : line.sources)
    text += source.path.string() + "(" + source.language + ")";
  return text;
}

TEST(CcLine, names_and_x_decide_what_an_input_is) {
  struct Row {
    const char *line, *sources, *objects;
  };
  for (const Row& row : {
           Row{"a.c b.S c.s d.cc e.i", "a.c()b.S()c.s()d.cc()e.i()", ""},
           Row{"a.o b.a c.so d.so.1.2 e.lds f", "", "a.o b.a c.so d.so.1.2 e.lds f"},
           Row{"-x c a b.o -x none c.o", "a(c)b.o(c)", "c.o"},
           Row{"-xc++ a.c -x assembler-with-cpp b", "a.c(c++)b(assembler-with-cpp)", ""},
           Row{"-E -", "-(c)", ""},
           Row{"-E -x c -", "-(c)", ""},
           Row{"--language=c x", "x(c)", ""},
           Row{"dir.c/x a.c.o", "", "dir.c/x a.c.o"},
           Row{"-- -a.c -b.o", "-a.c()", "-b.o"},
       }) {
    CcLine line = line_of(row.line);
    std::vector<std::string> objects;
    for (const std::filesystem::path& object : line.objects) objects.push_back(object.string());
    EXPECT_EQ(sources_of(line), row.sources) << row.line;
    EXPECT_EQ(in_one_line(objects), row.objects) << row.line;
  }
}

TEST(CcLine, what_is_called_as_cxx_takes_c_for_cxx_and_links_its_library) {
  CcLine line = line_of("a.c b.h c.s d.i e.o", soft_armv7, true);
  EXPECT_EQ(sources_of(line), "a.c(c++)b.h(c++-header)c.s()d.i(c++-cpp-output)");
  EXPECT_TRUE(line.is_cxx && line.links_cxx);
  EXPECT_FALSE(line_of("-nostdlib++ a.cc", soft_armv7, true).links_cxx);
  CcLine called_as_cc = line_of("a.cc");
  EXPECT_TRUE(called_as_cc.is_cxx);
  EXPECT_FALSE(called_as_cc.links_cxx);
  EXPECT_FALSE(line_of("a.c").is_cxx);
}

TEST(CcLine, values_of_options_are_no_inputs) {
  for (const char* text : {"-I dir",         "-include a.h", "-imacros a.h",  "-isystem dir",
                           "-idirafter dir", "-iquote dir",  "-D X",          "-U X",
                           "-MF a.d",        "-MT a.o",      "-MQ a.o",       "-Xpreprocessor a.c",
                           "-Xclang a.c",    "-mllvm -a",    "--param a=b",   "-u main",
                           "-T a.lds",       "-z now",       "-Xlinker a.o",  "-L dir",
                           "-e start",       "-l m",         "-dumpbase a.c", "-aux-info a.c",
                           "-Ttext 0x1000",  "-rpath /x"}) {
    CcLine line = line_of(std::string(text) + " -o out.o x.o");
    EXPECT_THAT(line.sources, IsEmpty()) << text;
    EXPECT_THAT(line.objects, ElementsAre("x.o")) << text;
    EXPECT_EQ(line.output, "out.o") << text;
  }
}

TEST(CcLine, the_output_is_read_in_all_its_forms) {
  for (const char* text :
       {"-o x a.o", "-ox a.o", "a.o --output=x", "--output x a.o", "a.o -o y -o x"})
    EXPECT_EQ(line_of(text).output, "x") << text;
  EXPECT_FALSE(line_of("a.o").output);
}

TEST(CcLine, the_compiler_gets_its_words_in_order_and_none_of_the_linkers) {
  struct Row {
    const char *line, *words;
  };
  for (const Row& row : {
           Row{"-O2 -g -DX=1 -I. -Wall -c a.c -o a.o", "-O2 -g -DX=1 -I. -Wall -c"},
           Row{"-D X -I inc -include x.h a.c", "-D X -I inc -include x.h"},
           Row{"-std=gnu11 -MD -MP -MF d/a.d -MT a.o -c a.c",
               "-std=gnu11 -MD -MP -MF d/a.d -MT a.o -c"},
           Row{"-static -s -Wl,-z,now -L. -lm -rdynamic -shared -pie a.c", ""},
           Row{"-pthread -nostdinc -nostdinc++ -nostdlib a.c", "-pthread -nostdinc -nostdinc++"},
           Row{"-static-libgcc -static-libstdc++ -shared-libgcc -pipe a.c", "-pipe"},
           Row{"-Wp,-MD,a.d -Wa,--noexecstack a.c", "-Wp,-MD,a.d -Wa,--noexecstack"},
           Row{"-Xclang -disable-llvm-passes a.c", "-Xclang -disable-llvm-passes"},
           Row{"-flto=auto a.c", "-flto"},
           Row{"-flto=8 a.c", "-flto"},
           Row{"-flto=jobserver a.c", "-flto"},
           Row{"-flto=thin a.c", "-flto=thin"},
           Row{"-save-temps -Wno-made-up a.c", "-save-temps -Wno-made-up"},
           Row{"-undef -emit-llvm -c a.c", "-undef -emit-llvm -c"},
       })
    EXPECT_EQ(in_one_line(line_of(row.line).words), row.words) << row.line;
}

TEST(CcLine, switches_of_the_link_are_read_and_the_last_counts) {
  EXPECT_TRUE(line_of("-shared a.o").is_shared);
  EXPECT_TRUE(line_of("-static a.o").is_static);
  EXPECT_TRUE(line_of("-static-pie a.o").is_static_pie);
  EXPECT_TRUE(line_of("-no-pie -pie a.o").is_pie);
  EXPECT_FALSE(line_of("-pie -no-pie a.o").is_pie);
  EXPECT_TRUE(line_of("-r a.o").is_relocatable);
  EXPECT_TRUE(line_of("-nostartfiles a.o").no_startfiles);
  EXPECT_FALSE(line_of("-nostartfiles a.o").no_defaultlibs);
  EXPECT_TRUE(line_of("-nodefaultlibs a.o").no_defaultlibs);
  CcLine nostdlib = line_of("-nostdlib a.o");
  EXPECT_TRUE(nostdlib.no_startfiles && nostdlib.no_defaultlibs && !nostdlib.no_libc);
  EXPECT_TRUE(line_of("-nolibc a.o").no_libc);
  EXPECT_TRUE(line_of("-pthread a.o").uses_threads);
  EXPECT_TRUE(line_of("-v a.o").shows_commands);
  EXPECT_FALSE(line_of("-v a.o").runs_nothing);
  EXPECT_TRUE(line_of("-### a.o").runs_nothing);
}

TEST(CcLine, libraries_are_listed_in_order) {
  EXPECT_THAT(line_of("a.c -lz -l m -lz -l:libx.a").libraries,
              ElementsAre("z", "m", "z", ":libx.a"));
}

TEST(CcLine, another_target_or_sysroot_is_taken_out_and_named) {
  struct Row {
    const char *line, *overridden;
  };
  for (const Row& row : {
           Row{"--target=x86_64-linux-gnu a.c", "--target=x86_64-linux-gnu"},
           Row{"-target x86_64-linux-gnu a.c", "-target x86_64-linux-gnu"},
           Row{"--target=armv7-unknown-linux-musleabi a.c", ""},
           Row{"--sysroot=/ a.c", "--sysroot=/"},
           Row{"--sysroot /other a.c", "--sysroot /other"},
           Row{"--sysroot=/store/sysroot a.c", ""},
           Row{"-isysroot /x a.c", "-isysroot /x"},
           Row{"-b i686 a.c", "-b i686"},
           Row{"--config x.cfg a.c", "--config x.cfg"},
           Row{"-fno-integrated-as a.c", "-fno-integrated-as"},
           Row{"-Xarch_arm -mfpu=neon a.c", "-Xarch_arm -mfpu=neon"},
           Row{"-resource-dir=/x a.c", "-resource-dir=/x"},
       }) {
    CcLine line = line_of(row.line);
    EXPECT_EQ(in_one_line(line.overridden), row.overridden) << row.line;
    EXPECT_THAT(line.words, IsEmpty()) << row.line;
  }
}

TEST(CcLine, what_gcc_alone_knows_is_dropped_and_named) {
  for (const char* word : {"-fconserve-stack",
                           "-fhonour-copts",
                           "-fno-guess-branch-probability",
                           "-fno-toplevel-reorder",
                           "-mthumb-interwork",
                           "-mno-thumb-interwork",
                           "-mapcs-frame",
                           "-fira-region=all",
                           "-fno-ipa-sra",
                           "-fno-tree-loop-im",
                           "-fno-sched-interblock",
                           "-fvar-tracking-assignments",
                           "-fno-var-tracking",
                           "-gno-statement-frontiers",
                           "-fuse-ld=gold",
                           "-B/usr/lib",
                           "-dP",
                           "-fno-canonical-system-headers",
                           "-fdump-tree-all",
                           "-fstack-reuse=none",
                           "-fno-dse",
                           "-fdiagnostics-show-caret",
                           "-pass-exit-codes",
                           "-fuse-linker-plugin",
                           "-fno-strict-volatile-bitfields",
                           "-fno-code-hoisting",
                           "-flto-partition=none"}) {
    CcLine line = line_of(std::string(word) + " a.c");
    EXPECT_THAT(line.dropped, ElementsAre(word));
    EXPECT_THAT(line.words, IsEmpty()) << word;
    EXPECT_THAT(line.overridden, IsEmpty()) << word;
  }
}

TEST(CcLine, what_clang_knows_is_not_dropped) {
  for (const char* word :
       {"-fno-tree-vectorize", "-ftree-slp-vectorize", "-fno-strict-aliasing", "-fno-common",
        "-ffunction-sections", "-fstack-protector-strong", "-fvisibility=hidden", "-fPIC",
        "-fno-omit-frame-pointer", "-gdwarf-4", "-ggdb3", "-dM", "-dD", "-fplan9-extensions",
        "-ffat-lto-objects", "-frandom-seed=x", "-fdebug-prefix-map=a=b"}) {
    CcLine line = line_of(std::string(word) + " a.c");
    EXPECT_THAT(line.words, ElementsAre(word));
    EXPECT_THAT(line.dropped, IsEmpty()) << word;
  }
}

TEST(CcLine, what_makes_no_sense_is_refused_as_gcc_refuses_it) {
  for (const char* text : {"", "-c", "-o", "a.c -o", "a.c -I", "-V", "-qversion", "-version",
                           "-specs=x a.c", "--specs x a.c", "-wrapper gdb a.c", "a.c -Xclang"}) {
    Expected<CcLine> line = try_line(text);
    ASSERT_FALSE(line) << text;
    EXPECT_EQ(line.error().kind(), ErrorKind::usage) << text;
  }
  Expected<CcLine> long_language = try_line("-x " + std::string(100, 'c') + " a");
  EXPECT_FALSE(long_language);
}

TEST(CcLine, an_option_that_would_be_taken_out_is_refused_where_a_build_system_tests_it) {
  EXPECT_TRUE(try_line("-mfpu=neon -c a.c"));
  Expected<CcLine> line = try_line("-Werror=unknown-warning-option -mfpu=neon -c a.c");
  ASSERT_FALSE(line);
  // CMake looks for this in a warning.
  EXPECT_THAT(line.error().message(), testing::ContainsRegex("option.*not supported"));
  EXPECT_TRUE(try_line("-Werror=unknown-warning-option -mfloat-abi=soft -c a.c"));
}

TEST(CcLine, response_files_are_read_before_anything_else) {
  Expected<CcLine> line =
      read_cc_line({"@objects", "-o", "x"}, false, target_named(soft_armv7),
                   [](const std::filesystem::path& path) -> std::optional<std::string> {
                     if (path != "objects") return std::nullopt;
                     return "a.o 'b c.o'\n-lm -mfloat-abi=hard";
                   });
  ASSERT_TRUE(line);
  EXPECT_THAT(line->objects, ElementsAre("a.o", "b c.o"));
  EXPECT_THAT(line->libraries, ElementsAre("m"));
  EXPECT_THAT(line->overridden, ElementsAre("-mfloat-abi=hard"));
}

}  // namespace
}  // namespace ashore
