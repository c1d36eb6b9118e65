// SPDX-License-Identifier: Apache-2.0
#include "ashore/build/cargo_command.h"

#include <gmock/gmock.h>

#include "ashore/build/target_arguments.h"

namespace ashore::build {
namespace {

using ::testing::Contains;
using ::testing::Not;
using Strings = std::vector<std::string>;

Toolchain router() {
  Toolchain toolchain;
  toolchain.target.triple = parse_rust_triple("armv7-unknown-linux-musleabi").value();
  toolchain.rust.cargo = "/rust/bin/cargo";
  toolchain.rust.rustc = "/rust/bin/rustc";
  toolchain.rust.sysroot = "/rust";
  toolchain.rustc_arguments = {"--sysroot=/std", "-Clinker=/lld", "-Clinker-flavor=ld.lld"};
  return toolchain;
}

Workshop workshop() { return {"/project", "/store/target", "/store/ashore-rustc", "sccache", {}}; }

host::Command planned(const Request& request) {
  return cargo_command(request, router(), workshop()).value();
}

TEST(CargoCommand, names_cargo_target_and_places_and_asks_for_messages) {
  host::Command command = planned({});
  EXPECT_EQ(command.argv,
            (Strings{"/rust/bin/cargo", "build", "--target=armv7-unknown-linux-musleabi",
                     "--target-dir=/store/target", "--message-format=json-render-diagnostics"}));
  EXPECT_EQ(command.directory, "/project");
  EXPECT_EQ(command.environment["RUSTC"], "/rust/bin/rustc");
  EXPECT_EQ(command.environment["RUSTC_WRAPPER"], "/store/ashore-rustc");
  EXPECT_EQ(command.environment["CARGO_BUILD_BUILD_DIR"], "/store/target");
}

TEST(CargoCommand, leaves_the_users_flags_and_colours_to_cargo) {
  host::Command command = planned({});
  for (const char* name : {"RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_RUSTFLAGS",
                           "RUSTC_WORKSPACE_WRAPPER", "CARGO_TERM_COLOR"}) {
    EXPECT_FALSE(command.environment.contains(name)) << name;
  }
  EXPECT_THAT(command.argv, Not(Contains("--config")));
}

TEST(CargoCommand, hands_every_choice_down) {
  Request request;
  request.package = "pack";
  request.bins = {"a", "-b"};
  request.examples = {"e"};
  request.profile = "tiny";
  request.features = {"x", "y/z"};
  request.all_features = request.no_default_features = request.locked = request.offline = true;
  host::Command command = planned(request);
  EXPECT_EQ(Strings(command.argv.begin() + 5, command.argv.end()),
            (Strings{"--package=pack", "--bin=a", "--bin=-b", "--example=e", "--profile=tiny",
                     "--features=x,y/z", "--all-features", "--no-default-features", "--locked",
                     "--offline"}));
  request.profile = "release";
  EXPECT_THAT(planned(request).argv, Contains("--release"));
}

TEST(CargoCommand, asks_for_size_over_what_the_profile_says_and_keeps_symbols_for_the_proof) {
  Request request;
  request.small = true;
  host::Command command = planned(request);
  EXPECT_THAT(command.argv, Contains("--release"));
  EXPECT_EQ(command.environment["CARGO_PROFILE_RELEASE_OPT_LEVEL"], "z");
  EXPECT_EQ(command.environment["CARGO_PROFILE_RELEASE_PANIC"], "abort");
  EXPECT_EQ(command.environment["CARGO_PROFILE_RELEASE_STRIP"], "none");
  request.profile = "for-router";
  EXPECT_EQ(planned(request).environment["CARGO_PROFILE_FOR_ROUTER_LTO"], "fat");
}

TEST(CargoCommand, keeps_rustup_from_choosing_another_toolchain) {
  Toolchain toolchain = router();
  host::Command plain = metadata_command(toolchain, "/project");
  EXPECT_EQ(plain.environment.at("RUSTUP_TOOLCHAIN"), std::nullopt);
  toolchain.rust.managed_by_rustup = true;
  host::Command linked = metadata_command(toolchain, "/project");
  EXPECT_FALSE(linked.environment.contains("RUSTUP_TOOLCHAIN"));
  toolchain.rust.sysroot = "/home/u/.rustup/toolchains/stable-x86_64-unknown-linux-gnu";
  host::Command managed = metadata_command(toolchain, "/project");
  EXPECT_EQ(managed.environment.at("RUSTUP_TOOLCHAIN"), "stable-x86_64-unknown-linux-gnu");
}

TEST(CargoCommand, refuses_an_argument_that_cannot_be_handed_down) {
  Toolchain toolchain = router();
  toolchain.rustc_arguments.push_back("-Clink-arg=a\x1f"
                                      "b");
  EXPECT_EQ(cargo_command({}, toolchain, workshop()).error().kind(), ErrorKind::toolchain);
}

TEST(TargetArguments, are_the_toolchains_and_a_build_id) {
  EXPECT_EQ(target_arguments(router()),
            (Strings{"--sysroot=/std", "-Clinker=/lld", "-Clinker-flavor=ld.lld",
                     "-Clink-arg=--build-id=sha1"}));
}

TEST(TargetArguments, add_linker_and_sysroot_that_the_toolchain_has_beside_its_arguments) {
  Toolchain toolchain;
  toolchain.linker = "/usr/bin/ld.lld";
  toolchain.sysroot = "/std";
  EXPECT_EQ(target_arguments(toolchain),
            (Strings{"-Clinker=/usr/bin/ld.lld", "--sysroot=/std", "-Clink-arg=--build-id=sha1"}));
}

TEST(TargetArguments, leave_no_room_for_big_pages_where_size_counts) {
  EXPECT_THAT(target_arguments(router(), true), Contains("-Clink-arg=-zmax-page-size=4096"));
  EXPECT_THAT(target_arguments(router()), Not(Contains("-Clink-arg=-zmax-page-size=4096")));
}

TEST(TargetArguments, ask_a_compiler_that_links_to_hand_the_build_id_on) {
  Toolchain toolchain;
  EXPECT_THAT(target_arguments(toolchain), Contains("-Clink-arg=-Wl,--build-id=sha1"));
  toolchain.rustc_arguments = {"-C", "linker=/x/arm-linux-gnueabihf-gcc"};
  EXPECT_THAT(target_arguments(toolchain), Contains("-Clink-arg=-Wl,--build-id=sha1"));
  toolchain.rustc_arguments = {"-Clinker=/x/some-ld", "-C", "linker-flavor=gnu-lld-cc"};
  EXPECT_THAT(target_arguments(toolchain), Contains("-Clink-arg=-Wl,--build-id=sha1"));
}

}  // namespace
}  // namespace ashore::build
