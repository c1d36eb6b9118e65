@ SPDX-License-Identifier: Apache-2.0
@ The attributes promise ARMv5TE without floats. A second word on the command line reaches an instruction of a VFP.
        .syntax unified
        .arch   armv5te
        .eabi_attribute 6, 4            @ Tag_CPU_arch: v5TE
        .eabi_attribute 10, 0           @ Tag_FP_arch: none
        .eabi_attribute 12, 0           @ Tag_Advanced_SIMD_arch: none
        .arm
        .text
        .globl  _start
        .type   _start, %function
_start:
        ldr     r4, [sp]
        cmp     r4, #1
        beq     last
        .inst   0xee300a81              @ vadd.f32 s0, s1, s2
last:
        mov     r0, #1
        adr     r1, text
        mov     r2, #3
        mov     r7, #4
        svc     0
        mov     r0, #0
        mov     r7, #1
        svc     0
text:
        .ascii  "ok\n\000"
