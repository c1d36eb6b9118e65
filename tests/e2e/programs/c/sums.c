// SPDX-License-Identifier: Apache-2.0
/* Floats, 64-bit division, threads and standard streams: what a C program needs of libc and of the
 * compiler's own library. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *work(void *argument) {
  double *sum = argument;
  for (int i = 1; i <= 1000; ++i) *sum += 1.0 / i;
  return NULL;
}

int main(int argc, char **argv) {
  pthread_t thread;
  double sum = 0;
  if (pthread_create(&thread, NULL, work, &sum) != 0) return 1;
  pthread_join(thread, NULL);
  unsigned long long big = 1234567890123456789ULL / (unsigned)(argc + 6);
  printf("sum %.6f, share %llu, %s\n", sum, big, strerror(ENOENT));
  return argc > 1 ? atoi(argv[1]) : 0;
}
