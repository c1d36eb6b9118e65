// SPDX-License-Identifier: Apache-2.0
// Instructions of a file that says nothing of them: MORE stands in a function that only a second word on the command
// line reaches. BEFORE may tell the assembler to let them through; what the file's attributes say is the compiler's.
#include "bare.h"

#ifndef BEFORE
#define BEFORE ""
#endif

__attribute__((noinline)) static void more(void) { __asm__ volatile(BEFORE MORE ::: "memory"); }

int run(int words, long* stack) {
  (void)stack;
  if (words > 1) more();
  say("ok\n");
  return 0;
}
