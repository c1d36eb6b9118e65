// SPDX-License-Identifier: Apache-2.0
// Atomic words and a fence as the target has them.
#include "bare.h"

static unsigned counter;
#ifdef NARROW
static unsigned char narrow;
#endif
#ifdef WIDE
static unsigned long long wide;
#endif

int run(int words, long* stack) {
  (void)stack;
  for (int i = 0; i < 10; ++i) {
    __atomic_fetch_add(&counter, (unsigned)words, __ATOMIC_SEQ_CST);
#ifdef NARROW
    __atomic_fetch_add(&narrow, 1, __ATOMIC_ACQ_REL);
#endif
#ifdef WIDE
    __atomic_fetch_add(&wide, 1, __ATOMIC_SEQ_CST);
#endif
  }
  say(__atomic_load_n(&counter, __ATOMIC_ACQUIRE) == 10U * (unsigned)words ? "ok\n" : "no\n");
  return 0;
}
