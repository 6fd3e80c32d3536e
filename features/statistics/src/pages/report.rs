//! A report: its text with every figure opening, what a careful reader would ask, and the
//! next step.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use terms::AcademicYear;
use web::{Kind, OfficeShell, Outcome, Page, Path, Problems, Visit, format};

use super::view::{self, PieceView};
use super::{Reports, figure_query, loaded, path};
use crate::model::Report;
use crate::render::{Contents, Format};
use crate::rules::check::{self, Warning, Written};
use crate::rules::figure::Key;
use crate::rules::outline::numeral;
use crate::rules::refusal::Refusal;
use crate::rules::{form, question, text, token, way};

#[derive(Template)]
#[template(path = "statistics/report.html")]
struct ReportPage {
    shell: OfficeShell,
    title: String,
    path: String,
    period: String,
    state: &'static str,
    mark: &'static str,
    count: String,
    parts: Vec<PartView>,
    warnings: Vec<WarningView>,
    note: String,
    opinion: String,
    typed: Vec<TypedView>,
    /// What stands in the way of the next step, each with where it is mended.
    reasons: Problems,
    /// Of when the records are, where they were counted some while ago.
    counted: String,
    /// Why a form of the page was refused, and what was typed in it.
    problems: Problems,
    written: String,
    story: Vec<String>,
    files: Vec<(&'static str, String)>,
    publication: Option<String>,
    may: May,
}

struct PartView {
    number: usize,
    numeral: String,
    title: String,
    hint: String,
    pieces: Vec<PieceView>,
    mark: &'static str,
    word: String,
}

struct WarningView {
    number: usize,
    part: usize,
    sentence: String,
    path: String,
}

/// A figure or form that is typed in.
struct TypedView {
    name: String,
    path: String,
    told: String,
    is_told: bool,
}

#[derive(Default)]
struct May {
    write: bool,
    submit: bool,
    take_back: bool,
    approve: bool,
    publish: bool,
}

impl ReportPage {
    /// What was typed in a field whose form was refused.
    fn was(&self, field: &str) -> &str {
        if self.problems.is_at(field) { &self.written } else { "" }
    }
}

pub async fn page(
    State(reports): State<Reports>,
    visit: Visit,
    Path(year): Path<String>,
) -> Outcome<Response> {
    match loaded(&reports, &visit, super::year(&year)?).await? {
        Ok(ready) => {
            let counted = match ready.counted_at < visit.now {
                true => format::instant(ready.counted_at, visit.today()),
                false => String::new(),
            };
            let refused = Refused { counted, ..Refused::default() };
            Ok(show(&reports, &visit, &ready.made, refused).await?.into_response())
        }
        Err(progress) => Ok(progress),
    }
}

/// A form of the page that was refused, and of when the records are.
#[derive(Default)]
pub struct Refused {
    pub problems: Problems,
    pub written: String,
    pub counted: String,
}

/// Where a reason is mended: the address of a field, or the field of the page.
pub fn place(reason: &Refusal, year: AcademicYear) -> String {
    match reason {
        Refusal::PartEmpty(part, _) | Refusal::UnknownFigure(part, _) | Refusal::TextTooLong(part, _) => {
            format!("{}/parts/{part}#text", path(year))
        }
        Refusal::Unanswered(code) => typed_path(year, code),
        Refusal::WarningsOpen(_) => "note".to_owned(),
        _ => String::new(),
    }
}

/// The page, with what was typed in a form that was refused.
pub async fn show(reports: &Reports, visit: &Visit, contents: &Contents, refused: Refused) -> Outcome<Page> {
    let year = contents.year;
    let Some(report) = &contents.report else { return Err(Kind::NotFound.into()) };
    let written = Written { outline: contents.outline, texts: &contents.texts, note: &report.note };
    let warnings = check::warnings(&written, &contents.ledger);
    let mut reader = reports.site.store().reader().await?;
    let names = identity::names(&mut reader, visit.school()).await?;
    let reasons = match report.state {
        way::State::Drafting => {
            check::check_submit(&written, &contents.ledger, visit.today()).err().unwrap_or_default()
        }
        _ => Vec::new(),
    };
    let publication = match report.publication {
        Some(id) => publishing::find(&mut reader, &visit.viewer, id).await?,
        None => None,
    };
    let draft = publication.and_then(|one| one.working.or(one.live));
    let may = may(visit, report, reasons.is_empty(), draft.is_some());
    let page = ReportPage {
        title: crate::paper::title(year),
        path: path(year),
        period: format!(
            "{}—{}",
            format::long_day(contents.ledger.period.from),
            format::long_day(contents.ledger.period.to)
        ),
        state: report.state.name(),
        mark: mark(report.state),
        count: numeral(contents.outline.parts.len()),
        parts: parts(contents, &warnings),
        warnings: (1..).zip(&warnings).map(|(number, one)| warning(number, one, year)).collect(),
        note: report.note.clone(),
        opinion: report.opinion.clone(),
        typed: typed(contents, year),
        reasons: super::placed(&reasons, |reason| place(reason, year)),
        counted: refused.counted,
        problems: refused.problems,
        written: refused.written,
        story: story(report, visit, &|id| names.get(&id).cloned().unwrap_or_default()),
        files: files(year),
        publication: draft.map(|version| format!("/office/drafts/{version}")),
        may,
        shell: schools::shell::office_shell(&mut reader, &reports.site, visit, "/office/reports").await?,
    };
    Page::render(&page, visit)
}

fn mark(state: way::State) -> &'static str {
    match state {
        way::State::Drafting => "waiting",
        way::State::Submitted => "near",
        way::State::Frozen => "done",
    }
}

