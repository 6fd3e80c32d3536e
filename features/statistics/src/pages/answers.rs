//! Figures that no record tells yet: typed in, each with its source.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use web::{Form as WebForm, Kind, OfficeShell, Outcome, Page, Path, Visit, done};

use super::{Reports, loaded, path};
use crate::StatisticsError;
use crate::actions::{answer, fill_form};
use crate::rules::form::{self, Form, Table};
use crate::rules::ledger::Answer;
use crate::rules::refusal::Refusal;
use crate::rules::{question, way};

#[derive(Template)]
#[template(path = "statistics/answers.html")]
struct AnswersPage {
    shell: OfficeShell,
    path: String,
    reasons: Vec<String>,
    questions: Vec<QuestionView>,
}

struct QuestionView {
    code: &'static str,
    ask: &'static str,
    unit: &'static str,
    value: String,
    source: String,
}

pub async fn page(State(reports): State<Reports>, visit: Visit, Path(year): Path<String>) -> Outcome<Page> {
    let contents = loaded(&reports, &visit, super::year(&year)?).await?;
    show(&reports, &visit, &year, &contents.ledger.answers, Vec::new()).await
}

async fn show(
    reports: &Reports,
    visit: &Visit,
    year: &str,
    answers: &BTreeMap<String, Answer>,
    reasons: Vec<String>,
) -> Outcome<Page> {
    let year = super::year(year)?;
    let contents = loaded(reports, visit, year).await?;
    let state = contents.report.as_ref().ok_or(Kind::NotFound)?.state;
    way::check_write(&visit.viewer, state).map_err(StatisticsError::from)?;
    let view = |question: &'static question::Question| {
        let answer = answers.get(&question.code).cloned().unwrap_or_default();
        QuestionView {
            code: &question.code,
            ask: &question.ask,
            unit: &question.unit,
            value: answer.value,
            source: answer.source,
        }
    };
    let mut reader = reports.site.store().reader().await?;
    let page = AnswersPage {
        path: path(year),
        reasons,
        questions: question::questions().iter().map(view).collect(),
        shell: schools::shell::office_shell(&mut reader, &reports.site, visit, "/office/reports").await?,
    };
    Page::render(&page, visit)
}

pub async fn save(
    State(reports): State<Reports>,
    visit: Visit,
    Path(address): Path<String>,
    mut form: WebForm,
) -> Outcome<Response> {
    let mut typed = BTreeMap::new();
    for question in question::questions() {
        let value = form.fields.optional(&format!("value_{}", question.code))?.unwrap_or_default();
        let source = form.fields.optional(&format!("source_{}", question.code))?.unwrap_or_default();
        typed.insert(question.code.clone(), Answer { value, source });
    }
    form.fields.end()?;
    let year = super::year(&address)?;
    let context = visit.context(&form.key);
    match answer(reports.site.store(), &context, &visit.viewer, year, &typed).await {
        Ok(()) => Ok(done(&visit, &path(year), "填报的数字和来源已保存，报告里的文字跟着变了。")),
        Err(StatisticsError::Refused(reasons)) => {
            let reasons = reasons.iter().map(ToString::to_string).collect();
            let page = show(&reports, &visit, &address, &typed, reasons).await?;
            Ok(page.refused())
        }
        Err(other) => Err(other.into()),
    }
}

#[derive(Template)]
#[template(path = "statistics/form.html")]
struct FormPage {
    shell: OfficeShell,
    path: String,
    code: &'static str,
    name: &'static str,
    unit: &'static str,
    reasons: Vec<String>,
    columns: &'static [String],
    rows: Vec<RowView>,
    source: String,
}

struct RowView {
    name: &'static str,
    is_sum: bool,
    /// Each cell's field, its value, and what a screen reader calls it.
    cells: Vec<(String, String, String)>,
}

