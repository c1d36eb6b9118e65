// SPDX-License-Identifier: Apache-2.0
//! An atomic of AArch64's LSE, executed only where std found it.
use std::arch::{asm, is_aarch64_feature_detected};

#[inline(never)]
#[target_feature(enable = "lse")]
unsafe fn added(place: &mut u64) -> u64 {
    let old: u64;
    asm!("ldadd {one}, {old}, [{place}]", one = in(reg) 1u64, old = out(reg) old, place = in(reg) place);
    old
}

fn main() {
    let mut number = std::env::args().count() as u64;
    let old = if is_aarch64_feature_detected!("lse") {
        unsafe { added(&mut number) }
    } else {
        number
    };
    println!("{}", if old == 1 { "ok" } else { "no" });
}