fn may(visit: &Visit, report: &Report, is_complete: bool, has_publication: bool) -> May {
    let viewer = &visit.viewer;
    let write = way::check_write(viewer, report.state).is_ok();
    May {
        write,
        submit: write && is_complete,
        take_back: way::check_take_back(viewer, report.state).is_ok(),
        approve: way::check_approve(viewer, report.state, report.submitted_by).is_ok(),
        publish: way::check_publish(viewer, report.state, has_publication).is_ok(),
    }
}

fn parts(contents: &Contents, warnings: &[Warning]) -> Vec<PartView> {
    let (ledger, year) = (&contents.ledger, contents.year);
    let open = |key: &Key| format!("{}/figures?{}", path(year), figure_query(key));
    let typed = |name: &str| token::asks(name).map(|code| typed_path(year, code));
    let part = |((number, part), written): ((usize, &crate::rules::outline::Part), &String)| {
        let asked = warnings.iter().filter(|warning| warning.part == number).count();
        let (mark, word) = match (written.trim().is_empty(), asked) {
            (true, _) => ("missing", "没有写".to_owned()),
            (false, 0) => ("done", "写好".to_owned()),
            (false, asked) => ("near", format!("{asked}处要看")),
        };
        PartView {
            number,
            numeral: numeral(number),
            title: part.title.clone(),
            hint: part.hint.clone(),
            pieces: text::read(written, ledger)
                .into_iter()
                .map(|one| view::piece(one, ledger, &open, &typed))
                .collect(),
            mark,
            word,
        }
    };
    (1..).zip(&contents.outline.parts).zip(&contents.texts).map(part).collect()
}

fn warning(number: usize, warning: &Warning, year: AcademicYear) -> WarningView {
    WarningView {
        number,
        part: warning.part,
        sentence: warning.sentence.clone(),
        path: warning
            .key
            .as_ref()
            .map(|key| format!("{}/figures?{}", path(year), figure_query(key)))
            .unwrap_or_default(),
    }
}

fn typed_path(year: AcademicYear, code: &str) -> String {
    match form::by_code(code) {
        Some(form) => format!("{}/forms/{}", path(year), form.code),
        None => format!("{}/answers#{code}", path(year)),
    }
}

fn typed(contents: &Contents, year: AcademicYear) -> Vec<TypedView> {
    let typed = |code: &'static str| {
        let answer = contents.ledger.answers.get(code);
        let value = answer.filter(|answer| !answer.value.starts_with('['));
        let told = match (answer, value) {
            (Some(answer), Some(value)) => format!("{}　{}", value.value, answer.source),
            (Some(answer), None) => format!("已填表　{}", answer.source),
            _ => "没有填".to_owned(),
        };
        TypedView {
            name: question::name_of(code).to_owned(),
            path: typed_path(year, code),
            told,
            is_told: answer.is_some(),
        }
    };
    question::codes().map(typed).collect()
}

fn story(report: &Report, visit: &Visit, name: &impl Fn(terms::PersonId) -> String) -> Vec<String> {
    let step = |at: Option<jiff::Timestamp>, who: Option<terms::PersonId>, what: &str| {
        Some(format!("{}　{}{what}", format::instant(at?, visit.today()), who.map(name).unwrap_or_default()))
    };
    [
        step(report.submitted_at, report.submitted_by, "送校领导审批"),
        step(report.frozen_at, report.frozen_by, "批准，数字和记录封存"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn files(year: AcademicYear) -> Vec<(&'static str, String)> {
    let word = |format| match format {
        Format::Docx => "导出Word",
        Format::Pdf => "导出PDF",
        Format::Html => "导出网页",
        Format::Json => "导出数据",
    };
    Format::ALL
        .iter()
        .map(|format| (word(*format), format!("{}/files/{}", path(year), format.ending())))
        .collect()
}
