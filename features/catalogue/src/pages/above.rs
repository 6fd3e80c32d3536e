//! The school's entries above those of a unit's directory.

use store::{Connection, Failure};
use terms::EntryId;
use web::Visit;

use crate::edition_on;
use crate::rules::{Edition, Entry};

/// The school's list of a directory's year; without entries for the school's list itself.
pub struct Above(Vec<Entry>);

impl Above {
    pub async fn of(c: &mut Connection, visit: &Visit, edition: &Edition) -> Result<Above, Failure> {
        if edition.owner.is_none() {
            return Ok(Above(vec![]));
        }
        let list = edition_on(c, &visit.viewer, None, edition.year.last_day()).await?;
        Ok(Above(list.map(|list| list.entries).unwrap_or_default()))
    }

    /// The number and name of the entry above, `37　通知公告`; empty in the school's list.
    pub fn name(&self, entry: &Entry) -> String {
        let above = self.0.iter().find(|one| entry.under.is_some() && one.id == entry.under);
        above.map(named).unwrap_or_default()
    }

    /// What a new entry can lie below: what applies, and of split entries the parts.
    pub fn choices(&self, chosen: Option<EntryId>) -> Vec<(i64, String, bool)> {
        let is_split = |entry: &Entry| self.0.iter().any(|part| part.no.parent() == Some(entry.no));
        let open = self.0.iter().filter(|entry| entry.applies() && !is_split(entry));
        open.filter_map(|entry| Some((entry.id?.0, named(entry), entry.id == chosen))).collect()
    }
}

fn named(entry: &Entry) -> String {
    format!("{}　{}", entry.no, entry.shown_name())
}
