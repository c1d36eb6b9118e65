// SPDX-License-Identifier: Apache-2.0
// Does by hand what the crate cc does: asks for CC_<target> and AR_<target> in both spellings.
use std::env;
use std::path::PathBuf;
use std::process::Command;

fn tool(name: &str) -> String {
    let target = env::var("TARGET").unwrap();
    let dashes = env::var(format!("{name}_{target}"));
    let underscores = env::var(format!("{name}_{}", target.replace('-', "_")));
    assert_eq!(dashes, underscores, "the two spellings of {name}_{target} differ");
    underscores.unwrap_or_else(|_| panic!("{name}_{target} is not set"))
}

fn run(command: &mut Command) {
    assert!(command.status().unwrap().success(), "{command:?} failed");
}

fn main() {
    let out = PathBuf::from(env::var("OUT_DIR").unwrap());
    // It runs here, so what it is made of is this computer's.
    assert_ne!(env::var("HOST").unwrap(), env::var("TARGET").unwrap());
    let mut objects = Vec::new();
    for source in ["sums.c", "add.S"] {
        let object = out.join(source).with_extension("o");
        run(Command::new(tool("CC")).args(["-O2", "-ffunction-sections", "-fPIC", "-c", "-o"])
            .arg(&object).arg(format!("c/{source}")));
        println!("cargo:rerun-if-changed=c/{source}");
        objects.push(object);
    }
    run(Command::new(tool("AR")).arg("crs").arg(out.join("libsums.a")).args(&objects));
    println!("cargo:rustc-link-search=native={}", out.display());
    println!("cargo:rustc-link-lib=static=sums");
}
