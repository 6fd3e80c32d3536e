//! What the viewer's units have to make public, worst first; the office sees what the whole school
//! still owes.

use catalogue::EntryView;
use catalogue::rules::CoverageState;
use schools::Unit;
use store::{Connection, Failure};
use terms::{Role, UnitId};
use web::{Visit, format};

/// An entry with how it stands.
pub struct Owed {
    pub path: String,
    pub number: String,
    pub name: String,
    pub state: &'static str,
    pub mark: &'static str,
    pub about: String,
    /// Whether something is missing or old.
    pub is_open: bool,
}

/// What is owed, and what comes next where nothing is.
pub struct Duties {
    pub entries: Vec<Owed>,
    /// 第5项“年度工作计划”，12月31日前
    pub next: Option<String>,
}

/// Entries of one's units, with what they keep in directories of their own; of the school, for the
/// office, those under which something is missing or old.
pub async fn duties(c: &mut Connection, visit: &Visit, units: &[Unit]) -> Result<Duties, Failure> {
    let (viewer, today) = (&visit.viewer, visit.today());
    let mine = own_units(visit);
    let mut found: Vec<(Option<UnitId>, EntryView)> = Vec::new();
    if let Some(list) = catalogue::edition_on(c, viewer, None, today).await? {
        let board = catalogue::board(c, viewer, list, today).await?;
        let concerns = |view: &EntryView| {
            mine.iter().any(|unit| view.entry.concerns(*unit)) || viewer.has(Role::Office) && is_open(view)
        };
        found.extend(board.entries.into_iter().filter(concerns).map(|view| (None, view)));
    }
    for directory in catalogue::directories_on(c, viewer, today).await? {
        let owner = directory.owner;
        if owner.is_some_and(|unit| mine.contains(&unit)) {
            let board = catalogue::board(c, viewer, directory, today).await?;
            found.extend(board.entries.into_iter().map(|view| (owner, view)));
        }
    }
    found.retain(|(_, view)| !view.is_split && view.coverage.state != CoverageState::NotApplicable);
    found.sort_by_key(|(owner, view)| {
        let due = view.coverage.due_on;
        (!is_open(view), due.is_none(), due, owner.is_some(), view.entry.no)
    });
    let next = found.iter().map(|(_, view)| view).filter(|view| !is_open(view)).find_map(|view| {
        let due = format::day(view.coverage.due_on?, today);
        Some(format!("第{}项“{}”，{due}前", view.entry.no, view.entry.shown_name()))
    });
    let entries = found.iter().take(20).map(|(owner, view)| line(*owner, view, visit, units)).collect();
    Ok(Duties { entries, next })
}

/// The units that the viewer writes for.
pub fn own_units(visit: &Visit) -> Vec<UnitId> {
    [Role::Liaison, Role::UnitHead].iter().flat_map(|role| visit.viewer.units_of(*role)).collect()
}

fn is_open(view: &EntryView) -> bool {
    matches!(view.coverage.state, CoverageState::Missing | CoverageState::Stale)
}

fn line(owner: Option<UnitId>, view: &EntryView, visit: &Visit, units: &[Unit]) -> Owed {
    let today = visit.today();
    let (state, mark) = catalogue::pages::mark(view, today);
    let code = |owner: UnitId| units.iter().find(|unit| unit.id == owner).map(|unit| unit.code.as_str());
    let path = match (is_open(view), owner) {
        (true, _) => format!("/office/drafts/new?entry={}", view.entry.choice(owner)),
        (false, None) => format!("/catalogue/{}", view.entry.no),
        (false, Some(owner)) => {
            format!("/units/{}?entry={}", code(owner).unwrap_or_default(), view.entry.no)
        }
    };
    let about = match (view.coverage.due_on, view.last_change) {
        (Some(due), _) => format!("{}前公开", format::day(due, today)),
        (None, Some(day)) => format!("{}更新", format::day(day, today)),
        (None, None) => String::new(),
    };
    Owed {
        path,
        number: view.entry.no.to_string(),
        name: match owner {
            None => view.entry.shown_name().to_owned(),
            Some(_) => format!("{}（部门目录）", view.entry.shown_name()),
        },
        state,
        mark,
        about,
        is_open: is_open(view),
    }
}
