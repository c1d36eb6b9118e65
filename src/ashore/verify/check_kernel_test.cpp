// SPDX-License-Identifier: Apache-2.0
// check_kernel, check_page_size and check_memory: what the kernel must grant.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ashore/verify/sample_device.h"

namespace ashore::verify {
namespace {

using elf::SampleImage;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

SampleImage static_glibc() {
  SampleImage image;
  image.minimum_kernel = Version{{3, 2, 0}};
  image.text = "FATAL: kernel too old\n";
  return image;
}

TEST(KernelCheck, static_glibc_ends_at_once_on_an_older_kernel) {
  Finding finding = finding_of(verdict_on(static_glibc(), r7000()), "kernel");
  EXPECT_EQ(finding.answer, Answer::will_not_run);
  EXPECT_THAT(finding.text, HasSubstr("asks for kernel 3.2 or newer; the device has 2.6.36.4"));
  EXPECT_EQ(finding_of(verdict_on(static_glibc(), arm_with_vfp()), "kernel").answer, Answer::runs);
}

TEST(KernelCheck, the_very_kernel_that_was_asked_for_is_not_too_old) {
  DeviceFacts device = r7000();
  device.kernel->value = Version{{3, 2}};
  EXPECT_EQ(finding_of(verdict_on(static_glibc(), device), "kernel").answer, Answer::runs);
}

TEST(KernelCheck, cannot_tell_when_the_devices_own_loader_decides_or_the_kernel_is_unknown) {
  SampleImage image = static_glibc();
  image.interpreter = "/lib/ld-linux.so.3";
  EXPECT_EQ(finding_of(verdict_on(image, r7000()), "kernel").answer, Answer::cannot_tell);
  DeviceFacts silent = r7000();
  silent.kernel.reset();
  EXPECT_EQ(finding_of(verdict_on(static_glibc(), silent), "kernel").answer, Answer::cannot_tell);
}

TEST(KernelCheck, a_rust_program_on_an_old_kernel_gets_one_warning_and_no_refusal) {
  SampleImage rust;
  rust.text = "...RUST_BACKTRACE...";
  Verdict verdict = verdict_on(rust, r7000());
  EXPECT_TRUE(says_nothing(verdict, "kernel"));
  EXPECT_THAT(verdict.warnings, ElementsAre("kernel 2.6.36.4 is older than 3.2, the oldest that "
                                            "Rust's std promises to work on"));
  EXPECT_THAT(verdict_on(rust, arm_with_vfp()).warnings, IsEmpty());
  EXPECT_THAT(verdict_on(SampleImage(), r7000()).warnings, IsEmpty());
}

Finding page_size_of(const SampleImage& image, std::optional<std::uint64_t> page) {
  DeviceFacts device = arm64();
  device.page_size.reset();
  if (page) device.page_size = Fact<std::uint64_t>{*page, {"AT_PAGESZ", ""}};
  return finding_of(verdict_on(image, device), "page_size");
}

// As ld does with max-page-size=0x1000: data one page after the text.
SampleImage small_pages() {
  SampleImage image = SampleImage::aarch64();
  image.align = 0x1000;
  return image;
}

TEST(PageSizeCheck, segments_must_not_share_a_page_of_this_kernel) {
  EXPECT_EQ(page_size_of(small_pages(), 4096).answer, Answer::runs);
  EXPECT_EQ(page_size_of(small_pages(), 65536).answer, Answer::cannot_tell);
  EXPECT_EQ(page_size_of(SampleImage::aarch64(), 65536).answer, Answer::runs);
}

TEST(PageSizeCheck, address_and_offset_must_agree_within_a_page) {
  SampleImage image = SampleImage::aarch64();
  image.more_segments = {{1, 6, 0x0, 0x41000, 16, 16, 0x1000}};
  EXPECT_EQ(page_size_of(image, 4096).answer, Answer::runs);
  Finding finding = page_size_of(image, 16384);
  EXPECT_EQ(finding.answer, Answer::will_not_run);
  EXPECT_THAT(finding.text, HasSubstr("pages of 16384 bytes"));
  EXPECT_THAT(*finding.hint, HasSubstr("max-page-size=16384"));
}

TEST(PageSizeCheck, without_a_page_size_the_program_must_fit_all_that_are_possible) {
  EXPECT_EQ(page_size_of(SampleImage::aarch64(), std::nullopt).answer, Answer::runs);
  EXPECT_EQ(page_size_of(small_pages(), std::nullopt).answer, Answer::cannot_tell);
  EXPECT_EQ(page_size_of(small_pages(), 0).answer, Answer::cannot_tell);  // no kernel has that
}

TEST(MemoryCheck, doubts_a_program_larger_than_the_memory) {
  SampleImage image;
  image.bss = 100'000'000;
  EXPECT_EQ(finding_of(verdict_on(image, r7000()), "memory").answer, Answer::runs);
  image.bss = 300'000'000;
  EXPECT_EQ(finding_of(verdict_on(image, r7000()), "memory").answer, Answer::cannot_tell);
}

TEST(MemoryCheck, warns_when_only_the_free_memory_is_too_small) {
  SampleImage image;
  image.bss = 220'000'000;
  EXPECT_THAT(verdict_on(image, r7000()).warnings, ElementsAre(HasSubstr("are free now")));
}

TEST(MemoryCheck, sums_beyond_64_bits_are_more_than_any_memory) {
  SampleImage image = SampleImage::aarch64();
  for (std::uint64_t address : {std::uint64_t{1} << 40, std::uint64_t{1} << 41})
    image.more_segments.push_back(
        {1, 6, 0, address, 0, ~std::uint64_t{0} - (std::uint64_t{1} << 42), 0x10000});
  EXPECT_EQ(finding_of(verdict_on(image, arm64()), "memory").answer, Answer::cannot_tell);
}

}  // namespace
}  // namespace ashore::verify
