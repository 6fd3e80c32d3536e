//! The order of the house: rules, platform, features, app; and whose tables are whose.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Features in the order of who may use whom.
const FEATURES: [&str; 14] = [
    "schools",
    "identity",
    "cases",
    "catalogue",
    "screening",
    "publishing",
    "channels",
    "corrections",
    "search",
    "requests",
    "importing",
    "statistics",
    "desk",
    "portal",
];

/// The beginning of a table's name, and its owner's folder.
const TABLES: [(&str, &str); 14] = [
    ("events", "platform/store"),
    ("form_uses", "platform/store"),
    ("followers", "platform/events"),
    ("school", "features/schools"),
    ("identity_", "features/identity"),
    ("catalogue_", "features/catalogue"),
    ("screening_", "features/screening"),
    ("publishing_", "features/publishing"),
    ("channels_", "features/channels"),
    ("corrections_", "features/corrections"),
    ("cases_", "features/cases"),
    ("requests_", "features/requests"),
    ("importing_", "features/importing"),
    ("statistics_", "features/statistics"),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in the tree").to_owned()
}

/// The crates of a row of the house with the dependencies they name.
fn crates(row: &str) -> BTreeMap<String, Vec<String>> {
    let folders = fs::read_dir(root().join(row)).expect("the row is there");
    let read = |folder: fs::DirEntry| {
        let manifest = fs::read_to_string(folder.path().join("Cargo.toml")).ok()?;
        let manifest: toml::Table = manifest.parse().expect("a manifest is TOML");
        let names =
            manifest.get("dependencies").and_then(|d| d.as_table()).map(|d| d.keys().cloned().collect());
        Some((folder.file_name().to_string_lossy().into_owned(), names.unwrap_or_default()))
    };
    folders.filter_map(|folder| read(folder.expect("a folder"))).collect()
}

#[test]
fn use_runs_one_way() {
    let (rules, platform, features) = (crates("rules"), crates("platform"), crates("features"));
    let place = |name: &str| FEATURES.iter().position(|feature| *feature == name);
    for (name, uses) in &rules {
        let wrong: Vec<_> =
            uses.iter().filter(|u| platform.contains_key(*u) || features.contains_key(*u)).collect();
        assert!(wrong.is_empty(), "rules/{name} uses {wrong:?}");
    }
    for (name, uses) in &platform {
        let wrong: Vec<_> = uses.iter().filter(|u| features.contains_key(*u)).collect();
        assert!(wrong.is_empty(), "platform/{name} uses {wrong:?}");
    }
    for (name, uses) in &features {
        let own = place(name).unwrap_or_else(|| panic!("features/{name} has no place in the order"));
        let wrong: Vec<_> = uses.iter().filter(|u| place(u).is_some_and(|other| other >= own)).collect();
        assert!(wrong.is_empty(), "features/{name} uses {wrong:?}");
    }
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn tables_are_touched_by_their_owners_alone() {
    let mut checked = 0;
    for row in ["platform", "features", "app"] {
        let mut files = Vec::new();
        sources(&root().join(row), &mut files);
        for file in files.iter().filter(|file| file.components().any(|part| part.as_os_str() == "src")) {
            let text = fs::read_to_string(file).expect("a source is text");
            let relative = file.strip_prefix(root()).expect("it lies in the tree");
            for keyword in ["FROM ", "INTO ", "UPDATE ", "JOIN "] {
                for after in text.split(keyword).skip(1) {
                    let table: String =
                        after.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
                    let owner = TABLES.iter().find(|(beginning, _)| table.starts_with(beginning));
                    let Some((_, owner)) = owner else { continue };
                    checked += 1;
                    assert!(relative.starts_with(owner), "{} touches {table} of {owner}", relative.display());
                }
            }
        }
    }
    assert!(checked > 100, "only {checked} uses of tables were found");
}

#[test]
fn both_engines_have_the_same_migrations() {
    let names = |engine: &str| {
        let folder = fs::read_dir(root().join("migrations").join(engine)).expect("migrations");
        let mut names: Vec<_> = folder.map(|file| file.expect("a file").file_name()).collect();
        names.sort();
        names
    };
    assert_eq!(names("sqlite"), names("postgres"));
}
