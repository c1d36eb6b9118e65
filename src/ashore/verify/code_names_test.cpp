// SPDX-License-Identifier: Apache-2.0
// Programs compiled here and now, with the debug information that compilers write today.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "ashore/elf/compile_units.h"
#include "ashore/elf/lld_sample.h"
#include "ashore/verify/code_names.h"
#include "ashore/verify/instructions.h"
#include "ashore/verify/sample_device.h"

namespace ashore::verify {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

bool has_tools() {
  return std::system("clang-19 --version >/dev/null 2>&1 && ld.lld --version >/dev/null 2>&1") == 0;
}

// Two files in C, the first with a function in a section of its own, and one in assembly.
class Compiled : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!has_tools()) GTEST_SKIP() << "skipped: no clang-19 or ld.lld";
    place_ =
        std::filesystem::temp_directory_path() / ("ashore-names-" + std::to_string(::getpid()));
    std::filesystem::create_directories(place_);
    std::ofstream(place_ / "first.c") << "__attribute__((noinline, section(\".text.far\")))\n"
                                         "static float add(float a) {\n"
                                         "  return a + 1;\n"
                                         "}\n"
                                         "float second(float);\n"
                                         "float seen;\n"
                                         "void _start(void) { seen = add(second(seen)); }\n";
    std::ofstream(place_ / "second.c") << "\n\nfloat second(float a) { return a * 2; }\n";
    std::ofstream(place_ / "third.s") << ".fpu vfpv2\n.type third,%function\n"
                                         "third: vsqrt.f32 s0, s0\n  bx lr\n.size third, .-third\n";
  }
  void TearDown() override {
    std::error_code ignored;
    if (!place_.empty()) std::filesystem::remove_all(place_, ignored);
  }

  std::vector<std::byte> made(const std::string& flags,
                              const std::string& target = "armv7a-linux-gnueabihf -mfpu=vfpv3-d16",
                              const std::string& files = "first.c second.c third.s") const {
    std::string command = "cd " + place_.string() +
                          " && clang-19 -O1 -static "
                          "-nostdlib -fuse-ld=lld -Wl,--build-id=none "
                          "-Wno-unused-command-line-argument " +
                          flags + " --target=" + target + " -o a.out " + files + " 2>&1";
    EXPECT_EQ(std::system(command.c_str()), 0) << command;
    return elf::bytes_of_file(place_ / "a.out");
  }

 private:
  std::filesystem::path place_;
};

std::string name_in(const std::vector<std::byte>& program, std::string_view symbol) {
  ElfFacts facts = elf::facts_of(program);
  Expected<elf::LoadedImage> image = elf::LoadedImage::of(program, facts);
  Functions functions = Functions::of(program, facts, *image);
  std::uint64_t address = elf::address_of(program, symbol);
  CodeNames names(program, facts, functions);
  std::uint64_t wanted[] = {address};
  names.find_lines(wanted);
  return names.of(address, functions.at(address)).with_line();
}

TEST_F(Compiled, names_the_source_file_and_line_of_each_function) {
  for (const char* flags :
       {"-g", "-gdwarf-4", "-gdwarf-3", "-gdwarf-2", "-g -gz=zlib", "-g -gz=zstd", "-g -flto"}) {
    SCOPED_TRACE(flags);
    std::vector<std::byte> program = made(flags);
    EXPECT_EQ(name_in(program, "add"), "add (first.c:2)");
    EXPECT_EQ(name_in(program, "second"), "second (second.c:3)");
    EXPECT_EQ(name_in(program, "_start"), "_start (first.c:7)");
  }
}

TEST_F(Compiled, reads_wide_offsets) {
  std::vector<std::byte> program =
      made("-gdwarf-5 -gdwarf64", "aarch64-linux-gnu", "first.c second.c");
  EXPECT_EQ(name_in(program, "add"), "add (first.c:2)");
  EXPECT_EQ(name_in(program, "second"), "second (second.c:3)");
}

