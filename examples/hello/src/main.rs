// SPDX-License-Identifier: Apache-2.0
//! Uses what programs on small devices use (floats, threads, a HashMap, TCP) and checks the
//! results itself: the output is always the same, and a wrong result is a panic.

use std::collections::HashMap;
use std::fs::File;
use std::hint::black_box;
use std::io::{self, Read, Write};
use std::mem::ManuallyDrop;
use std::net::{TcpListener, TcpStream};
use std::os::fd::FromRawFd;
use std::thread;

fn main() -> io::Result<()> {
    greet()?;
    floats();
    threads();
    map();
    tcp()?;
    println!("all is well");
    Ok(())
}

/// Before any float: built for an FPU that is not there, the program comes exactly to here. Not
/// `println!`, whose buffer comes from malloc: some C libraries for an FPU use it even there.
fn greet() -> io::Result<()> {
    // SAFETY: descriptor 1 stays open as long as the program runs, and this does not close it.
    let mut stdout = ManuallyDrop::new(unsafe { File::from_raw_fd(1) });
    stdout.write_all(b"Hello, world!\n")
}

/// `black_box` keeps the compiler from computing the results on the desktop. Inlined, the function
/// would have `main` save float registers before the greeting.
#[inline(never)]
fn floats() {
    let half_more = black_box(3.0_f64) * 1.5;
    let root = black_box(2.0_f64).sqrt();
    let sine = black_box(0.5_f32).sin();
    assert_eq!(half_more, 4.5);
    assert!((root * root - 2.0).abs() < 1e-15);
    assert!((sine - 0.479_425_54).abs() < 1e-6);
    assert_eq!("2.5e-3".parse(), Ok(black_box(0.0025_f64)));
    println!("floats:  3 * 1.5 = {half_more}, sqrt(2) = {root:.6}, sin(0.5) = {sine:.4}");
}

fn threads() {
    let workers: Vec<_> = (1..=4_u64)
        .map(|n| thread::spawn(move || (1..=n * 1000).sum::<u64>()))
        .collect();
    let total: u64 = workers
        .into_iter()
        .map(|worker| worker.join().expect("no thread panics"))
        .sum();
    assert_eq!(total, 15_005_000);
    println!("threads: 4 of them summed up {total}");
}

fn map() {
    let text = "the quick brown fox jumps over the lazy dog and the cat";
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for word in text.split(' ') {
        *counts.entry(word).or_default() += 1;
    }
    assert_eq!(counts["the"], 3);
    println!(
        "map:     {} words, `the` {} times",
        counts.len(),
        counts["the"]
    );
}

fn tcp() -> io::Result<()> {
    let message = b"there and back again";
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let address = listener.local_addr()?;
    let echo = thread::spawn(move || -> io::Result<()> {
        let (mut peer, _) = listener.accept()?;
        let mut received = Vec::new();
        peer.read_to_end(&mut received)?;
        peer.write_all(&received)
    });

    let mut stream = TcpStream::connect(address)?;
    stream.write_all(message)?;
    stream.shutdown(std::net::Shutdown::Write)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    echo.join().expect("the echo does not panic")?;
    assert_eq!(answer, message);
    println!(
        "tcp:     {} bytes went there and back over 127.0.0.1",
        answer.len()
    );
    Ok(())
}
