//! What a page hands to the next one without keeping it on the server: sealed,
//! for one person and one purpose.

use serde::Serialize;
use serde::de::DeserializeOwned;
use web::{Site, Visit};

/// Seals a value for the next page of the same person.
pub fn seal(site: &Site, visit: &Visit, purpose: &str, value: &impl Serialize) -> String {
    let text = serde_json::to_vec(value).unwrap_or_default();
    keys::hex(&site.keys().seal(&place(visit, purpose), &text))
}

/// Opens what was sealed for this person and purpose.
pub fn open<T: DeserializeOwned>(site: &Site, visit: &Visit, purpose: &str, sealed: &str) -> Option<T> {
    let text = site.keys().open(&place(visit, purpose), &from_hex(sealed)?).ok()?;
    serde_json::from_slice(&text).ok()
}

fn place(visit: &Visit, purpose: &str) -> String {
    let person = visit.viewer.person_id().map_or(0, |id| id.0);
    format!("{purpose} of person {person} in school {}", visit.school())
}

/// Bytes of hexadecimal text; nothing where it is none, or empty.
pub fn from_hex(text: &str) -> Option<Vec<u8>> {
    let bytes = (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok());
    bytes.collect::<Option<Vec<u8>>>().filter(|bytes| !bytes.is_empty())
}
