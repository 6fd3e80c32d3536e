//! Finds the editor that `script/editor` bundles.

use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // As it is now: another clone may have built this program into the same target folder.
    let package = std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where the package lies");
    let made = Path::new(&package).join("../../vendor/editor/made");
    println!("cargo::rerun-if-changed={}", made.display());
    if !made.exists() {
        println!("cargo::error=the editor is missing: run script/setup");
    }
}
