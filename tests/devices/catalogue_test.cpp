// SPDX-License-Identifier: Apache-2.0
// Every device of the catalogue gets a target that its package architecture bears, and a name that
// hides several CPUs is never taken for one of them.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "ashore/catalogue/expected_facts.h"
#include "ashore/catalogue/search.h"
#include "ashore/choose/choose.h"

namespace ashore {
namespace {

using catalogue::Board;
using catalogue::Catalogue;

const Catalogue& everything() {
  static const Catalogue catalogue = *Catalogue::load();
  return catalogue;
}

// By hand, from what the names of package architectures mean: the oracle, and no part of the data.
// Empty: Rust has no target.
const std::map<std::string_view, std::string_view>& targets_by_hand() {
  static const std::map<std::string_view, std::string_view> targets = {
      {"aarch64_cortex-a53", "aarch64-unknown-linux-musl"},
      {"aarch64_cortex-a72", "aarch64-unknown-linux-musl"},
      {"aarch64_cortex-a76", "aarch64-unknown-linux-musl"},
      {"aarch64_generic", "aarch64-unknown-linux-musl"},
      {"arm_arm1136j-s", "arm-unknown-linux-musleabi"},
      {"arm_arm1176jzf-s_vfp", "arm-unknown-linux-musleabihf"},
      {"arm_arm926ej-s", "armv5te-unknown-linux-musleabi"},
      {"arm_cortex-a15_neon-vfpv4", "armv7-unknown-linux-musleabihf"},
      {"arm_cortex-a5", "armv7-unknown-linux-musleabi"},
      {"arm_cortex-a53_neon-vfpv4", "armv7-unknown-linux-musleabihf"},
      {"arm_cortex-a5_neon-vfpv4", "armv7-unknown-linux-musleabihf"},
      {"arm_cortex-a5_vfpv4", "armv7-unknown-linux-musleabihf"},
      {"arm_cortex-a7", "armv7-unknown-linux-musleabi"},
      {"arm_cortex-a7_neon-vfpv4", "armv7-unknown-linux-musleabihf"},
      {"arm_cortex-a7_vfpv4", "armv7-unknown-linux-musleabihf"},
      {"arm_cortex-a8_neon", "armv7-unknown-linux-musleabihf"},
      {"arm_cortex-a8_vfpv3", "armv7-unknown-linux-musleabihf"},
      {"arm_cortex-a9", "armv7-unknown-linux-musleabi"},
      {"arm_cortex-a9_neon", "armv7-unknown-linux-musleabihf"},
      {"arm_cortex-a9_vfpv3", "armv7-unknown-linux-musleabihf"},
      {"arm_cortex-a9_vfpv3-d16", "armv7-unknown-linux-musleabihf"},
      {"arm_fa526", ""},
      {"arm_mpcore", "arm-unknown-linux-musleabi"},
      {"arm_mpcore_vfp", "arm-unknown-linux-musleabihf"},
      {"arm_xscale", "armv5te-unknown-linux-musleabi"},
      {"armeb_xscale", ""},
      {"i386_pentium-mmx", "i586-unknown-linux-musl"},
      {"i386_pentium4", "i686-unknown-linux-musl"},
      // Rust's target needs LSX, which not all have that this name is for: only a probe can tell.
      {"loongarch64_generic", ""},
      {"mips64_mips64", "mips64-openwrt-linux-musl"},
      {"mips64_mips64r2", "mips64-openwrt-linux-musl"},
      {"mips64_octeon", "mips64-openwrt-linux-musl"},
      {"mips64_octeonplus", "mips64-openwrt-linux-musl"},
      {"mips64el_mips64", "mips64el-unknown-linux-muslabi64"},
      {"mips64el_mips64r2", "mips64el-unknown-linux-muslabi64"},
      {"mips_24kc", "mips-unknown-linux-musl"},
      {"mips_4kec", "mips-unknown-linux-musl"},
      {"mips_mips32", "mips-unknown-linux-musl"},
      {"mipsel_24kc", "mipsel-unknown-linux-musl"},
      {"mipsel_24kc_24kf", "mipsel-unknown-linux-musl"},
      {"mipsel_74kc", "mipsel-unknown-linux-musl"},
      {"mipsel_mips32", "mipsel-unknown-linux-musl"},
      {"powerpc64_e5500", "powerpc64-unknown-linux-musl"},
      {"powerpc_405", ""},
      {"powerpc_440", ""},
      {"powerpc_464fp", "powerpc-unknown-linux-musl"},
      {"powerpc_8540", ""},
      {"powerpc_8548", "powerpc-unknown-linux-muslspe"},
      {"riscv64_generic", "riscv64gc-unknown-linux-musl"},
      {"x86_64", "x86_64-unknown-linux-musl"},
  };
  return targets;
}

std::string target_of(const Board& board) {
  Expected<TargetChoice> choice = choose::choose(catalogue::expected_facts(everything(), board));
  return choice ? rust_name(choice->triple) : std::string();
}

TEST(CatalogueTargets, fit_the_package_architecture_of_every_device) {
  std::size_t boards = 0;
  for (const Board& board : everything().boards()) {
    auto by_hand = targets_by_hand().find(board.architecture);
    ASSERT_NE(by_hand, targets_by_hand().end()) << board.architecture;
    EXPECT_EQ(target_of(board), by_hand->second)
        << catalogue::title(board) << ", " << board.architecture;
    ++boards;
  }
  EXPECT_GT(boards, 3100U);
}

TEST(CatalogueTargets, are_never_hard_float_where_no_fpu_is_listed) {
  for (const Board& board : everything().boards()) {
    if (!board.architecture.starts_with("arm")) continue;
    bool fpu = board.architecture.find("vfp") != std::string_view::npos ||
               board.architecture.find("neon") != std::string_view::npos;
    if (!fpu) {
      EXPECT_EQ(target_of(board).find("eabihf"), std::string::npos) << catalogue::title(board);
    }
  }
}

TEST(CatalogueTargets, keep_word_size_and_byte_order) {
  for (const Board& board : everything().boards()) {
    std::optional<Triple> triple = parse_rust_triple(target_of(board));
    if (!triple) continue;
    const Machine& machine = catalogue::expected_facts(everything(), board).machine.value;
    EXPECT_EQ(triple->machine.endian, machine.endian) << catalogue::title(board);
    EXPECT_EQ(pointer_bits(triple->machine.arch), pointer_bits(machine.arch));
  }
}

}  // namespace
}  // namespace ashore
