// SPDX-License-Identifier: Apache-2.0
#include "ashore/build/cargo_config.h"

#include <gtest/gtest.h>

namespace ashore::build {
namespace {

using Files = std::map<std::string, std::string>;
using Environment = std::map<std::string, std::string>;

std::string wrapper(const Files& files, Environment environment = {}) {
  environment.emplace("HOME", "/home/u");
  return user_rustc_wrapper("/home/me/project", environment,
                            [&](const std::filesystem::path& path) -> std::optional<std::string> {
                              auto found = files.find(path.string());
                              if (found == files.end()) return std::nullopt;
                              return found->second;
                            });
}

std::string says(const std::string& program) {
  return "[build]\nrustc-wrapper = \"" + program + "\"\n";
}

TEST(CargoConfig, nobody_names_a_wrapper) {
  EXPECT_EQ(wrapper({}), "");
  EXPECT_EQ(wrapper({{"/home/me/project/.cargo/config.toml", "[build]\njobs = 2\n"}}), "");
}

TEST(CargoConfig, the_nearest_file_wins_and_the_home_comes_last) {
  Files files = {{"/home/me/project/.cargo/config.toml", says("near")},
                 {"/home/me/.cargo/config.toml", says("above")},
                 {"/home/u/.cargo/config.toml", says("home")}};
  EXPECT_EQ(wrapper(files), "near");
  files.erase("/home/me/project/.cargo/config.toml");
  EXPECT_EQ(wrapper(files), "above");
  files.erase("/home/me/.cargo/config.toml");
  EXPECT_EQ(wrapper(files), "home");
  files["/other/config.toml"] = says("other");
  EXPECT_EQ(wrapper(files, {{"CARGO_HOME", "/other"}}), "other");
}

TEST(CargoConfig, the_old_name_of_the_file_goes_before_the_new_one) {
  EXPECT_EQ(wrapper({{"/home/me/.cargo/config", says("old")},
                     {"/home/me/.cargo/config.toml", says("new")}}),
            "old");
}

TEST(CargoConfig, the_environment_goes_before_files_and_empty_means_none) {
  Files files = {{"/home/me/.cargo/config.toml", says("file")}};
  EXPECT_EQ(wrapper(files, {{"CARGO_BUILD_RUSTC_WRAPPER", "build"}}), "build");
  EXPECT_EQ(wrapper(files, {{"CARGO_BUILD_RUSTC_WRAPPER", "build"}, {"RUSTC_WRAPPER", "env"}}),
            "env");
  EXPECT_EQ(wrapper(files, {{"RUSTC_WRAPPER", ""}}), "");
}

TEST(CargoConfig, a_path_is_relative_to_where_it_was_said) {
  EXPECT_EQ(wrapper({{"/home/me/.cargo/config.toml", says("bin/w")}}), "/home/me/bin/w");
  EXPECT_EQ(wrapper({{"/home/me/.cargo/config.toml", says("/bin/w")}}), "/bin/w");
  EXPECT_EQ(wrapper({}, {{"RUSTC_WRAPPER", "../w"}}), "/home/me/w");
  EXPECT_EQ(wrapper({{"/home/u/.cargo/config.toml", says("tools/w")}}), "/home/u/tools/w");
}

TEST(CargoConfig, included_files_speak_unless_the_file_itself_does) {
  Files files = {{"/home/me/.cargo/config.toml", "include = [\"a.toml\", { path = \"b.toml\" }]\n"},
                 {"/home/me/.cargo/a.toml", says("a")},
                 {"/home/me/.cargo/b.toml", says("b")}};
  EXPECT_EQ(wrapper(files), "b");
  files["/home/me/.cargo/b.toml"] = "";
  EXPECT_EQ(wrapper(files), "a");
  files["/home/me/.cargo/config.toml"] = "include = \"a.toml\"\n" + says("itself");
  EXPECT_EQ(wrapper(files), "itself");
}

TEST(CargoConfig, files_that_make_no_sense_say_nothing) {
  EXPECT_EQ(wrapper({{"/home/me/project/.cargo/config.toml", "[build\n"},
                     {"/home/me/.cargo/config.toml", says("above")}}),
            "above");
  EXPECT_EQ(wrapper({{"/home/me/.cargo/config.toml", "build = 3\ninclude = 4\n"}}), "");
  EXPECT_EQ(wrapper({{"/home/me/.cargo/config.toml", "include = \"config.toml\"\n"}}), "");
}

TEST(CargoConfig, ourselves_are_not_chained_to) {
  EXPECT_EQ(wrapper({}, {{"RUSTC_WRAPPER", "/store/ashore-rustc"}}), "");
}

}  // namespace
}  // namespace ashore::build
