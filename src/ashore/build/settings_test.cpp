// SPDX-License-Identifier: Apache-2.0
#include "ashore/build/settings.h"

#include <gmock/gmock.h>

#include <toml++/toml.h>

namespace ashore::build {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

TargetChoice router() {
  TargetChoice choice;
  choice.triple = parse_rust_triple("armv7-unknown-linux-musleabi").value();
  choice.floor = {choice.triple.machine, "armv7-a", {}};
  choice.std = StdSource::prebuilt;
  choice.reasons = {"no vfp in Features, so soft float"};
  return choice;
}

TEST(Settings, for_cargo_are_toml_with_target_linker_and_the_tools_of_crates_with_c) {
  Settings settings = settings_of(SettingsFor::cargo, router(), "ld.lld");
  EXPECT_EQ(settings.path, ".cargo/config.toml");
  toml::table table = toml::parse(settings.content);
  EXPECT_EQ(table.at_path("build.target").value_or<std::string>(""),
            "armv7-unknown-linux-musleabi");
  EXPECT_EQ(table.at_path("target.armv7-unknown-linux-musleabi.linker").value_or<std::string>(""),
            "ld.lld");
  EXPECT_EQ(
      table.at_path("target.armv7-unknown-linux-musleabi.rustflags[0]").value_or<std::string>(""),
      "-Clinker-flavor=ld.lld");
  EXPECT_EQ(table.at_path("env.CC_armv7_unknown_linux_musleabi").value_or<std::string>(""),
            "armv7-unknown-linux-musleabi-gcc");
}

TEST(Settings, say_why_this_target_and_what_comes_next) {
  Settings settings = settings_of(SettingsFor::cargo, router(), "ld.lld");
  EXPECT_THAT(settings.content, HasSubstr("#   no vfp in Features, so soft float\n"));
  EXPECT_THAT(settings.next, Contains("rustup target add armv7-unknown-linux-musleabi"));
  EXPECT_THAT(settings.content, HasSubstr("-mfloat-abi=soft"));
}

TEST(Settings, for_cargo_hold_rust_to_a_mips_of_the_first_revision) {
  TargetChoice target = router();
  target.triple = parse_rust_triple("mipsel-unknown-linux-musl").value();
  target.floor = {target.triple.machine, "mips32", {}};
  EXPECT_THAT(settings_of(SettingsFor::cargo, target, "ld.lld").content,
              HasSubstr("\"target-cpu=mips32\""));
}

TEST(Settings, for_cmake_and_meson_name_tools_but_no_place_of_this_computer) {
  for (SettingsFor system : {SettingsFor::cmake, SettingsFor::meson}) {
    Settings settings = settings_of(system, router(), "ld.lld");
    EXPECT_THAT(settings.content, HasSubstr("armv7-unknown-linux-musleabi-gcc"));
    EXPECT_THAT(settings.content, Not(HasSubstr("\"/")));
    EXPECT_THAT(settings.content, Not(HasSubstr("'/")));
    EXPECT_TRUE(settings.path.is_relative());
  }
}

}  // namespace
}  // namespace ashore::build
