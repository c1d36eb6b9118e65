// SPDX-License-Identifier: Apache-2.0
// Floats through the C library: parsed, calculated and printed.
#include <math.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static jmp_buf back;

__attribute__((noinline)) static double sum(const char* text) {
  double total = 0;
  char* end;
  for (double x = strtod(text, &end); end != text; x = strtod(text, &end)) {
    total += sqrt(x) * 1.5 + sin(x);
    text = end;
  }
  return total;
}

int main(void) {
  char text[64];
  volatile int times = 0;
  if (setjmp(back) == 0) {
    times = times + 1;
    longjmp(back, 1);
  }
  snprintf(text, sizeof text, "%.4f", sum("1 4 9.5 0x1p3"));
  int good = strcmp(text, "14.3648") == 0 && times == 1;
  puts(good ? "ok" : text);
  return 0;
}
