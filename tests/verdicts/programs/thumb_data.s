@ SPDX-License-Identifier: Apache-2.0
@ The same in Thumb: tbb, tbh and literals between instructions.
        .syntax unified
        .arch   armv7-a
        .thumb
        .text
        .globl  _start
        .type   _start, %function
        .thumb_func
_start:
        ldr     r0, [sp]
        ldr     r1, =0x0a81ee30         @ vadd.f32 s0, s1, s2
        subs    r0, #1
        cmp     r0, #3
        bhi     finish
        tbb     [pc, r0]
table:
        .byte   (one - table) / 2, (two - table) / 2, (two - table) / 2, (one - table) / 2
one:
        movs    r5, #1
        b       more
        .inst.n 0xde00
        .word   0xf110fb90              @ sdiv r1, r0, r0
        .word   0x0840ef00              @ vadd.i8 q0, q0, q0
        .word   0x0a00ed90              @ vldr s0, [r0]
two:
        movs    r5, #0
more:
        tbh     [pc, r5, lsl #1]
wide:
        .hword  (finish - wide) / 2, (finish - wide) / 2
        .word   0x0a10ee00              @ vmov s0, r0
        .ltorg
        .type   finish, %function
        .thumb_func
finish:
        movs    r0, #1
        adr     r1, text
        movs    r2, #3
        movs    r7, #4
        svc     0
        movs    r0, #0
        movs    r7, #1
        svc     0
        .align  2
text:
        .ascii  "ok\n\000"
