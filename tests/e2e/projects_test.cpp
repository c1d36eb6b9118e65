// SPDX-License-Identifier: Apache-2.0
// Projects with C in them: a crate, CMake, make; and what Debian has of zlib and lua. Built by
// `ashore build`, proved for the router without FPU, and run on exactly that CPU under QEMU.
#include <gmock/gmock.h>

#include <filesystem>

#include "ashore/base/text.h"
#include "ashore/host/host.h"
#include "ashore/packages/packages.h"
#include "desktop.h"

namespace ashore::e2e {
namespace {

using testing::HasSubstr;
using testing::Not;

class Projects : public Desktop {
 protected:
  void SetUp() override {
    Desktop::SetUp();
    facts_ = source("tests/devices/r7000/facts.json").string();
  }

  host::ProcessOutput build(const std::filesystem::path& project,
                            const std::vector<std::string>& more = {}) {
    std::vector<std::string> words = {"build", project.string(), "--facts", facts_};
    words.insert(words.end(), more.begin(), more.end());
    return ashore(words);
  }

  // A copy, for builds that write beside their sources.
  std::filesystem::path copied(const std::string& project) {
    std::filesystem::path copy = scratch() / std::filesystem::path(project).filename();
    std::filesystem::copy(source(project), copy, std::filesystem::copy_options::recursive);
    return copy;
  }

  // What a proved program prints on the router's CPU.
  std::string proved_and_run(const std::string& program, const std::vector<std::string>& words,
                             int status) {
    host::ProcessOutput verdict = ashore({"verify", program, "--facts", facts_});
    EXPECT_EQ(code(verdict), 0) << verdict.out << verdict.err;
    host::Command command;
    command.argv = {"qemu-arm", "-cpu", "cortex-a9,vfp=off,neon=off", program};
    command.argv.insert(command.argv.end(), words.begin(), words.end());
    command.directory = scratch();
    host::ProcessOutput output = run(command);
    EXPECT_EQ(code(output), status) << output.err;
    return output.out;
  }

  // The unpacked upstream source of a Debian source package.
  std::filesystem::path upstream(const std::string& package) {
    std::unique_ptr<host::ProcessRunner> processes = host::system_process_runner();
    host::Host host{*processes, {{"PATH", std::getenv("PATH")}}, {}};
    Expected<store::Store> store = store::Store::open(scratch() / "store");
    SilentReporter silent;
    Expected<std::filesystem::path> archive =
        packages::source_archive(package, scratch(), host, *store, silent, Stage::build);
    if (!archive) return {};
    std::filesystem::path place = scratch() / package;
    EXPECT_TRUE(host::make_directories(place));
    host::Command unpack;
    unpack.argv = {"tar", "--strip-components=1", "-xf", archive->string(), "-C", place.string()};
    EXPECT_EQ(code(run(unpack)), 0);
    return place;
  }

  std::string facts_;
};

TEST_F(Projects, a_crate_with_c_and_assembly_inside_is_built_for_the_router) {
  host::ProcessOutput output =
      build(source("tests/e2e/programs/crate_with_c"), {"--release", "--offline"});
  ASSERT_EQ(code(output), 0) << output.err;
  EXPECT_EQ(proved_and_run(std::string(trimmed(output.out)), {}, 0), "weighted 18.375, added 42\n");
}

TEST_F(Projects, the_users_own_compiler_for_the_target_wins) {
  environment_["CC_armv7_unknown_linux_musleabi"] = "/no/such/compiler";
  environment_["CC_armv7-unknown-linux-musleabi"] = "/no/such/compiler";
  host::ProcessOutput output =
      build(copied("tests/e2e/programs/crate_with_c"), {"--release", "--offline"});
  EXPECT_EQ(code(output), 4);
  EXPECT_THAT(output.err, HasSubstr("No such file"));
}

TEST_F(Projects, cmake_builds_all_programs_or_the_one_that_is_named) {
  std::filesystem::path project = copied("tests/e2e/programs/cmake");
  host::ProcessOutput output = build(project, {"--release"});
  ASSERT_EQ(code(output), 0) << output.err;
  EXPECT_EQ(lines(output.out).size(), 2U) << output.out;
  output = build(project, {"--release", "--bin", "unasked", "-D", "GREETING=good day"});
  ASSERT_EQ(code(output), 0) << output.err;
  EXPECT_EQ(proved_and_run(std::string(trimmed(output.out)), {"x"}, 2),
            "good day from unasked: 2.000\n");
}

TEST_F(Projects, cmake_does_nothing_where_nothing_changed_and_writes_nothing_into_the_project) {
  std::filesystem::path project = copied("tests/e2e/programs/cmake");
  ASSERT_EQ(code(build(project)), 0);
  host::ProcessOutput again = build(project);
  EXPECT_EQ(code(again), 0);
  EXPECT_THAT(again.err, HasSubstr("no work to do"));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(project), {}), 2);
}

