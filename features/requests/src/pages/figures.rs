//! The national form of requests, for any period, every figure with the requests behind it.

use askama::Template;
use axum::extract::State;
use jiff::civil::{Date, date};
use schools::shell::office_shell;
use serde::Deserialize;
use web::{OfficeShell, Outcome, Page, Query, Visit, format};

use super::{PLACE, Requests};
use crate::rules::figures::{Row, form, holds};
use crate::rules::form::Applicant;
use crate::store as rows;

/// The period, and the figure whose requests are asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    from: String,
    to: String,
    row: String,
}

#[derive(Template)]
#[template(path = "requests/figures.html")]
struct FiguresPage {
    shell: OfficeShell,
    from: String,
    to: String,
    columns: Vec<&'static str>,
    rows: Vec<Line>,
    holds: bool,
    sufficed: i64,
    /// The requests behind a figure: their numbers in the records and those that people say.
    behind: Option<(String, Vec<(i64, String)>)>,
}

struct Line {
    code: &'static str,
    group: &'static str,
    name: &'static str,
    counts: Vec<usize>,
    total: usize,
}

pub async fn page(
    State(requests): State<Requests>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Outcome<Page> {
    let (from, to) = period(&asked, visit.today());
    let mut reader = requests.site.store().reader().await?;
    let c = &mut *reader;
    let counted = form(&rows::counted(c, visit.school()).await?, from, to);
    let mut behind = None;
    if let Some(row) = counted.iter().find(|row| row.code == asked.row) {
        let mut found = Vec::new();
        for id in row.columns.concat() {
            let case = cases::find(c, visit.school(), crate::KIND, terms::CaseId(id)).await?;
            found.extend(case.map(|case| (id, case.number)));
        }
        behind = Some((row.name.to_owned(), found));
    }
    let page = FiguresPage {
        from: from.to_string(),
        to: to.to_string(),
        columns: Applicant::ALL.into_iter().map(Applicant::name).collect(),
        holds: holds(&counted),
        rows: lines(&counted),
        sufficed: rows::sufficed(c, visit.school(), (from, to)).await?,
        behind,
        shell: office_shell(c, &requests.site, &visit, PLACE).await?,
    };
    Page::render(&page, &visit)
}

/// What stands over all results.
const RESULTS: &str = "三、本年度办理结果";

/// The rows as they are printed: a group's name stands once.
fn lines(rows: &[Row]) -> Vec<Line> {
    let mut last = "";
    let line = |row: &Row| {
        let is_first = last.is_empty() && !row.group.is_empty();
        // 三 is over all results, (一) and (二) are rows of their own.
        let group = match row.group {
            _ if is_first => RESULTS,
            group if group == last || group == row.name || group == RESULTS => "",
            group => group,
        };
        last = row.group;
        Line {
            code: row.code,
            group,
            name: row.name,
            counts: row.columns.iter().map(Vec::len).collect(),
            total: row.total(),
        }
    };
    rows.iter().map(line).collect()
}

/// The days that were asked for; else the calendar year, as the form is filed.
fn period(asked: &Asked, today: Date) -> (Date, Date) {
    let (from, to) = (format::parse_day(&asked.from), format::parse_day(&asked.to));
    let (first, last) = (date(today.year(), 1, 1), date(today.year(), 12, 31));
    let (from, to) = (from.unwrap_or(first), to.unwrap_or(last));
    if from <= to { (from, to) } else { (to, from) }
}
