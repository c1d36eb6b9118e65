// SPDX-License-Identifier: Apache-2.0
#include "ashore/provision/proof.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "ashore/host/files.h"

namespace ashore::provision {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class Proof : public ::testing::Test {
 protected:
  void SetUp() override {
    if (std::system("clang-19 --version >/dev/null 2>&1") != 0)
      GTEST_SKIP() << "skipped: no clang-19";
    place_ = fs::temp_directory_path() / ("ashore-proof-" + std::to_string(::getpid()));
    fs::create_directories(entry());
  }
  void TearDown() override {
    std::error_code ignored;
    if (!place_.empty()) fs::remove_all(place_, ignored);
  }

  fs::path entry() const { return place_ / "rust-std" / "std-1"; }
  void assemble(const std::string& function, const std::string& instruction) const {
    std::ofstream(place_ / "a.s") << ".syntax unified\n.fpu neon\n.type " << function
                                  << ",%function\n"
                                  << function << ": " << instruction << "\n";
    std::string command = "clang-19 --target=armv7a-linux-gnueabi -c -o " +
                          (entry() / "a.o").string() + " " + (place_ / "a.s").string();
    ASSERT_EQ(std::system(command.c_str()), 0);
  }
  Expected<void> proven() const {
    Expected<store::Store> store = store::Store::open(place_);
    if (!store) return Failure(std::move(store).error());
    TargetChoice choice;
    choice.triple = *parse_rust_triple("armv7-unknown-linux-musleabi");
    return prove_std_once(entry(), choice, *store);
  }

 private:
  fs::path place_;
};

TEST_F(Proof, a_library_within_its_target_is_proven_once) {
  assemble("good", "dmb ish");
  EXPECT_TRUE(proven());
  assemble("bad", "vadd.f32 s0, s1, s2");  // entries of a store never change; nobody looks again
  EXPECT_TRUE(proven());
}

TEST_F(Proof, an_instruction_beyond_the_target_is_named_with_its_function) {
  assemble("bad", "vadd.f32 s0, s1, s2");
  Expected<void> result = proven();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind(), ErrorKind::toolchain);
  EXPECT_THAT(result.error().message(),
              HasSubstr("vadd.f32 s0, s1, s2 in `bad`, which needs vfp2"));
}

TEST_F(Proof, functions_that_ask_first_are_left_to_the_check_of_the_program) {
  assemble("setjmp", "vstmia r12!, {d8-d15}");
  EXPECT_TRUE(proven());
}

}  // namespace
}  // namespace ashore::provision
