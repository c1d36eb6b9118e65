// SPDX-License-Identifier: Apache-2.0
// C for devices: compiled by `ashore cc`, proved, run on the exact CPU under QEMU and on the
// virtual router.
#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <span>
#include <tuple>

#include "ashore/base/text.h"
#include "ashore/elf/elf.h"
#include "ashore/packages/packages.h"
#include "desktop.h"

namespace ashore::e2e {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* expected_words = "sum 7.485471, share 154320986265432098, No such file";

class CrossTools : public Desktop {
 protected:
  // The test program, compiled for the target.
  std::string compiled(const std::string& triple, const std::vector<std::string>& more = {}) {
    std::string program = (scratch() / ("sums-" + triple)).string();
    std::vector<std::string> words = {"cc",
                                      "--target",
                                      triple,
                                      "-O2",
                                      "-o",
                                      program,
                                      source("tests/e2e/programs/c/sums.c").string()};
    words.insert(words.end(), more.begin(), more.end());
    host::ProcessOutput output = ashore(words);
    EXPECT_EQ(code(output), 0) << output.err;
    return program;
  }

  // The C++ test program for the target, run on the CPU with two arguments.
  void run_cxx(const std::string& triple, const std::string& qemu, const std::string& cpu) {
    std::string program = (scratch() / "features").string();
    host::ProcessOutput made = ashore({"c++", "--target", triple, "-O2", "-o", program,
                                       source("tests/e2e/programs/cxx/features.cpp").string()});
    ASSERT_EQ(code(made), 0) << made.err;
    host::ProcessOutput output = emulated(program, qemu, cpu);
    EXPECT_EQ(code(output), 2) << output.err;
    EXPECT_EQ(output.out, "left left left caught boom\n"
                          "pi=3.14159 sum=5.44949 own 17179869184 2\n"
                          "/proc/self 1\nvalue\nthread caught 42\n");
  }

  host::ProcessOutput emulated(const std::string& program, const std::string& qemu,
                               const std::string& cpu) {
    host::Command command;
    command.argv = {qemu, "-cpu", cpu, program, "3"};
    return run(command);
  }
};

TEST_F(CrossTools, c_for_an_arm_without_fpu_runs_on_exactly_that_cpu) {
  std::string program = compiled("armv7-unknown-linux-musleabi");
  host::ProcessOutput output = emulated(program, "qemu-arm", "cortex-a9,vfp=off,neon=off");
  EXPECT_EQ(code(output), 3);
  EXPECT_THAT(output.out, HasSubstr(expected_words));
}

TEST_F(CrossTools, the_same_program_is_made_for_an_armv5) {
  std::string program = compiled("armv5te-unknown-linux-musleabi");
  host::ProcessOutput output = emulated(program, "qemu-arm", "arm926");
  EXPECT_EQ(code(output), 3);
  EXPECT_THAT(output.out, HasSubstr(expected_words));
}

TEST_F(CrossTools, the_same_program_is_made_for_a_mips_without_fpu) {
  std::string program = compiled("mipsel-unknown-linux-musl");
  host::ProcessOutput output = emulated(program, "qemu-mipsel", "24Kc");
  EXPECT_EQ(code(output), 3);
  EXPECT_THAT(output.out, HasSubstr(expected_words));
}

TEST_F(CrossTools, the_same_program_is_made_for_aarch64) {
  std::string program = compiled("aarch64-unknown-linux-musl");
  host::ProcessOutput output = emulated(program, "qemu-aarch64", "cortex-a53");
  EXPECT_EQ(code(output), 3);
  EXPECT_THAT(output.out, HasSubstr(expected_words));
}

TEST_F(CrossTools, cxx_for_an_arm_without_fpu_runs_on_exactly_that_cpu) {
  run_cxx("armv7-unknown-linux-musleabi", "qemu-arm", "cortex-a9,vfp=off,neon=off");
}

TEST_F(CrossTools, cxx_for_an_armv5_has_atomics_by_the_kernel) {
  run_cxx("armv5te-unknown-linux-musleabi", "qemu-arm", "arm926");
}

TEST_F(CrossTools, cxx_for_a_mips_without_fpu_runs_on_exactly_that_cpu) {
  run_cxx("mipsel-unknown-linux-musl", "qemu-mipsel", "24Kc");
}

TEST_F(CrossTools, cxx_is_made_for_aarch64) {
  run_cxx("aarch64-unknown-linux-musl", "qemu-aarch64", "cortex-a53");
}

TEST_F(CrossTools, cxx_is_made_for_riscv64) {
  run_cxx("riscv64gc-unknown-linux-musl", "qemu-riscv64", "rv64");
}

TEST_F(CrossTools, cxx_is_made_for_x86_64) {
  run_cxx("x86_64-unknown-linux-musl", "qemu-x86_64", "qemu64");
}

// The distribution's own glibc stands for a device's; QEMU loads it from where it was unpacked.
class SharedLibc : public CrossTools {
 protected:
  // Where a glibc was unpacked for the target; skips where none can be had.
  std::filesystem::path root_of(const std::string& package) {
    const char* store = std::getenv("ASHORE_STORE");
    std::filesystem::path home = store != nullptr
                                     ? std::filesystem::path(store)
                                     : std::filesystem::path(std::getenv("HOME")) / ".cache/ashore";
    for (const auto& entry : std::filesystem::directory_iterator(home / "package"))
      if (entry.path().filename().string().starts_with(package)) return entry.path();
    return {};
  }

