// SPDX-License-Identifier: Apache-2.0
// A loop that the compiler makes vectors of, when the command line has a second word.
#include "bare.h"

static TYPE first[64], second[64], sum[64];

int run(int words, long* stack) {
  (void)stack;
  if (words > 1) {
    for (int i = 0; i < 64; ++i) first[i] = (TYPE)(i * words), second[i] = (TYPE)(7 * i);
    __asm__ volatile("" ::: "memory");
    for (int i = 0; i < 64; ++i) sum[i] = (TYPE)(first[i] * second[i] + first[i]);
    __asm__ volatile("" ::: "memory");
    if (sum[3] != (TYPE)(first[3] * 21 + first[3])) say("no\n");
  }
  say("ok\n");
  return 0;
}
