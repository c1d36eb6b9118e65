// SPDX-License-Identifier: Apache-2.0
// For tests: programs assembled here and now, so that symbols are what an assembler and a linker
// make.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "ashore/elf/lld_sample.h"

namespace ashore::verify {

// Whether clang and lld are at hand, and what they make of assembly in `directory`.
bool has_tools();
std::vector<std::byte> assembled(const std::filesystem::path& directory, const std::string& target,
                                 const std::string& text, const std::string& flags);

class Assembled : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!has_tools()) GTEST_SKIP() << "skipped: no clang-19 or ld.lld";
    place_ =
        std::filesystem::temp_directory_path() / ("ashore-verify-" + std::to_string(::getpid()));
    std::filesystem::create_directories(place_);
  }
  void TearDown() override {
    std::error_code ignored;
    if (!place_.empty()) std::filesystem::remove_all(place_, ignored);
  }

  std::vector<std::byte> made(const std::string& target, const std::string& text,
                              const std::string& flags) const {
    return assembled(place_, target, text, flags);
  }
  std::vector<std::byte> arm(const std::string& text, const std::string& flags = "-static") const {
    return made("armv7a-linux-gnueabi", ".syntax unified\n.fpu neon\n.globl _start\n" + text,
                flags);
  }
  std::vector<std::byte> a64(const std::string& text) const {
    return made("aarch64-linux-gnu", ".globl _start\n" + text, "-static");
  }

 private:
  std::filesystem::path place_;
};

}  // namespace ashore::verify
