// SPDX-License-Identifier: Apache-2.0
// What getauxval answered is kept in a variable that other functions test: as libraries do it, and as
// programs would that only look like it (with an argument they execute MORE on any CPU). BIT is the mask,
// IN the variable of the vector (AT_HWCAP or AT_HWCAP2), MORE the instructions.
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>

#define apart __attribute__((noinline))
enum { has_more = 4, has_other = 8 };

struct cpu {
  unsigned family, features;
};
static struct cpu cpu;
static unsigned kept, other;

apart static void more(void) { __asm__ volatile(MORE ::: "memory"); }
apart static void less(void) { __asm__ volatile("" ::: "memory"); }

apart static void look(int words) {
  if (getauxval(IN) & (BIT)) kept |= has_more;
#ifdef ALSO_SET  // by something else
  if (words > 1) kept |= has_more;
#endif
#ifdef ALSO_NUMBER  // the other bit is no answer, and the sum is taken for one
  kept |= (unsigned)words << 1;
#endif
#ifdef OTHER  // the variable beside it
  other = words > 1 ? has_more : has_other;
#endif
  (void)words;
}

// Only an address comes here.
apart static void set(unsigned* where, int words) {
  if (words > 1) *where = has_more;
}
apart static void describe(struct cpu* one, int words) {
  one->family = 7;
  if (words > 1) one->features |= has_more;
}

apart static int is_more(void) {
#ifdef OTHER
  return (other & has_more) != 0;
#elif defined(STRUCT)
  return (cpu.features & has_more) != 0;
#else
  return (kept & has_more) != 0;
#endif
}

#ifdef TABLE
static void (*const ways[])(void) = {less, more};
#endif

apart static void work(int words) {
#ifdef AROUND
  if (words > 1) goto inside;
#endif
  if (is_more()) {
#ifdef AROUND
  inside:
#endif
#ifdef TABLE
    less();
  }
  ways[words > 1]();
#else
    more();
  } else {
    less();
  }
#endif
  (void)words;
}

int main(int words, char** arguments) {
  (void)arguments;
  look(words);
#ifdef POINTER
  set(&kept, words);
#else
  unsigned unused = 0;
  set(&unused, words);
#endif
#ifdef STRUCT
  if (getauxval(IN) & (BIT)) cpu.features |= has_more;
#endif
  struct cpu copy = {0, 0};
#ifdef STRUCT
  describe(&cpu, words);
#else
  describe(&copy, words);
#endif
#ifdef COPIED
  unsigned answer = words > 1 ? has_more : kept;
  memcpy(&kept, &answer, sizeof kept);
  __asm__ volatile("" : : "r"(&kept) : "memory");
#endif
  work(words);
  puts("ok");
  return 0;
}
