@ SPDX-License-Identifier: Apache-2.0
@ Words that are VFP, NEON, division and barriers to a decoder lie between the functions, as literals, as a table of a
@ jump and as a table that is read. Not one of them is ever executed.
        .syntax unified
        .arch   armv5te
        .arm
        .text
        .globl  _start
        .type   _start, %function
_start:
        ldr     r0, =0xee300a81         @ vadd.f32 s0, s1, s2
        ldr     r1, literal
        adr     r2, read
        ldr     r3, [r2, #4]
        add     r0, r0, r3
        and     r4, r0, #3
        add     pc, pc, r4, lsl #2
        nop
        b       one
        b       two
        b       two
        b       one
read:
        .word   0xe710f110              @ sdiv r0, r0, r1
        .word   0xf2000840              @ vadd.i8 q0, q0, q0
        .word   0xf57ff05b              @ dmb ish
        .word   0xe3000001              @ movw r0, #1
        .word   0xe1900f9f              @ ldrex r0, [r0]
literal:
        .word   0xed900a00              @ vldr s0, [r0]
        .ltorg
one:
        mov     r5, #0
        b       last
two:
        mov     r5, #1
last:
        ldr     r6, =text
        ldr     pc, [pc, r5, lsl #2]
        .word   0xeeb00a40              @ vmov.f32 s0, s0
        .word   finish
        .word   finish
        .word   0xee000a10              @ vmov s0, r0
        .ltorg
        .type   finish, %function
finish:
        mov     r0, #1
        mov     r1, r6
        mov     r2, #3
        mov     r7, #4
        svc     0
        mov     r0, #0
        mov     r7, #1
        svc     0
text:
        .ascii  "ok\n\000"
