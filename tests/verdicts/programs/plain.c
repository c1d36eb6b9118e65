// SPDX-License-Identifier: Apache-2.0
// Integers alone: loops, division, a jump table, pointers to functions, bytes and halfwords. Whatever else is in the
// program, the compiler chose it for its target.
#include "bare.h"

typedef unsigned (*Step)(unsigned);

static unsigned twist(unsigned x) { return (x << 7 | x >> 25) ^ 0x9e3779b9U; }
static unsigned add(unsigned x) { return x + 0xee300a81U; }  // the word of a vadd.f32
static unsigned mix(unsigned x) { return x * 0xe6fb1a53U + (x >> 3); }

static const Step steps[] = {twist, add, mix};
static volatile unsigned short halves[32];
static volatile signed char bytes[32];
static volatile unsigned long long wide = 0x123456789abcdefULL;

// Not a number that the compiler knows: it would multiply.
static volatile unsigned by = 13;

// By hand, so that no helper of a compiler's library is needed where the target cannot divide.
static unsigned divided(unsigned x, unsigned y) {
#if defined(DIVISOR) || defined(__aarch64__) || defined(__mips__) || defined(__riscv_div)
  return x / y;
#else
  unsigned result = 0;
  while (x >= y) x -= y, ++result;
  return result;
#endif
}

__attribute__((noinline)) static unsigned chosen(unsigned which, unsigned x) {
  switch (which) {
  case 0: return x + 3;
  case 1: return x ^ 0x55aa55aaU;
  case 2: return x - 17;
  case 3: return ~x;
  case 4: return x << 5;
  case 5: return (unsigned)(signed char)x ^ (x << 24);
  case 6: return divided(x & 0xffff, by);
  default: return x;
  }
}

int run(int words, long* stack) {
  (void)stack;
  unsigned x = (unsigned)words * 1000003U;
  for (unsigned i = 0; i < 64; ++i) {
    x = steps[(i + (unsigned)words) & 1 ? 2 : 0](x);
    x = steps[i & 1](x);
    x = chosen(i & 7, x);
    halves[i & 31] = (unsigned short)x;
    bytes[i & 31] = (signed char)(x >> 8);
    wide += (unsigned)(halves[(i + 5) & 31] + bytes[(i + 9) & 31]);
    x ^= (unsigned)wide;
  }
  say(x != 0 ? "ok\n" : "ok\n");
  return 0;
}
