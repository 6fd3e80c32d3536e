//! What the viewer's units owe, worst first; the office owes everything.

use catalogue::EntryView;
use catalogue::rules::CoverageState;
use store::{Connection, Failure};
use terms::{Role, UnitId};
use web::{Visit, format};

/// An entry under which something is missing or old.
pub struct Owed {
    pub path: String,
    pub name: String,
    pub state: &'static str,
    pub mark: &'static str,
    pub about: String,
}

/// Entries of one's units, or of the school for the office; what one's units keep in directories of
/// their own, too.
pub async fn owed(c: &mut Connection, visit: &Visit) -> Result<Vec<Owed>, Failure> {
    let (viewer, today) = (&visit.viewer, visit.today());
    let units: Vec<_> =
        [Role::Liaison, Role::UnitHead].iter().flat_map(|role| viewer.units_of(*role)).collect();
    let mut owed = Vec::new();
    if let Some(list) = catalogue::edition_on(c, viewer, None, today).await? {
        let board = catalogue::board(c, viewer, list, today).await?;
        let concerns = |view: &EntryView| {
            viewer.has(Role::Office) || units.iter().any(|unit| view.entry.concerns(*unit))
        };
        owed.extend(board.entries.into_iter().filter(concerns).filter(is_owed).map(|view| (None, view)));
    }
    for directory in catalogue::directories_on(c, viewer, today).await? {
        let owner = directory.owner;
        if owner.is_some_and(|unit| units.contains(&unit)) {
            let board = catalogue::board(c, viewer, directory, today).await?;
            owed.extend(board.entries.into_iter().filter(is_owed).map(|view| (owner, view)));
        }
    }
    owed.sort_by_key(|(_, view)| (view.coverage.due_on.is_none(), view.coverage.due_on));
    Ok(owed.iter().take(20).map(|(owner, view)| line(*owner, view, visit)).collect())
}

fn is_owed(view: &EntryView) -> bool {
    !view.is_split && matches!(view.coverage.state, CoverageState::Missing | CoverageState::Stale)
}

fn line(owner: Option<UnitId>, view: &EntryView, visit: &Visit) -> Owed {
    let (state, mark) = catalogue::pages::mark(view, visit.today());
    let about = view.coverage.due_on.map(|due| format!("应于{}前公开", format::day(due, visit.today())));
    let name = view.entry.shown_name();
    Owed {
        path: format!("/office/drafts/new?entry={}", view.entry.choice(owner)),
        name: match owner {
            None => format!("{}　{name}", view.entry.no),
            Some(_) => format!("本部门目录　{name}"),
        },
        state,
        mark,
        about: about.unwrap_or_default(),
    }
}