  host::ProcessOutput loaded_from(const std::filesystem::path& root, const std::string& program,
                                  const std::string& qemu) {
    host::Command command;
    command.argv = {qemu, "-L", root.string(), program, "3"};
    return run(command);
  }

  std::vector<std::string> versions_of(const std::string& program) {
    Expected<std::string> bytes = host::read_file(program);
    EXPECT_TRUE(bytes);
    Expected<ElfFacts> facts = elf::read(std::as_bytes(std::span(*bytes)));
    EXPECT_TRUE(facts) << facts.error().message();
    std::vector<std::string> versions;
    for (const SymbolVersion& version : facts->versions) versions.push_back(version.version);
    return versions;
  }
};

TEST_F(SharedLibc, a_program_for_an_old_glibc_wants_no_younger_version_and_runs) {
  for (auto [triple, qemu, package] :
       {std::tuple{"armv7-unknown-linux-gnueabihf", "qemu-arm", "libc6_armhf"},
        std::tuple{"armv5te-unknown-linux-gnueabi", "qemu-arm", "libc6_armel"},
        std::tuple{"aarch64-unknown-linux-gnu", "qemu-aarch64", "libc6_arm64"}}) {
    std::string program = (scratch() / triple).string();
    host::ProcessOutput made =
        ashore({"cc", "--target", triple, "--glibc", "2.17", "-O2", "-pthread", "-o", program,
                source("tests/e2e/programs/c/sums.c").string()});
    ASSERT_EQ(code(made), 0) << made.err;
    for (const std::string& version : versions_of(program))
      EXPECT_THAT(version, testing::AnyOf("GLIBC_2.4", "GLIBC_2.17")) << triple;
    host::ProcessOutput output = loaded_from(root_of(package), program, qemu);
    EXPECT_EQ(code(output), 3) << triple << output.err;
    EXPECT_THAT(output.out, HasSubstr(expected_words)) << triple;
  }
}

TEST_F(SharedLibc, a_link_with_stubs_is_byte_for_byte_the_link_with_the_libraries) {
  std::string triple = "armv7-unknown-linux-gnueabihf", file = (scratch() / "sums.o").string();
  auto cc = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"cc", "--target", triple});
    return ashore(words);
  };
  ASSERT_EQ(code(cc({"--glibc", "2.36", "-c", "-O2", "-o", file,
                     source("tests/e2e/programs/c/sums.c").string()})),
            0);
  std::filesystem::path root = root_of("libc6_armhf"), lib = root / "lib/arm-linux-gnueabihf";
  std::string with_stubs = (scratch() / "stubs").string(), with_libraries = with_stubs + "-not";
  host::ProcessOutput made = cc({"--libc", root.string(), "-###", "-o", with_stubs, file});
  ASSERT_EQ(code(made), 0) << made.err;
  ASSERT_EQ(code(cc({"--libc", root.string(), "-o", with_stubs, file})), 0);
  // The same line with the device's files in place of the stubs.
  std::string line = made.err.substr(made.err.rfind("\n ", made.err.size() - 2) + 1);
  auto replace = [&](const std::string& what, const std::string& by) {
    for (std::size_t at = line.find(what); at != line.npos; at = line.find(what, at + by.size()))
      line.replace(at, what.size(), by);
  };
  std::string sysroot(trimmed(cc({"--libc", root.string(), "-print-sysroot"}).out));
  replace(sysroot + "/usr/lib/libc.so.6", (lib / "libc.so.6").string());
  replace(sysroot + "/usr/lib/ld-linux", (lib / "ld-linux").string());
  replace("-o " + with_stubs, "-o " + with_libraries);
  host::Command command;
  command.argv = {"sh", "-c", line};
  host::ProcessOutput linked = run(command);
  ASSERT_EQ(code(linked), 0) << line << linked.err;
  Expected<std::string> one = host::read_file(with_stubs), other = host::read_file(with_libraries);
  ASSERT_TRUE(one && other);
  EXPECT_TRUE(*one == *other);
}

