// SPDX-License-Identifier: Apache-2.0
#include "ashore/reach/no_return.h"

#include <gtest/gtest.h>

namespace ashore::reach {
namespace {

TEST(NoReturn, functions_that_end_the_program_or_jump_far_away_do_not_return) {
  for (const char* name : {"exit", "abort", "__stack_chk_fail", "longjmp", "_Unwind_Resume",
                           "_ZSt20__throw_length_errorPKc"})
    EXPECT_TRUE(never_returns(name)) << name;
}

TEST(NoReturn, others_may_whatever_their_name_is_like) {
  for (const char* name : {"", "atexit", "exit_status", "error", "setjmp", "_ZSt4cout", "raise",
                           "my__throw_", "execve"})
    EXPECT_FALSE(never_returns(name)) << name;
}

}  // namespace
}  // namespace ashore::reach
