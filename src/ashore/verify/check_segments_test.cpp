// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "ashore/verify/sample_device.h"

namespace ashore::verify {
namespace {

using testing::HasSubstr;

Finding on_r7000(const std::vector<std::byte>& file) {
  return finding_of(verify(file, r7000(), {"/tmp", false}), "segments");
}

Finding with_segment(ElfSegment segment) {
  elf::SampleImage image;
  image.more_segments = {segment};
  return on_r7000(image.bytes());
}

TEST(CheckSegments, SaysNothingAboutWhatLinkersMake) {
  EXPECT_EQ(on_r7000(elf::SampleImage().bytes()), Finding{});
}

TEST(CheckSegments, DoesNotPromiseAnythingForAnOddHeader) {
  struct Odd {
    std::size_t at;
    const char* text;
  };
  for (Odd odd : {Odd{6, "EI_VERSION"}, Odd{20, "e_version"}, Odd{40, "e_ehsize"}}) {
    std::vector<std::byte> file = elf::SampleImage().bytes();
    file[odd.at] = std::byte{7};
    Finding finding = on_r7000(file);
    EXPECT_EQ(finding.answer, Answer::cannot_tell) << odd.text;
    EXPECT_THAT(finding.text, HasSubstr(odd.text));
  }
}

TEST(CheckSegments, DoesNotPromiseThatReadOnlyMemoryIsZeroed) {
  ElfSegment read_only;
  read_only.type = 1;
  read_only.flags = 4;
  read_only.address = 0x900000;
  read_only.memory_size = 0x10;
  EXPECT_THAT(with_segment(read_only).text, HasSubstr("may not write"));
}

TEST(CheckSegments, DoesNotPromiseAddressesThatOnlySomeKernelsGive) {
  ElfSegment segment;
  segment.type = 1;
  segment.flags = 6;
  segment.memory_size = 0x10;
  segment.address = 0x7ffffff0;
  EXPECT_THAT(with_segment(segment).text, HasSubstr("every kernel"));
  segment.address = 0x90000000;
  segment.memory_size = 0x1000;
  EXPECT_THAT(with_segment(segment).text, HasSubstr("every kernel"));
  segment.address = 0x1000;
  segment.memory_size = 0x10;
  EXPECT_EQ(with_segment(segment).answer, Answer::cannot_tell);
}

TEST(CheckSegments, DoesNotPromiseSegmentsOutOfOrder) {
  ElfSegment segment;
  segment.type = 1;
  segment.flags = 6;
  segment.memory_size = 0x10;
  segment.address = 0x8000;
  EXPECT_THAT(with_segment(segment).text, HasSubstr("stands behind"));
}

}  // namespace
}  // namespace ashore::verify
