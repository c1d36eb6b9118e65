# SPDX-License-Identifier: Apache-2.0
# Words that are floats, vectors and bit manipulation to a decoder, read as data between the instructions.
        .text
        .globl  _start
        .type   _start, @function
_start:
        la      a3, words
        lw      a4, 0(a3)
        lw      a5, 4(a3)
        add     a4, a4, a5
        j       go
        .align  2
words:
        .word   0x02107053              # fadd.d ft0, ft0, ft1
        .word   0x20c5a533              # sh1add a0, a1, a2
        .word   0x022180d7              # vadd.vv v1, v2, v3
go:
        li      a0, 1
        la      a1, text
        li      a2, 3
        li      a7, 64
        ecall
        li      a0, 0
        li      a7, 93
        ecall
        .align  2
text:
        .ascii  "ok\n\000"
