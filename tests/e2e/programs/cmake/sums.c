// SPDX-License-Identifier: Apache-2.0
#include <math.h>
#include <stdio.h>

int main(int argc, char** argv) {
  (void)argv;
  printf("%s from %s: %.3f\n", GREETING, NAME, sqrt(argc * 2.0));
  return argc;
}
