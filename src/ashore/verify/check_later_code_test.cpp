// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <fstream>
#include <iterator>

#include "ashore/verify/check.h"
#include "ashore/verify/sample_device.h"

namespace ashore::verify {
namespace {

// What lld made of tests/elf/library.c: it asks for "other" and, weakly, for "wanted".
std::string library() {
  std::ifstream file(ASHORE_SOURCE_DIR "/tests/fuzz/corpus/elf/lld_arm_library", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Checked check(const std::string& file) {
  std::span<const std::byte> bytes = std::as_bytes(std::span(file));
  Expected<ElfFacts> facts = elf::read(bytes);
  DeviceFacts device = r7000();
  Destination destination;
  Known known;
  Together together;
  ProgramCode code({bytes, *facts, device});
  return check_later_code(Subject{bytes, *facts, device, destination, known, together, code});
}

TEST(CheckLaterCode, SaysAloudThatAProgramMayLoadMore) {
  std::string file = library();
  std::size_t name = file.find("wanted");
  ASSERT_NE(name, std::string::npos);
  file.replace(name, 6, "dlopen");
  Checked checked = check(file);
  ASSERT_TRUE(checked.warning);
  EXPECT_THAT(*checked.warning, testing::HasSubstr("(dlopen)"));
  EXPECT_FALSE(checked.finding);
}

TEST(CheckLaterCode, SaysNothingAboutOthers) { EXPECT_FALSE(check(library()).warning); }

}  // namespace
}  // namespace ashore::verify
