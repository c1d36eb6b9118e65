// SPDX-License-Identifier: Apache-2.0
#include "ashore/elf/lld_sample.h"

namespace ashore::elf {

std::vector<std::byte> lld_sample(const std::string& name) {
  std::vector<std::byte> bytes =
      bytes_of_file(std::string(ASHORE_SOURCE_DIR) + "/tests/fuzz/corpus/elf/" + name);
  EXPECT_FALSE(bytes.empty()) << name;
  return bytes;
}

}  // namespace ashore::elf
