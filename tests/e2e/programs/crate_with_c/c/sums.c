// SPDX-License-Identifier: Apache-2.0
#include <math.h>
#include <stdlib.h>
#include <string.h>

double weighted(const double* values, size_t count) {
  double* copy = malloc(count * sizeof *copy);
  double sum = 0;
  memcpy(copy, values, count * sizeof *copy);
  for (size_t i = 0; i < count; ++i) sum += sqrt(copy[i] * copy[i]) * (double)(i + 1);
  free(copy);
  return sum;
}
