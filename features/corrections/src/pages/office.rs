//! The office's side: what readers found wrong, and answering it.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use schools::shell::office_shell;
use store::Connection;
use terms::CorrectionId;
use web::{Form, OfficeShell, Outcome as Answer, Page, Path, Problems, Visit, done, format};

use super::Corrections;
use crate::model::{Correction, Kind, Outcome};
use crate::rules::Refusal;
use crate::{CorrectionError, actions, rules, store as rows};

/// The place in the navigation under which these pages stand.
const PLACE: &str = "/office/drafts";
/// Days left at which a line asks to be looked at.
const NEAR: i64 = 2;

#[derive(Template)]
#[template(path = "corrections/office.html")]
struct OfficePage {
    shell: OfficeShell,
    open: Vec<Line>,
    settled: Vec<Line>,
    outcomes: Vec<(&'static str, &'static str)>,
    typed: Typed,
    problems: Problems,
}

/// What was typed in a form that was refused.
#[derive(Default)]
struct Typed {
    /// The correction's number.
    id: i64,
    outcome: String,
    answer: String,
}

struct Line {
    id: i64,
    page: String,
    title: String,
    unit: String,
    kind: &'static str,
    is_leak: bool,
    words: String,
    reported: String,
    mark: &'static str,
    state: String,
    answer: String,
    settles: bool,
}

impl Line {
    /// A field of its form on the page.
    fn id_of(&self, field: &str) -> String {
        format!("{field}{}", self.id)
    }
}

pub async fn list(State(corrections): State<Corrections>, visit: Visit) -> Answer<Page> {
    show(&corrections, &visit, Typed::default(), Problems::default()).await
}

async fn show(corrections: &Corrections, visit: &Visit, typed: Typed, problems: Problems) -> Answer<Page> {
    let mut reader = corrections.site.store().reader().await?;
    let c = &mut *reader;
    let open = rows::open(c, &visit.viewer).await?;
    let settled = rows::settled(c, &visit.viewer).await?;
    let page = OfficePage {
        open: lines(c, corrections, visit, open).await?,
        settled: lines(c, corrections, visit, settled).await?,
        outcomes: Outcome::ALL.into_iter().map(|one| (one.code(), one.name())).collect(),
        typed,
        problems,
        shell: office_shell(c, &corrections.site, visit, PLACE).await?,
    };
    Page::render(&page, visit)
}

async fn lines(
    c: &mut Connection,
    corrections: &Corrections,
    visit: &Visit,
    found: Vec<Correction>,
) -> Answer<Vec<Line>> {
    let units = schools::units(&mut *c, visit.school()).await?;
    let mut lines = Vec::new();
    for correction in found {
        let publication = match correction.publication {
            Some(id) => publishing::find(&mut *c, &visit.viewer, id).await?,
            None => None,
        };
        let unit = units.iter().find(|unit| Some(unit.id) == correction.unit);
        let (mark, state) = standing(corrections, &correction, visit.today());
        lines.push(Line {
            id: correction.id.0,
            title: publication.map_or_else(|| correction.page.clone(), |publication| publication.title),
            unit: unit.map_or_else(|| "公开办".to_owned(), |unit| unit.name.clone()),
            kind: correction.kind.name(),
            is_leak: correction.kind == Kind::Leak,
            reported: format::instant(correction.reported_at, visit.today()),
            settles: correction.outcome.is_none() && rules::may_settle(&visit.viewer, correction.unit),
            mark,
            state,
            page: correction.page,
            words: correction.words,
            answer: correction.answer,
        });
    }
    Ok(lines)
}

/// Where it stands, with the shape of its state.
fn standing(corrections: &Corrections, correction: &Correction, today: Date) -> (&'static str, String) {
    if let Some(outcome) = correction.outcome {
        let mark = if outcome == Outcome::Mended { "done" } else { "nil" };
        return (mark, outcome.name().to_owned());
    }
    let due = rules::due_on(&corrections.calendar, terms::day_of(correction.reported_at));
    let left = corrections.calendar.provisional().remaining_working_days(today, due).unwrap_or_default();
    match left {
        left if left < 0 => ("late", format!("逾期{}天", -left)),
        0 => ("late", "今天到期".to_owned()),
        left if left <= NEAR => ("near", format!("剩{left}天")),
        left => ("fine", format!("剩{left}天")),
    }
}

pub async fn settle(
    State(corrections): State<Corrections>,
    visit: Visit,
    Path(id): Path<i64>,
    mut form: Form,
) -> Answer<Response> {
    let code = form.fields.filled("outcome")?.unwrap_or_default();
    let outcome = Outcome::from_code(&code);
    let answer = form.fields.text("answer")?;
    form.fields.end()?;
    let context = visit.context(&form.key);
    let store = corrections.site.store();
    match actions::settle(store, &context, &visit.viewer, CorrectionId(id), outcome, &answer).await {
        Ok(()) => {}
        Err(CorrectionError::Refused(reasons)) if !reasons.contains(&Refusal::Settled) => {
            let place = |reason: &Refusal| match reason {
                Refusal::Outcome => format!("outcome{id}"),
                _ => format!("a{id}"),
            };
            let mut problems = Problems::default();
            reasons.iter().for_each(|reason| problems.push(&place(reason), reason));
            let typed = Typed { id, outcome: code, answer };
            return Ok(show(&corrections, &visit, typed, problems).await?.refused());
        }
        Err(other) => return Err(other.into()),
    }
    Ok(done(&visit, "/office/corrections", "已答复。报告的人用编号就能看到。"))
}
