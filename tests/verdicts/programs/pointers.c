// SPDX-License-Identifier: Apache-2.0
// Code that only data leads to: a table in writable memory, a distance that is added to an address, and a pointer that
// is put together of two halves. MORE stands in one of them.
#include "bare.h"

#ifndef BEFORE
#define BEFORE ""
#endif

typedef int (*Call)(int);

__attribute__((noinline)) static int first(int x) { return x + 1; }
__attribute__((noinline)) static int second(int x) {
#if defined(BY_TABLE)
  __asm__ volatile(BEFORE MORE ::: "memory");
#endif
  return x + 2;
}
__attribute__((noinline)) static int third(int x) {
#if defined(BY_DISTANCE)
  __asm__ volatile(BEFORE MORE ::: "memory");
#endif
  return x + 3;
}
__attribute__((noinline)) static int fourth(int x) {
#if defined(BY_HALVES)
  __asm__ volatile(BEFORE MORE ::: "memory");
#endif
  return x + 4;
}

static Call table[] = {first, second};
static volatile long distance;
static volatile unsigned long high, low;

__attribute__((noinline)) static void prepare(void) {
  distance = (long)third - (long)first;
  high = (unsigned long)fourth >> 12;
  low = (unsigned long)fourth & 0xfff;
}

int run(int words, long* stack) {
  (void)stack;
  int result = 0;
  __asm__ volatile("" : : "r"(table) : "memory");
  prepare();
  result += table[words > 1](1);
  if (words > 1) {
    result += ((Call)((long)first + distance))(1);
    result += ((Call)(high << 12 | low))(1);
  }
  say(result != 0 ? "ok\n" : "no\n");
  return 0;
}
