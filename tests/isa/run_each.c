// SPDX-License-Identifier: Apache-2.0
// Runs single instructions one after the other in one process and says which of them the core does
// not know. For ARM and AArch64, without any library; compiled by the test that uses it.
// stdin: eight bytes each, the instruction as it lies in memory (filled up with an undefined one)
// and its length; stdout: a byte each, '0' for SIGILL at its address, '1' for any other end.

typedef unsigned long word;

enum { sigill = 4, sigtrap = 5, sigbus = 7, sigfpe = 8, sigsegv = 11, sigalrm = 14 };
enum { most = 1 << 16, slot = 16 };

// Far from the program itself, so that no branch of an instruction reaches it. Registers point into
// the middle of the scratch memory.
static unsigned char* const code = (unsigned char*)0x60000000;
static unsigned char* const scratch = (unsigned char*)0x71000000;
enum { scratch_size = 1 << 20 };

static struct {
  unsigned char bytes[4];
  unsigned length;
} wanted[most];
static char answers[most];
static unsigned char alternate_stack[1 << 16];

word saved_stack;
static volatile word current;
static volatile char answer;

void jump_into(word target, word scratch_middle);
extern char resume[];

#if defined(__aarch64__)
enum { nr_read = 63, nr_write = 64, nr_exit = 93, nr_sigaltstack = 132, nr_sigaction = 134,
       nr_mmap = 222, nr_mprotect = 226, nr_setitimer = 103 };
enum { context_stack = 432, context_pc = 440, context_state = 448 };
static const word clean_state = 0;

static word call(word number, word a, word b, word c, word d, word e, word f) {
  register word x8 __asm__("x8") = number;
  register word x0 __asm__("x0") = a;
  register word x1 __asm__("x1") = b;
  register word x2 __asm__("x2") = c;
  register word x3 __asm__("x3") = d;
  register word x4 __asm__("x4") = e;
  register word x5 __asm__("x5") = f;
  __asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
  return x0;
}

__asm__(".globl _start, jump_into, resume\n"
        "_start: mov x29, #0\n bl begin\n"
        "jump_into:\n"
        "  stp x29, x30, [sp, #-96]!\n stp x19, x20, [sp, #16]\n stp x21, x22, [sp, #32]\n"
        "  stp x23, x24, [sp, #48]\n stp x25, x26, [sp, #64]\n stp x27, x28, [sp, #80]\n"
        "  adrp x9, saved_stack\n add x9, x9, :lo12:saved_stack\n mov x10, sp\n str x10, [x9]\n"
        "  mov x17, x0\n mov sp, x1\n mov x0, x1\n"
        "  .irp n, 2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,18,19,20,21,22,23,24,25,26,27,28,29,30\n"
        "  mov x\\n, x0\n .endr\n"
        "  br x17\n"
        "resume:\n"
        "  ldp x19, x20, [sp, #16]\n ldp x21, x22, [sp, #32]\n ldp x23, x24, [sp, #48]\n"
        "  ldp x25, x26, [sp, #64]\n ldp x27, x28, [sp, #80]\n ldp x29, x30, [sp], #96\n ret\n");
#else
enum { nr_exit = 1, nr_read = 3, nr_write = 4, nr_mprotect = 125, nr_sigaction = 174,
       nr_sigaltstack = 186, nr_mmap = 192, nr_setitimer = 104 };
enum { context_stack = 84, context_pc = 92, context_state = 96 };
static const word clean_state = 0x10;  // user mode, ARM, little-endian

static word call(word number, word a, word b, word c, word d, word e, word f) {
  register word r7 __asm__("r7") = number;
  register word r0 __asm__("r0") = a;
  register word r1 __asm__("r1") = b;
  register word r2 __asm__("r2") = c;
  register word r3 __asm__("r3") = d;
  register word r4 __asm__("r4") = e;
  register word r5 __asm__("r5") = f;
  __asm__ volatile("svc #0" : "+r"(r0) : "r"(r7), "r"(r1), "r"(r2), "r"(r3), "r"(r4), "r"(r5) : "memory");
  return r0;
}

