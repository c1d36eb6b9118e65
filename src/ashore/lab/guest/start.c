// SPDX-License-Identifier: Apache-2.0
// Tiny programs for virtual devices, freestanding so that any clang can make them without a C
// library of the device's architecture.
//   SEED: credits the random text on stdin to the kernel's pool, which is open as stdout.
//   PROGRAM: starts that with its own arguments; a static stand-in for a program whose loader and
//   libraries the device must not show.
//   PROGRAM and LAST_SYSTEM_CALL: a kernel's age. A seccomp filter answers ENOSYS to every younger
//   system call, here and in all that is started from here, as that kernel would have done.
typedef unsigned short u16;
typedef unsigned int u32;

#if defined(__arm__)
enum { nr_exit = 1, nr_read = 3, nr_execve = 11, nr_ioctl = 54, nr_prctl = 172 };
static long call(long number, long a, long b, long c) {
  register long r7 __asm__("r7") = number;
  register long r0 __asm__("r0") = a;
  register long r1 __asm__("r1") = b;
  register long r2 __asm__("r2") = c;
  register long r3 __asm__("r3") = 0;
  register long r4 __asm__("r4") = 0;
  __asm__ volatile("svc 0" : "+r"(r0) : "r"(r7), "r"(r1), "r"(r2), "r"(r3), "r"(r4) : "memory");
  return r0;
}
__asm__(".globl _start\n_start: mov r0, sp\n bl begin\n");
#elif defined(__aarch64__)
enum { nr_exit = 93, nr_read = 63, nr_execve = 221, nr_ioctl = 29, nr_prctl = 167 };
static long call(long number, long a, long b, long c) {
  register long x8 __asm__("x8") = number;
  register long x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b;
  register long x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = 0;
  register long x4 __asm__("x4") = 0;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4) : "memory");
  return x0;
}
__asm__(".globl _start\n_start: mov x0, sp\n bl begin\n");
#elif defined(__mips__) && !defined(__mips64)
enum { nr_exit = 4001, nr_read = 4003, nr_execve = 4011, nr_ioctl = 4054, nr_prctl = 4192 };
static long call(long number, long a, long b, long c) {
  register long v0 __asm__("$2") = number;
  register long a0 __asm__("$4") = a;
  register long a1 __asm__("$5") = b;
  register long a2 __asm__("$6") = c;
  register long a3 __asm__("$7") = 0;
  __asm__ volatile("syscall"
                   : "+r"(v0), "+r"(a3)
                   : "r"(a0), "r"(a1), "r"(a2)
                   : "memory", "$1", "$3", "$8", "$9", "$10", "$11", "$12", "$13", "$14", "$15",
                     "$24", "$25", "hi", "lo");
  return a3 != 0 ? -v0 : v0;
}
// Where linkers for MIPS start. The first four words above the stack pointer are the called one's.
__asm__(".globl __start\n__start: move $4, $29\n addiu $29, $29, -32\n jal begin\n");
#else
#error "no system calls are known for this architecture"
#endif

#ifdef LAST_SYSTEM_CALL
// linux/filter.h and linux/seccomp.h: the interface that kernels keep.
struct instruction {
  u16 code;
  unsigned char if_true, if_false;
  u32 value;
};
struct program {
  u16 length;
  const struct instruction* instructions;
};
enum { load_word = 0x20, jump_if_greater = 0x25, answer = 0x06 };
enum { pr_set_seccomp = 22, seccomp_mode_filter = 2, enosys = 38 };

static void age_kernel(void) {
  static const struct instruction filter[] = {
      {load_word, 0, 0, 0},  // seccomp_data.nr
      {jump_if_greater, 0, 2, LAST_SYSTEM_CALL},
      {jump_if_greater, 1, 0, 0x0effff},    // ARM's private calls (set_tls, cacheflush) are old
      {answer, 0, 0, 0x00050000 | enosys},  // SECCOMP_RET_ERRNO
      {answer, 0, 0, 0x7fff0000},           // SECCOMP_RET_ALLOW
  };
  struct program program = {sizeof filter / sizeof *filter, filter};
  if (call(nr_prctl, pr_set_seccomp, seccomp_mode_filter, (long)&program) != 0) {
    call(nr_exit, 126, 0, 0);
  }
}
#elif defined(PROGRAM)
static void age_kernel(void) {}
#endif

#ifdef SEED
__attribute__((used)) void begin(void) {
  struct {
    int bits, bytes;
    char random[64];
  } pool;
  long got = call(nr_read, 0, (long)pool.random, sizeof pool.random);
  if (got <= 0) call(nr_exit, 1, 0, 0);
  pool.bytes = (int)got;
  pool.bits = pool.bytes * 4;  // hexadecimal digits
#ifdef __mips__
  const long add_entropy = (long)0x80085203;  // RNDADDENTROPY, as MIPS numbers what writes
#else
  const long add_entropy = 0x40085203;  // RNDADDENTROPY of linux/random.h
#endif
  call(nr_exit, call(nr_ioctl, 1, add_entropy, (long)&pool) != 0, 0, 0);
}
#else
__attribute__((used)) void begin(long* stack) {
  char** arguments = (char**)(stack + 1);
  char** environment = arguments + stack[0] + 1;
  age_kernel();
  call(nr_execve, (long)PROGRAM, (long)arguments, (long)environment);
  call(nr_exit, 127, 0, 0);
}
#endif
