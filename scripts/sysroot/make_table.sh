#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Writes data/sysroot/members.tsv anew: compiles musl, compiler-rt's builtins, libunwind, libc++abi and libc++ whole for
# each target below and notes which object defines and needs what. To be run when upstream's version or the list of files changes
# (src/ashore/sysroot/library*.cpp); about ten minutes of CPU time.
#   scripts/sysroot/make_table.sh BUILD_DIRECTORY MUSL_TREE LLVM_TREE
set -eu
if [ $# -ne 3 ]; then
  sed -n '3,7s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
here=$(dirname "$0")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
{
  echo "# member	symbols that it defines	symbols that it needs"
  echo "# musl 1.2.3, LLVM 19.1.7 (compiler-rt's builtins, libunwind, libc++abi, libc++); made by scripts/sysroot/make_table.sh"
  "$1/tests/sysroot/ashore_sysroot_table" "$(command -v clang-19 || command -v clang)" "$2" "$3" "$scratch/store" \
    armv5te-unknown-linux-musleabi arm-unknown-linux-musleabi armv7-unknown-linux-musleabi \
    armv7-unknown-linux-musleabihf aarch64-unknown-linux-musl mips-unknown-linux-musl mipsel-unknown-linux-musl \
    powerpc-unknown-linux-musl riscv64gc-unknown-linux-musl i586-unknown-linux-musl x86_64-unknown-linux-musl
} >"$scratch/members.tsv"
mv "$scratch/members.tsv" "$here/../../data/sysroot/members.tsv"
