// SPDX-License-Identifier: Apache-2.0
// What a machine says of itself: `uname -m`, then the auxiliary vector as hexadecimal digits.
#include "bare.h"

static void say_byte(unsigned char byte) {
  char text[3] = {"0123456789abcdef"[byte >> 4], "0123456789abcdef"[byte & 15], 0};
  say(text);
}

int run(int words, long* stack) {
  static char names[6][65];
  SYSTEM_CALL(number_uname, names, 0, 0);
  say(names[4]);
  say("\n");
  long* vector = stack + 1 + words + 1;
  while (*vector != 0) ++vector;
  ++vector;
  for (;; vector += 2) {
    const unsigned char* bytes = (const unsigned char*)vector;
    for (unsigned i = 0; i < 2 * sizeof(long); ++i) say_byte(bytes[i]);
    if (vector[0] == 0) break;
  }
  say("\n");
  return 0;
}
