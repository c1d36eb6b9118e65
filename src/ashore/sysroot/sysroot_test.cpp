// SPDX-License-Identifier: Apache-2.0
#include "ashore/sysroot/sysroot.h"

#include <gtest/gtest.h>

#include "ashore/elf/archive.h"
#include "ashore/sysroot/archive.h"
#include "ashore/sysroot/headers.h"
#include "ashore/sysroot/library.h"
#include "ashore/sysroot/member_table.h"

namespace ashore::sysroot {
namespace {

using Names = std::set<std::string>;

TEST(Headers, ATypeIsDefinedOnceWhereItIsAskedFor) {
  EXPECT_EQ(all_types("TYPEDEF unsigned long size_t;\n"),
            "#if defined(__NEED_size_t) && !defined(__DEFINED_size_t)\n"
            "typedef unsigned long size_t;\n"
            "#define __DEFINED_size_t\n#endif\n\n");
}

TEST(Headers, AStructureKeepsItsMembersAndOtherLinesStayAsTheyAre) {
  EXPECT_EQ(all_types("#define _Addr int\nSTRUCT iovec { void *iov_base; size_t iov_len; };"),
            "#define _Addr int\n"
            "#if defined(__NEED_struct_iovec) && !defined(__DEFINED_struct_iovec)\n"
            "struct iovec { void *iov_base; size_t iov_len; };\n"
            "#define __DEFINED_struct_iovec\n#endif\n\n");
}

TEST(Headers, SystemCallsHaveTwoNames) {
  EXPECT_EQ(system_call_numbers("#define __NR_exit 1\n#define __NR_fork 2\n"),
            "#define __NR_exit 1\n#define __NR_fork 2\n#define SYS_exit 1\n#define SYS_fork 2\n");
}

TEST(MemberTableOf, WhatAMemberNeedsComesAlong) {
  Expected<MemberTable> table = MemberTable::parse("stdio.puts\tputs\tfputs stdout\n"
                                                   "stdio.fputs\tfputs\tstrlen\n"
                                                   "string.strlen\tstrlen\t\n"
                                                   "math.sin\tsin\t\n");
  ASSERT_TRUE(table);
  EXPECT_EQ(table->needed_for({"puts"}), (Names{"stdio.puts", "stdio.fputs", "string.strlen"}));
  EXPECT_EQ(table->needed_for({"nobody_has_this"}), Names());
}

TEST(MemberTableOf, OfSeveralThatDefineASymbolTheFirstComes) {
  Expected<MemberTable> table = MemberTable::parse("malloc.real\tfree malloc\t\n"
                                                   "malloc.lite\tmalloc\t\n");
  ASSERT_TRUE(table);
  EXPECT_EQ(table->needed_for({"malloc"}), Names{"malloc.lite"});
  EXPECT_EQ(table->needed_for({"malloc", "free"}), (Names{"malloc.lite", "malloc.real"}));
}

TEST(MemberTableOf, MembersThatNeedEachOtherEnd) {
  Expected<MemberTable> table = MemberTable::parse("a\tx\ty\nb\ty\tx\n");
  ASSERT_TRUE(table);
  EXPECT_EQ(table->needed_for({"x"}), (Names{"a", "b"}));
}

TEST(MemberTableOf, ALineWithTooFewFieldsIsRefusedByItsNumber) {
  Expected<MemberTable> table = MemberTable::parse("# made from\na\tx\n");
  ASSERT_FALSE(table);
  EXPECT_EQ(table.error().message(), "line 2 of the table of members has 2 fields, not 3");
}

TEST(UndefinedSymbols, AreReadFromBothLinkers) {
  EXPECT_EQ(undefined_symbols("ld.lld: error: undefined symbol: printf\n"
                              ">>> referenced by a.c\n"
                              "ld.lld: error: undefined hidden symbol: __aeabi_read_tp\n"
                              "a.c:(.text+0x4): undefined reference to `puts'\n"),
            (Names{"printf", "__aeabi_read_tp", "puts"}));
  EXPECT_EQ(undefined_symbols("ld.lld: error: duplicate symbol: main\n"), Names());
}

TEST(Cc1Arguments, LeaveOutWhatBelongsToOneFile) {
  std::vector<std::string> words =
      cc1_arguments("clang version 19\n"
                    " \"/usr/bin/clang\" \"-cc1\" \"-disable-free\" \"-main-file-name\" \"-\" "
                    "\"-O2\" \"-DA=\\\"b c\\\"\" \"-o\" \"x.o\" \"-x\" \"c\" \"-\"\n");
  EXPECT_EQ(words,
            (std::vector<std::string>{"/usr/bin/clang", "-cc1", "-O2", "-DA=\"b c\"", "-x", "c"}));
  EXPECT_TRUE(cc1_arguments("clang: error: no input files\n").empty());
}

TEST(ArchiveOf, WhatIsNoObjectIsRefused) {
  std::vector<ArchivedObject> objects = {{"a.o", "no object"}};
  EXPECT_FALSE(archive_of(objects));
}

TEST(ArchiveOf, NoObjectsMakeAnArchiveThatCanBeRead) {
  Expected<std::string> archive = archive_of({});
  ASSERT_TRUE(archive);
  Expected<std::vector<elf::ArchiveMember>> members =
      elf::archive_members(std::as_bytes(std::span(*archive)));
  ASSERT_TRUE(members);
  EXPECT_TRUE(members->empty());
}

}  // namespace
}  // namespace ashore::sysroot
