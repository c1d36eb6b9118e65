// SPDX-License-Identifier: Apache-2.0
extern "C" {
    fn weighted(values: *const f64, count: usize) -> f64;
    fn add_in_assembly(a: i32, b: i32) -> i32;
}

fn main() {
    let values = [1.5, 2.25, 4.125];
    let sum = unsafe { weighted(values.as_ptr(), values.len()) };
    println!("weighted {sum:.3}, added {}", unsafe { add_in_assembly(40, 2) });
}
