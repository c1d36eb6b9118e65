// SPDX-License-Identifier: Apache-2.0
// Words that are LSE, SVE and AES to a decoder, as literals and as a table of a jump.
        .text
        .globl  _start
        .type   _start, %function
_start:
        ldr     w0, literal
        adr     x1, table
        and     x2, x0, #1
        ldrsw   x3, [x1, x2, lsl #2]
        add     x1, x1, x3
        br      x1
literal:
        .word   0xb8200020              // ldadd w0, w0, [x1]
        .word   0x04200000              // add z0.b, z0.b, z0.b
        .word   0x4e284800              // aese v0.16b, v0.16b
table:
        .word   one - table
        .word   one - table
one:
        mov     x0, #1
        adr     x1, text
        mov     x2, #3
        mov     x8, #64
        svc     0
        mov     x0, #0
        mov     x8, #93
        svc     0
text:
        .ascii  "ok\n\000"
