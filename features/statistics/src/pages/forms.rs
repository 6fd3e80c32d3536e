//! Tables of the report that are typed in as a whole.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use terms::AcademicYear;
use web::{Form as WebForm, Kind, OfficeShell, Outcome, Page, Path, Problems, Visit, done};

use super::answers::typed_in;
use super::{Reports, path};
use crate::StatisticsError;
use crate::actions::fill_form;
use crate::rules::form::{self, Form};
use crate::rules::question::check_source;
use crate::rules::refusal::Refusal;

#[derive(Template)]
#[template(path = "statistics/form.html")]
struct FormPage {
    shell: OfficeShell,
    path: String,
    code: &'static str,
    name: &'static str,
    unit: &'static str,
    problems: Problems,
    columns: &'static [String],
    rows: Vec<RowView>,
    source: String,
    takes_back: bool,
}

struct RowView {
    name: &'static str,
    is_sum: bool,
    cells: Vec<CellView>,
}

struct CellView {
    field: String,
    value: String,
    /// What a screen reader calls it.
    label: String,
}

/// A form as it was typed.
#[derive(Default)]
struct Typed {
    cells: Vec<Vec<String>>,
    source: String,
    takes_back: bool,
    problems: Problems,
}

pub async fn page(
    State(reports): State<Reports>,
    visit: Visit,
    Path((year, code)): Path<(String, String)>,
) -> Outcome<Page> {
    let (form, year) = (form::by_code(&code).ok_or(Kind::NotFound)?, super::year(&year)?);
    let answers = typed_in(&reports, &visit, year).await?;
    let typed = Typed {
        cells: form.table(&answers).iter().map(|row| row.iter().map(ToString::to_string).collect()).collect(),
        source: answers.get(&code).map(|answer| answer.source.clone()).unwrap_or_default(),
        ..Typed::default()
    };
    show(&reports, &visit, year, form, typed).await
}

fn field(row: &str, column: usize) -> String {
    format!("cell_{row}_{column}")
}

/// The field of the page that a reason is about.
fn field_of(reason: &Refusal) -> String {
    match reason {
        Refusal::FormNumber { at: (row, column), .. } | Refusal::FormBalance { at: (row, column), .. } => {
            field(row, *column)
        }
        Refusal::SourceMissing(_) | Refusal::SourceTooLong(..) => "source".to_owned(),
        _ => String::new(),
    }
}

async fn show(
    reports: &Reports,
    visit: &Visit,
    year: AcademicYear,
    form: &'static Form,
    typed: Typed,
) -> Outcome<Page> {
    let row = |(row, values): (&'static form::Row, Vec<String>)| {
        let cell = |((at, column), value): ((usize, &String), String)| CellView {
            field: field(&row.code, at),
            value,
            label: format!("{}，{column}", row.name),
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
        problems: typed.problems,
        columns: &form.columns,
        rows: form.rows.iter().zip(typed.cells).map(row).collect(),
        source: typed.source,
        takes_back: typed.takes_back,
        shell: schools::shell::office_shell(&mut reader, &reports.site, visit, "/office/reports").await?,
    };
    Page::render(&page, visit)
}

pub async fn save(
    State(reports): State<Reports>,
    visit: Visit,
    Path((address, code)): Path<(String, String)>,
    mut sent: WebForm,
) -> Outcome<Response> {
    let (form, year) = (form::by_code(&code).ok_or(Kind::NotFound)?, super::year(&address)?);
    let mut typed = Typed {
        source: sent.fields.text("source")?,
        takes_back: sent.fields.ticked("take_back")?,
        ..Typed::default()
    };
    for row in &form.rows {
        let fields = (0..form.columns.len()).map(|column| field(&row.code, column));
        let cells = fields.map(|name| Ok(sent.fields.optional(&name)?.unwrap_or_default()));
        typed.cells.push(cells.collect::<Outcome<_>>()?);
    }
    sent.fields.end()?;
    // Every reason at once: cells that are no numbers, and a source that is missing.
    let read = form.read(&typed.cells).map_err(|mut reasons| {
        reasons.extend(check_source(&form.code, &typed.source));
        StatisticsError::Refused(reasons)
    });
    let (store, context, viewer) = (reports.site.store(), visit.context(&sent.key), &visit.viewer);
    let outcome = match (typed.takes_back, read) {
        (true, _) => fill_form(store, &context, viewer, year, form, None, &typed.source).await,
        (false, Ok(table)) => {
            fill_form(store, &context, viewer, year, form, Some(table), &typed.source).await
        }
        (false, Err(error)) => Err(error),
    };
    match outcome {
        Ok(()) if typed.takes_back => Ok(done(&visit, &path(year), "这张表已收回，不写进报告。")),
        Ok(()) => Ok(done(&visit, &path(year), "这张表已保存，写进报告。")),
        Err(error) => {
            typed.problems = super::mendable(error, field_of)?;
            Ok(show(&reports, &visit, year, form, typed).await?.refused())
        }
    }
}
