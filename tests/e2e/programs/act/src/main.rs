// SPDX-License-Identifier: Apache-2.0
// Ends, speaks and computes in every way that the end-to-end tests ask for: `act exit 42`, `act signal 4`, ...
use std::io::{self, Read, Write};
use std::os::unix::ffi::OsStrExt;

extern "C" {
    fn kill(pid: i32, signal: i32) -> i32;
}

fn number(argument: Option<&String>) -> i32 {
    argument.and_then(|text| text.parse().ok()).expect("a number")
}

// Every byte of every argument, so that nothing can be lost in between.
fn print_arguments() {
    for argument in std::env::args_os().skip(2) {
        let digits: Vec<String> = argument.as_bytes().iter().map(|b| format!("{b:02x}")).collect();
        println!("[{}]", digits.concat());
    }
}

fn main() {
    if std::env::args_os().nth(1).is_some_and(|word| word == "args") {
        return print_arguments();
    }
    let words: Vec<String> = std::env::args().collect();
    match words.get(1).map(String::as_str) {
        Some("exit") => std::process::exit(number(words.get(2))),
        Some("signal") => unsafe {
            kill(std::process::id() as i32, number(words.get(2)));
            // SIGINT and friends may take a moment.
            std::thread::sleep(std::time::Duration::from_secs(5));
        },
        Some("panic") => panic!("asked to"),
        Some("abort") => std::process::abort(),
        Some("both") => {
            println!("to stdout");
            eprintln!("to stderr");
        }
        Some("cat") => {
            let mut bytes = Vec::new();
            io::stdin().read_to_end(&mut bytes).expect("stdin");
            io::stdout().write_all(&bytes).expect("stdout");
        }
        Some("env") => println!("{}", std::env::var(&words[2]).unwrap_or("unset".into())),
        Some("pwd") => println!("{}", std::env::current_dir().expect("a directory").display()),
        Some("float") => {
            println!("Hello, world!");
            let number: f64 = words[2].parse().expect("a float");
            println!("{}", number * 1.5);
        }
        Some("wait") => {
            println!("waiting");
            io::stdout().flush().expect("stdout");
            std::thread::sleep(std::time::Duration::from_secs(600));
        }
        // Std's own handler takes a SIGSEGV that was only sent for none at all; this is a real one.
        Some("segfault") => unsafe { std::ptr::null_mut::<u8>().write_volatile(0) },
        _ => println!("Hello, world!"),
    }
}
