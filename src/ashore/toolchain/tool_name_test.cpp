// SPDX-License-Identifier: Apache-2.0
#include "ashore/toolchain/tool_name.h"

#include <gtest/gtest.h>

#include <set>

namespace ashore {
namespace {

std::string target_of(std::string_view program) {
  std::optional<ToolName> tool = parse_tool_name(program);
  return tool && tool->triple ? rust_name(*tool->triple) : "";
}

TEST(ToolName, plain_names_are_tools_without_a_target) {
  struct Row {
    const char* program;
    Tool tool;
  };
  for (const Row& row :
       {Row{"cc", Tool::cc}, Row{"gcc", Tool::cc}, Row{"/usr/bin/clang++", Tool::cxx},
        Row{"c++", Tool::cxx}, Row{"cpp", Tool::cpp}, Row{"gcc-12", Tool::cc},
        Row{"gcc-ar", Tool::ar}, Row{"gcc-ar-12", Tool::ar}, Row{"llvm-strip", Tool::strip},
        Row{"ld.lld", Tool::ld}, Row{"readelf", Tool::readelf}, Row{"as", Tool::as}}) {
    std::optional<ToolName> found = parse_tool_name(row.program);
    ASSERT_TRUE(found) << row.program;
    EXPECT_EQ(found->tool, row.tool) << row.program;
    EXPECT_FALSE(found->triple) << row.program;
  }
}

TEST(ToolName, the_prefix_is_read_as_rust_spells_it_and_as_gcc_does) {
  struct Row {
    const char *program, *target;
  };
  for (const Row& row : {
           Row{"armv7-unknown-linux-musleabi-gcc", "armv7-unknown-linux-musleabi"},
           Row{"/x/armv7-linux-musleabihf-g++", "armv7-unknown-linux-musleabihf"},
           Row{"armv7l-linux-musleabihf-gcc-13.2", "armv7-unknown-linux-musleabihf"},
           Row{"arm-linux-gnueabi-g++", "armv5te-unknown-linux-gnueabi"},
           Row{"arm-linux-gnueabihf-gcc", "armv7-unknown-linux-gnueabihf"},
           Row{"arm-unknown-linux-gnueabihf-gcc", "arm-unknown-linux-gnueabihf"},
           Row{"arm-buildroot-linux-uclibcgnueabi-gcc", "armv5te-unknown-linux-uclibceabi"},
           Row{"arm-openwrt-linux-muslgnueabi-gcc", "armv5te-unknown-linux-musleabi"},
           Row{"aarch64-linux-musl-ar", "aarch64-unknown-linux-musl"},
           Row{"aarch64-openwrt-linux-musl-gcc-ranlib", "aarch64-unknown-linux-musl"},
           Row{"mipsel-openwrt-linux-musl-strip", "mipsel-unknown-linux-musl"},
           Row{"mips64el-linux-gnu-gcc", "mips64el-unknown-linux-gnuabi64"},
           Row{"mips64-linux-gnuabi64-gcc", "mips64-unknown-linux-gnuabi64"},
           Row{"riscv64-linux-musl-gcc", "riscv64gc-unknown-linux-musl"},
           Row{"i686-linux-gnu-cc", "i686-unknown-linux-gnu"},
           Row{"x86_64-alpine-linux-musl-gcc", "x86_64-unknown-linux-musl"},
           Row{"powerpc64le-linux-gnu-nm", "powerpc64le-unknown-linux-gnu"},
       })
    EXPECT_EQ(target_of(row.program), row.target) << row.program;
}

TEST(ToolName, what_is_no_tool_or_no_target_of_ours_is_nothing) {
  for (const char* program : {"", "-", "gcc-", "-gcc", "foo-gcc", "ashore", "armv7", "mygcc",
                              "x86_64-w64-mingw32-gcc", "avr-gcc", "arm-none-eabi-gcc", "12", "-12",
                              "aarch64-linux-musl-", "linux-musl-gcc", "a-b-c-d-e-gcc"})
    EXPECT_FALSE(parse_tool_name(program)) << program;
}

TEST(ToolName, every_link_is_read_back_as_its_tool_and_its_target) {
  for (const std::string& rust : rust_triples()) {
    Triple triple = *parse_rust_triple(rust);
    std::set<std::string> names;
    for (const ToolLink& link : tool_links(triple)) {
      std::optional<ToolName> found = parse_tool_name(link.name);
      ASSERT_TRUE(found) << link.name;
      EXPECT_EQ(found->tool, link.tool) << link.name;
      EXPECT_EQ(found->triple, triple) << link.name;
      EXPECT_TRUE(names.insert(link.name).second) << link.name;
    }
    EXPECT_TRUE(names.contains(rust + "-gcc"));
    EXPECT_TRUE(names.contains(rust + "-g++"));
  }
}

TEST(ToolName, links_have_the_short_spelling_only_where_it_means_the_same) {
  auto has = [](const char* target, std::string_view name) {
    for (const ToolLink& link : tool_links(*parse_rust_triple(target))) {
      if (link.name == name) return true;
    }
    return false;
  };
  EXPECT_TRUE(has("armv7-unknown-linux-musleabi", "armv7-linux-musleabi-gcc"));
  EXPECT_TRUE(has("riscv64gc-unknown-linux-musl", "riscv64-linux-musl-gcc"));
  EXPECT_FALSE(has("arm-unknown-linux-musleabi", "arm-linux-musleabi-gcc"));
}

}  // namespace
}  // namespace ashore
