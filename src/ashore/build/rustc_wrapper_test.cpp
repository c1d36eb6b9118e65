// SPDX-License-Identifier: Apache-2.0
#include "ashore/build/rustc_wrapper.h"

#include <gtest/gtest.h>

namespace ashore::build {
namespace {

using Strings = std::vector<std::string>;

const WrapperSettings router = {
    "armv7-unknown-linux-musleabi", {"--sysroot=/std", "-Clinker=/lld"}, ""};

Strings rewrite(const Strings& argv, const WrapperSettings& settings = router) {
  return rewritten(argv, settings, [](const std::string&) { return ""; });
}

TEST(RustcWrapper, adds_the_arguments_last_for_crates_of_the_target) {
  EXPECT_EQ(rewrite({"rustc", "--target", "armv7-unknown-linux-musleabi", "-Clinker=arm-ld"}),
            (Strings{"rustc", "--target", "armv7-unknown-linux-musleabi", "-Clinker=arm-ld",
                     "--sysroot=/std", "-Clinker=/lld"}));
  EXPECT_EQ(rewrite({"rustc", "--target=armv7-unknown-linux-musleabi"}).size(), 4U);
}

TEST(RustcWrapper, leaves_build_scripts_macros_other_targets_and_questions_alone) {
  for (const Strings& argv :
       {Strings{"rustc", "--crate-name", "build_script_build"}, Strings{"rustc", "-vV"},
        Strings{"rustc", "--target", "aarch64-unknown-linux-musl"},
        Strings{"rustc", "--target=armv7-unknown-linux-musleabihf"},
        Strings{"rustc", "armv7-unknown-linux-musleabi", "--target"}}) {
    EXPECT_EQ(rewrite(argv), argv);
  }
}

TEST(RustcWrapper, does_nothing_without_settings) {
  Strings argv = {"rustc", "--target", ""};
  EXPECT_EQ(rewrite(argv, {}), argv);
}

TEST(RustcWrapper, calls_the_users_wrapper_with_all_of_it) {
  WrapperSettings chained = router;
  chained.chain = "/bin/sccache";
  EXPECT_EQ(rewrite({"rustc", "-vV"}, chained), (Strings{"/bin/sccache", "rustc", "-vV"}));
  EXPECT_EQ(rewrite({"rustc", "--target=armv7-unknown-linux-musleabi"}, chained),
            (Strings{"/bin/sccache", "rustc", "--target=armv7-unknown-linux-musleabi",
                     "--sysroot=/std", "-Clinker=/lld"}));
}

TEST(RustcWrapper, replaces_a_sysroot_since_rustc_refuses_two) {
  EXPECT_EQ(rewrite({"rustc", "--sysroot", "/a", "--target=armv7-unknown-linux-musleabi",
                     "--sysroot=/b", "--sysroot"}),
            (Strings{"rustc", "--target=armv7-unknown-linux-musleabi", "--sysroot=/std",
                     "-Clinker=/lld"}));
  WrapperSettings no_sysroot = {router.target, {"-O"}, ""};
  EXPECT_EQ(rewrite({"rustc", "--sysroot=/a", "--target=armv7-unknown-linux-musleabi"}, no_sysroot),
            (Strings{"rustc", "--sysroot=/a", "--target=armv7-unknown-linux-musleabi", "-O"}));
}

TEST(RustcWrapper, looks_into_the_file_that_cargo_makes_of_a_long_command_line) {
  auto file = [](const std::string& path) {
    return path == "/tmp/args" ? "--crate-name\nx\n--target\narmv7-unknown-linux-musleabi\n" : "";
  };
  EXPECT_EQ(rewritten({"rustc", "@/tmp/args"}, router, file),
            (Strings{"rustc", "@/tmp/args", "--sysroot=/std", "-Clinker=/lld"}));
  EXPECT_EQ(rewritten({"rustc", "@/tmp/other"}, router, file), (Strings{"rustc", "@/tmp/other"}));
}

TEST(RustcWrapper, settings_survive_the_environment) {
  WrapperSettings settings = {"t", {"", "a b", "-Clink-arg=-z now", "\"'\n"}, "/x/wrapper"};
  EXPECT_EQ(decoded(encoded(settings).value()), settings);
  EXPECT_EQ(decoded(encoded(WrapperSettings{}).value()), WrapperSettings{});
  EXPECT_EQ(decoded({}), WrapperSettings{});
}

}  // namespace
}  // namespace ashore::build
