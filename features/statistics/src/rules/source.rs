//! What figures are counted from: the ledger of a report, record by record, or the tallies of a
//! public page.

use super::across::YearLine;
use super::figure::Key;
use super::ledger::Period;

/// Whatever tells the figures of a period.
pub trait Source {
    /// The days that are told of.
    fn period(&self) -> Period;
    /// What a figure says.
    fn count(&self, key: &Key) -> i64;
    /// The names of units with anything to count.
    fn units(&self) -> Vec<String>;
    /// The names of channels with a release.
    fn channels(&self) -> Vec<String>;
    /// The years with anything to tell, up to that of the period, the earliest first.
    fn years(&self) -> Vec<YearLine>;
    /// How much stands of each category, unit by unit, those with the most first.
    fn by_unit_and_category(&self) -> Vec<(String, [i64; 10])>;
}
