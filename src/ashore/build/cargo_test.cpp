// SPDX-License-Identifier: Apache-2.0
#include <fstream>

#include <gmock/gmock.h>

#include "ashore/build/build.h"
#include "ashore/build/elf_layout.h"
#include "ashore/build/trial.h"

namespace ashore::build {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

constexpr std::string_view hello = "fn main() { println!(\"hello\"); }\n";

bool has_debug_info(const fs::path& file) {
  std::string content = host::read_file(file).value();
  ElfLayout layout = read_layout(std::as_bytes(std::span(content))).value();
  for (const Section& section : layout.sections) {
    if (section.name == ".debug_info") return true;
  }
  return false;
}

std::vector<std::string> names(const Expected<std::vector<Artifact>>& artifacts) {
  if (!artifacts) return {"error: " + artifacts.error().message()};
  std::vector<std::string> all;
  for (const Artifact& artifact : *artifacts) all.push_back(artifact.name);
  return all;
}

using Strings = std::vector<std::string>;

TEST_F(CargoTest, builds_a_program_and_leaves_the_project_as_it_was) {
  package("hello", hello);
  auto before = snapshot(root / "hello");
  Expected<std::vector<Artifact>> artifacts = build(request("hello"));
  ASSERT_TRUE(artifacts) << artifacts.error().message();
  ASSERT_EQ(artifacts->size(), 1U);
  const Artifact& artifact = artifacts->front();
  EXPECT_EQ(artifact.name, "hello");
  EXPECT_EQ(artifact.built_for, target);
  EXPECT_EQ(artifact.size, fs::file_size(artifact.path));
  EXPECT_EQ(artifact.digest, host::digest_of_file(artifact.path).value());
  EXPECT_EQ(output_of(artifact.path), "hello\n");
  EXPECT_EQ(snapshot(root / "hello"), before);
}

TEST_F(CargoTest, keeps_debug_sections_here_where_a_debugger_finds_them_by_build_id) {
  package("hello", hello);
  Artifact artifact = build(request("hello")).value().front();
  EXPECT_FALSE(has_debug_info(artifact.path));
  ASSERT_TRUE(artifact.with_debug.has_value());
  EXPECT_TRUE(has_debug_info(*artifact.with_debug));
  EXPECT_THAT(artifact.with_debug->string(), HasSubstr("/state/debug/.build-id/"));
  EXPECT_EQ(artifact.with_debug->extension(), ".debug");
  EXPECT_LT(artifact.size, fs::file_size(*artifact.with_debug));
}

TEST_F(CargoTest, ships_debug_sections_when_asked_to) {
  package("hello", hello);
  Request keep = request("hello");
  keep.keep_debug = true;
  Artifact artifact = build(keep).value().front();
  EXPECT_TRUE(has_debug_info(artifact.path));
  EXPECT_EQ(artifact.with_debug, artifact.path);
}

TEST_F(CargoTest, a_lock_file_that_was_there_stays_and_one_that_was_not_is_kept_elsewhere) {
  package("hello", hello);
  ASSERT_TRUE(build(request("hello")));
  EXPECT_FALSE(fs::exists(root / "hello/Cargo.lock"));
  Request locked = request("hello");
  locked.locked = true;
  EXPECT_EQ(build(locked).error().kind(), ErrorKind::build);

  write("hello/Cargo.lock", "version = 3\n\n[[package]]\nname = \"hello\"\nversion = \"0.1.0\"\n");
  auto before = snapshot(root / "hello");
  ASSERT_TRUE(build(locked));
  EXPECT_EQ(snapshot(root / "hello"), before);
}

TEST_F(CargoTest, other_toolchain_arguments_compile_anew_and_the_old_ones_need_nothing) {
  package("hello", "#![allow(unexpected_cfgs)]\n"
                   "fn main() { println!(\"{}\", cfg!(from_toolchain)); }\n");
  Artifact with = build(request("hello")).value().front();
  fs::file_time_type time = fs::last_write_time(*with.with_debug);
  toolchain.rustc_arguments[3] = "another_device";
  Artifact without = build(request("hello")).value().front();
  EXPECT_EQ(output_of(with.path), "true\n");
  EXPECT_EQ(output_of(without.path), "false\n");

  toolchain.rustc_arguments[3] = "from_toolchain";
  CapturedStderr words(root / "stderr");
  Artifact again = build(request("hello")).value().front();
  EXPECT_EQ(words.text().find("Compiling"), std::string::npos);
  EXPECT_EQ(again.path, with.path);
  EXPECT_EQ(fs::last_write_time(*again.with_debug), time);
}

TEST_F(CargoTest, compiler_output_passes_through_untouched) {
  package("hello", "fn main() { let unused = 1; println!(\"hello\") }\n");
  CapturedStderr words(root / "stderr");
  ASSERT_TRUE(build(request("hello")));
  std::string text = words.text();
  EXPECT_THAT(text, HasSubstr("Compiling hello v0.1.0"));
  EXPECT_THAT(text, HasSubstr("warning: unused variable: `unused`\n --> src/main.rs:1:17\n"));
  EXPECT_THAT(text, HasSubstr("Finished `dev` profile"));
}

TEST_F(CargoTest, a_workspace_builds_its_members_in_order_or_the_one_that_is_named) {
  write("all/Cargo.toml", "[workspace]\nmembers = [\"b\", \"a\"]\nresolver = \"2\"\n");
  package("all/a", hello);
  package("all/b", "fn main() { println!(\"b\"); }\n");
  EXPECT_EQ(names(build(request("all"))), (Strings{"b", "a"}));
  Request one = request("all");
  one.package = "b";
  EXPECT_EQ(output_of_only(one), "b\n");
  EXPECT_EQ(output_of_only(request("all/a")), "hello\n");
  EXPECT_EQ(snapshot(root / "all/a").size(), 3U);  // Cargo.toml, src, src/main.rs
}

TEST_F(CargoTest, examples_binaries_features_and_profiles_are_chosen_as_in_cargo) {
  package("many", "fn main() { println!(\"{}\", cfg!(debug_assertions)); }\n",
          "[features]\nextra = []\n");
  write("many/src/bin/other.rs",
        R"(fn main() { println!("{}", if cfg!(feature = "extra") { "extra" } else { "-" }); })");
  write("many/examples/shown.rs", "fn main() { println!(\"example\"); }\n");
  EXPECT_EQ(names(build(request("many"))), (Strings{"many", "other"}));

  Request release = request("many");
  release.bins = {"many"};
  release.profile = "release";
  EXPECT_EQ(output_of_only(release), "false\n");
  Request featured = request("many");
  featured.bins = {"other"};
  EXPECT_EQ(output_of_only(featured), "-\n");
  featured.features = {"extra"};
  EXPECT_EQ(output_of_only(featured), "extra\n");
  Request example = request("many");
  example.examples = {"shown"};
  EXPECT_EQ(output_of_only(example), "example\n");
}

TEST_F(CargoTest, default_run_decides_between_binaries_unless_all_are_wanted) {
  package("two", hello, "default-run = \"other\"\n");
  write("two/src/bin/other.rs", "fn main() { println!(\"other\"); }\n");
  EXPECT_EQ(output_of_only(request("two")), "other\n");
  Request all = request("two");
  all.default_run = false;
  EXPECT_EQ(names(build(all)), (Strings{"other", "two"}));
}

TEST_F(CargoTest, settings_of_a_profile_work_as_they_are) {
  package("small", hello,
          "[profile.release]\npanic = \"abort\"\nlto = \"thin\"\nstrip = true\n"
          "[profile.traced]\ninherits = \"release\"\nstrip = false\ndebug = 1\n");
  Request release = request("small");
  release.profile = "release";
  Artifact stripped = build(release).value().front();
  EXPECT_EQ(output_of(stripped.path), "hello\n");
  EXPECT_FALSE(stripped.with_debug.has_value());
  Request traced = request("small");
  traced.profile = "traced";
  Artifact with_lines = build(traced).value().front();
  EXPECT_EQ(output_of(with_lines.path), "hello\n");
  EXPECT_TRUE(with_lines.with_debug.has_value());
}

TEST_F(CargoTest, what_is_no_project_is_wrong_usage_with_a_hint) {
  package("hello", hello);
  Error above = build(request("hello/src")).error();
  EXPECT_EQ(above.kind(), ErrorKind::usage);
  ASSERT_EQ(above.hints().size(), 1U);
  EXPECT_THAT(above.hints().front(), HasSubstr((root / "hello").string()));
  EXPECT_EQ(build(request("nowhere")).error().kind(), ErrorKind::usage);
  EXPECT_EQ(build(request("hello/src/main.rs")).error().kind(), ErrorKind::usage);
  EXPECT_EQ(output_of_only(request("hello/Cargo.toml")), "hello\n");
}

TEST_F(CargoTest, a_library_has_no_program_and_its_examples_are_offered) {
  package("words", "");
  fs::rename(root / "words/src/main.rs", root / "words/src/lib.rs");
  Error without = build(request("words")).error();
  EXPECT_EQ(without.kind(), ErrorKind::usage);
  EXPECT_EQ(without.message(), "`words` is a library: there is no program to build");
  write("words/examples/count.rs", "fn main() {}\n");
  EXPECT_EQ(build(request("words")).error().hints(),
            Strings{"build an example: `--example count`"});
}

TEST_F(CargoTest, a_project_that_does_not_build_is_told_from_a_missing_cargo) {
  package("broken", "fn main() { missing() }\n");
  Error error = build(request("broken")).error();
  EXPECT_EQ(error.kind(), ErrorKind::build);
  EXPECT_EQ(error.message(), "cargo could not build `broken`: exit status 101");
  write("broken/Cargo.toml", "[package\n");
  EXPECT_EQ(build(request("broken")).error().kind(), ErrorKind::build);
  toolchain.rust.cargo = root / "no-cargo";
  EXPECT_EQ(build(request("broken")).error().kind(), ErrorKind::toolchain);
}

}  // namespace
}  // namespace ashore::build
