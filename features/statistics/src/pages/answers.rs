//! Figures that no record tells yet: typed in, each with its source.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use terms::AcademicYear;
use web::{Form as WebForm, Kind, OfficeShell, Outcome, Page, Path, Problems, Visit, done};

use super::{Reports, path};
use crate::StatisticsError;
use crate::actions::answer;
use crate::rules::ledger::Answer;
use crate::rules::refusal::Refusal;
use crate::rules::{question, way};
use crate::store as rows;

#[derive(Template)]
#[template(path = "statistics/answers.html")]
struct AnswersPage {
    shell: OfficeShell,
    path: String,
    problems: Problems,
    questions: Vec<QuestionView>,
}

struct QuestionView {
    code: &'static str,
    ask: &'static str,
    unit: &'static str,
    value: String,
    source: String,
}

impl QuestionView {
    fn value_field(&self) -> String {
        value_field(self.code)
    }

    fn source_field(&self) -> String {
        source_field(self.code)
    }
}

/// The fields of a question on the page.
fn value_field(code: &str) -> String {
    format!("v_{code}")
}

fn source_field(code: &str) -> String {
    format!("s_{code}")
}

/// The field of the page that a reason is about.
fn field_of(reason: &Refusal) -> String {
    match reason {
        Refusal::NotANumber { code, .. } | Refusal::AboveWhole(code, _) => value_field(code),
        Refusal::SourceMissing(code) | Refusal::SourceTooLong(code, _) => source_field(code),
        _ => String::new(),
    }
}

/// What was typed in for a report that is being written; nothing of the records is read for it.
pub async fn typed_in(
    reports: &Reports,
    visit: &Visit,
    year: AcademicYear,
) -> Outcome<BTreeMap<String, Answer>> {
    let mut reader = reports.site.store().reader().await?;
    let report = rows::of_year(&mut reader, visit.school(), year).await?;
    let report = report.filter(|_| way::may_see(&visit.viewer)).ok_or(Kind::NotFound)?;
    way::check_write(&visit.viewer, report.state).map_err(StatisticsError::from)?;
    let answers = rows::answers(&mut reader, report.id).await?;
    Ok(answers.into_iter().map(|(code, answered)| (code, answered.answer)).collect())
}

pub async fn page(State(reports): State<Reports>, visit: Visit, Path(year): Path<String>) -> Outcome<Page> {
    let year = super::year(&year)?;
    let answers = typed_in(&reports, &visit, year).await?;
    show(&reports, &visit, year, &answers, Problems::default()).await
}

async fn show(
    reports: &Reports,
    visit: &Visit,
    year: AcademicYear,
    answers: &BTreeMap<String, Answer>,
    problems: Problems,
) -> Outcome<Page> {
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
        problems,
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
        Err(error) => {
            let problems = super::mendable(error, field_of)?;
            Ok(show(&reports, &visit, year, &typed, problems).await?.refused())
        }
    }
}
