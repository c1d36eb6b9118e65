// SPDX-License-Identifier: Apache-2.0
// Finds out what the CPU has by executing it and catching SIGILL, as old libraries do.
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>

static sigjmp_buf back;

static void on_illegal(int number) {
  (void)number;
  siglongjmp(back, 1);
}

__attribute__((noinline)) static void more(void) { __asm__ volatile(MORE ::: "memory"); }

int main(void) {
  struct sigaction action = {.sa_handler = on_illegal};
  sigaction(SIGILL, &action, 0);
  if (sigsetjmp(back, 1) == 0) more();
  puts("ok");
  return 0;
}
