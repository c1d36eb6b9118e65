// SPDX-License-Identifier: Apache-2.0
//! What std's own look at the CPU guards: LSE, CRC32 and SHA-2 of AArch64.
use std::arch::aarch64::{__crc32d, vaddvq_u32, vdupq_n_u32, vsha256su0q_u32};
use std::arch::is_aarch64_feature_detected;

#[target_feature(enable = "crc")]
fn checksum(x: u64) -> u32 {
    __crc32d(7, x)
}

#[target_feature(enable = "sha2")]
fn hashed(x: u32) -> u32 {
    vaddvq_u32(vsha256su0q_u32(vdupq_n_u32(x), vdupq_n_u32(3)))
}

fn main() {
    let x = std::env::args().count() as u64;
    let mut found = 0;
    if is_aarch64_feature_detected!("crc") {
        found |= unsafe { checksum(x) };
    }
    if is_aarch64_feature_detected!("sha2") {
        found |= unsafe { hashed(x as u32) };
    }
    println!("{}", if found == 0x1234_5678 { "no" } else { "ok" });
}