// ARMv4 has no bx, and nothing to go to by it.
__asm__(".arch armv4t\n .globl _start, jump_into, resume\n"
        "_start: bl begin\n"
        "jump_into:\n"
        "  stmfd sp!, {r4-r11, lr}\n ldr r2, =saved_stack\n str sp, [r2]\n"
        "  mov lr, r0\n mov sp, r1\n mov r0, r1\n"
        "  .irp n, 2,3,4,5,6,7,8,9,10,11,12\n mov r\\n, r0\n .endr\n"
        "  tst lr, #1\n moveq pc, lr\n bx lr\n"
        "resume: ldmfd sp!, {r4-r11, pc}\n"
        ".ltorg\n .arch armv4\n");
#endif

static void on_signal(int number, void* details, unsigned char* context) {
  (void)details;
  // Whoever is still at it at the second tick goes round in circles.
  static word seen;
  if (number == sigalrm && seen != current) {
    seen = current;
    return;
  }
  word* pc = (word*)(context + context_pc);
  answer = number == sigill && *pc == (current & ~(word)1) ? '0' : '1';
  *pc = (word)resume;
  *(word*)(context + context_stack) = saved_stack;
  *(word*)(context + context_state) = clean_state;
}

static void catch_signals(void) {
  struct { void* start; int flags; word size; } stack = {alternate_stack, 0, sizeof alternate_stack};
  call(nr_sigaltstack, (word)&stack, 0, 0, 0, 0, 0);
  enum { siginfo = 4, on_stack = 0x08000000, no_defer = 0x40000000 };
  struct { void* function; word flags; void* restorer; unsigned mask[2]; } action = {
      (void*)on_signal, siginfo | on_stack | no_defer, 0, {0, 0}};
  static const int all[] = {sigill, sigtrap, sigbus, sigfpe, sigsegv, sigalrm};
  for (unsigned i = 0; i < sizeof all / sizeof *all; ++i)
    call(nr_sigaction, (word)all[i], (word)&action, 0, sizeof action.mask, 0, 0);
}

static void start_ticks(void) {
  struct { word seconds, microseconds; } every[2] = {{0, 50000}, {0, 50000}};
  call(nr_setitimer, 0, (word)every, 0, 0, 0, 0);
}

static word read_all(void) {
  word size = 0;
  for (;;) {
    long got = (long)call(nr_read, 0, (word)wanted + size, sizeof wanted - size, 0, 0, 0);
    if (got <= 0) return size / sizeof *wanted;
    size += (word)got;
  }
}

void begin(void) {
  enum { read_write = 3, read_execute = 5, private_fixed_anonymous = 0x32 };
  word count = read_all();
  call(nr_mmap, (word)code, most * slot, read_write, private_fixed_anonymous, (word)-1, 0);
  call(nr_mmap, (word)scratch, scratch_size, read_write, private_fixed_anonymous, (word)-1, 0);
  int is_thumb = 0;
  for (word i = 0; i < count; ++i) {
    unsigned length = wanted[i].length & 0xff;
    is_thumb = wanted[i].length >> 8 == 1;
    for (unsigned at = 0; at < slot; at += length) {
      // What is undefined comes after it: de00 in Thumb, e7f000f0 in ARM, 0 in AArch64.
      for (unsigned j = 0; j < length; ++j) {
        static const unsigned char arm[] = {0xf0, 0x00, 0xf0, 0xe7};
        unsigned char filler = is_thumb ? (j & 1 ? 0xde : 0) : sizeof(word) == 4 ? arm[j] : 0;
        code[i * slot + at + j] = at == 0 ? wanted[i].bytes[j] : filler;
      }
    }
  }
  call(nr_mprotect, (word)code, most * slot, read_execute, 0, 0, 0);
  catch_signals();
  start_ticks();
  for (word i = 0; i < count; ++i) {
    current = (word)code + i * slot + (is_thumb ? 1 : 0);
    answer = '?';
    jump_into(current, (word)scratch + scratch_size / 2);
    answers[i] = answer;
  }
  call(nr_write, 1, (word)answers, count, 0, 0, 0);
  call(nr_exit, 0, 0, 0, 0, 0, 0);
}
