//! What is said about the project beside the code stays true.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[test]
fn every_dependency_has_its_line() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("this crate lies in the tree");
    let manifest = fs::read_to_string(root.join("Cargo.toml")).expect("the workspace has a manifest");
    let explained = fs::read_to_string(root.join("docs/dependencies.md")).expect("the document is there");
    let manifest: toml::Table = manifest.parse().expect("the manifest is TOML");
    let dependencies = manifest["workspace"]["dependencies"].as_table().expect("a table");
    let foreign = dependencies.iter().filter(|(_, from)| from.get("path").is_none());
    let missing: BTreeSet<_> =
        foreign.map(|(name, _)| name).filter(|name| !explained.contains(&format!("`{name}`"))).collect();
    assert!(missing.is_empty(), "docs/dependencies.md does not say why we need {missing:?}");
}