pub async fn form_page(
    State(reports): State<Reports>,
    visit: Visit,
    Path((year, code)): Path<(String, String)>,
) -> Outcome<Page> {
    let form = form::by_code(&code).ok_or(Kind::NotFound)?;
    let contents = loaded(&reports, &visit, super::year(&year)?).await?;
    let typed = Typed {
        cells: cells(&form.table(&contents.ledger)),
        source: contents.ledger.answers.get(&code).map(|answer| answer.source.clone()).unwrap_or_default(),
        reasons: Vec::new(),
    };
    show_form(&reports, &visit, &year, form, typed).await
}

/// A form as it was typed.
struct Typed {
    cells: Vec<Vec<String>>,
    source: String,
    reasons: Vec<String>,
}

fn cells(table: &Table) -> Vec<Vec<String>> {
    table.iter().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

fn field(row: &str, column: usize) -> String {
    format!("cell_{row}_{column}")
}

async fn show_form(
    reports: &Reports,
    visit: &Visit,
    year: &str,
    form: &'static Form,
    typed: Typed,
) -> Outcome<Page> {
    let year = super::year(year)?;
    let contents = loaded(reports, visit, year).await?;
    let state = contents.report.as_ref().ok_or(Kind::NotFound)?.state;
    way::check_write(&visit.viewer, state).map_err(StatisticsError::from)?;
    let row = |(row, values): (&'static form::Row, Vec<String>)| {
        let cell = |((at, column), value): ((usize, &String), String)| {
            (field(&row.code, at), value, format!("{}，{column}", row.name))
        };
        RowView {
            name: &row.name,
            is_sum: !row.sum_of.is_empty(),
            cells: form.columns.iter().enumerate().zip(values).map(cell).collect(),
        }
    };
    let mut reader = reports.site.store().reader().await?;
    let page = FormPage {
        path: path(year),
        code: &form.code,
        name: &form.name,
        unit: &form.unit,
        reasons: typed.reasons,
        columns: &form.columns,
        rows: form.rows.iter().zip(typed.cells).map(row).collect(),
        source: typed.source,
        shell: schools::shell::office_shell(&mut reader, &reports.site, visit, "/office/reports").await?,
    };
    Page::render(&page, visit)
}

pub async fn save_form(
    State(reports): State<Reports>,
    visit: Visit,
    Path((address, code)): Path<(String, String)>,
    mut sent: WebForm,
) -> Outcome<Response> {
    let form = form::by_code(&code).ok_or(Kind::NotFound)?;
    let year = super::year(&address)?;
    let source = sent.fields.text("source")?;
    let takes_back = sent.fields.ticked("take_back")?;
    let mut written = Vec::new();
    for row in &form.rows {
        let mut cells = Vec::new();
        for column in 0..form.columns.len() {
            cells.push(sent.fields.optional(&field(&row.code, column))?.unwrap_or_default());
        }
        written.push(cells);
    }
    sent.fields.end()?;
    let context = visit.context(&sent.key);
    let table = (!takes_back).then(|| table(&written));
    let outcome = match table {
        Some(None) => Err(Refusal::FormNumber(form::MOST).into()),
        table => {
            let store = reports.site.store();
            fill_form(store, &context, &visit.viewer, year, form, table.flatten(), &source).await
        }
    };
    match outcome {
        Ok(()) => Ok(done(
            &visit,
            &path(year),
            if takes_back {
                "这张表已收回，不写进报告。"
            } else {
                "这张表已保存，写进报告。"
            },
        )),
        Err(StatisticsError::Refused(reasons)) => {
            let reasons = reasons.iter().map(ToString::to_string).collect();
            let typed = Typed { cells: written, source, reasons };
            let page = show_form(&reports, &visit, &address, form, typed).await?;
            Ok(page.refused())
        }
        Err(other) => Err(other.into()),
    }
}

/// The numbers of a form; an empty cell is a nought.
fn table(written: &[Vec<String>]) -> Option<Table> {
    let number = |text: &String| match text.trim() {
        "" => Some(0),
        text => text.parse().ok(),
    };
    written.iter().map(|row| row.iter().map(number).collect()).collect()
}
