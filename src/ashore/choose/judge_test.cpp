// SPDX-License-Identifier: Apache-2.0
#include "ashore/choose/judge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "ashore/base/text.h"
#include "ashore/choose/choose.h"
#include "ashore/target/rust_target.h"

namespace ashore::choose {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr Machine arm_soft{Arch::arm, Endian::little, Abi::arm_eabi, FloatAbi::soft};
constexpr Machine arm_hard{Arch::arm, Endian::little, Abi::arm_eabi, FloatAbi::hard};
constexpr Machine arm_big{Arch::arm, Endian::big, Abi::arm_eabi, FloatAbi::soft};
constexpr Machine aarch64{Arch::aarch64, Endian::little, Abi::plain, FloatAbi::hard};
constexpr Machine mips_big{Arch::mips, Endian::big, Abi::mips_o32, FloatAbi::soft};
constexpr Machine mips_little{Arch::mips, Endian::little, Abi::mips_o32, FloatAbi::soft};
constexpr Machine mips64_big{Arch::mips64, Endian::big, Abi::mips_n64, FloatAbi::soft};
constexpr Machine mips64_little{Arch::mips64, Endian::little, Abi::mips_n64, FloatAbi::soft};
constexpr Machine powerpc_soft{Arch::powerpc, Endian::big, Abi::plain, FloatAbi::soft};
constexpr Machine powerpc_hard{Arch::powerpc, Endian::big, Abi::plain, FloatAbi::hard};
constexpr Machine powerpc64_big{Arch::powerpc64, Endian::big, Abi::plain, FloatAbi::hard};
constexpr Machine powerpc64_little{Arch::powerpc64, Endian::little, Abi::plain, FloatAbi::hard};
constexpr Machine riscv64{Arch::riscv64, Endian::little, Abi::riscv_lp64, FloatAbi::hard};
constexpr Machine loongarch{Arch::loongarch64, Endian::little, Abi::plain, FloatAbi::hard};
constexpr Machine x86{Arch::x86, Endian::little, Abi::plain, FloatAbi::hard};
constexpr Machine x86_64{Arch::x86_64, Endian::little, Abi::plain, FloatAbi::hard};

constexpr const char* not_known = "?";

// `features` with blanks between; "?" for what nobody measured.
DeviceFacts device(const Machine& machine, std::string_view baseline, std::string_view features) {
  DeviceFacts facts{};
  facts.machine = {machine, {"/proc/self/exe", "an ELF head"}};
  if (baseline != not_known) facts.baseline = {{std::string(baseline), {"/proc/cpuinfo", "core"}}};
  if (features == not_known) return facts;
  facts.features = {{Features{}, {"Features and AT_HWCAP", "..."}}};
  for (std::string_view feature : words(features)) facts.features->value.names.emplace(feature);
  return facts;
}

DeviceFacts r7000() { return device(arm_soft, "armv7-a", "dsp"); }

std::vector<std::string> fitting(const Judgement& judgement) {
  std::vector<std::string> names;
  for (const TargetChoice& choice : judgement.fitting) names.push_back(rust_name(choice.triple));
  return names;
}

std::string best(const DeviceFacts& facts) {
  Expected<TargetChoice> choice = choose(facts);
  return choice ? rust_name(choice->triple) : "";
}

// "fits", or why not; "?" before what cannot be told.
std::string judged(const Judgement& judgement, std::string_view name) {
  for (const Judged& one : judgement.rejected) {
    if (one.triple == name) return one.reason;
  }
  for (const Judged& one : judgement.unknown) {
    if (one.triple == name) return "? " + one.reason;
  }
  std::vector<std::string> names = fitting(judgement);
  return std::ranges::find(names, name) != names.end() ? "fits" : "not judged";
}

std::string judged(const DeviceFacts& facts, std::string_view name) {
  return judged(judge(facts, {}), name);
}

struct Case {
  const char* device;
  Machine machine;
  const char* baseline;
  const char* features;
  const char* best;  // empty: nothing fits
};

constexpr const char* neon_vfpv4 = "dsp vfp2 vfp3d16 vfp3 d32 vfp4d16 vfp4 neon hwdiv-arm";

constexpr std::array cases = {
    Case{"BCM4709", arm_soft, "armv7-a", "dsp", "armv7-unknown-linux-musleabi"},
    Case{"Cortex-A7", arm_hard, "armv7-a", neon_vfpv4, "armv7-unknown-linux-musleabihf"},
    Case{"Armada 370", arm_hard, "armv7-a", "dsp vfp2 vfp3d16", "armv7-unknown-linux-musleabihf"},
    Case{"A53, 32-bit", arm_hard, "armv8-a", neon_vfpv4, "armv7-unknown-linux-musleabihf"},
    Case{"Raspberry Pi 1", arm_hard, "armv6kz", "dsp vfp2", "arm-unknown-linux-musleabihf"},
    Case{"OX820", arm_soft, "armv6k", "dsp", "arm-unknown-linux-musleabi"},
    Case{"Kirkwood", arm_soft, "armv5te", "dsp", "armv5te-unknown-linux-musleabi"},
    Case{"FA526", arm_soft, "armv4", "", ""},
    Case{"IXP4xx", arm_big, "armv5te", "dsp", ""},
    Case{"Cortex-M7", arm_soft, "armv7e-m", "dsp", ""},
    Case{"Raspberry Pi 4", aarch64, "armv8-a", "fp-armv8 neon crc", "aarch64-unknown-linux-musl"},
    Case{"74Kc", mips_big, "mips32r2", "dsp", "mips-unknown-linux-musl"},
    Case{"1004Kc", mips_little, "mips32r2", "dsp mt", "mipsel-unknown-linux-musl"},
    Case{"BMIPS4350", mips_big, "mips32", "", "mips-unknown-linux-musl"},
    Case{"P5600", mips_little, "mips32r5", "msa", "mipsel-unknown-linux-musl"},
    Case{"Lexra", mips_big, "mips1", "", ""},
    Case{"R6", mips_little, "mips32r6", "", ""},
    Case{"Octeon", mips64_big, "mips64r2", "", "mips64-openwrt-linux-musl"},
    Case{"Loongson 3A1000", mips64_little, "mips64r2", "", "mips64el-unknown-linux-muslabi64"},
    Case{"I6400", mips64_little, "mips64r6", "", ""},
    Case{"P1020", powerpc_soft, "ppc", "booke isel spe", "powerpc-unknown-linux-muslspe"},
    Case{"MPC8540", powerpc_soft, "ppc", "booke isel spe efpu2", ""},
    Case{"P1020 of the catalogue", powerpc_soft, "e500v2", "", ""},
    Case{"405", powerpc_soft, "ppc", "", ""},
    Case{"APM82181", powerpc_hard, "464fp", "booke hard-float", "powerpc-unknown-linux-musl"},
    Case{"MPC8315", powerpc_hard, "ppc", "hard-float", "powerpc-unknown-linux-musl"},
    Case{"P5020", powerpc64_big, "e5500", "hard-float", "powerpc64-unknown-linux-musl"},
    Case{"POWER9", powerpc64_little, "ppc64le", "hard-float", "powerpc64le-unknown-linux-musl"},
    Case{"JH7110", riscv64, "rv64gc", "m a f d c zba zbb", "riscv64gc-unknown-linux-musl"},
    Case{"rv64imac", riscv64, "rv64imac", "m a c", ""},
    Case{"3A5000", loongarch, "loongarch64", "f d lsx lasx", "loongarch64-unknown-linux-musl"},
    Case{"without LSX", loongarch, "loongarch64", "f d", ""},
    Case{"Geode LX", x86, "i586", "cmov cx8 mmx", "i586-unknown-linux-musl"},
    Case{"Atom", x86, "i686", "cmov cx8 mmx sse sse2", "i686-unknown-linux-musl"},
    Case{"486", x86, "i486", "", ""},
    Case{"486 without flags", x86, "i486", not_known, ""},
    Case{"386 without flags", x86, "i386", not_known, ""},
    Case{"586 without flags", x86, "i586", not_known, "i586-unknown-linux-musl"},
    Case{"without long nops", x86, "i586", "cmov cx8 sse sse2", "i586-unknown-linux-musl"},
    Case{"x86-64 without SSE2", x86_64, "x86-64", "cmov cx8", ""},
    Case{"x86-64 without flags", x86_64, "x86-64", not_known, "x86_64-unknown-linux-musl"},
    Case{"APU2", x86_64, "x86-64", "sse2", "x86_64-unknown-linux-musl"},
};

TEST(Judge, finds_the_best_target_of_each_kind_of_device) {
  for (const Case& one : cases) {
    DeviceFacts facts = device(one.machine, one.baseline, one.features);
    EXPECT_EQ(best(facts), one.best) << one.device;
  }
}

TEST(Judge, names_every_target_once) {
  for (const Case& one : cases) {
    Judgement judgement = judge(device(one.machine, one.baseline, one.features), {});
    EXPECT_EQ(judgement.fitting.size() + judgement.rejected.size() + judgement.unknown.size(),
              rust_targets().size());
    for (const RustTarget& target : rust_targets())
      EXPECT_NE(judged(judgement, target.name), "not judged") << one.device << " " << target.name;
  }
}

TEST(Judge, says_of_the_r7000_why_every_hf_target_is_out) {
  Judgement judgement = judge(r7000(), {});
  for (const RustTarget& target : rust_targets()) {
    if (target.arch != "arm" || !target.name.ends_with("hf")) continue;
    EXPECT_EQ(judged(judgement, target.name), "no vfp in Features and AT_HWCAP") << target.name;
  }
  EXPECT_EQ(judged(judgement, "mips64-openwrt-linux-musl"),
            "for 64-bit MIPS, big-endian; the device is 32-bit ARM");
  EXPECT_EQ(judged(judgement, "s390x-unknown-linux-gnu"),
            "for 64-bit IBM Z, big-endian; the device is 32-bit ARM");
  EXPECT_EQ(judged(judgement, "armv7-unknown-linux-ohos"), "OpenHarmony's C library");
  // People look for those of their own architecture.
  EXPECT_THAT(judgement.rejected.front().triple, HasSubstr("arm-"));
}

TEST(Judge, ranks_the_newer_architecture_first) {
  EXPECT_THAT(fitting(judge(r7000(), {})),
              ElementsAre("armv7-unknown-linux-musleabi", "arm-unknown-linux-musleabi",
                          "armv5te-unknown-linux-musleabi"));
}

TEST(Judge, cannot_tell_of_hf_where_nobody_measured_an_fpu) {
  DeviceFacts facts = device(arm_soft, "armv7-a", not_known);
  EXPECT_EQ(judged(facts, "armv7-unknown-linux-musleabihf"),
            "? the device did not say whether it has an FPU");
  EXPECT_EQ(best(facts), "armv7-unknown-linux-musleabi");
  EXPECT_EQ(judged(device(powerpc_hard, "ppc", not_known), "powerpc-unknown-linux-musl"),
            "? the device did not say whether it has an FPU");
}

TEST(Judge, says_what_a_core_is_too_old_for) {
  EXPECT_EQ(judged(device(arm_soft, "armv4", ""), "armv4t-unknown-linux-gnueabi"),
            "assumes ARMv4T with its bx instruction, this core is armv4");
  EXPECT_EQ(judged(device(mips_big, "mips32", ""), "mips-unknown-linux-uclibc"),
            "assumes mips32r2, this core is mips32");
  EXPECT_THAT(judged(device(x86, "i586", "cx8"), "i686-unknown-linux-musl"), HasSubstr("no cmov"));
}

TEST(Judge, takes_the_kernels_word_for_a_486) {
  DeviceFacts old = device(x86, not_known, not_known);
  EXPECT_EQ(best(old), "i586-unknown-linux-musl");
  old.uname = {{"Linux box 2.4.37 #1 i486 unknown", {"uname -a", ""}}};
  EXPECT_EQ(best(old), "");
  EXPECT_EQ(judged(old, "i586-unknown-linux-musl"), "assumes a Pentium, this core is i486");
  EXPECT_EQ(judged(old, "i686-unknown-linux-musl"), "assumes a Pentium 4, this core is i486");
  EXPECT_THAT(judged(device(x86, "i586", "cx8 cmov sse sse2"), "i686-unknown-linux-musl"),
              HasSubstr("? the device did not say whether it has long nops"));
}

TEST(Judge, cannot_tell_of_a_c_library_for_a_mips_of_unknown_revision) {
  EXPECT_EQ(judged(device(mips_big, not_known, ""), "mips-unknown-linux-gnu"),
            "? the device did not say which MIPS revision it is");
}

TEST(Judge, builds_std_for_a_mips_of_revision_1) {
  DeskFacts desk;
  RustInstallation rust;
  rust.std_targets = {"mips-unknown-linux-musl"};
  desk.rust.push_back(rust);
  Expected<TargetChoice> r1 = choose(device(mips_big, "mips32", ""), desk);
  Expected<TargetChoice> r2 = choose(device(mips_big, "mips32r2", ""), desk);
  ASSERT_TRUE(r1 && r2);
  EXPECT_EQ(r1->std, StdSource::source);
  EXPECT_EQ(r1->floor.baseline, "mips32");
  EXPECT_TRUE(r1->needs_crt_static);
  EXPECT_EQ(r2->std, StdSource::installed);
  EXPECT_EQ(r2->atomic_bits, 32U);
}

TEST(NamedTarget, of_a_mips_of_revision_1_warns_too) {
  Expected<TargetChoice> choice =
      for_triple("mips-unknown-linux-musl", device(mips_big, "mips32", ""));
  ASSERT_TRUE(choice);
  EXPECT_EQ(choice->std, StdSource::source);
  EXPECT_THAT(choice->warnings, ElementsAre(HasSubstr("std must be built")));
  EXPECT_TRUE(
      for_triple("mips-unknown-linux-musl", device(mips_big, "mips32r2", ""))->warnings.empty());
  EXPECT_THAT(for_triple("mips-unknown-linux-musl", device(mips_big, "mips32r6", ""))->warnings,
              ElementsAre(HasSubstr("R6 took instructions of it away")));
}

TEST(Judge, has_no_word_for_32_bit_programs_on_a_64_bit_kernel) {
  DeviceFacts pi = device(aarch64, "armv8-a", "neon");
  EXPECT_THAT(judged(pi, "armv7-unknown-linux-musleabihf"), HasSubstr("? for 32-bit ARM"));
  EXPECT_THAT(judged(pi, "mipsel-unknown-linux-musl"), HasSubstr("the device is 64-bit ARM"));
  DeviceFacts narrow = device(arm_hard, "armv8-a", neon_vfpv4);
  EXPECT_EQ(judged(narrow, "aarch64-unknown-linux-musl"),
            "for 64-bit ARM; the device is 32-bit ARM");
  narrow.uname = {{"Linux pi 6.1.0 aarch64 GNU/Linux", {"uname -a", ""}}};
  EXPECT_THAT(judged(narrow, "aarch64-unknown-linux-musl"), HasSubstr("? for 64-bit ARM"));
}

Fact<Loader> loader(std::string path, Libc libc, std::optional<Version> version) {
  return {{path, libc, std::move(version)}, {path, "ELF32"}};
}

TEST(Libc, of_the_device_must_be_there_and_new_enough) {
  DeviceFacts facts = device(arm_hard, "armv7-a", neon_vfpv4);
  constexpr const char* gnu = "armv7-unknown-linux-gnueabihf";
  EXPECT_EQ(judged(facts, gnu),
            "? needs glibc 2.17 or newer; the device did not show which C library it has");
  facts.libraries_listed = true;
  EXPECT_EQ(judged(facts, gnu),
            "needs glibc 2.17 or newer, which was not found there (dynamic only)");
  facts.loaders = {loader("/lib/ld-linux-armhf.so.3", Libc::glibc, std::nullopt)};
  EXPECT_THAT(judged(facts, gnu), HasSubstr("did not say its version"));
  facts.loaders[0].value.version = Version{{2, 13}};
  EXPECT_EQ(judged(facts, gnu), "needs glibc 2.17 or newer; the device has 2.13");
  facts.loaders[0].value.version = Version{{2, 31}};
  EXPECT_EQ(judged(facts, gnu), "fits");
  EXPECT_EQ(best(facts), "armv7-unknown-linux-musleabihf");
  // The other float ABI has another loader.
  EXPECT_THAT(judged(facts, "armv7-unknown-linux-gnueabi"), HasSubstr("not found there"));
}

TEST(Libc, of_uclibc_fits_where_floats_can_only_be_soft) {
  DeviceFacts facts = r7000();
  facts.libraries_listed = true;
  facts.loaders = {loader("/lib/ld-uClibc.so.0", Libc::uclibc, Version{{0, 9, 32}})};
  EXPECT_EQ(judged(facts, "armv7-unknown-linux-uclibceabi"), "fits");
  EXPECT_EQ(judge(facts, {}).fitting.back().linkage, Linkage::dynamic);
  facts.machine.value.float_abi = FloatAbi::hard;
  facts.features->value.names = {"dsp", "vfp2", "vfp3d16"};
  EXPECT_THAT(judged(facts, "armv7-unknown-linux-uclibceabi"), HasSubstr("? uClibc is there"));
}

TEST(Desk, that_is_the_device_still_gets_a_static_program_first) {
  DeviceFacts pi = device(aarch64, "armv8-a", "fp-armv8 neon crc");
  pi.libraries_listed = true;
  pi.loaders = {loader("/lib/ld-linux-aarch64.so.1", Libc::glibc, Version{{2, 36}})};
  DeskFacts desk;
  RustInstallation rust;
  rust.host = "aarch64-unknown-linux-gnu";
  rust.std_targets = {rust.host};
  rust.managed_by_rustup = true;
  desk.rust.push_back(rust);
  Judgement judgement = judge(pi, desk);
  ASSERT_THAT(fitting(judgement),
              ElementsAre("aarch64-unknown-linux-musl", "aarch64-unknown-linux-gnu"));
  EXPECT_EQ(judgement.fitting[0].std, StdSource::prebuilt);
  EXPECT_EQ(judgement.fitting[1].std, StdSource::installed);
  EXPECT_THAT(judgement.fitting[1].reasons,
              Contains("this computer's own target, with its std installed"));
}

TEST(Desk, decides_which_targets_are_judged_at_all) {
  DeskFacts desk;
  RustInstallation rust;
  rust.known_targets = {"armv7-unknown-linux-musleabi", "armv9-unknown-linux-musl",
                        "aarch64-linux-android", "x86_64-apple-darwin"};
  desk.rust.push_back(rust);
  Judgement judgement = judge(r7000(), desk);
  EXPECT_EQ(fitting(judgement).size(), 1U);
  EXPECT_EQ(judged(judgement, "armv9-unknown-linux-musl"),
            "? ashore's table, of rustc 1.95, does not know it");
  EXPECT_EQ(judged(judgement, "aarch64-linux-android"), "Android's C library");
  EXPECT_EQ(judged(judgement, "x86_64-apple-darwin"), "not judged");
  EXPECT_EQ(judged(judgement, "arm-unknown-linux-musleabi"), "not judged");
}

TEST(Desk, without_rustup_fetches_no_std) {
  DeskFacts desk;
  desk.rust.emplace_back();
  EXPECT_EQ(choose(r7000(), desk)->std, StdSource::source);
  desk.rust[0].managed_by_rustup = true;
  EXPECT_EQ(choose(r7000(), desk)->std, StdSource::prebuilt);
  desk.rust[0].std_targets = {"armv7-unknown-linux-musleabi"};
  EXPECT_EQ(choose(r7000(), desk)->std, StdSource::installed);
}

TEST(Kernel, that_is_old_is_one_warning_by_the_target) {
  DeviceFacts facts = device(riscv64, "rv64gc", "m a f d c");
  facts.kernel = {{Version{{4, 15}}, {"uname -a", "4.15"}}};
  EXPECT_THAT(choose(facts)->warnings,
              ElementsAre("kernel 4.15 is older than Rust's documented floor 4.20"));
}

TEST(Pages, that_are_large_are_named) {
  DeviceFacts facts = device(aarch64, "armv8-a", "neon");
  facts.page_size = {{16384, {"AT_PAGESZ", "16384"}}};
  EXPECT_THAT(choose(facts)->reasons,
              Contains("pages of 16 KB: programs are linked for pages of up to 64 KB"));
  facts.page_size->value = 4096;
  EXPECT_THAT(choose(facts)->reasons, Not(Contains(HasSubstr("pages"))));
  facts.page_size->value = 262144;
  EXPECT_THAT(choose(facts)->warnings, Contains(HasSubstr("max-page-size=262144")));
}

TEST(NothingFits, says_what_would) {
  struct Row {
    DeviceFacts facts;
    const char* why;
    const char* what;
  };
  const Row rows[] = {
      {device(arm_soft, "armv4", ""), "needs ARMv5TE", "-march=armv4 "},
      {device(arm_big, "armv5te", "dsp"), "big-endian", "-mbig-endian"},
      {device(arm_soft, "armv7-m", ""), "armv7-m", "--target TRIPLE"},
      {device(mips_big, "mips1", ""), "need MIPS32", "lwl"},
      {device(mips_little, "mips32r6", ""), "R6", "mipsisa32r6"},
      {device(powerpc_soft, "ppc", ""), "classic FPU", "-msoft-float"},
      {device(riscv64, "rv64imac", "m a c"), "isa has no f", "-march=rv64imac -mabi=lp64"},
      {device(x86, "i486", ""), "no cx8", "-march=i486"},
      {device(x86, "i486", not_known), "core is i486", "-march=i486"},
      {device(riscv64, not_known, not_known), "which extensions", "--target TRIPLE"},
  };
  for (const Row& row : rows) {
    Judgement judgement = judge(row.facts, {});
    ASSERT_THAT(judgement.fitting, IsEmpty()) << row.why;
    Error error = nothing_fits(row.facts, judgement);
    EXPECT_EQ(error.kind(), ErrorKind::device);
    EXPECT_THAT(error.message(), HasSubstr(row.why));
    EXPECT_THAT(error.hints().front(), HasSubstr(row.what));
    EXPECT_EQ(choose(row.facts).error().message(), error.message());
  }
}

// Every architecture of a kind, with every set of the features that decide about it.
struct Family {
  Machine hard;
  std::vector<const char*> baselines;
  std::vector<const char*> features;
};

const std::vector<Family>& families() {
  static const std::vector<Family> all = {
      {arm_hard,
       {"armv4", "armv4t", "armv5t", "armv5te", "armv6", "armv6kz", "armv7-a", "armv8-a"},
       {"dsp", "vfp2", "vfp3d16", "vfp3", "d32", "neon"}},
      {aarch64, {"armv8-a"}, {"fp-armv8", "neon", "crc", "aes", "lse"}},
      {powerpc_hard, {"ppc", "e500v2", "464fp"}, {"hard-float", "spe", "efpu2", "booke"}},
      {powerpc64_big, {"ppc64", "e5500"}, {"hard-float", "altivec", "vsx"}},
      {riscv64, {"rv64gc"}, {"m", "a", "f", "d", "c", "v"}},
      {loongarch, {"loongarch64"}, {"f", "d", "lsx"}},
      {x86, {"i586", "i686"}, {"cx8", "cmov", "mmx", "sse", "sse2"}},
  };
  return all;
}

DeviceFacts with_features(const Family& family, const char* baseline, unsigned set) {
  std::string features;
  for (std::size_t i = 0; i < family.features.size(); ++i) {
    if ((set >> i & 1U) != 0) features += std::string(family.features[i]) + " ";
  }
  DeviceFacts facts = device(family.hard, baseline, features);
  // As the probe sets it.
  const std::set<std::string>& names = facts.features->value.names;
  if (family.hard.arch == Arch::arm && !names.contains("vfp2"))
    facts.machine.value.float_abi = FloatAbi::soft;
  return facts;
}

bool uses_an_fpu(const TargetChoice& choice) {
  return choice.triple.machine.float_abi == FloatAbi::hard;
}

// ARM and PowerPC are the architectures with Linux devices that have no FPU and whose kernels do
// not emulate one.
TEST(Property, nothing_without_a_measured_fpu_is_given_a_hard_float_target) {
  for (const Family& family : families()) {
    if (family.hard.arch != Arch::arm && family.hard.arch != Arch::powerpc) continue;
    std::string fpu = family.hard.arch == Arch::arm ? "vfp2" : "hard-float";
    for (const char* baseline : family.baselines) {
      for (unsigned set = 0; set < 1U << family.features.size(); ++set) {
        DeviceFacts facts = with_features(family, baseline, set);
        bool measured = facts.features->value.names.contains(fpu);
        for (const TargetChoice& choice : judge(facts, {}).fitting)
          EXPECT_TRUE(measured || !uses_an_fpu(choice)) << baseline << " " << set;
        facts.features.reset();
        for (const TargetChoice& choice : judge(facts, {}).fitting)
          EXPECT_FALSE(uses_an_fpu(choice)) << baseline;
      }
    }
  }
}

// Words that say less, or another FPU: an e500 has SPE in the place of the classic one.
bool is_a_trade(std::string_view feature) {
  return feature == "efpu2" || feature == "booke" || feature == "hard-float";
}

// The targets that fit with less are among those that fit with more.
TEST(Property, what_has_less_never_gets_more) {
  for (const Family& family : families()) {
    for (const char* baseline : family.baselines) {
      std::vector<std::set<std::string>> by_set;
      for (unsigned set = 0; set < 1U << family.features.size(); ++set) {
        std::vector<std::string> names = fitting(judge(with_features(family, baseline, set), {}));
        by_set.emplace_back(names.begin(), names.end());
      }
      for (unsigned set = 0; set < by_set.size(); ++set) {
        for (std::size_t i = 0; i < family.features.size(); ++i) {
          if ((set >> i & 1U) == 0 || is_a_trade(family.features[i])) continue;
          EXPECT_TRUE(std::ranges::includes(by_set[set], by_set[set & ~(1U << i)]))
              << baseline << " " << set << " without " << family.features[i];
        }
      }
    }
  }
}

TEST(Property, the_floor_of_whatever_fits_is_within_what_was_measured) {
  for (const Family& family : families()) {
    for (const char* baseline : family.baselines) {
      for (unsigned set = 0; set < 1U << family.features.size(); ++set) {
        DeviceFacts facts = with_features(family, baseline, set);
        for (const TargetChoice& choice : judge(facts, {}).fitting)
          EXPECT_TRUE(
              std::ranges::includes(facts.features->value.names, choice.floor.features.names));
      }
    }
  }
}

}  // namespace
}  // namespace ashore::choose
