// SPDX-License-Identifier: Apache-2.0
// Programs and libraries linked here and now, as a device would put them together: check_libraries,
// check_symbol_versions, check_symbols.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "ashore/elf/lld_sample.h"
#include "ashore/verify/sample_device.h"

namespace ashore::verify {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

constexpr const char* loader = "/lib64/ld-linux-x86-64.so.2";

class Linking : public ::testing::Test {
 protected:
  void SetUp() override {
    if (std::system("clang-19 --version >/dev/null 2>&1 && ld.lld --version >/dev/null 2>&1") != 0)
      GTEST_SKIP() << "skipped: no clang-19 or ld.lld";
    place_ = fs::temp_directory_path() / ("ashore-linked-" + std::to_string(::getpid()));
    fs::create_directories(place_);
    device_ = arm_with_vfp();
    device_.machine.value = Machine{Arch::x86_64, Endian::little, Abi::plain, FloatAbi::hard};
    device_.loaders = {{{loader, Libc::glibc, Version{{2, 31}}}, {loader, ""}}};
    there_["/etc/ld.so.cache"] = nullptr;
    there_[loader] = library("ld.so", "__tls_get_addr: ret\n", "-Wl,-soname,ld-linux-x86-64.so.2");
    for (const char* path : {"/lib64/libfoo.so", "/usr/lib64/libfoo.so", "/usr/lib/libfoo.so"})
      there_[path] = nullptr;
    there_["/lib/libfoo.so"] = nullptr;
  }
  void TearDown() override {
    std::error_code ignored;
    if (!place_.empty()) fs::remove_all(place_, ignored);
  }

