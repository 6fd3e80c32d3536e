//! My desk: what waits for me, what I handed over, what my unit owes.

use askama::Template;
use axum::extract::State;
use catalogue::rules::CoverageState;
use terms::{Role, Viewer};
use web::{OfficeShell, Outcome, Page, Visit, format};

use super::Office;
use crate::model::{State as Stage, VersionRow};
use crate::store::versions::{VersionFilter, version_list};

#[derive(Template)]
#[template(path = "publishing/desk.html")]
struct Desk {
    shell: OfficeShell,
    next: Option<Line>,
    waiting: Vec<Line>,
    handed: Vec<Line>,
    owed: Vec<Owed>,
    held: Vec<(i64, String)>,
    may_write: bool,
    is_administrator: bool,
}

pub struct Line {
    pub path: String,
    pub title: String,
    pub unit: String,
    pub verb: &'static str,
    pub state: &'static str,
    pub mark: &'static str,
    pub about: String,
    pub at: String,
}

struct Owed {
    path: String,
    name: String,
    state: &'static str,
    mark: &'static str,
    about: String,
}

/// The stages at which a version waits for this viewer.
fn stages(viewer: &Viewer) -> Vec<Stage> {
    [
        (Role::UnitHead, Stage::UnitReview),
        (Role::SecrecyReviewer, Stage::SecrecyReview),
        (Role::Office, Stage::OfficeRelease),
        (Role::Leader, Stage::LeaderApproval),
        (Role::Spokesperson, Stage::SpokespersonApproval),
    ]
    .into_iter()
    .filter(|(role, _)| viewer.has(*role))
    .map(|(_, stage)| stage)
    .collect()
}

fn verb(stage: Stage) -> &'static str {
    match stage {
        Stage::Draft => "接着写",
        Stage::UnitReview => "审核",
        Stage::SecrecyReview => "做保密审查",
        Stage::OfficeRelease => "看过发布",
        Stage::LeaderApproval | Stage::SpokespersonApproval => "审批",
        _ => "看一看",
    }
}

pub fn line(row: &VersionRow, units: &[schools::Unit], today: jiff::civil::Date) -> Line {
    let unit = units.iter().find(|unit| unit.id == row.unit).map(|unit| unit.short_name().to_owned());
    let (state, mark) = match (&row.returned, row.state) {
        (Some(_), Stage::Draft) => ("退回给我", "stop"),
        (_, Stage::Released) => (row.state.name(), "done"),
        (_, state) => (state.name(), "waiting"),
    };
    let path = match (row.state, &row.returned) {
        (Stage::Draft, None) => format!("/office/drafts/{}/edit", row.id),
        _ => format!("/office/drafts/{}", row.id),
    };
    let mut about = row.returned.clone().unwrap_or_default();
    if row.is_urgent {
        about = format!("紧急 {about}");
    }
    if let Some(at) = row.scheduled_for.filter(|_| row.state == Stage::Scheduled) {
        about = format!("定于{}发布", format::instant(at, today));
    }
    Line {
        path,
        title: if row.title.is_empty() { "（还没有标题）".into() } else { row.title.clone() },
        unit: unit.unwrap_or_default(),
        verb: verb(row.state),
        state,
        mark,
        about,
        at: format::instant(row.edited_at, today),
    }
}

pub async fn page(State(office): State<Office>, visit: Visit) -> Outcome<Page> {
    let mut reader = office.site.store().reader().await?;
    let c = &mut *reader;
    let (viewer, today) = (&visit.viewer, visit.today());
    let units = schools::units(c, visit.school()).await?;
    let shown = |rows: Vec<VersionRow>| rows.iter().map(|row| line(row, &units, today)).collect::<Vec<_>>();
    let stages = stages(viewer);
    let mut waiting = Vec::new();
    if !stages.is_empty() {
        let filter = VersionFilter { states: stages, limit: 100, ..VersionFilter::default() };
        waiting = shown(version_list(c, viewer, &filter).await?);
    }
    let mine = VersionFilter { by: viewer.person_id(), limit: 50, ..VersionFilter::default() };
    let (drafts, handed): (Vec<_>, Vec<_>) = version_list(c, viewer, &mine)
        .await?
        .into_iter()
        .filter(|row| row.state.is_open())
        .partition(|row| row.state == Stage::Draft);
    let mut drafts = shown(drafts);
    // What came back with an opinion is the first thing to do.
    drafts.sort_by_key(|line| line.mark != "stop");
    drafts.append(&mut waiting);
    let held = match viewer.has(Role::SecrecyReviewer) {
        true => crate::holding(c, visit.school()).await?.into_iter().map(|p| (p.id.0, p.title)).collect(),
        false => Vec::new(),
    };
    let mut lines = drafts.into_iter();
    let desk = Desk {
        next: lines.next(),
        waiting: lines.collect(),
        handed: shown(handed),
        owed: owed(c, &visit).await?,
        held,
        may_write: [Role::Liaison, Role::UnitHead, Role::Office].iter().any(|role| viewer.has(*role)),
        is_administrator: viewer.has(Role::Administrator),
        shell: schools::shell::office_shell(c, &office.site, &visit, "/office").await?,
    };
    Page::render(&desk, &visit)
}

/// What the viewer's units owe, worst first; the office owes everything.
async fn owed(c: &mut store::Connection, visit: &Visit) -> Outcome<Vec<Owed>> {
    let viewer = &visit.viewer;
    let Some(edition) = catalogue::edition_on(c, viewer, None, visit.today()).await? else {
        return Ok(vec![]);
    };
    let board = catalogue::board(c, viewer, edition, visit.today()).await?;
    let units: Vec<_> =
        [Role::Liaison, Role::UnitHead].iter().flat_map(|role| viewer.units_of(*role)).collect();
    let concerns = |view: &&catalogue::EntryView| {
        viewer.has(Role::Office) || units.iter().any(|unit| view.entry.concerns(*unit))
    };
    let mut owed: Vec<_> = board
        .entries
        .iter()
        .filter(|view| !view.is_split)
        .filter(concerns)
        .filter(|view| matches!(view.coverage.state, CoverageState::Missing | CoverageState::Stale))
        .collect();
    owed.sort_by_key(|view| (view.coverage.due_on.is_none(), view.coverage.due_on));
    let line = |view: &catalogue::EntryView| {
        let (state, mark) = catalogue::pages::mark(view, visit.today());
        let about = view.coverage.due_on.map(|due| format!("应于{}前公开", format::day(due, visit.today())));
        Owed {
            path: format!("/office/drafts/new?entry={}", view.entry.no),
            name: format!("{}　{}", view.entry.no, view.entry.shown_name()),
            state,
            mark,
            about: about.unwrap_or_default(),
        }
    };
    Ok(owed.into_iter().take(20).map(line).collect())
}
