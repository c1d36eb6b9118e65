// SPDX-License-Identifier: Apache-2.0
// Floats, only when the command line has a second word: without it the program prints "ok" on every machine.
#include "bare.h"

#ifndef FLOAT
#define FLOAT float
#endif

static volatile FLOAT a = 1.5, b = 2.25, c = -0.5;

// NOINLINE keeps it a function of its own; else it is in `run`.
#ifdef NOINLINE
__attribute__((noinline))
#endif
static FLOAT calculated(void) {
  FLOAT x = a * b + c;
#ifdef FUSED
  x = __builtin_fmaf(a, b, c);
#endif
  return x;
}

int run(int words, long* stack) {
  (void)stack;
  int good = 1;
  if (words > 1) good = calculated() == (FLOAT)2.875;
  say(good ? "ok\n" : "no\n");
  return 0;
}