// Debian's musl lies as OpenWrt's does: libc is the loader.
TEST_F(SharedLibc, c_and_cxx_run_with_the_musl_of_a_device_and_are_smaller) {
  auto processes = host::system_process_runner();
  host::Host host{*processes, {{"PATH", std::getenv("PATH")}}, {}};
  Expected<store::Store> store = store::Store::open(scratch() / "store");
  ASSERT_TRUE(store);
  SilentReporter silent;
  Expected<std::vector<std::filesystem::path>> roots =
      packages::unpacked({{"musl", "armel"}}, host, *store, silent, Stage::provision);
  if (!roots) GTEST_SKIP() << "skipped: no musl to unpack\n" << roots.error().message();
  std::string root = roots->front().string(), triple = "armv7-unknown-linux-musleabi";
  std::string alone = compiled(triple), program = (scratch() / "with-libc").string();
  for (auto [tool, file] : {std::pair{"c++", "tests/e2e/programs/cxx/features.cpp"},
                            std::pair{"cc", "tests/e2e/programs/c/sums.c"}}) {
    host::ProcessOutput made = ashore(
        {tool, "--target", triple, "--libc", root, "-O2", "-o", program, source(file).string()});
    ASSERT_EQ(code(made), 0) << made.err;
    host::Command command;
    command.argv = {"qemu-arm", "-cpu", "cortex-a9,vfp=off,neon=off", "-L", root, program, "3"};
    host::ProcessOutput output = run(command);
    EXPECT_EQ(code(output), tool == std::string_view("cc") ? 3 : 2) << output.err;
  }
  EXPECT_LT(3 * std::filesystem::file_size(program), std::filesystem::file_size(alone));
}

TEST_F(SharedLibc, a_shared_library_and_the_program_that_wants_it_run_together) {
  std::string triple = "armv7-unknown-linux-gnueabihf";
  std::string library = (scratch() / "libpart.so").string();
  std::string program = (scratch() / "whole").string();
  ASSERT_TRUE(host::write_file(scratch() / "part.c",
                               "long long share(long long a, long long b) { return a / b; }\n"));
  ASSERT_TRUE(host::write_file(scratch() / "whole.c",
                               "long long share(long long, long long);\n"
                               "int main(void) { return (int)share(1LL << 40, 1LL << 38); }\n"));
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"-shared", "-fPIC", "-o", library,
                                 (scratch() / "part.c").string()},
        {"-o", program, (scratch() / "whole.c").string(), library}}) {
    std::vector<std::string> line = {"cc", "--target", triple, "--glibc", "2.17"};
    line.insert(line.end(), words.begin(), words.end());
    host::ProcessOutput made = ashore(line);
    ASSERT_EQ(code(made), 0) << made.err;
  }
  EXPECT_EQ(code(loaded_from(root_of("libc6_armhf"), program, "qemu-arm")), 4);
}

TEST_F(CrossTools, a_shared_library_leaves_only_libc_open_where_that_is_asked_for) {
  std::string file = (scratch() / "open.c").string(), library = (scratch() / "open.so").string();
  auto shared = [&](const char* text) {
    EXPECT_TRUE(host::write_file(file, text));
    return ashore({"cc", "--target", "armv7-unknown-linux-musleabi", "-shared", "-fPIC",
                   "-Wl,--no-undefined", "-o", library, file});
  };
  host::ProcessOutput good = shared("int puts(const char *); int f(void) { return puts(\"f\"); }");
  EXPECT_EQ(code(good), 0) << good.err;
  host::ProcessOutput open = shared("int nobody(void); int f(void) { return nobody(); }");
  EXPECT_EQ(code(open), 1);
  EXPECT_THAT(open.err, HasSubstr("undefined symbol: nobody"));
  EXPECT_FALSE(std::filesystem::exists(library));
}

TEST_F(CrossTools, what_a_cxx_link_misses_is_said_with_the_names_that_people_know) {
  std::string file = (scratch() / "missing.cpp").string();
  ASSERT_TRUE(host::write_file(file, "namespace a { int b(int); } int main() { return a::b(1); }"));
  host::ProcessOutput output = ashore({"c++", "--target", "armv7-unknown-linux-musleabi", "-o",
                                       (scratch() / "missing").string(), file});
  EXPECT_EQ(code(output), 1);
  EXPECT_THAT(output.err, HasSubstr("undefined symbol: a::b(int)"));
}

TEST_F(CrossTools, c_is_proved_and_runs_on_the_virtual_router) {
  need_lab("r7000");
  std::string program = compiled("armv7-unknown-linux-musleabi");
  host::ProcessOutput verdict = ashore({"verify", program, "--on", "lab:r7000"});
  EXPECT_EQ(code(verdict), 0) << verdict.out << verdict.err;
  host::ProcessOutput output = ashore({"run", program, "--on", "lab:r7000", "--", "42"});
  EXPECT_EQ(code(output), 42) << output.err;
  EXPECT_THAT(output.out, HasSubstr(expected_words));
}

