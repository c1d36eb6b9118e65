// SPDX-License-Identifier: Apache-2.0
#include "ashore/toolchain/cc_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ashore/base/text.h"
#include "ashore/toolchain/cc_commands.h"
#include "ashore/toolchain/cc_test_target.h"

namespace ashore {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

CcLine read(std::string_view text, const char* target = soft_armv7, bool called_as_cxx = false) {
  std::vector<std::string> arguments;
  for (std::string_view word : words(text)) arguments.emplace_back(word);
  Expected<CcLine> line = read_cc_line(arguments, called_as_cxx, target_named(target),
                                       [](const std::filesystem::path&) { return std::nullopt; });
  EXPECT_TRUE(line) << text << ": " << line.error().message();
  return line ? *line : CcLine();
}

TEST(CcLine, the_task_is_what_gcc_would_do) {
  EXPECT_EQ(read("-c a.c").task, CcTask::compile);
  EXPECT_EQ(read("a.c").task, CcTask::link);
}

}  // namespace
}  // namespace ashore
