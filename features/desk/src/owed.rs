//! What the viewer's units owe, worst first; the office owes everything.

use catalogue::EntryView;
use catalogue::rules::CoverageState;
use store::{Connection, Failure};
use terms::Role;
use web::{Visit, format};

/// An entry under which something is missing or old.
pub struct Owed {
    pub path: String,
    pub name: String,
    pub state: &'static str,
    pub mark: &'static str,
    pub about: String,
}

/// Entries of one's units, or of the school for the office.
pub async fn owed(c: &mut Connection, visit: &Visit) -> Result<Vec<Owed>, Failure> {
    let viewer = &visit.viewer;
    let Some(edition) = catalogue::edition_on(c, viewer, None, visit.today()).await? else {
        return Ok(vec![]);
    };
    let board = catalogue::board(c, viewer, edition, visit.today()).await?;
    let units: Vec<_> =
        [Role::Liaison, Role::UnitHead].iter().flat_map(|role| viewer.units_of(*role)).collect();
    let concerns =
        |view: &&EntryView| viewer.has(Role::Office) || units.iter().any(|unit| view.entry.concerns(*unit));
    let mut owed: Vec<_> = board
        .entries
        .iter()
        .filter(|view| !view.is_split)
        .filter(concerns)
        .filter(|view| matches!(view.coverage.state, CoverageState::Missing | CoverageState::Stale))
        .collect();
    owed.sort_by_key(|view| (view.coverage.due_on.is_none(), view.coverage.due_on));
    Ok(owed.into_iter().take(20).map(|view| line(view, visit)).collect())
}

fn line(view: &EntryView, visit: &Visit) -> Owed {
    let (state, mark) = publishing::pages::mark(view, visit.today());
    let about = view.coverage.due_on.map(|due| format!("应于{}前公开", format::day(due, visit.today())));
    Owed {
        path: format!("/office/drafts/new?entry={}", view.entry.no),
        name: format!("{}　{}", view.entry.no, view.entry.shown_name()),
        state,
        mark,
        about: about.unwrap_or_default(),
    }
}