TEST_F(Compiled, names_the_line_of_assembly) {
  EXPECT_EQ(name_in(made("-g"), "third"), "third (third.s:3)");
}

TEST_F(Compiled, an_object_is_not_called_by_the_file_symbol_of_the_one_before_it) {
  EXPECT_EQ(name_in(made(""), "third"), "third");
}

TEST_F(Compiled, a_finding_tells_function_and_line_and_counts_functions_once) {
  Finding finding = finding_of(verify(made("-g"), r7000(), {"/tmp", false}, {}), "instructions");
  ASSERT_FALSE(finding.where.empty());
  std::string told;
  for (const Where& where : finding.where) told += where.function + "\n";
  EXPECT_THAT(told, HasSubstr("add (first.c:3)"));
  EXPECT_THAT(told, HasSubstr("second (second.c:3)"));
  EXPECT_THAT(finding.text, HasSubstr("in 4 functions"));
}

TEST_F(Compiled, the_twin_gives_a_stripped_program_its_names) {
  std::vector<std::byte> twin = made("-g"), program = made("-g -Wl,-s");
  Known known;
  known.twin = twin;
  Finding finding = finding_of(verify(program, r7000(), {"/tmp", false}, known), "instructions");
  ASSERT_FALSE(finding.where.empty());
  EXPECT_THAT(finding.where[0].function, HasSubstr(".c:"));
  finding = finding_of(verify(program, r7000(), {"/tmp", false}, {}), "instructions");
  ASSERT_FALSE(finding.where.empty());
  EXPECT_THAT(finding.where[0].function, Not(HasSubstr(".c")));
}

TEST_F(Compiled, false_debug_information_is_no_more_than_fewer_names) {
  std::vector<std::byte> program = made("-g");
  ElfFacts facts = elf::facts_of(program);
  Expected<elf::LoadedImage> image = elf::LoadedImage::of(program, facts);
  std::uint64_t end_of_code = image->code().back().offset + image->code().back().size;
  for (std::size_t at = end_of_code; at < program.size(); at += 7) {
    std::vector<std::byte> broken = program;
    broken[at] ^= std::byte{0xff};
    Expected<ElfFacts> again = elf::read(broken);
    if (!again) continue;
    Functions none;
    CodeNames names(broken, *again, none);
    std::uint64_t wanted[] = {facts.entry, facts.entry + 4};
    names.find_lines(wanted);
    EXPECT_LT(names.of(facts.entry, nullptr).with_line().size(), 20'000U);
  }
}

TEST(CodeName, tells_the_crate_once) {
  EXPECT_EQ((CodeName{"core::fmt::write", "", "mod.rs:7"}.with_line()),
            "core::fmt::write (mod.rs:7)");
  EXPECT_EQ((CodeName{"alloc::vec::push", "hello", "mod.rs:7"}.with_line()),
            "alloc::vec::push (hello, mod.rs:7)");
  EXPECT_EQ((CodeName{"main", "main.c", "main.c:7"}.with_line()), "main (main.c:7)");
  EXPECT_EQ((CodeName{"main", "main.c", "fast.h:7"}.with_line()), "main (main.c, fast.h:7)");
  EXPECT_EQ((CodeName{"", "main.c", "main.c:7"}.with_line()), "main.c:7");
  EXPECT_EQ((CodeName{"main", "", ""}.with_line()), "main");
  EXPECT_EQ((CodeName{"", "", ""}.with_line()), "");
}

TEST(CompileUnits, a_unit_of_rust_names_its_crate) {
  EXPECT_EQ(elf::crate_of_unit("src/main.rs/@/hello.5f3c9d12-cgu.0"), "hello");
  EXPECT_EQ(elf::crate_of_unit("/rustc/abc/library/core/src/lib.rs/@/core.b5c3-cgu.0"), "core");
  EXPECT_EQ(elf::crate_of_unit("src/main.c"), "");
}

}  // namespace
}  // namespace ashore::verify
