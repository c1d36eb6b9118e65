// SPDX-License-Identifier: Apache-2.0
// A desktop like a Mac: PATH holds only cargo, rustc and ssh; no cc, no clang, no lld, no apt-get.
// Std is laid out as rustup lays it out and rust-lld links; then once more with nothing but a bare
// GNU ld for ARM.
#include <nlohmann/json.hpp>

#include "ashore/base/text.h"
#include "desktop.h"

namespace ashore::e2e {
namespace {

namespace fs = std::filesystem;

constexpr const char* story_target = "armv7-unknown-linux-musleabi";

class MacLike : public Desktop {
 protected:
  void SetUp() override {
    Desktop::SetUp();
    need_lab("r7000");
    if (IsSkipped() || HasFatalFailure()) return;
    // Builds std once on the desktop as it is, to have one to lay out.
    std::vector<std::string> line = {"build",     source("tests/e2e/programs/act").string(),
                                     "--target",  story_target,
                                     "--release", "-v"};
    ASSERT_EQ(code(ashore(line)), 0);
    lay_out_rust();
  }

  // A sysroot of links: rustc's own, and the target's std where `rustup target add` puts it.
  void lay_out_rust() {
    fs::path entry = std_in_store();
    if (entry.empty()) GTEST_SKIP() << "skipped: no std was built from source here";
    fs::path rustc = rustc_with_source();
    ASSERT_FALSE(rustc.empty());
    host::Command ask;
    ask.argv = {rustc.string(), "--print", "sysroot"};
    fs::path sysroot = std::string(trimmed(run(ask).out));
    fs::path copy = scratch() / "rust";
    ASSERT_TRUE(host::make_directories(copy / "lib/rustlib"));
    ASSERT_TRUE(host::make_directories(bin()));
    for (const auto& there : fs::directory_iterator(sysroot / "lib/rustlib")) {
      std::string name = there.path().filename().string();
      if (name != "src" && name != story_target && name != host_triple) {
        fs::create_symlink(there.path(), copy / "lib/rustlib" / name);
      }
    }
    ASSERT_TRUE(host::make_directories(copy / "lib/rustlib" / host_triple));
    fs::create_symlink(sysroot / "lib/rustlib" / host_triple / "lib",
                       copy / "lib/rustlib" / host_triple / "lib");
    fs::create_symlink(entry / "lib/rustlib" / story_target, copy / "lib/rustlib" / story_target);

    ASSERT_TRUE(host::write_file(
        bin() / "rustc",
        "#!/bin/sh\nexec " + rustc.string() + " --sysroot " + copy.string() + " \"$@\"\n", 0755));
    fs::create_symlink(rustc.parent_path() / "cargo", bin() / "cargo");
    fs::create_symlink(found("ssh"), bin() / "ssh");
  }

  // rust-lld is LLVM's generic lld under another name.
  void give_rust_lld() {
    fs::path programs = scratch() / "rust/lib/rustlib" / host_triple / "bin";
    ASSERT_TRUE(host::make_directories(programs));
    fs::path lld = found("lld");
    if (lld.empty()) GTEST_SKIP() << "skipped: no lld";
    fs::create_symlink(lld, programs / "rust-lld");
  }

  void live_like_a_mac() { environment_["PATH"] = bin().string(); }

  void expect_the_story_to_end_well(const std::string& linker) {
    host::ProcessOutput output = ashore({"run", source("tests/e2e/programs/act").string(), "--on",
                                         "lab:r7000", "--", "float", "2.5"});
    EXPECT_EQ(code(output), 0) << output.err;
    EXPECT_EQ(output.out, "Hello, world!\n3.75\n");
    EXPECT_NE(output.err.find(linker), std::string::npos) << output.err;
  }

  fs::path bin() const { return scratch() / "mac-bin"; }
  static fs::path found(const char* name) {
    std::vector<fs::path> paths = host::find_programs(name, std::getenv("PATH"));
    return paths.empty() ? fs::path() : paths.front();
  }

  fs::path std_in_store() {
    nlohmann::json doctor = nlohmann::json::parse(ashore({"doctor", "--json"}).out, nullptr, false);
    std::error_code none;
    for (const auto& entry :
         fs::directory_iterator(fs::path(doctor["store"].get<std::string>()) / "rust-std", none)) {
      if (fs::exists(entry.path() / "lib/rustlib" / story_target / "lib/self-contained"))
        return entry.path();
    }
    return {};
  }
  fs::path rustc_with_source() {
    for (const fs::path& rustc : host::find_programs("rustc", std::getenv("PATH"))) {
      host::Command ask;
      ask.argv = {rustc.string(), "--print", "sysroot"};
      if (fs::exists(fs::path(trimmed(run(ask).out)) / "lib/rustlib/src/rust/library/vendor"))
        return rustc;
    }
    return {};
  }

  static constexpr const char* host_triple = "x86_64-unknown-linux-gnu";
};

TEST_F(MacLike, rust_lld_is_all_that_the_whole_story_needs) {
  if (IsSkipped() || HasFatalFailure()) return;
  give_rust_lld();
  if (IsSkipped()) return;
  live_like_a_mac();
  expect_the_story_to_end_well("rust-lld");
}

TEST_F(MacLike, a_bare_gnu_linker_for_arm_is_enough_too) {
  if (IsSkipped() || HasFatalFailure()) return;
  fs::path linker = found("arm-linux-gnueabihf-ld");
  if (linker.empty()) GTEST_SKIP() << "skipped: no arm-linux-gnueabihf-ld";
  fs::create_symlink(linker, bin() / "arm-linux-gnueabihf-ld");
  live_like_a_mac();
  expect_the_story_to_end_well("arm-linux-gnueabihf-ld");
}

TEST_F(MacLike, with_no_linker_at_all_it_says_how_to_get_one) {
  if (IsSkipped() || HasFatalFailure()) return;
  live_like_a_mac();
  host::ProcessOutput output =
      ashore({"build", source("tests/e2e/programs/act").string(), "--on", "lab:r7000"});
  EXPECT_EQ(code(output), 4) << output.err;
  EXPECT_NE(output.err.find("linker"), std::string::npos) << output.err;
  EXPECT_NE(output.err.find("hint: "), std::string::npos) << output.err;
}

}  // namespace
}  // namespace ashore::e2e
