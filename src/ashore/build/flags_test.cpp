// SPDX-License-Identifier: Apache-2.0
// The user's four sources of flags and the toolchain's arguments, together in one rustc.
#include <gmock/gmock.h>

#include "ashore/build/build.h"
#include "ashore/build/trial.h"

namespace ashore::build {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view tell_flags =
    "#![allow(unexpected_cfgs)]\n"
    "fn main() { println!(\"user {} toolchain {}\", cfg!(from_user), cfg!(from_toolchain)); }\n";

class FlagsTest : public CargoTest {
 protected:
  void SetUp() override {
    CargoTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    package("flags", tell_flags);
    // What is made for this computer must stay as it is.
    write("flags/build.rs",
          "#![allow(unexpected_cfgs)]\nfn main() { assert!(!cfg!(from_toolchain)); }\n");
  }
  void expect_both() { EXPECT_EQ(output_of_only(request("flags")), "user true toolchain true\n"); }
};

TEST_F(FlagsTest, of_nobody_leave_the_toolchains) {
  EXPECT_EQ(output_of_only(request("flags")), "user false toolchain true\n");
}

TEST_F(FlagsTest, of_CARGO_ENCODED_RUSTFLAGS_stay) {
  set("CARGO_ENCODED_RUSTFLAGS", "--cfg\x1f"
                                 "from_user");
  expect_both();
}

TEST_F(FlagsTest, of_RUSTFLAGS_stay) {
  set("RUSTFLAGS", "--cfg from_user");
  expect_both();
}

TEST_F(FlagsTest, of_the_target_in_the_settings_stay) {
  write("flags/.cargo/config.toml",
        "[target." + target + "]\nrustflags = [\"--cfg\", \"from_user\"]\n");
  expect_both();
}

TEST_F(FlagsTest, of_a_cfg_in_the_settings_stay) {
  write("flags/.cargo/config.toml",
        "[target.'cfg(target_os = \"linux\")']\nrustflags = [\"--cfg\", \"from_user\"]\n");
  expect_both();
}

TEST_F(FlagsTest, of_build_in_the_users_settings_stay) {
  write("cargo-home/config.toml", "[build]\nrustflags = \"--cfg from_user\"\n");
  expect_both();
}

TEST_F(FlagsTest, of_the_toolchain_tell_cargo_which_features_the_target_has) {
  write("flags/.cargo/config.toml", "[target.'cfg(from_toolchain)']\n"
                                    "rustflags = [\"--cfg\", \"from_user\"]\n");
  expect_both();
}

TEST_F(FlagsTest, a_linker_left_in_the_users_old_settings_loses) {
  // The target is this computer's, so the settings would hold for the build script as well.
  std::filesystem::remove(root / "flags/build.rs");
  write("cargo-home/config",
        "[target." + target +
            "]\nlinker = \"arm-linux-gnueabihf-ld\"\n"
            "rustflags = [\"-Clinker-flavor=ld\", \"--cfg\", \"from_user\"]\n");
  expect_both();
}

TEST_F(FlagsTest, another_sysroot_gives_way_instead_of_ending_in_an_error) {
  set("RUSTFLAGS", "--cfg from_user --sysroot /nonexistent");
  toolchain.sysroot = toolchain.rust.sysroot;
  expect_both();
}

class WrapperTest : public FlagsTest {
 protected:
  void SetUp() override {
    FlagsTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    write("bin/note",
          "#!/bin/sh\necho \"$@\" >> '" + (root / "noted").string() + "'\nexec \"$@\"\n");
  }
  std::string noted() { return host::read_file(root / "noted").value_or(std::string()); }
  void expect_in_chain() {
    EXPECT_EQ(output_of_only(request("flags")), "user false toolchain true\n");
    EXPECT_THAT(noted(), HasSubstr("--crate-name flags"));
    EXPECT_THAT(noted(), HasSubstr("from_toolchain"));
  }
};

TEST_F(WrapperTest, of_the_environment_is_called) {
  set("RUSTC_WRAPPER", (root / "bin/note").string());
  expect_in_chain();
}

TEST_F(WrapperTest, of_the_environment_is_found_in_PATH) {
  set("RUSTC_WRAPPER", "note");
  set("PATH", (root / "bin").string() + ":" + current_environment()["PATH"]);
  expect_in_chain();
}

TEST_F(WrapperTest, of_the_settings_is_called_relative_to_where_they_lie) {
  write(".cargo/config.toml", "[build]\nrustc-wrapper = \"bin/note\"\n");
  expect_in_chain();
}

TEST_F(WrapperTest, of_the_workspace_is_called_as_well) {
  set("RUSTC_WORKSPACE_WRAPPER", (root / "bin/note").string());
  EXPECT_EQ(output_of_only(request("flags")), "user false toolchain true\n");
  EXPECT_THAT(noted(), HasSubstr("--crate-name flags"));
}

TEST_F(WrapperTest, that_is_not_there_is_an_error_of_the_build_that_names_it) {
  set("RUSTC_WRAPPER", (root / "bin/nothing").string());
  CapturedStderr words(root / "stderr");
  Expected<std::vector<Artifact>> artifacts = build(request("flags"));
  EXPECT_THAT(words.text(), HasSubstr("bin/nothing"));
  ASSERT_FALSE(artifacts);
  EXPECT_EQ(artifacts.error().kind(), ErrorKind::build);
}

}  // namespace
}  // namespace ashore::build
