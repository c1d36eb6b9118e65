// SPDX-License-Identifier: Apache-2.0
// A C library's start, stdio, strings and memory; no floats of its own.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int compare(const void* left, const void* right) { return strcmp(left, right); }

int main(int count, char** words) {
  char names[4][16] = {"pear", "apple", "cherry", "banana"};
  qsort(names, 4, sizeof names[0], compare);
  char* copy = malloc(64);
  snprintf(copy, 64, "%s %d %s", names[0], count, words[0]);
  memmove(copy + 1, copy, strlen(copy) + 1);
  int good = strncmp(copy, "aapple", 6) == 0;
  free(copy);
  puts(good ? "ok" : "no");
  return 0;
}
