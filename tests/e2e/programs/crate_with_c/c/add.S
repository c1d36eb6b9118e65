// SPDX-License-Identifier: Apache-2.0
        .text
        .global add_in_assembly
#if defined(__arm__)
        .type add_in_assembly, %function
add_in_assembly:
        add r0, r0, r1
        bx lr
#elif defined(__aarch64__)
        .type add_in_assembly, %function
add_in_assembly:
        add w0, w0, w1
        ret
#else
#error "the test has no words for this machine"
#endif
        .size add_in_assembly, . - add_in_assembly
        .section .note.GNU-stack, "", %progbits
