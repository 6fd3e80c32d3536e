//! The page of the desk.

use askama::Template;
use axum::extract::State;
use publishing::pages::Line;
use publishing::{Filter, Order, public_list};
use store::{Connection, Failure};
use terms::Role;
use web::{OfficeShell, Outcome, Page, Visit, format};

use crate::owed::{Owed, duties, own_units};
use crate::waiting::{Handed, waiting};
use crate::{Desks, day};

#[derive(Template)]
#[template(path = "desk/desk.html")]
struct Desk {
    shell: OfficeShell,
    day: String,
    next: Option<Line>,
    waiting: Vec<Line>,
    handed: Vec<Handed>,
    /// The heading over the entries: whose they are.
    whose: String,
    owed: Vec<Owed>,
    /// What is due next, where nothing waits.
    due_next: Option<String>,
    /// What went out last, where nothing waits: the path, the title, the day.
    recent: Vec<(String, String, String)>,
    held: Vec<(i64, String)>,
    may_write: bool,
    is_administrator: bool,
}

impl Desk {
    /// How many entries are owed.
    fn open(&self) -> usize {
        self.owed.iter().filter(|entry| entry.is_open).count()
    }
}

pub async fn page(State(desks): State<Desks>, visit: Visit) -> Outcome<Page> {
    let site = &desks.site;
    let mut reader = site.store().reader().await?;
    let c = &mut *reader;
    let viewer = &visit.viewer;
    let units = schools::units(c, visit.school()).await?;
    let waits = waiting(c, viewer, &units, visit.today()).await?;
    let held = match viewer.has(Role::SecrecyReviewer) {
        true => {
            publishing::holding(c, visit.school()).await?.into_iter().map(|p| (p.id.0, p.title)).collect()
        }
        false => Vec::new(),
    };
    let duties = duties(c, &visit, &units).await?;
    let mut lines = waits.lines.into_iter();
    let next = lines.next();
    let desk = Desk {
        day: day::line(&desks.calendar, visit.today()),
        recent: match next {
            None => recent(c, &visit).await?,
            Some(_) => Vec::new(),
        },
        next,
        waiting: lines.collect(),
        handed: waits.handed,
        whose: whose(&visit, &units),
        owed: duties.entries,
        due_next: duties.next,
        held,
        may_write: [Role::Liaison, Role::UnitHead, Role::Office].iter().any(|role| viewer.has(*role)),
        is_administrator: viewer.has(Role::Administrator),
        shell: schools::shell::office_shell(c, site, &visit, "/office").await?,
    };
    Page::render(&desk, &visit)
}

/// 学生工作处应公开, or the school's for the office.
fn whose(visit: &Visit, units: &[schools::Unit]) -> String {
    match own_units(visit).as_slice() {
        [] => "欠公开的事项".to_owned(),
        _ if visit.viewer.has(Role::Office) => "应公开的事项".to_owned(),
        [only] => {
            let name = units.iter().find(|unit| unit.id == *only).map(|unit| unit.name.as_str());
            format!("{}应公开", name.unwrap_or("本部门"))
        }
        _ => "本部门应公开".to_owned(),
    }
}

/// What the viewer's units published last.
async fn recent(c: &mut Connection, visit: &Visit) -> Result<Vec<(String, String, String)>, Failure> {
    let mut rows = Vec::new();
    for unit in own_units(visit) {
        let filter = Filter { unit: Some(unit), ..Filter::default() };
        rows.extend(public_list(c, &visit.viewer, &filter, Order::Newest, 0, 5).await?);
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.published_at));
    let line = |row: publishing::Listed| {
        (format!("/items/{}", row.id), row.title, format::instant(row.published_at, visit.today()))
    };
    Ok(rows.into_iter().take(5).map(line).collect())
}
