//! The history of an entry, as its page tells it.

use jiff::civil::Date;
use web::format;

use super::names::Names;
use crate::rules::{Difference, differences};
use crate::store::Change;

/// A change in words.
pub struct ChangeLine {
    pub at: String,
    pub who: String,
    pub what: Vec<Difference>,
    pub is_added: bool,
}

/// Tells changes, the last first as they come. What changed nothing is left out.
pub fn told(changes: &[Change], names: &Names, today: Date) -> Vec<ChangeLine> {
    changes
        .iter()
        .map(|change| ChangeLine {
            at: format::instant(change.at, today),
            who: names.person(change.person),
            what: differences(change.before.as_ref(), &change.after, &|unit| names.unit(unit)),
            is_added: change.before.is_none(),
        })
        .filter(|line| !line.what.is_empty())
        .collect()
}
