// SPDX-License-Identifier: Apache-2.0
// check_interpreter, check_libraries and check_symbol_versions: what a dynamic program finds.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ashore/verify/sample_device.h"

namespace ashore::verify {
namespace {

using elf::SampleImage;
using ::testing::HasSubstr;

SampleImage dynamic_program() {
  SampleImage image = SampleImage::arm_hard_float();
  image.interpreter = "/lib/ld-linux-armhf.so.3";
  image.needed = {"libgcc_s.so.1", "libc.so.6"};
  image.versions = {{"libc.so.6", "GLIBC_2.28", false}};
  return image;
}

TEST(InterpreterCheck, a_static_program_needs_none) {
  EXPECT_EQ(finding_of(verdict_on(SampleImage(), r7000()), "interpreter").answer, Answer::runs);
  EXPECT_TRUE(says_nothing(verdict_on(SampleImage(), r7000()), "libraries"));
  EXPECT_TRUE(says_nothing(verdict_on(SampleImage(), r7000()), "symbol_versions"));
}

TEST(InterpreterCheck, passes_a_loader_that_is_there) {
  Finding finding = finding_of(verdict_on(dynamic_program(), arm_with_vfp()), "interpreter");
  EXPECT_EQ(finding.answer, Answer::runs);
  EXPECT_EQ(finding.on_device, arm_with_vfp().loaders[0].evidence);
}

TEST(InterpreterCheck, refuses_a_loader_that_is_not_in_a_directory_that_was_listed) {
  SampleImage image = dynamic_program();
  image.interpreter = "/lib/ld-musl-armhf.so.1";
  Finding finding = finding_of(verdict_on(image, arm_with_vfp()), "interpreter");
  EXPECT_EQ(finding.answer, Answer::will_not_run);
  EXPECT_EQ(finding.text, "the program needs the loader /lib/ld-musl-armhf.so.1; the device has "
                          "/lib/ld-linux-armhf.so.3");
  EXPECT_THAT(*finding.hint, HasSubstr("static"));
}

TEST(InterpreterCheck, cannot_tell_where_nobody_looked) {
  SampleImage image = dynamic_program();
  image.interpreter = "/opt/lib/ld.so.1";
  EXPECT_EQ(finding_of(verdict_on(image, arm_with_vfp()), "interpreter").answer,
            Answer::cannot_tell);
  DeviceFacts strange = arm_with_vfp();  // a file of that name, which the probe took for no loader
  strange.loaders.clear();
  strange.libraries.insert("ld-linux-armhf.so.3");
  EXPECT_EQ(finding_of(verdict_on(dynamic_program(), strange), "interpreter").answer,
            Answer::cannot_tell);
  DeviceFacts unlisted = arm_with_vfp();
  unlisted.loaders.clear();
  unlisted.libraries_listed = false;
  EXPECT_EQ(finding_of(verdict_on(dynamic_program(), unlisted), "interpreter").answer,
            Answer::cannot_tell);
}

TEST(LibrariesCheck, wants_every_needed_library) {
  EXPECT_EQ(finding_of(verdict_on(dynamic_program(), arm_with_vfp()), "libraries").answer,
            Answer::runs);
  SampleImage image = dynamic_program();
  image.needed.push_back("libssl.so.3");
  Finding finding = finding_of(verdict_on(image, arm_with_vfp()), "libraries");
  EXPECT_EQ(finding.answer, Answer::will_not_run);
  EXPECT_EQ(finding.text, "the program needs libssl.so.3, which the device does not have");
}

TEST(LibrariesCheck, cannot_tell_where_a_loader_of_its_own_looks) {
  SampleImage image = dynamic_program();
  image.needed.push_back("libssl.so.3");
  image.interpreter = "/opt/lib/ld-linux.so.3";
  EXPECT_EQ(finding_of(verdict_on(image, arm_with_vfp()), "libraries").answer, Answer::cannot_tell);
}

TEST(LibrariesCheck, cannot_tell_when_they_were_not_listed_or_the_program_looks_elsewhere) {
  SampleImage image = dynamic_program();
  image.needed = {"libmine.so"};
  DeviceFacts unlisted = arm_with_vfp();
  unlisted.libraries_listed = false;
  EXPECT_EQ(finding_of(verdict_on(image, unlisted), "libraries").answer, Answer::cannot_tell);
  image.runpath = "$ORIGIN/lib";
  EXPECT_EQ(finding_of(verdict_on(image, arm_with_vfp()), "libraries").answer, Answer::cannot_tell);
}

TEST(LibrariesCheck, the_loader_of_musl_is_its_libc) {
  SampleImage image = SampleImage::aarch64();
  image.interpreter = "/lib/ld-musl-aarch64.so.1";
  image.needed = {"libc.so", "libpthread.so.0", "libc.musl-aarch64.so.1"};
  EXPECT_EQ(finding_of(verdict_on(image, arm64()), "libraries").answer, Answer::runs);
  image.needed.push_back("libcurl.so.4");
  EXPECT_EQ(finding_of(verdict_on(image, arm64()), "libraries").answer, Answer::will_not_run);
}

TEST(LibrariesCheck, names_do_not_tell_the_machine_on_a_device_with_two) {
  DeviceFacts both = arm64();
  both.loaders = arm_with_vfp().loaders;
  both.libraries = arm_with_vfp().libraries;
  EXPECT_EQ(finding_of(verdict_on(dynamic_program(), both), "libraries").answer,
            Answer::cannot_tell);
}

TEST(LibrariesCheck, shows_hostile_names_without_their_control_characters) {
  SampleImage image = dynamic_program();
  image.needed = {"lib\x1b[2J.so"};
  EXPECT_THAT(finding_of(verdict_on(image, arm_with_vfp()), "libraries").text,
              HasSubstr("lib?[2J.so"));
}

Finding versions_of(std::vector<SymbolVersion> versions, const DeviceFacts& device) {
  SampleImage image = dynamic_program();
  image.versions = std::move(versions);
  return finding_of(verdict_on(image, device), "symbol_versions");
}

TEST(SymbolVersionsCheck, compares_with_the_devices_glibc_by_number) {
  EXPECT_EQ(versions_of({{"libc.so.6", "GLIBC_2.4", false}, {"libc.so.6", "GLIBC_2.31", false}},
                        arm_with_vfp())
                .answer,
            Answer::runs);
  Finding young = versions_of(
      {{"libc.so.6", "GLIBC_2.34", false}, {"libc.so.6", "GLIBC_2.4", false}}, arm_with_vfp());
  EXPECT_EQ(young.answer, Answer::will_not_run);
  EXPECT_EQ(young.text, "the program needs GLIBC_2.34 from libc.so.6; the device has glibc 2.31");
  EXPECT_EQ(versions_of({{"libc.so.6", "GLIBC_2.34", true}, {"libc.so.6", "GLIBC_2.4", false}},
                        arm_with_vfp())
                .answer,
            Answer::runs);  // weak: the loader only warns
}

TEST(SymbolVersionsCheck, cannot_tell_about_other_libraries_or_an_unknown_libc) {
  EXPECT_EQ(versions_of({{"libc.so.6", "GLIBC_2.4", false}, {"libssl.so.3", "OPENSSL_3", false}},
                        arm_with_vfp())
                .answer,
            Answer::cannot_tell);
  EXPECT_EQ(versions_of({{"libc.so.6", "GLIBC_PRIVATE", false}}, arm_with_vfp()).answer,
            Answer::cannot_tell);
  DeviceFacts unknown = arm_with_vfp();
  unknown.loaders[0].value.version.reset();
  EXPECT_EQ(versions_of({{"libc.so.6", "GLIBC_2.4", false}}, unknown).answer, Answer::cannot_tell);
}

}  // namespace
}  // namespace ashore::verify
