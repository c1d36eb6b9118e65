// SPDX-License-Identifier: Apache-2.0
// Virtual functions: MORE stands in one that only a table of the class leads to.
extern "C" {
#include "bare.h"
}

#ifndef BEFORE
#define BEFORE ""
#endif

namespace {

struct Shape {
  virtual int corners() const = 0;
};

struct Square : Shape {
  int corners() const override { return 4; }
};

struct Odd : Shape {
  int corners() const override {
#ifdef MORE
    __asm__ volatile(BEFORE MORE ::: "memory");
#endif
    return 5;
  }
};

Square square;
Odd odd;
const Shape* volatile shapes[] = {&square, &odd};

}  // namespace

extern "C" int run(int words, long*) {
  int corners = shapes[words > 1 ? 1 : 0]->corners();
  say(corners != 0 ? "ok\n" : "no\n");
  return 0;
}
