// SPDX-License-Identifier: Apache-2.0
// A start without a C library: `run` is the program, its argument how many words the command line
// has. Its result is the exit status. `say` writes.
#pragma once

int run(int words, long* stack);

#if defined(__arm__) && !defined(__thumb__)
#define SYSTEM_CALL(number, first, second, third)                                                  \
  ({                                                                                               \
    register long r0 __asm__("r0") = (long)(first);                                                \
    register long r1 __asm__("r1") = (long)(second);                                               \
    register long r2 __asm__("r2") = (long)(third);                                                \
    register long r7 __asm__("r7") = (number);                                                     \
    __asm__ volatile("svc 0" : "+r"(r0) : "r"(r1), "r"(r2), "r"(r7) : "memory");                   \
    r0;                                                                                            \
  })
#elif defined(__arm__)
// r7 may be the frame pointer in Thumb.
#define SYSTEM_CALL(number, first, second, third)                                                  \
  ({                                                                                               \
    register long r0 __asm__("r0") = (long)(first);                                                \
    register long r1 __asm__("r1") = (long)(second);                                               \
    register long r2 __asm__("r2") = (long)(third);                                                \
    register long r3 __asm__("r3") = (number);                                                     \
    __asm__ volatile("push {r7}\n\tmovs r7, r3\n\tsvc 0\n\tpop {r7}"                               \
                     : "+r"(r0)                                                                    \
                     : "r"(r1), "r"(r2), "r"(r3)                                                   \
                     : "memory", "cc");                                                            \
    r0;                                                                                            \
  })
#elif defined(__aarch64__)
#define SYSTEM_CALL(number, first, second, third)                                                  \
  ({                                                                                               \
    register long x0 __asm__("x0") = (long)(first);                                                \
    register long x1 __asm__("x1") = (long)(second);                                               \
    register long x2 __asm__("x2") = (long)(third);                                                \
    register long x8 __asm__("x8") = (number);                                                     \
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x1), "r"(x2), "r"(x8) : "memory");                   \
    x0;                                                                                            \
  })
#elif defined(__x86_64__)
#define SYSTEM_CALL(number, first, second, third)                                                  \
  ({                                                                                               \
    long rax = (number);                                                                           \
    __asm__ volatile("syscall"                                                                     \
                     : "+a"(rax)                                                                   \
                     : "D"(first), "S"(second), "d"(third)                                         \
                     : "rcx", "r11", "memory");                                                    \
    rax;                                                                                           \
  })
#elif defined(__i386__)
#define SYSTEM_CALL(number, first, second, third)                                                  \
  ({                                                                                               \
    long eax = (number);                                                                           \
    __asm__ volatile("int $0x80" : "+a"(eax) : "b"(first), "c"(second), "d"(third) : "memory");    \
    eax;                                                                                           \
  })
#elif defined(__riscv)
#define SYSTEM_CALL(number, first, second, third)                                                  \
  ({                                                                                               \
    register long a0 __asm__("a0") = (long)(first);                                                \
    register long a1 __asm__("a1") = (long)(second);                                               \
    register long a2 __asm__("a2") = (long)(third);                                                \
    register long a7 __asm__("a7") = (number);                                                     \
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a7) : "memory");                   \
    a0;                                                                                            \
  })
#elif defined(__mips__)
#define SYSTEM_CALL(number, first, second, third)                                                  \
  ({                                                                                               \
    register long a0 __asm__("$4") = (long)(first);                                                \
    register long a1 __asm__("$5") = (long)(second);                                               \
    register long a2 __asm__("$6") = (long)(third);                                                \
    register long v0 __asm__("$2") = (number);                                                     \
    __asm__ volatile("syscall"                                                                     \
                     : "+r"(v0)                                                                    \
                     : "r"(a0), "r"(a1), "r"(a2)                                                   \
                     : "$3", "$7", "$8", "$9", "$10", "$11", "$12", "$13", "$14", "$15", "$24",    \
                       "$25", "hi", "lo", "memory");                                               \
    v0;                                                                                            \
  })
#endif

#if defined(__arm__) || defined(__i386__)
enum { number_write = 4, number_exit = 1, number_uname = 122 };
#elif defined(__x86_64__)
enum { number_write = 1, number_exit = 60, number_uname = 63 };
#elif defined(__mips__)
enum { number_write = 4004, number_exit = 4001, number_uname = 4122 };
#else
enum { number_write = 64, number_exit = 93, number_uname = 160 };
#endif

#if defined(__arm__) && defined(__thumb__)
__asm__(".thumb_func\n.globl _start\n.type _start,%function\n_start:\n\tmov r0, sp\n\tbl begin\n");
#elif defined(__arm__)
__asm__(".globl _start\n.type _start,%function\n_start:\n\tmov r0, sp\n\tbl begin\n");
#elif defined(__aarch64__)
__asm__(".globl _start\n.type _start,%function\n_start:\n\tmov x0, sp\n\tbl begin\n");
#elif defined(__x86_64__)
__asm__(".globl _start\n.type _start,@function\n_start:\n\tmov %rsp, %rdi\n\tand $-16, %rsp\n"
        "\tcall begin\n\thlt\n.size _start, .-_start\n");
#elif defined(__i386__)
__asm__(".globl _start\n.type _start,@function\n_start:\n\tmov %esp, %eax\n\tand $-16, %esp\n"
        "\tsub $12, %esp\n\tpush %eax\n\tcall begin\n\thlt\n.size _start, .-_start\n");
#elif defined(__riscv)
__asm__(".globl _start\n.type _start,@function\n_start:\n\tmv a0, sp\n\tcall begin\n");
#elif defined(__mips__)
__asm__(".globl _start\n.type _start,@function\n.set noreorder\n_start:\n\tmove $4, $sp\n\taddiu "
        "$sp, $sp, "
        "-32\n\tj begin\n\tnop\n.set reorder\n");
#endif

static inline unsigned length_of(const char* text) {
  unsigned length = 0;
  while (text[length] != 0) {
    __asm__ volatile("");  // or the compiler makes a call of strlen
    ++length;
  }
  return length;
}

static inline void say(const char* text) { SYSTEM_CALL(number_write, 1, text, length_of(text)); }

__attribute__((used, noreturn)) void begin(long* stack) {
  int status = run((int)stack[0], stack);
  for (;;) SYSTEM_CALL(number_exit, status, 0, 0);
}
