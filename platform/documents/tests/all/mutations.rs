//! Every reader over the kept files and what becomes of them when bytes are changed: none
//! panics, none says more than a bounded amount. The changes are the same each time;
//! `GONGKAI_FUZZ_ROUNDS` makes more of them, `GONGKAI_FUZZ_SEED` others.

use std::cell::RefCell;
use std::io::{Cursor, Read};
use std::panic;
use std::path::Path;

use documents::reader::{kind, read};

use crate::made::{object, zipped};

/// Rounds over each file in a usual run.
const ROUNDS: u64 = 12;
/// Bytes of text at most, of files this small.
const MOST: usize = 64 << 20;

thread_local! {
    static LAST: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Numbers that look like chance and are the same each time (xorshift).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, most: usize) -> usize {
        (self.next() % most.max(1) as u64) as usize
    }
}

/// A file with some of its bytes changed, taken out, doubled or cut off.
fn changed(bytes: &[u8], chance: &mut Chance) -> Vec<u8> {
    const TELLING: [u8; 8] = [0, 1, 0x7f, 0x80, 0xff, b'<', b'(', b'}'];
    let mut bytes = bytes.to_vec();
    for _ in 0..=chance.below(8) {
        let at = chance.below(bytes.len());
        let length = chance.below(16).min(bytes.len() - at);
        match chance.below(6) {
            0 if at < bytes.len() => bytes[at] ^= 1 << chance.below(8),
            1 if at < bytes.len() => bytes[at] = TELLING[chance.below(TELLING.len())],
            2 => drop(bytes.drain(at..at + length)),
            3 => {
                let piece = bytes[at..at + length].to_vec();
                bytes.splice(at..at, piece);
            }
            4 => bytes[at..at + length].fill(TELLING[chance.below(TELLING.len())]),
            _ if chance.below(8) == 0 => bytes.truncate(at),
            _ => {}
        }
    }
    bytes
}

/// What a reader says of a file, or where it gave up.
fn fault(kind: &str, bytes: &[u8]) -> Option<String> {
    LAST.take();
    let read = panic::catch_unwind(|| read(kind, bytes));
    let text = match &read {
        Ok(Ok(document)) => document.parts.iter().map(|part| part.text.as_ref().map_or(0, String::len)).sum(),
        _ => 0,
    };
    // A reader's own net catches what falls; here it is seen all the same.
    LAST.take().or_else(|| (text > MOST).then(|| format!("{text} bytes of text")))
}

/// The kept files: small ones of every kind, each with something in every place.
fn kept() -> Vec<(String, Vec<u8>)> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let files =
        ["corpus", "all/older"].into_iter().flat_map(|folder| std::fs::read_dir(tests.join(folder)).unwrap());
    let mut kept: Vec<(String, Vec<u8>)> = files
        .map(|file| file.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap()))
        .map(|(name, bytes)| match name.strip_suffix(".records") {
            Some(name) => (format!("{name}.ppt"), object("/PowerPoint Document", &bytes)),
            None => (name, bytes),
        })
        .collect();
    kept.sort();
    kept
}

/// The entries of a zip: within one it is they that are changed, else the packing alone would be tried.
fn entries(bytes: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut entries = Vec::new();
    for at in 0..zip.len() {
        let mut entry = zip.by_index(at).ok()?;
        let mut content = Vec::new();
        entry.read_to_end(&mut content).ok()?;
        entries.push((entry.name().ok()?.into_owned(), content));
    }
    Some(entries)
}

fn changed_within(entries: &[(String, Vec<u8>)], chance: &mut Chance) -> Vec<u8> {
    let mut entries = entries.to_vec();
    let at = chance.below(entries.len());
    entries[at].1 = changed(&entries[at].1, chance);
    let entries: Vec<(&str, &[u8])> =
        entries.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    zipped(&entries)
}

#[test]
fn no_reader_panics_whatever_the_bytes() {
    panic::set_hook(Box::new(|info| LAST.set(Some(info.to_string()))));
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse().ok());
    let rounds = number("GONGKAI_FUZZ_ROUNDS").unwrap_or(ROUNDS);
    let mut chance = Chance(number("GONGKAI_FUZZ_SEED").unwrap_or(0x9e37_79b9_7f4a_7c15));
    let mut faults: Vec<String> = Vec::new();
    for (name, bytes) in kept() {
        let entries = entries(&bytes);
        for round in 0..rounds {
            let bytes = match &entries {
                _ if round == 0 => bytes.clone(),
                Some(entries) if round % 4 != 0 => changed_within(entries, &mut chance),
                _ => changed(&bytes, &mut chance),
            };
            if let Some(fault) = fault(&kind(&name), &bytes) {
                keep(&kind(&name), &bytes);
                faults.push(format!("{name}: {fault}"));
            }
        }
    }
    drop(panic::take_hook());
    faults.sort();
    faults.dedup();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// With `GONGKAI_FUZZ_FAULTS` set to a folder, what made a reader fall is left there.
fn keep(kind: &str, bytes: &[u8]) {
    if let Some(folder) = std::env::var_os("GONGKAI_FUZZ_FAULTS") {
        let sum = bytes.iter().fold(0_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(*byte)));
        std::fs::write(std::path::Path::new(&folder).join(format!("{sum:x}.{kind}")), bytes).unwrap();
    }
}
