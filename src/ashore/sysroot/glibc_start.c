// SPDX-License-Identifier: Apache-2.0
// What stands at the front of a program for any glibc from 2.4 on that the device has: one object
// in place of crt1.o, crti.o, crtn.o and of what libc_nonshared.a held.
//
// glibc before 2.34 has the program run its own constructors (__libc_csu_init); later ones do it
// themselves unless they are given such a function, so being given one is right for both.
typedef void (*Function)(void);
typedef void (*Constructor)(int, char**, char**);

extern __attribute__((visibility("hidden"))) Constructor __init_array_start[], __init_array_end[];
extern int main(int, char**, char**);
extern int __libc_start_main(int (*)(int, char**, char**), int, char**, Constructor, Function,
                             Function, void*);

static void construct(int argc, char** argv, char** environment) {
  for (Constructor* next = __init_array_start; next != __init_array_end; ++next)
    (*next)(argc, argv, environment);
}

// `stack`: as the kernel left it, argc first.
__attribute__((visibility("hidden"), noreturn, used)) void ashore_begin(long* stack,
                                                                        Function loader_end) {
  // Destructors are the loader's: they are what `loader_end` runs.
  __libc_start_main(main, (int)stack[0], (char**)(stack + 1), construct, 0, loader_end, stack);
  // It never returns.
  for (;;) {
  }
}

// The loader hands over its function in a register of the architecture's ABI supplement.
#ifdef __thumb__
#define MODE ".thumb_func\n"
#else
#define MODE
#endif
#define START(text)                                                                                \
  __asm__(".text\n.globl _start\n.type _start,%function\n" MODE "_start:\n" text "\n")

#if defined(__arm__)
START("mov r11, #0\nmov lr, #0\nmov r1, r0\nmov r0, sp\nbic r2, r0, #7\nmov sp, r2\n"
      "bl ashore_begin");
#elif defined(__aarch64__)
START("mov x29, #0\nmov x30, #0\nmov x1, x0\nmov x0, sp\nand sp, x0, #-16\nb ashore_begin");
#elif defined(__x86_64__)
START("xor %ebp, %ebp\nmov %rsp, %rdi\nmov %rdx, %rsi\nand $-16, %rsp\ncall ashore_begin\nhlt");
#elif defined(__i386__)
START("xor %ebp, %ebp\nmov %esp, %eax\nand $-16, %esp\nsub $8, %esp\npush %edx\npush %eax\n"
      "call ashore_begin\nhlt");
#elif defined(__mips__) && _MIPS_SIM == _ABIO32
START(".set push\n.set noreorder\nmove $fp, $0\nbal 1f\nnop\n1: .cpload $31\nmove $4, $sp\n"
      "move $5, $2\nli $8, -8\nand $sp, $sp, $8\naddiu $sp, $sp, -16\nla $25, ashore_begin\n"
      "jalr $25\nnop\n.set pop");
#elif defined(__riscv)
START(".option push\n.option norelax\nlla gp, __global_pointer$\n.option pop\nmv a1, a0\n"
      "mv a0, sp\nandi sp, sp, -16\ntail ashore_begin");
#else
#error "this architecture has no start code for glibc yet"
#endif

// The version of standard streams that the program was compiled for; glibc asks for it.
const int _IO_stdin_used = 0x20001;
// A name that old programs ask for.
__attribute__((weak)) int data_start;
