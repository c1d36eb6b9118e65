#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes the small real files of tests/fuzz/corpus/elf, with clang 19 and lld 19, which make the same bytes everywhere.
# They are in the tree so that their tests need no cross compiler. usage: make_samples.sh DIRECTORY
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=$(cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here"/*.c "$here"/*.map "$work"
cd "$work"

# library NAME TARGET COMPILER_FLAGS LINKER_FLAGS
library() {
  compile="clang-19 --target=$2 $3 -Os -fPIC -ffreestanding -fno-ident -c"
  $compile library.c -o "$1.o"
  $compile dependency.c -o dependency.o
  ld.lld-19 -shared dependency.o -soname libdep.so --version-script=dependency.map -o dependency.so
  # Pages of 16 bytes keep the files small.
  # shellcheck disable=SC2086
  ld.lld-19 -shared "$1.o" dependency.so -soname "lib$1.so" --version-script=library.map $4 \
    -z max-page-size=16 -z common-page-size=16 -z separate-loadable-segments -o "$out/lld_$1_library"
}

library thumb armv7-linux-gnueabihf "-march=armv7-a -mthumb" "--pack-dyn-relocs=relr --hash-style=gnu"
cp thumb.o "$out/thumb_object"
cp dependency.o a_member_with_a_long_name.o
cp dependency.o short.o
llvm-ar-19 --format=gnu rcsD "$out/archive_gnu.new" a_member_with_a_long_name.o short.o
mv "$out/archive_gnu.new" "$out/archive_gnu"
llvm-ar-19 --format=bsd rcsD "$out/archive_bsd.new" a_member_with_a_long_name.o
mv "$out/archive_bsd.new" "$out/archive_bsd"
llvm-ar-19 rcsTD thin.a short.o
cp thin.a "$out/archive_thin"
library arm armv5te-linux-gnueabi "" "--hash-style=sysv"
llvm-strip-19 --strip-sections "$out/lld_arm_library" -o "$out/lld_arm_no_sections"
library aarch64 aarch64-linux-gnu "" "--pack-dyn-relocs=relr --hash-style=both"
library rv64 riscv64-linux-gnu "-march=rv64gc" "--hash-style=gnu"
cp rv64.o "$out/rv64_object"
library mips mips-linux-gnu "-mips32r2" "--hash-style=sysv"
library mips64el mips64el-linux-gnuabi64 "-mips64r2" "--hash-style=sysv"
library x86_64 x86_64-linux-gnu "-fcf-protection" "--hash-style=gnu"
chmod 644 "$out"/lld_*_library "$out"/lld_arm_no_sections "$out"/*_object
