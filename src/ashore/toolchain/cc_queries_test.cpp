// SPDX-License-Identifier: Apache-2.0
#include "ashore/toolchain/cc_queries.h"

#include <gmock/gmock.h>

#include "ashore/toolchain/cc_test_target.h"

namespace ashore {
namespace {

using testing::HasSubstr;

TEST(CcQueries, are_answered_in_gccs_words) {
  struct Row {
    const char *line, *answer;
  };
  for (const Row& row : {
           Row{"-dumpmachine", "armv7-unknown-linux-musleabi\n"},
           Row{"--dumpmachine", "armv7-unknown-linux-musleabi\n"},
           Row{"-print-target-triple", "armv7-unknown-linux-musleabi\n"},
           Row{"-dumpversion", "19.1.7\n"},
           Row{"-dumpfullversion", "19.1.7\n"},
           Row{"-dumpfullversion -dumpversion", "19.1.7\n"},
           Row{"-print-sysroot", "/store/sysroot\n"},
           Row{"-print-sysroot-headers-suffix", "\n"},
           Row{"-print-multiarch", "\n"},
           Row{"-print-multi-os-directory", ".\n"},
           Row{"-print-multi-directory", ".\n"},
           Row{"-print-multi-lib", ".;\n"},
           Row{"-O2 -marm -print-multi-lib a.c", ".;\n"},
           Row{"-print-file-name=crt1.o", "/store/sysroot/usr/lib/crt1.o\n"},
           Row{"-print-file-name=libm.a", "/store/sysroot/usr/lib/libm.a\n"},
           Row{"--print-file-name libm.a", "/store/sysroot/usr/lib/libm.a\n"},
           Row{"-print-file-name=libnone.a", "libnone.a\n"},
           Row{"-print-file-name=../../etc/passwd", "../../etc/passwd\n"},
           Row{"-print-file-name=include", "/llvm/lib/clang/19/include\n"},
           Row{"-print-file-name=plugin", "plugin\n"},
           Row{"-print-libgcc-file-name", "/store/sysroot/usr/lib/libgcc.a\n"},
           Row{"-print-prog-name=ld", "/store/bin/armv7-unknown-linux-musleabi-ld\n"},
           Row{"-print-prog-name=objcopy", "/store/bin/armv7-unknown-linux-musleabi-objcopy\n"},
           Row{"-print-prog-name=cc1", "cc1\n"},
           Row{"-print-resource-dir", "/llvm/lib/clang/19\n"},
           Row{"-print-search-dirs", "install: /store/sysroot/usr/lib/\nprograms: =/store/bin/\n"
                                     "libraries: =/store/sysroot/usr/lib/\n"},
           // What GCC answers on sight comes first, wherever it stands.
           Row{"-print-sysroot -dumpmachine", "armv7-unknown-linux-musleabi\n"},
       }) {
    CcLine line = line_of(row.line);
    EXPECT_EQ(line.task, CcTask::answer) << row.line;
    EXPECT_EQ(line.answer, row.answer) << row.line;
    EXPECT_FALSE(line.answers_on_stderr) << row.line;
  }
}

TEST(CcQueries, the_triple_is_one_that_config_sub_knows) {
  EXPECT_EQ(line_of("-dumpmachine", "riscv64gc-unknown-linux-musl").answer,
            "riscv64-unknown-linux-musl\n");
}

TEST(CcQueries, version_lines_say_clang_first_and_v_alone_goes_to_stderr) {
  EXPECT_TRUE(line_of("--version").answer.starts_with("clang version 19.1.7 "));
  CcLine line = line_of("-v");
  EXPECT_TRUE(line.answers_on_stderr);
  EXPECT_THAT(line.answer, HasSubstr("\nTarget: armv7-unknown-linux-musleabi\n"));
}

TEST(CcQueries, what_there_is_no_good_answer_to_is_answered_all_the_same) {
  EXPECT_THAT(line_of("-dumpspecs").answer, HasSubstr("*cross_compile:\n1\n"));
  EXPECT_THAT(line_of("--help").answer, testing::StartsWith("Usage: "));
  EXPECT_THAT(line_of("--help=optimizers").answer, testing::StartsWith("Usage: "));
  EXPECT_THAT(line_of("--target-help").answer, testing::StartsWith("Usage: "));
}

}  // namespace
}  // namespace ashore
