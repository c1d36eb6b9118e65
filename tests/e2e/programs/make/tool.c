// SPDX-License-Identifier: Apache-2.0
#ifdef HELPER
double half(double value) { return value / 2; }
#else
#include <math.h>
#include <stdio.h>
double half(double value);

int main(int argc, char** argv) {
  printf("%.3f %s\n", half(sqrt(argc)), argc > 1 ? argv[1] : "alone");
  return argc;
}
#endif
