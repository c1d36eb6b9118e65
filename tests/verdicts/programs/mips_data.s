# SPDX-License-Identifier: Apache-2.0
# Words that are FPU, DSP and release 2 to a decoder, read as data between the instructions.
        .set    noreorder
        .text
        .globl  _start
        .type   _start, @function
_start:
        bal     here
        nop
        .word   0x46020800              # add.s $f0, $f1, $f2
        .word   0x7c851804              # ins
        .word   0x7c021210              # addu.qb-like
here:
        lw      $8, 0($31)
        lw      $9, 4($31)
        addu    $8, $8, $9
        li      $2, 4004
        li      $4, 1
        lui     $5, %hi(text)
        addiu   $5, $5, %lo(text)
        li      $6, 3
        syscall
        li      $2, 4001
        li      $4, 0
        syscall
text:
        .ascii  "ok\n\000"
