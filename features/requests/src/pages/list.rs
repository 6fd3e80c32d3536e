//! The requests that wait, what is due first first, and what became of the others.

use askama::Template;
use axum::extract::State;
use cases::Case;
use schools::shell::office_shell;
use store::Connection;
use terms::Role;
use web::{OfficeShell, Outcome, Page, Visit, format};

use super::{PLACE, Requests};
use crate::model::way_name;
use crate::rules::decision::Decision;
use crate::rules::machine::State as Where;
use crate::store as rows;

/// Days left at which a line asks to be looked at.
const NEAR: i64 = 5;

#[derive(Template)]
#[template(path = "requests/list.html")]
struct ListPage {
    shell: OfficeShell,
    open: Vec<Line>,
    ended: Vec<Line>,
    may_enter: bool,
    may_count: bool,
}

struct Line {
    id: i64,
    number: String,
    wanted: String,
    state: &'static str,
    mark: &'static str,
    left: String,
    unit: String,
    came: String,
}

pub async fn page(State(requests): State<Requests>, visit: Visit) -> Outcome<Page> {
    let mut reader = requests.site.store().reader().await?;
    let c = &mut *reader;
    let open = rows::open(c, &visit.viewer).await?;
    let ended = rows::ended(c, &visit.viewer).await?;
    let viewer = &visit.viewer;
    let page = ListPage {
        open: lines(c, &requests, &visit, open).await?,
        ended: lines(c, &requests, &visit, ended).await?,
        may_enter: viewer.has(Role::Office),
        may_count: [Role::Office, Role::Leader, Role::Supervisor].iter().any(|role| viewer.has(*role)),
        shell: office_shell(c, &requests.site, &visit, PLACE).await?,
    };
    Page::render(&page, &visit)
}

async fn lines(
    c: &mut Connection,
    requests: &Requests,
    visit: &Visit,
    found: Vec<Case>,
) -> Outcome<Vec<Line>> {
    let units = schools::units(&mut *c, visit.school()).await?;
    let mut lines = Vec::new();
    for case in found {
        let unit = units.iter().find(|unit| Some(unit.id) == case.unit);
        let unit = unit.map(|unit| unit.short_name().to_owned()).unwrap_or_default();
        let request = rows::opened(&mut *c, &requests.vault, case).await?;
        let wanted = request.asked.wanted.lines().next().unwrap_or_default();
        let (mark, left) = standing(requests, visit, &request);
        lines.push(Line {
            id: request.case.id.0,
            number: request.case.number.clone(),
            wanted: wanted.chars().take(60).collect(),
            state: request.state.name(),
            mark,
            left,
            unit,
            came: format!(
                "{}{}",
                format::day(request.case.received_on, visit.today()),
                way_name(&request.case.way)
            ),
        });
    }
    Ok(lines)
}

/// Where it stands in words, with the shape of its state.
fn standing(requests: &Requests, visit: &Visit, request: &crate::Request) -> (&'static str, String) {
    if !request.state.is_open() {
        let what = request.decision.map_or("已办结", Decision::name);
        let on = request.case.closed_on.map(|day| format::day(day, visit.today())).unwrap_or_default();
        return ("done", format!("{what}，{on}"));
    }
    match request.state {
        Where::Awaiting => return ("near", "今天和申请人确认".to_owned()),
        Where::Correcting => return ("fine", "等申请人补正".to_owned()),
        _ => {}
    }
    let clock = cases::clock_of(&request.regime, &request.steps, &requests.calendar).ok();
    let counted = clock.and_then(|clock| {
        let left = clock.left(visit.today()).ok().flatten()?;
        let all = clock.explain().ok()?.iter().filter(|day| day.counts).count();
        Some((left, clock.used(visit.today()).ok()?, all))
    });
    let provisional = if request.case.is_provisional { "（暂按）" } else { "" };
    match counted {
        None => ("fine", "还没有开始计时".to_owned()),
        Some((left, ..)) if left < 0 => ("late", format!("逾期{}个工作日{provisional}", -left)),
        Some((0, ..)) => ("late", format!("今天到期{provisional}")),
        Some((left, used, all)) => {
            let mark = if left <= NEAR { "near" } else { "fine" };
            (mark, format!("剩{left}天{provisional}，用了{used}，共{all}个工作日"))
        }
    }
}
