@ SPDX-License-Identifier: Apache-2.0
@ The attributes promise ARMv8 with all that a VFP and NEON can have. Not one instruction is of them.
        .syntax unified
        .arch   armv5te
        .eabi_attribute 6, 14           @ Tag_CPU_arch: v8
        .eabi_attribute 10, 7           @ Tag_FP_arch: ARMv8
        .eabi_attribute 12, 3           @ Tag_Advanced_SIMD_arch: ARMv8
        .arm
        .text
        .globl  _start
        .type   _start, %function
_start:
        ldr     r4, [sp]
        cmp     r4, #1
        beq     last
        add     r4, r4, #1
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