TEST_F(CrossTools, an_option_that_leaves_the_floor_is_left_out_with_a_warning) {
  std::string program = (scratch() / "sums").string();
  host::ProcessOutput output =
      ashore({"cc", "--target", "armv7-unknown-linux-musleabi", "-mfloat-abi=softfp", "-mfpu=vfpv3",
              "-o", program, source("tests/e2e/programs/c/sums.c").string()});
  EXPECT_EQ(code(output), 0) << output.err;
  EXPECT_THAT(output.err, HasSubstr("-mfpu=vfpv3"));
  EXPECT_EQ(code(emulated(program, "qemu-arm", "cortex-a9,vfp=off,neon=off")), 3);
}

TEST_F(CrossTools, an_option_that_leaves_the_floor_is_refused_where_that_is_asked_for) {
  host::ProcessOutput output = ashore({"cc", "--target", "armv7-unknown-linux-musleabi", "--strict",
                                       "-mfpu=vfpv3", "-c", "-o", (scratch() / "sums.o").string(),
                                       source("tests/e2e/programs/c/sums.c").string()});
  EXPECT_EQ(code(output), 2);
  EXPECT_FALSE(std::filesystem::exists(scratch() / "sums.o"));
}

TEST_F(CrossTools, a_symbol_that_nobody_has_is_the_linkers_error) {
  std::string file = (scratch() / "missing.c").string();
  ASSERT_TRUE(host::write_file(file, "int nobody(void); int main(void) { return nobody(); }\n"));
  host::ProcessOutput output = ashore({"cc", "--target", "armv7-unknown-linux-musleabi", "-o",
                                       (scratch() / "missing").string(), file});
  EXPECT_EQ(code(output), 1);
  EXPECT_THAT(output.err, HasSubstr("undefined symbol: nobody"));
  EXPECT_FALSE(std::filesystem::exists(scratch() / "missing"));
}

TEST_F(CrossTools, a_target_of_another_libc_is_refused_rather_than_compiled_with_musls_headers) {
  host::ProcessOutput output =
      ashore({"cc", "--target", "armv7-unknown-linux-gnueabi", "-c", "-o",
              (scratch() / "sums.o").string(), source("tests/e2e/programs/c/sums.c").string()});
  EXPECT_EQ(code(output), 4);
  EXPECT_THAT(output.err, HasSubstr("no glibc for armv7-unknown-linux-gnueabi"));
  EXPECT_FALSE(std::filesystem::exists(scratch() / "sums.o"));
}

TEST_F(CrossTools, build_systems_get_their_questions_answered) {
  auto ask = [&](const char* question) {
    return ashore({"cc", "--target", "armv7-unknown-linux-musleabi", question}).out;
  };
  EXPECT_THAT(ask("-dumpmachine"), HasSubstr("arm"));
  EXPECT_THAT(ask("-print-file-name=libc.a"), HasSubstr("/usr/lib/libc.a"));
  EXPECT_THAT(ask("-print-sysroot"), HasSubstr("/"));
}

TEST_F(CrossTools, the_libc_of_a_device_wants_a_device) {
  host::ProcessOutput output =
      ashore({"cc", "--target", "armv7-unknown-linux-musleabi", "--libc", "device", "-c",
              source("tests/e2e/programs/c/sums.c").string()});
  EXPECT_EQ(code(output), 2);
  EXPECT_THAT(output.err, HasSubstr("which device?"));
}

TEST_F(CrossTools, without_a_target_the_error_says_how_to_name_one) {
  host::ProcessOutput output = ashore({"cc", "-c", source("tests/e2e/programs/c/sums.c").string()});
  EXPECT_EQ(code(output), 2);
  EXPECT_THAT(output.err, HasSubstr("which target?"));
}

// autoconf, CMake and make look for tools by name in PATH.
TEST_F(CrossTools, a_shell_finds_the_tools_by_the_names_of_the_target) {
  host::Command command;
  command.argv = {"sh", "-c",
                  "eval \"$($ASHORE env --target armv7-unknown-linux-musleabi)\" && "
                  "$CC -O2 -c -o sums.o $SOURCE && $AR rcs libsums.a sums.o && "
                  "$CC -o sums libsums.a && $STRIP sums"};
  command.directory = scratch();
  command.environment = environment_;
  command.environment["ASHORE"] = ASHORE_PROGRAM;
  command.environment["SOURCE"] = source("tests/e2e/programs/c/sums.c").string();
  host::ProcessOutput output = run(command);
  EXPECT_EQ(code(output), 0) << output.err;
  EXPECT_EQ(code(emulated((scratch() / "sums").string(), "qemu-arm", "cortex-a9,vfp=off,neon=off")),
            3);
}

}  // namespace
}  // namespace ashore::e2e
