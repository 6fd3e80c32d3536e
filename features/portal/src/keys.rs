//! Which pages an event changes, by the keys that pages depend on.

use store::Recorded;
use web::Key;

/// Everything of a school that lists publications.
pub fn lists(school: i64) -> Key {
    Key::new("lists", school)
}

/// The school itself: its name, contacts, units, catalogue.
pub fn school(school: i64) -> Key {
    Key::new("school", school)
}

/// One publication.
pub fn item(publication: i64) -> Key {
    Key::new("item", publication)
}

/// The keys that an event touches. Steps of drafts touch nothing public.
pub fn touched_by(event: &Recorded) -> Vec<Key> {
    let of_school = event.school.0;
    match event.name.split_once('.') {
        Some((
            "publishing",
            "released"
            | "held"
            | "withdrawn"
            | "expired"
            | "linked"
            | "unlinked"
            | "approved_afterwards"
            | "version_closed",
        )) => {
            // A link shows on both its ends.
            let other = event.detail.get("to").and_then(serde_json::Value::as_i64).map(item);
            [item(event.subject), lists(of_school)].into_iter().chain(other).collect()
        }
        Some(("publishing" | "screening" | "identity" | "importing" | "corrections" | "requests", _)) => {
            Vec::new()
        }
        // A channel's name stands on every publication that went out by it.
        Some(("channels", "added" | "changed")) => vec![school(of_school)],
        Some(("channels", _)) => vec![item(event.subject)],
        Some(("catalogue", _)) => vec![lists(of_school), school(of_school)],
        _ => vec![lists(of_school), school(of_school), school(event.subject)],
    }
}
