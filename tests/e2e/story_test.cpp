// SPDX-License-Identifier: Apache-2.0
// The R7000 story: what goes wrong by hand, and what ashore makes of it.
#include <nlohmann/json.hpp>

#include "ashore/base/text.h"
#include "desktop.h"

namespace ashore::e2e {
namespace {

class Story : public Desktop {
 protected:
  void SetUp() override {
    Desktop::SetUp();
    ASSERT_TRUE(host::make_directories(project() / "src"));
    ASSERT_TRUE(host::write_file(
        project() / "Cargo.toml",
        "[package]\nname = \"by-hand\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[workspace]\n"));
    ASSERT_TRUE(host::write_file(project() / "src" / "main.rs",
                                 "fn main() { println!(\"Hello, world!\"); }\n"));
  }
  std::filesystem::path project() const { return scratch() / "by-hand"; }

  // Cargo as everybody calls it, with the first cargo in PATH that has std's source, so that std
  // can be there at all.
  host::ProcessOutput cargo(const std::vector<std::string>& words,
                            const std::string& rustflags = "") {
    host::Command command;
    command.argv = {cargo_};
    command.argv.insert(command.argv.end(), words.begin(), words.end());
    command.directory = project();
    command.environment = {
        {"RUSTFLAGS", rustflags.empty() ? std::nullopt : std::optional(rustflags)},
        {"CARGO_TERM_COLOR", "never"},
        {"CARGO_TARGET_DIR", (scratch() / "target").string()}};
    command.deadline = std::chrono::minutes(20);
    return run(std::move(command));
  }

  // Std for a glibc target from source, as `-Zbuild-std` users have it; the linking is what matters
  // here.
  host::ProcessOutput cargo_with_std(const std::string& target, const std::string& rustflags) {
    std::string source;
    for (const std::filesystem::path& rustc : host::find_programs("rustc", std::getenv("PATH"))) {
      host::Command ask;
      ask.argv = {rustc.string(), "--print", "sysroot"};
      std::filesystem::path library =
          std::filesystem::path(trimmed(run(ask).out)) / "lib/rustlib/src/rust/library";
      if (!std::filesystem::exists(library / "vendor")) continue;
      source = library.string();
      cargo_ = (rustc.parent_path() / "cargo").string();
      environment_["RUSTC"] = rustc.string();
      break;
    }
    if (source.empty()) return {Exited{-1}, "", "", false};
    environment_["RUSTC_BOOTSTRAP"] = "1";
    environment_["CARGO_HOME"] = (scratch() / "cargo-home").string();
    EXPECT_TRUE(host::make_directories(project() / ".cargo"));
    EXPECT_TRUE(host::write_file(
        project() / ".cargo" / "config.toml",
        "[source.crates-io]\nreplace-with = \"vendor\"\n[source.vendor]\ndirectory = \"" + source +
            "/vendor\"\n"));
    return cargo({"build", "--offline", "-Zbuild-std=std,panic_abort", "--target", target},
                 rustflags);
  }

  std::string cargo_ = "cargo";
};

TEST_F(Story, by_hand_std_is_missing_first) {
  host::ProcessOutput output = cargo({"build", "--target", "armv7-unknown-linux-gnueabihf"});
  EXPECT_NE(code(output), 0);
  EXPECT_NE(output.err.find("can't find crate for `std`"), std::string::npos) << output.err;
}

TEST_F(Story,
       by_hand_the_desktops_own_linker_cannot_link_and_a_bare_cross_linker_finds_no_libraries) {
  if (host::find_programs("arm-linux-gnueabihf-ld", std::getenv("PATH")).empty()) {
    GTEST_SKIP() << "skipped: no arm-linux-gnueabihf-ld";
  }
  host::ProcessOutput with_cc = cargo_with_std("armv7-unknown-linux-gnueabihf", "");
  if (code(with_cc) == -1) GTEST_SKIP() << "skipped: no rustc with std's source";
  EXPECT_NE(code(with_cc), 0);
  EXPECT_NE(with_cc.err.find("linking with `cc` failed"), std::string::npos) << with_cc.err;

  // The nonexistent sysroot hides cross libraries that may be installed here.
  host::ProcessOutput with_ld =
      cargo_with_std("armv7-unknown-linux-gnueabihf",
                     "-Clinker=arm-linux-gnueabihf-ld -Clink-arg=--sysroot=/nonexistent");
  EXPECT_NE(code(with_ld), 0);
  EXPECT_NE(with_ld.err.find("cannot find -lgcc_s"), std::string::npos) << with_ld.err;
  EXPECT_NE(with_ld.err.find("cannot find -lc"), std::string::npos) << with_ld.err;
}

TEST_F(Story, the_usual_target_greets_and_dies_at_its_first_float_and_ashore_says_so_before) {
  need_lab("r7000");
  if (IsSkipped() || HasFatalFailure()) return;
  host::ProcessOutput built = ashore({"build", source("examples/hello").string(), "--release",
                                      "--target", "armv7-unknown-linux-musleabihf"});
  ASSERT_EQ(code(built), 0) << built.err;
  std::string program(trimmed(built.out));

  // It seems to work, and it is wrong.
  host::ProcessOutput dying = ashore({"run", program, "--on", "lab:r7000", "-q", "--force"});
  EXPECT_EQ(dying.out, "Hello, world!\n") << dying.err;
  EXPECT_EQ(code(dying), 132);

  host::ProcessOutput refused = ashore({"run", program, "--on", "lab:r7000"});
  EXPECT_EQ(code(refused), 125);
  EXPECT_EQ(refused.out, "");
  EXPECT_NE(refused.err.find("hard"), std::string::npos) << refused.err;
  EXPECT_NE(refused.err.find("hint:"), std::string::npos) << refused.err;
  EXPECT_EQ(code(ashore({"verify", program, "--on", "lab:r7000"})), 1);
}

TEST_F(Story, with_no_flag_at_all_ashore_picks_the_right_target_and_the_numbers_are_right) {
  need_lab("r7000");
  if (IsSkipped() || HasFatalFailure()) return;
  host::ProcessOutput output = ashore({"run", source("tests/e2e/programs/act").string(), "--on",
                                       "lab:r7000", "--", "float", "2.5"});
  EXPECT_EQ(code(output), 0) << output.err;
  EXPECT_EQ(output.out, "Hello, world!\n3.75\n");
  EXPECT_NE(output.err.find("armv7-unknown-linux-musleabi "), std::string::npos) << output.err;
  EXPECT_NE(output.err.find("vfp"), std::string::npos) << output.err;
}

}  // namespace
}  // namespace ashore::e2e
