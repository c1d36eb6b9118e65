// SPDX-License-Identifier: Apache-2.0
#include "ashore/provision/ways.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ashore::provision {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

TargetChoice choice_of(const char* name) {
  TargetChoice choice;
  choice.triple = *parse_rust_triple(name);
  choice.floor.machine = choice.triple.machine;
  return choice;
}

const Triple soft = *parse_rust_triple("armv7-unknown-linux-musleabi");

RustInstallation of_rustup() {
  RustInstallation rust;
  rust.number = {{1, 95, 0}};
  rust.sysroot = "/home/u/.rustup/toolchains/stable-x86_64-unknown-linux-gnu";
  rust.std_targets = {"x86_64-unknown-linux-gnu"};
  rust.managed_by_rustup = true;
  return rust;
}

RustInstallation of_debian() {
  RustInstallation rust;
  rust.number = {{1, 96, 0}};
  rust.sysroot = "/usr";
  rust.std_targets = {"x86_64-unknown-linux-gnu"};
  rust.library_source = "/usr/lib/rustlib/src/rust/library";
  return rust;
}

DeskFacts desk_of(std::vector<RustInstallation> rust) {
  DeskFacts desk;
  desk.rust = std::move(rust);
  desk.rustup = "/home/u/.cargo/bin/rustup";
  desk.has_apt = true;
  return desk;
}

TEST(WaysToStd, go_through_the_installations_in_path_order) {
  DeskFacts desk = desk_of({of_rustup(), of_debian()});
  EXPECT_THAT(ways_to_std(desk, choice_of("armv7-unknown-linux-musleabi")),
              ElementsAre(Way{0, StdOrigin::rustup}, Way{1, StdOrigin::built_from_source}));
}

TEST(WaysToStd, begin_with_what_is_installed) {
  DeskFacts desk = desk_of({of_debian()});
  desk.rust[0].std_targets.insert("armv7-unknown-linux-musleabi");
  EXPECT_THAT(ways_to_std(desk, choice_of("armv7-unknown-linux-musleabi")),
              ElementsAre(Way{0, StdOrigin::installed}, Way{0, StdOrigin::built_from_source}));
}

TEST(WaysToStd, do_not_ask_a_rustup_that_is_not_there) {
  DeskFacts desk = desk_of({of_rustup()});
  desk.rustup = std::nullopt;
  EXPECT_THAT(ways_to_std(desk, choice_of("armv7-unknown-linux-musleabi")), IsEmpty());
}

TEST(WaysToStd, do_not_build_where_no_libc_suits_the_target) {
  DeskFacts desk = desk_of({of_debian()});
  EXPECT_THAT(ways_to_std(desk, choice_of("mipsel-unknown-linux-gnu")), IsEmpty());
  EXPECT_THAT(ways_to_std(desk, choice_of("mipsel-unknown-linux-musl")),
              ElementsAre(Way{0, StdOrigin::built_from_source}));
}

TEST(WaysToStd, pass_over_a_std_that_assumes_more_than_the_floor) {
  DeskFacts desk = desk_of({of_debian()});
  desk.rust[0].std_targets.insert("mips-unknown-linux-musl");
  TargetChoice choice = choice_of("mips-unknown-linux-musl");
  choice.floor.baseline = "mips32r2";
  EXPECT_THAT(ways_to_std(desk, choice), Contains(Way{0, StdOrigin::installed}));
  choice.floor.baseline = "mips32";
  EXPECT_THAT(ways_to_std(desk, choice), ElementsAre(Way{0, StdOrigin::built_from_source}));
}

TEST(WaysToStd, that_failed_lately_come_last_and_still_come) {
  DeskFacts desk = desk_of({of_rustup(), of_debian()});
  auto rustup = [](const Way& way) { return way.origin == StdOrigin::rustup; };
  EXPECT_THAT(
      with_the_hopeless_last(ways_to_std(desk, choice_of("armv7-unknown-linux-musleabi")), rustup),
      ElementsAre(Way{1, StdOrigin::built_from_source}, Way{0, StdOrigin::rustup}));
}

TEST(WhyNotTheFirst, is_empty_for_the_users_own_choice) {
  EXPECT_EQ(why_not_the_first(desk_of({of_rustup()}), 0, soft), "");
}

TEST(WhyNotTheFirst, names_the_first_and_what_it_lacks) {
  std::string why = why_not_the_first(desk_of({of_rustup(), of_debian()}), 1, soft);
  EXPECT_THAT(why, HasSubstr("Rust 1.95.0 in /home/u/.rustup"));
  EXPECT_THAT(why, HasSubstr("no std for armv7-unknown-linux-musleabi"));
  EXPECT_THAT(why, HasSubstr("rustup could not add it"));
  EXPECT_THAT(why, HasSubstr("no source"));
}

TEST(NoStd, says_what_is_here_and_how_to_get_the_rest) {
  Error error = no_std(desk_of({of_rustup()}), soft);
  EXPECT_EQ(error.kind(), ErrorKind::toolchain);
  EXPECT_THAT(error.message(), HasSubstr("no std for armv7-unknown-linux-musleabi"));
  EXPECT_THAT(error.message(), HasSubstr("1.95.0"));
  EXPECT_THAT(error.hints(),
              Contains(StartsWith("rustup target add armv7-unknown-linux-musleabi")));
  EXPECT_THAT(error.hints(), Contains(HasSubstr("rust-web-src")));
}

TEST(NoStd, does_not_send_people_after_a_source_that_would_not_help) {
  Error error = no_std(desk_of({of_debian()}), *parse_rust_triple("mipsel-unknown-linux-gnu"));
  EXPECT_THAT(error.hints(), Not(Contains(HasSubstr("rust-web-src"))));
  EXPECT_THAT(error.hints(), Contains(HasSubstr("no libc for it yet")));
}

TEST(NoRust, names_packages_where_there_is_apt_and_rustup_elsewhere) {
  DeskFacts desk;
  EXPECT_THAT(no_rust(desk).hints(), Contains(HasSubstr("rustup.rs")));
  desk.has_apt = true;
  EXPECT_THAT(no_rust(desk).hints(), Contains(HasSubstr("cargo-web")));
}

}  // namespace
}  // namespace ashore::provision