TEST_F(Projects, a_program_that_cmake_does_not_know_is_an_error_with_the_nearest_name) {
  host::ProcessOutput output = build(copied("tests/e2e/programs/cmake"), {"--bin", "chek"});
  EXPECT_EQ(code(output), 2);
  EXPECT_THAT(output.err, HasSubstr("did you mean `check`?"));
}

TEST_F(Projects, the_installed_program_of_a_cmake_project_runs_on_the_router) {
  need_lab("r7000");
  host::ProcessOutput output =
      ashore({"run", copied("tests/e2e/programs/cmake").string(), "--on", "lab:r7000", "--", "a"});
  EXPECT_EQ(code(output), 2) << output.err;
  EXPECT_EQ(output.out, "hello from sums: 2.000\n");
}

TEST_F(Projects, what_make_made_is_found_the_second_time_too) {
  std::filesystem::path project = copied("tests/e2e/programs/make");
  for (int turn = 0; turn < 2; ++turn) {
    host::ProcessOutput output = build(project, {"--", "make"});
    ASSERT_EQ(code(output), 0) << output.err;
    EXPECT_EQ(trimmed(output.out), (project / "tool").string()) << "turn " << turn;
  }
  EXPECT_EQ(proved_and_run((project / "tool").string(), {"on it"}, 2), "0.707 on it\n");
}

TEST_F(Projects, a_command_that_builds_for_this_computer_is_found_out) {
  std::filesystem::path project = copied("tests/e2e/programs/make");
  host::ProcessOutput output = build(project, {"--", "make", "CC=cc"});
  EXPECT_EQ(code(output), 4);
  EXPECT_THAT(output.err, HasSubstr("is for another machine than 32-bit ARM"));
  EXPECT_THAT(output.err, HasSubstr("make CC=armv7-unknown-linux-musleabi-gcc"));
}

TEST_F(Projects, a_command_that_fails_or_makes_something_else_is_an_error) {
  std::filesystem::path project = copied("tests/e2e/programs/make");
  EXPECT_EQ(code(build(project, {"--", "false"})), 4);
  host::ProcessOutput output = build(project, {"--artifact", "tol", "--", "make"});
  EXPECT_EQ(code(output), 4);
  EXPECT_THAT(output.err, HasSubstr("did you mean `tool`?"));
}

TEST_F(Projects, a_directory_of_another_build_system_names_the_command) {
  host::ProcessOutput output = build(copied("tests/e2e/programs/make"));
  EXPECT_EQ(code(output), 2);
  EXPECT_THAT(output.err, HasSubstr("ashore build -- make"));
}

TEST_F(Projects, a_command_builds_what_runs_on_the_router_with_words_of_its_own) {
  need_lab("r7000");
  host::ProcessOutput output =
      ashore({"run", copied("tests/e2e/programs/make").string(), "--on", "lab:r7000", "--artifact",
              "tool", "--", "make", "--", "a", "--", "b"});
  EXPECT_EQ(code(output), 4) << output.err;
  EXPECT_EQ(output.out, "1.000 a\n");
}

TEST_F(Projects, meson_finds_its_cross_file_by_name) {
  if (host::find_programs("meson", std::getenv("PATH")).empty())
    GTEST_SKIP() << "skipped: no meson";
  std::filesystem::path project = copied("tests/e2e/programs/make");
  ASSERT_TRUE(host::write_file(project / "meson.build",
                               "project('tool', 'c')\n"
                               "executable('tool', 'tool.c', link_with: "
                               "static_library('helper', 'tool.c', c_args: '-DHELPER'), "
                               "dependencies: meson.get_compiler('c').find_library('m'))\n"));
  host::ProcessOutput output =
      build(project,
            {"--", "sh", "-c", "meson setup build --cross-file ashore && meson compile -C build"});
  ASSERT_EQ(code(output), 0) << output.err;
  EXPECT_EQ(proved_and_run(std::string(trimmed(output.out)), {}, 1), "0.500 alone\n");
}

