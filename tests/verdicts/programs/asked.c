// SPDX-License-Identifier: Apache-2.0
// The same with the kernel's vector on the stack, without a C library.
#include "bare.h"

__attribute__((noinline)) static void more(void) { __asm__ volatile(MORE ::: "memory"); }

int run(int words, long* stack) {
  unsigned long have = 0;
  long* vector = stack + 1 + words + 1;
  while (*vector != 0) ++vector;
  for (++vector; vector[0] != 0; vector += 2)
    if (vector[0] == IN) have = (unsigned long)vector[1];
  if ((have & (BIT)) != 0) more();
  say("ok\n");
  return 0;
}
