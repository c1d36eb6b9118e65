#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# cargo calls this as `std_rustc.sh RUSTC ARGUMENTS...` for each crate of std. Rust's own build gives
# these two flags too, and cargo alone does not: users' lto=true needs the bitcode in each crate, and
# users' panic="abort" needs panic_abort to be compiled for just that.
case " $* " in
*" --crate-name panic_abort "*) exec "$@" -C embed-bitcode=yes -C panic=abort ;;
*) exec "$@" -C embed-bitcode=yes ;;
esac
