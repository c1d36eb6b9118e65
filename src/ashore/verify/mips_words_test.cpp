// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/mips_words.h"

#include <gtest/gtest.h>

#include "ashore/verify/assembled.h"

namespace ashore::verify {
namespace {

class MipsWords : public Assembled {
 protected:
  // How many bytes behind `bal` are said to be data; `code` is what uses $31.
  std::uint64_t in(const std::string& code, const std::string& end = "") const {
    std::vector<std::byte> bytes =
        made("mipsel-linux-gnu",
             ".set noreorder\n.globl _start\n_start: bal 1f\n nop\n"
             "words: .word 0xfffcde68\n .word 0xfffcdea0\n1: " +
                 code + " jalr $25\n nop\n" + end + " li $2, 4001\n syscall\n",
             "-static -Wl,-s -Wl,-e,_start -mips32r2 -mno-abicalls -fno-pic");
    Expected<elf::LoadedImage> image = elf::image_of(bytes);
    if (!image) return UINT64_MAX;
    Expected<reach::Descent> descent = reach::descend(*image);
    if (!descent) return UINT64_MAX;
    std::uint64_t size = 0;
    for (const Stretch& claim : claims_of_mips_words(*image, *descent))
      size += claim.end - claim.begin;
    return size;
  }
};

const std::string loads =
    " lw $28, 0($31)\n subu $28, $31, $28\n lw $25, 4($31)\n addu $25, $25, $28\n";

TEST_F(MipsWords, that_are_all_loaded_by_the_return_address_are_data) { EXPECT_EQ(in(loads), 8); }

TEST_F(MipsWords, that_may_be_returned_to_are_not) {
  EXPECT_EQ(in(loads + " move $8, $31\n"), 0);
  EXPECT_EQ(in(loads + " jr $31\n nop\n"), 0);
  EXPECT_EQ(in(loads + " sw $31, 0($29)\n"), 0);
}

TEST_F(MipsWords, of_which_one_is_not_loaded_are_not) {
  EXPECT_EQ(in(" lw $28, 0($31)\n subu $28, $31, $28\n move $25, $28\n"), 0);
}

TEST_F(MipsWords, that_other_code_leads_to_are_not) {
  EXPECT_EQ(in(loads, " bne $2, $3, words\n nop\n"), 0);
}

}  // namespace
}  // namespace ashore::verify
