// SPDX-License-Identifier: Apache-2.0
#include "ashore/provision/std_recipe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <toml++/toml.h>

namespace ashore::provision {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* triple = "armv7-unknown-linux-musleabi";

TargetChoice choice_of(const std::string& name) {
  TargetChoice choice;
  choice.triple = *parse_rust_triple(name);
  choice.floor.machine = choice.triple.machine;
  return choice;
}

RustInstallation some_rust() {
  RustInstallation rust;
  rust.cargo = "/usr/bin/cargo";
  rust.rustc = "/usr/bin/rustc";
  rust.version = "1.96.0 (ac68faa20 2026-05-25)";
  rust.number = {{1, 96, 0}};
  rust.host = "x86_64-unknown-linux-gnu";
  rust.sysroot = "/usr";
  rust.library_source = "/usr/lib/rustlib/src/rust/library";
  return rust;
}

host::Command build_command(const std::map<std::string, std::string>& environment) {
  return std_command(StdStep::build, some_rust(), choice_of(triple), {"/store/w"}, environment);
}

TEST(StdKey, names_the_target_and_the_version_for_people) {
  store::Key key = std_key(some_rust(), choice_of(triple));
  EXPECT_EQ(key.kind, "rust-std");
  EXPECT_EQ(key.name, "armv7-unknown-linux-musleabi-1.96.0");
}

TEST(StdKey, differs_for_another_compiler_and_for_another_target) {
  RustInstallation other = some_rust();
  other.version = "1.96.0 (ac68faa20 2026-05-25) (rebuilt)";
  Digest one = std_key(some_rust(), choice_of(triple)).recipe;
  EXPECT_NE(one, std_key(other, choice_of(triple)).recipe);
  EXPECT_NE(one, std_key(some_rust(), choice_of("aarch64-unknown-linux-musl")).recipe);
  EXPECT_EQ(one, std_key(some_rust(), choice_of(triple)).recipe);
}

TEST(StdKey, differs_for_a_floor_below_the_targets_own) {
  TargetChoice choice = choice_of("mips-unknown-linux-musl");
  choice.floor.baseline = "mips32r2";
  Digest usual = std_key(some_rust(), choice).recipe;
  choice.floor.baseline = "mips32";
  EXPECT_NE(std_key(some_rust(), choice).recipe, usual);
  host::Command command = std_command(StdStep::build, some_rust(), choice, {"/store/w"}, {});
  EXPECT_THAT(command.environment["CARGO_ENCODED_RUSTFLAGS"].value_or(""),
              HasSubstr("-Ctarget-cpu=mips32\x1f-Ctarget-feature=-mips32r2\x1f"));
}

TEST(StdKey, is_the_same_wherever_that_compiler_lies) {
  RustInstallation moved = some_rust();
  moved.sysroot = "/opt/rust";
  EXPECT_EQ(std_key(some_rust(), choice_of(triple)).recipe,
            std_key(moved, choice_of(triple)).recipe);
}

TEST(StdCommand, builds_offline_for_the_target) {
  host::Command command = build_command({});
  EXPECT_EQ(command.argv.front(), "/usr/bin/cargo");
  EXPECT_THAT(command.argv, Contains("--offline"));
  EXPECT_THAT(command.argv, Contains("--target=armv7-unknown-linux-musleabi"));
  EXPECT_THAT(command.argv, Contains("-Zbuild-std=std,panic_abort,test"));
  EXPECT_EQ(command.environment.at("RUSTC_BOOTSTRAP"), "1");
  EXPECT_EQ(command.environment.at("RUSTC"), "/usr/bin/rustc");
}

TEST(StdCommand, runs_where_no_cargo_configuration_of_the_user_lies_above) {
  EXPECT_EQ(build_command({}).directory, "/");
  EXPECT_EQ(build_command({}).environment.at("CARGO_HOME"), "/store/w/cargo-home");
}

TEST(StdCommand, takes_nothing_from_the_users_settings) {
  host::Command command = build_command({{"RUSTFLAGS", "-Ctarget-cpu=native"},
                                         {"CARGO_BUILD_TARGET", "wasm32-unknown-unknown"},
                                         {"CARGO_PROFILE_RELEASE_LTO", "true"},
                                         {"RUSTC_WORKSPACE_WRAPPER", "clippy-driver"},
                                         {"CARGO_HOME", "/home/u/.cargo"},
                                         {"PATH", "/usr/bin"}});
  for (const char* name : {"RUSTFLAGS", "CARGO_BUILD_TARGET", "CARGO_PROFILE_RELEASE_LTO",
                           "RUSTC_WORKSPACE_WRAPPER"}) {
    EXPECT_EQ(command.environment.at(name), std::nullopt) << name;
  }
  EXPECT_EQ(command.environment.at("CARGO_HOME"), "/store/w/cargo-home");
  EXPECT_FALSE(command.environment.contains("PATH"));
}

TEST(StdCommand, keeps_paths_of_this_computer_out_of_the_std) {
  EXPECT_THAT(build_command({}).environment.at("CARGO_ENCODED_RUSTFLAGS").value(),
              HasSubstr("--remap-path-prefix=/usr/lib/rustlib/src/rust/library=/rustc/1.96.0/"));
}

TEST(StdCommand, pins_the_toolchain_where_rustup_might_choose_another) {
  RustInstallation rust = some_rust();
  rust.managed_by_rustup = true;
  rust.sysroot = "/home/u/.rustup/toolchains/stable";
  host::Command command = std_command(StdStep::build, rust, choice_of(triple), {"/store/w"},
                                      {{"RUSTUP_TOOLCHAIN", "nightly"}});
  EXPECT_EQ(command.environment.at("RUSTUP_TOOLCHAIN"), "/home/u/.rustup/toolchains/stable");
}

TEST(StdCargoConfig, replaces_the_registry_even_with_a_path_that_needs_quoting) {
  toml::parse_result config = toml::parse(std_cargo_config(R"(/a "b"\c/library)"));
  EXPECT_EQ(config["source"]["crates-io"]["replace-with"].value<std::string>(), "std-vendor");
  EXPECT_EQ(config["source"]["std-vendor"]["directory"].value<std::string>(),
            "/a \"b\"\\c/library/vendor");
}

TEST(StdManifest, is_a_package_and_a_workspace_of_its_own) {
  toml::parse_result manifest = toml::parse(std_manifest());
  EXPECT_TRUE(manifest["package"]["name"].is_string());
  EXPECT_TRUE(manifest["workspace"].is_table());
}

TEST(UnitCount, counts_units_and_takes_nothing_else) {
  EXPECT_EQ(unit_count(R"({"version":1,"units":[{},{},{}]})"), 3U);
  for (const char* strange :
       {"", "[]", "{}", R"({"units":7})", R"({"units":[]})", "{\"units\":["}) {
    EXPECT_EQ(unit_count(strange), std::nullopt) << strange;
  }
}

TEST(FinishedUnit, knows_the_rlib_of_the_target) {
  auto unit = finished_unit(
      R"({"reason":"compiler-artifact","target":{"name":"core"},"filenames":[)"
      R"("/store/w/target/armv7-unknown-linux-musleabi/release/deps/libcore-1.rlib",)"
      R"("/store/w/target/armv7-unknown-linux-musleabi/release/deps/libcore-1.rmeta"]})",
      {"/store/w"}, triple);
  ASSERT_TRUE(unit);
  EXPECT_EQ(unit->crate, "core");
  ASSERT_TRUE(unit->rlib);
  EXPECT_EQ(unit->rlib->filename(), "libcore-1.rlib");
}

TEST(FinishedUnit, of_this_computer_is_counted_but_not_kept) {
  auto unit =
      finished_unit(R"({"reason":"compiler-artifact","target":{"name":"build-script-build"},)"
                    R"("filenames":["/store/w/target/release/build/libhost-1.rlib"]})",
                    {"/store/w"}, triple);
  ASSERT_TRUE(unit);
  EXPECT_FALSE(unit->rlib);
  EXPECT_TRUE(finished_unit(R"({"reason":"build-script-executed"})", {"/store/w"}, triple));
}

TEST(FinishedUnit, leaves_out_the_crate_that_only_asked_for_std) {
  auto unit = finished_unit(
      R"({"reason":"compiler-artifact","target":{"name":"ashore_std_seed"},"filenames":[)"
      R"("/store/w/target/armv7-unknown-linux-musleabi/release/libashore_std_seed.rlib"]})",
      {"/store/w"}, triple);
  ASSERT_TRUE(unit);
  EXPECT_FALSE(unit->rlib);
}

TEST(FinishedUnit, survives_messages_of_any_shape) {
  for (const char* strange :
       {"", "null", "[1]", "\"x\"", R"({"reason":5})", R"({"reason":"build-finished"})",
        R"({"reason":"compiler-artifact","target":[],"filenames":{}})",
        R"({"reason":"compiler-artifact","target":{"name":1},"filenames":[null,2]})"}) {
    auto unit = finished_unit(strange, {"/store/w"}, triple);
    EXPECT_TRUE(!unit || !unit->rlib) << strange;
  }
}

TEST(MissingCrates, names_what_is_no_std_yet) {
  std::vector<std::filesystem::path> rlibs;
  for (const char* crate : {"alloc", "compiler_builtins", "core", "libc", "panic_abort",
                            "panic_unwind", "proc_macro", "std", "test", "unwind"}) {
    rlibs.emplace_back(std::string("/w/lib") + crate + "-0123.rlib");
  }
  EXPECT_THAT(missing_crates(rlibs), IsEmpty());
  rlibs.pop_back();
  EXPECT_THAT(missing_crates(rlibs), ElementsAre("unwind"));
  // std_detect is not std.
  EXPECT_THAT(missing_crates({"/w/libstd_detect-1.rlib"}), Contains("std"));
  EXPECT_THAT(missing_crates({"/w/libstd-1.rlib"}), Not(Contains("std")));
}

}  // namespace
}  // namespace ashore::provision
