//! Gives the program a digest of what it was built from, so that a run can tell whether letters were made by this very program.
//!
//! Its own sources, the exact dependencies, the compiler and how it was asked to compile. Not the file that came of it: hashing that
//! at every start would cost more than a letter.
#![expect(clippy::disallowed_methods, reason = "this runs at build time, over the sources")]

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::process::Command;

fn main() {
    let mut sources = vec![PathBuf::from("Cargo.toml"), PathBuf::from("Cargo.lock")];
    gather(Path::new("src"), &mut sources);
    sources.sort();
    let contents: Vec<(&PathBuf, Vec<u8>)> =
        sources.iter().map(|path| (path, fs::read(path).unwrap_or_default())).collect();
    let compiler = std::env::var("RUSTC").ok().and_then(|rustc| Command::new(rustc).arg("-vV").output().ok());
    let compiler = compiler.map(|output| output.stdout);
    let asked: Vec<_> =
        ["TARGET", "OPT_LEVEL", "CARGO_ENCODED_RUSTFLAGS"].map(|name| std::env::var(name).ok()).into();
    // Two halves, each begun otherwise: 128 bits without a dependency.
    let half = |start: u8| {
        let mut hasher = DefaultHasher::new();
        (start, &contents, &compiler, &asked).hash(&mut hasher);
        hasher.finish()
    };
    println!("cargo::rustc-env=BEGRUND_BUILD={:016x}{:016x}", half(1), half(2));
    println!("cargo::rerun-if-changed=src");
    println!("cargo::rerun-if-changed=Cargo.toml");
    println!("cargo::rerun-if-changed=Cargo.lock");
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            gather(&path, files);
        } else {
            files.push(path);
        }
    }
}