TEST_F(Projects, a_small_hello_is_small_proved_and_without_symbols) {
  std::filesystem::path project = scratch() / "hello";
  ASSERT_TRUE(host::make_directories(project / "src"));
  ASSERT_TRUE(host::write_file(project / "Cargo.toml", "[package]\nname = \"hello\"\nversion = "
                                                       "\"0.1.0\"\nedition = \"2021\"\n"));
  ASSERT_TRUE(
      host::write_file(project / "src/main.rs", "fn main() { println!(\"Hello, world!\"); }\n"));
  host::ProcessOutput output = build(project, {"--small", "--offline"});
  ASSERT_EQ(code(output), 0) << output.err;
  std::string program(trimmed(output.out));
  EXPECT_LE(std::filesystem::file_size(program), 290'000U);
  EXPECT_EQ(proved_and_run(program, {}, 0), "Hello, world!\n");
}

TEST_F(Projects, several_settings_of_one_kind_may_be_given) {
  host::ProcessOutput output =
      build(copied("tests/e2e/programs/cmake"),
            {"--bin", "sums", "--bin", "check", "-D", "GREETING=a", "-D", "ANOTHER=b"});
  EXPECT_EQ(code(output), 0) << output.err;
  EXPECT_EQ(lines(output.out).size(), 2U) << output.out;
}

TEST_F(Projects, settings_that_init_wrote_serve_plain_cmake) {
  std::filesystem::path project = copied("tests/e2e/programs/cmake");
  ASSERT_EQ(code(ashore({"init", "cmake", project.string(), "--facts", facts_})), 0);
  host::Command command;
  command.argv = {"sh", "-c",
                  "eval \"$($ASHORE env --target armv7-unknown-linux-musleabi)\" && "
                  "unset CMAKE_TOOLCHAIN_FILE CC CXX && cmake -S . -B out "
                  "-DCMAKE_TOOLCHAIN_FILE=$PWD/cmake/armv7-unknown-linux-musleabi.cmake && "
                  "cmake --build out"};
  command.directory = project;
  command.environment["ASHORE"] = ASHORE_PROGRAM;
  host::ProcessOutput output = run(command);
  ASSERT_EQ(code(output), 0) << output.out << output.err;
  EXPECT_EQ(proved_and_run((project / "out/sums").string(), {}, 1), "hello from sums: 1.414\n");
  output = ashore({"init", "cmake", project.string(), "--facts", facts_});
  EXPECT_EQ(code(output), 2);
  EXPECT_THAT(output.err, HasSubstr("is there already"));
}

TEST_F(Projects, zlib_as_debian_has_it_passes_its_own_test) {
  std::filesystem::path zlib = upstream("zlib");
  if (zlib.empty()) GTEST_SKIP() << "skipped: no source packages";
  host::ProcessOutput output =
      build(zlib, {"--artifact", "example", "--", "sh", "-c",
                   "./configure --static --prefix=\"$PWD/installed\" && make -j2 example"});
  ASSERT_EQ(code(output), 0) << output.err;
  EXPECT_THAT(proved_and_run(std::string(trimmed(output.out)), {}, 0),
              HasSubstr("inflate with dictionary: hello, hello!"));
}

TEST_F(Projects, lua_as_debian_has_it_computes_on_the_router) {
  std::filesystem::path lua = upstream("lua5.4");
  if (lua.empty()) GTEST_SKIP() << "skipped: no source packages";
  host::ProcessOutput output = build(
      lua, {"--artifact", "src/lua", "--", "sh", "-c", "make -j2 posix CC=\"$CC -std=gnu99\""});
  ASSERT_EQ(code(output), 0) << output.err;
  EXPECT_EQ(proved_and_run(std::string(trimmed(output.out)),
                           {"-e", "print(10 / 4, 2 ^ 0.5, #string.rep('ab', 21)); os.exit(9)"}, 9),
            "2.5\t1.4142135623731\t42\n");
}

}  // namespace
}  // namespace ashore::e2e
