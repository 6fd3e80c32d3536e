//! Writing a part: plain text with names of figures, and the figures to choose from.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use web::{Form, Kind, OfficeShell, Outcome, Page, Path, Problems, Visit, done, format};

use super::{Reports, loaded, path, whole};
use crate::StatisticsError;
use crate::actions::save_part;
use crate::render::Contents;
use crate::rules::outline::numeral;
use crate::rules::text::Shown;
use crate::rules::{text, token, way};
use crate::store as rows;

#[derive(Template)]
#[template(path = "statistics/part.html")]
struct PartPage {
    shell: OfficeShell,
    path: String,
    title: String,
    number: usize,
    hint: String,
    text: String,
    edits: i64,
    most: usize,
    /// What somebody else saved meanwhile, with who and when.
    theirs: Option<(String, String)>,
    problems: Problems,
    figures: Vec<(String, String)>,
    shown: Vec<String>,
    saved: String,
}

pub async fn page(
    State(reports): State<Reports>,
    visit: Visit,
    Path((year, part)): Path<(String, usize)>,
) -> Outcome<Response> {
    match loaded(&reports, &visit, super::year(&year)?).await? {
        Ok(ready) => {
            let page = show(&reports, &visit, &ready.made, part, Written::default()).await?;
            Ok(page.into_response())
        }
        Err(progress) => Ok(progress),
    }
}

/// What was written and could not be saved, with the reason.
#[derive(Default)]
struct Written {
    text: Option<String>,
    problems: Problems,
    is_overtaken: bool,
}

async fn show(
    reports: &Reports,
    visit: &Visit,
    contents: &Contents,
    number: usize,
    written: Written,
) -> Outcome<Page> {
    let year = contents.year;
    let report = contents.report.as_ref().ok_or(Kind::NotFound)?;
    way::check_write(&visit.viewer, report.state).map_err(StatisticsError::from)?;
    let mut reader = reports.site.store().reader().await?;
    let part = number.checked_sub(1).and_then(|at| contents.outline.parts.get(at)).ok_or(Kind::NotFound)?;
    let stored =
        rows::texts(&mut reader, report.id).await?.into_iter().nth(number - 1).ok_or(Kind::NotFound)?;
    let names = identity::names(&mut reader, visit.school()).await?;
    let saved = stored.edited_by.map(|by| {
        let who = names.get(&by).cloned().unwrap_or_default();
        format!("{} {who}保存", format::instant(stored.edited_at, visit.today()))
    });
    let page = PartPage {
        path: path(year),
        title: format!("{}、{}", numeral(number), part.title),
        number,
        hint: part.hint.clone(),
        theirs: written.is_overtaken.then(|| (saved.clone().unwrap_or_default(), stored.text.clone())),
        text: written.text.unwrap_or(stored.text),
        edits: stored.edits,
        most: text::MOST,
        problems: written.problems,
        figures: token::all(&contents.ledger).into_iter().map(|(name, told)| (name, told.text)).collect(),
        shown: shown(),
        saved: saved.unwrap_or_default(),
        shell: schools::shell::office_shell(&mut reader, &reports.site, visit, "/office/reports").await?,
    };
    Page::render(&page, visit)
}

/// Names of tables and charts.
fn shown() -> Vec<String> {
    let names = |(_, name, has_chart): &(Shown, &str, bool)| {
        let chart = has_chart.then(|| format!("【图：{name}】"));
        std::iter::once(format!("【表：{name}】")).chain(chart).collect::<Vec<_>>()
    };
    Shown::ALL.iter().flat_map(names).collect()
}

pub async fn save(
    State(reports): State<Reports>,
    visit: Visit,
    Path((address, part)): Path<(String, usize)>,
    mut form: Form,
) -> Outcome<Response> {
    let text = form.fields.text("text")?.replace("\r\n", "\n");
    let edits = form.fields.number("edits")?;
    form.fields.end()?;
    let year = super::year(&address)?;
    let context = visit.context(&form.key);
    let store = reports.site.store();
    let outcome = save_part(store, &context, &visit.viewer, year, part, &text, edits).await;
    let (status, written) = match outcome {
        Ok(()) => return Ok(done(&visit, &format!("{}#p{part}", path(year)), "这一部分已保存。")),
        // Nothing is lost: what was written stands in the form again.
        Err(StatisticsError::Overtaken) => {
            (StatusCode::CONFLICT, Written { text: Some(text), is_overtaken: true, ..Written::default() })
        }
        Err(StatisticsError::Refused(reasons)) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            Written {
                text: Some(text),
                problems: reasons.iter().map(|reason| ("text", reason.to_string())).collect(),
                ..Written::default()
            },
        ),
        Err(other) => return Err(other.into()),
    };
    let contents = whole(&reports, &visit, year).await?;
    Ok(show(&reports, &visit, &contents, part, written).await?.with_status(status).into_response())
}