  std::string linked(const std::string& name, const std::string& text, const std::string& flags) {
    std::ofstream(place_ / "a.s") << text << ".section .note.GNU-stack,\"\",@progbits\n";
    std::string path = (place_ / name).string();
    std::string command = "cd " + place_.string() +
                          " && clang-19 --target=x86_64-linux-gnu -nostdlib -fuse-ld=lld "
                          "-Wl,--build-id=none -Wno-unused-command-line-argument " +
                          flags + " -o " + name + " a.s 2>&1";
    EXPECT_EQ(std::system(command.c_str()), 0) << command;
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  // Each label of it is a function.
  std::shared_ptr<const std::string> library(const std::string& name, const std::string& text,
                                             const std::string& flags = "") {
    std::string marked;
    for (std::size_t at = 0; at < text.size();) {
      std::size_t end = text.find('\n', at);
      std::string line = text.substr(at, end - at);
      if (std::size_t colon = line.find(':'); colon != line.npos)
        marked += ".globl " + line.substr(0, colon) + "\n";
      marked += line + "\n";
      at = end + 1;
    }
    return std::make_shared<const std::string>(
        linked(name, marked, "-shared -Wl,-soname," + name + " " + flags));
  }

  std::string program(const std::string& text, const std::string& flags = "libfoo.so") {
    return linked("program", ".globl _start\n_start:\n" + text + "mov $60, %eax\nsyscall\nhlt\n",
                  "-pie -Wl,-dynamic-linker," + std::string(loader) + " " + flags);
  }

  Finding asked(const std::string& file, std::string_view check) {
    Verdict verdict =
        verify(std::as_bytes(std::span(file)), device_, {"/tmp", false}, Known{{}, {}, &there_});
    return finding_of(verdict, check);
  }

  fs::path place_;
  LibraryFiles there_;
  DeviceFacts device_;
};

TEST_F(Linking, a_library_that_is_nowhere_is_named) {
  library("libfoo.so", "foo: ret\n");
  Finding finding = asked(program("call foo@PLT\n"), "libraries");
  EXPECT_EQ(finding.answer, Answer::will_not_run);
  EXPECT_THAT(finding.text, HasSubstr("libfoo.so, which is not where the device's loader looks"));
}

TEST_F(Linking, a_program_whose_symbols_are_all_there_is_bound) {
  there_["/lib64/libfoo.so"] = library("libfoo.so", "foo: ret\n");
  std::string file = program("call foo@PLT\n");
  EXPECT_EQ(asked(file, "libraries").answer, Answer::runs);
  EXPECT_EQ(asked(file, "symbols").answer, Answer::runs);
}

TEST_F(Linking, a_symbol_that_the_devices_library_lacks_is_named) {
  library("libfoo.so", "foo: ret\nyounger: ret\n");
  std::string file = program("call foo@PLT\ncall younger@PLT\n");
  there_["/lib64/libfoo.so"] = library("libfoo.so", "foo: ret\n");
  Finding finding = asked(file, "symbols");
  EXPECT_EQ(finding.answer, Answer::will_not_run);
  EXPECT_THAT(finding.text, HasSubstr("needs younger, which no library on the device"));
}

TEST_F(Linking, a_weak_symbol_may_be_missing) {
  library("libfoo.so", "foo: ret\nyounger: ret\n");
  std::string file = program(".weak younger\ncall foo@PLT\ncall younger@PLT\n");
  there_["/lib64/libfoo.so"] = library("libfoo.so", "foo: ret\n");
  EXPECT_EQ(asked(file, "symbols").answer, Answer::runs);
}

TEST_F(Linking, a_version_that_the_devices_library_lacks_is_named) {
  auto versioned = [&](const std::string& script, const std::string& text) {
    std::ofstream(place_ / "versions") << script;
    return library("libfoo.so", text, "-Wl,--version-script=versions");
  };
  versioned("FOO_1 { global: foo; };\nFOO_2 { global: younger; } FOO_1;\n",
            "foo: ret\nyounger: ret\n");
  std::string file = program("call foo@PLT\ncall younger@PLT\n");
  there_["/lib64/libfoo.so"] = versioned("FOO_1 { global: foo; };\n", "foo: ret\n");
  Finding finding = asked(file, "symbol_versions");
  EXPECT_EQ(finding.answer, Answer::will_not_run);
  EXPECT_THAT(finding.text, HasSubstr("FOO_2"));
  // A library without any versions is taken as it is; then only the symbol itself is missing.
  there_["/lib64/libfoo.so"] = library("libfoo.so", "foo: ret\nyounger: ret\n");
  EXPECT_NE(asked(file, "symbol_versions").answer, Answer::will_not_run);
  EXPECT_EQ(asked(file, "symbols").answer, Answer::runs);
}

TEST_F(Linking, a_variable_that_is_copied_must_be_in_a_library) {
  std::string text = ".globl variable\n.type variable,@object\n.size variable, 4\n"
                     ".data\nvariable: .long 1\n";
  linked("libfoo.so", text, "-shared -Wl,-soname,libfoo.so");
  std::string file = linked("program",
                            ".globl _start\n_start: mov variable(%rip), %eax\nmov $60, %eax\n"
                            "syscall\n",
                            "-no-pie -Wl,-dynamic-linker," + std::string(loader) + " libfoo.so");
  there_["/lib64/libfoo.so"] = std::make_shared<const std::string>(
      linked("libfoo.so", text, "-shared -Wl,-soname,libfoo.so"));
  EXPECT_EQ(asked(file, "symbols").answer, Answer::runs);
  // The program has the symbol too, as the place for the copy: that is no answer to it.
  there_["/lib64/libfoo.so"] = library("libfoo.so", "foo: ret\n");
  Finding finding = asked(file, "symbols");
  EXPECT_EQ(finding.answer, Answer::will_not_run);
  EXPECT_THAT(finding.text, HasSubstr("variable"));
}

TEST_F(Linking, what_the_loader_itself_defines_is_there) {
  there_["/lib64/libfoo.so"] = library("libfoo.so", "foo: ret\n");
  std::string file = program("call foo@PLT\ncall __tls_get_addr@PLT\n",
                             "libfoo.so -Wl,--unresolved-symbols=ignore-all");
  EXPECT_EQ(asked(file, "symbols").answer, Answer::runs);
}

TEST_F(Linking, what_libraries_need_of_each_other_is_followed) {
  library("libbar.so", "bar: ret\n");
  there_["/lib64/libfoo.so"] = library("libfoo.so", "foo: call bar@PLT\n", "libbar.so");
  std::string file = program("call foo@PLT\n", "libfoo.so -Wl,--allow-shlib-undefined");
  for (const char* path : {"/lib64/libbar.so", "/usr/lib64/libbar.so", "/lib/libbar.so"})
    there_[path] = nullptr;
  there_["/usr/lib/libbar.so"] = nullptr;
  Finding missing = asked(file, "libraries");
  EXPECT_EQ(missing.answer, Answer::will_not_run);
  EXPECT_THAT(missing.text, HasSubstr("libbar.so (for libfoo.so)"));
  there_["/usr/lib/libbar.so"] = library("libbar.so", "other: ret\n");
  // Called only through a table that glibc fills when the call is made.
  EXPECT_EQ(asked(file, "symbols").answer, Answer::cannot_tell);
  there_["/usr/lib/libbar.so"] = library("libbar.so", "bar: ret\n");
  EXPECT_EQ(asked(file, "symbols").answer, Answer::runs);
}

}  // namespace
}  // namespace ashore::verify
