//! Finds the fonts that `script/fonts` makes.

use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // As it is now: another clone may have built this program into the same target folder.
    let package = std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where the package lies");
    let folder = Path::new(&package).join("../../vendor/fonts");
    println!("cargo::rerun-if-changed={}", folder.join("made").display());
    match folder.join("made").exists().then(|| folder.canonicalize()) {
        Some(Ok(folder)) => println!("cargo::rustc-env=GONGKAI_FONTS={}", folder.display()),
        _ => println!("cargo::error=the fonts of papers are missing: run script/setup"),
    }
}
