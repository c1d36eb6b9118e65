// SPDX-License-Identifier: Apache-2.0
// One of everything that a reader of ELF files must find: pointers to local functions, a function
// that runs at start, a jump table, an old and a new version, wanted and weak symbols.
typedef void (*function)(void);
extern void wanted(void) __attribute__((weak));
extern int other(int);
static void one(void) { other(1); }
static void two(void) { other(2); }
function table[3] = {one, two, wanted};
__attribute__((constructor)) static void begin(void) { other(0); }
int exported(int x) {
  switch (x) {
  case 0: return 7;
  case 1: return other(9);
  case 2: return 8;
  case 3: return 12;
  case 4: return 1;
  default: return 3;
  }
}
int old_exported(int x) { return x; }
__asm__(".symver old_exported,renamed@V1");
