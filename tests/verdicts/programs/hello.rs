// SPDX-License-Identifier: Apache-2.0
//! Strings, collections and threads of Rust's std, no floats of its own.
use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, AtomicU8, Ordering};
use std::sync::Arc;

fn main() {
    let counter = Arc::new((AtomicU32::new(0), AtomicU8::new(0)));
    let threads: Vec<_> = (0..3)
        .map(|_| {
            let counter = Arc::clone(&counter);
            std::thread::spawn(move || {
                counter.0.fetch_add(7, Ordering::SeqCst);
                counter.1.fetch_add(1, Ordering::AcqRel);
            })
        })
        .collect();
    for thread in threads {
        thread.join().expect("no thread panics");
    }
    let mut words: HashMap<String, usize> = HashMap::new();
    for word in "a rose is a rose".split(' ') {
        *words.entry(word.to_string()).or_default() += 1;
    }
    // The way of a panic that tells where it was.
    let _ = std::panic::catch_unwind(|| {
        panic!("{}", std::backtrace::Backtrace::force_capture());
    });
    assert_eq!(words["rose"], 2);
    assert_eq!(counter.0.load(Ordering::SeqCst), 21);
    println!("ok");
}
