// SPDX-License-Identifier: Apache-2.0
#include "ashore/elf/recognise.h"

#include <gtest/gtest.h>

#include <string_view>

namespace ashore::elf {
namespace {

using namespace std::string_view_literals;

Recognised of(std::string_view text) { return recognise(std::as_bytes(std::span(text))); }

TEST(Recognise, knows_what_people_send_by_mistake) {
  EXPECT_EQ(of("\xcf\xfa\xed\xfe\x0c").what, "a macOS program (Mach-O)");
  EXPECT_EQ(of("\xca\xfe\xba\xbe\x00\x00\x00\x02"sv).what, "a macOS program (universal Mach-O)");
  EXPECT_EQ(of("\xca\xfe\xba\xbe\x00\x00\x00\x34"sv).what, "a Java class");
  EXPECT_EQ(of("MZ\x90").what, "a Windows program (PE)");
  EXPECT_EQ(of("\x1f\x8b\x08").what, "a gzip archive");
  EXPECT_EQ(of("!<arch>\n").what, "an archive of object files (.a) or a Debian package");
  EXPECT_EQ(of(std::string(257, '\0') + "ustar").what, "a tar archive");
}

TEST(Recognise, names_the_interpreter_of_a_script) {
  EXPECT_EQ(of("#!/bin/sh\necho"), (Recognised{FileKind::script, "a script for `/bin/sh`"}));
  EXPECT_EQ(of("#! /usr/bin/env python3").what, "a script for `/usr/bin/env`");
  EXPECT_EQ(of("#!\n").what, "a script that names no interpreter");
  EXPECT_EQ(of("#!/bin/\x1b[2J\n").what, "a script for `/bin/?[2J`");
}

TEST(Recognise, says_so_when_it_does_not_know) {
  EXPECT_EQ(of("").kind, FileKind::empty);
  EXPECT_EQ(of("hello").kind, FileKind::unknown);
  EXPECT_EQ(of("\x7f").kind, FileKind::unknown);
  EXPECT_EQ(of("\x7f"
               "ELF")
                .kind,
            FileKind::elf);
}

}  // namespace
}  // namespace ashore::elf
