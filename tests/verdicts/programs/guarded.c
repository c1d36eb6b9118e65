// SPDX-License-Identifier: Apache-2.0
// Code for a CPU that has more, behind a look at AT_HWCAP by getauxval: BIT is the mask, IN the variable
// (AT_HWCAP or AT_HWCAP2), MORE the instructions.
#include <stdio.h>
#include <sys/auxv.h>

__attribute__((noinline)) static void more(void) { __asm__ volatile(MORE ::: "memory"); }
__attribute__((noinline)) static void less(void) { __asm__ volatile("" ::: "memory"); }

int main(void) {
#ifdef KEPT
  // As libraries do it: asked once, kept in a variable, looked at elsewhere.
  static unsigned long kept;
  kept = getauxval(IN);
  __asm__ volatile("" : : "r"(&kept) : "memory");
  unsigned long have = kept;
#else
  unsigned long have = getauxval(IN);
#endif
  if ((have & (BIT)) == (BIT))
    more();
  else
    less();
  puts("ok");
  return 0;
}
