// SPDX-License-Identifier: Apache-2.0
#include "ashore/build/cross_tools.h"

#include <gmock/gmock.h>

#include "ashore/target/triple.h"

namespace ashore::build {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Key;
using ::testing::Not;
using ::testing::Pair;

CrossTools router() {
  std::string target = "armv7-unknown-linux-musleabi";
  CrossTools tools;
  tools.target = target;
  tools.machine = parse_rust_triple(target).value().machine;
  tools.directory = "/tools";
  tools.prefix = "/prefix";
  tools.floor = {"-march=armv7-a", "-mfloat-abi=soft"};
  return tools;
}

TEST(CrateVariables, name_the_tools_in_both_spellings_of_the_target) {
  auto variables = crate_variables(router(), {}, "");
  std::string compiler = "/tools/armv7-unknown-linux-musleabi-gcc";
  EXPECT_THAT(variables, Contains(Pair("CC_armv7-unknown-linux-musleabi", compiler)));
  EXPECT_THAT(variables, Contains(Pair("CC_armv7_unknown_linux_musleabi", compiler)));
  EXPECT_THAT(variables, Contains(Pair("AR_armv7_unknown_linux_musleabi",
                                       "/tools/armv7-unknown-linux-musleabi-ar")));
  EXPECT_THAT(variables, Contains(Pair("CFLAGS_armv7_unknown_linux_musleabi",
                                       "-march=armv7-a -mfloat-abi=soft")));
  EXPECT_THAT(variables, Contains(Pair("CMAKE_TOOLCHAIN_FILE_armv7_unknown_linux_musleabi",
                                       "/tools/toolchain.cmake")));
}

TEST(CrateVariables, leave_this_computers_own_builds_alone) {
  for (const auto& [name, value] : crate_variables(router(), {}, "-nothing")) {
    EXPECT_TRUE(name == "PATH" || name.find("armv7") != std::string::npos) << name;
  }
}

TEST(CrateVariables, leave_what_the_user_set_in_any_spelling) {
  for (const char* name :
       {"CC_armv7-unknown-linux-musleabi", "CC_armv7_unknown_linux_musleabi", "TARGET_CC"}) {
    auto variables = crate_variables(router(), {{name, "mine"}}, "");
    EXPECT_THAT(variables, Not(Contains(Key("CC_armv7-unknown-linux-musleabi")))) << name;
    EXPECT_THAT(variables, Not(Contains(Key("CC_armv7_unknown_linux_musleabi")))) << name;
    EXPECT_THAT(variables, Contains(Key("AR_armv7_unknown_linux_musleabi"))) << name;
  }
}

TEST(CrateVariables, take_a_plain_compiler_for_this_computers_and_plain_flags_for_everybodys) {
  auto variables = crate_variables(router(), {{"CC", "gcc-12"}, {"CFLAGS", "-O1"}}, "");
  EXPECT_THAT(variables, Contains(Key("CC_armv7_unknown_linux_musleabi")));
  EXPECT_THAT(variables, Not(Contains(Key("CFLAGS_armv7_unknown_linux_musleabi"))));
}

TEST(CrateVariables, put_the_tools_behind_the_users_own_path) {
  EXPECT_EQ(crate_variables(router(), {{"PATH", "/bin"}}, "")["PATH"], "/bin:/tools");
}

TEST(CrateVariables, tell_bindgen_only_where_it_is_used) {
  std::string name = "BINDGEN_EXTRA_CLANG_ARGS_armv7_unknown_linux_musleabi";
  EXPECT_THAT(crate_variables(router(), {}, ""), Not(Contains(Key(name))));
  EXPECT_THAT(crate_variables(router(), {}, "--sysroot=/s"), Contains(Pair(name, "--sysroot=/s")));
}

TEST(BuildVariables, tell_the_tools_of_a_device_that_has_less_than_the_target_promises) {
  CrossTools tools = router();
  EXPECT_THAT(build_variables(tools, ""), Not(Contains(Key("ASHORE_FLOOR"))));
  tools.target = "mipsel-unknown-linux-musl";
  tools.baseline = "mips32";
  auto told = Pair("ASHORE_FLOOR", "mipsel-unknown-linux-musl:mips32");
  EXPECT_THAT(build_variables(tools, ""), Contains(told));
  EXPECT_THAT(crate_variables(tools, {}, ""), Contains(told));
}

TEST(BuildVariables, let_meson_find_its_file_by_name_once) {
  auto found = [](std::string_view before) {
    for (const auto& [name, value] : build_variables(router(), before)) {
      if (name == "XDG_DATA_DIRS") return value;
    }
    return std::string();
  };
  EXPECT_EQ(found(""), "/tools/share:/usr/local/share:/usr/share");
  EXPECT_EQ(found("/my/share"), "/tools/share:/my/share");
  EXPECT_EQ(found("/tools/share:/my/share"), "/tools/share:/my/share");
}

TEST(CmakeToolchain, finds_programs_here_and_everything_else_for_the_target) {
  std::string text = cmake_toolchain(router());
  EXPECT_THAT(text, HasSubstr("set(CMAKE_SYSTEM_PROCESSOR arm)"));
  EXPECT_THAT(text, HasSubstr("set(CMAKE_FIND_ROOT_PATH \"/prefix\" ${ashore_sysroot})"));
  EXPECT_THAT(text, HasSubstr("set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)"));
}

TEST(MesonCross, says_the_machine_in_mesons_words) {
  std::string text = meson_cross(router());
  EXPECT_THAT(text, HasSubstr("c = '/tools/armv7-unknown-linux-musleabi-gcc'"));
  EXPECT_THAT(text, HasSubstr("cpu_family = 'arm'\ncpu = 'armv7'\nendian = 'little'"));
}

}  // namespace
}  // namespace ashore::build
