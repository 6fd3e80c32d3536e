//! The reader's side: saying what is wrong, and seeing what became of it.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use store::Failure;
use web::{
    Form, Kind as Problem, Outcome, Page, Path, Problems, Query, Shell, Site, Visit, format, redirect,
};

use super::Corrections;
use crate::actions::{self, Report};
use crate::model::{Correction, Kind};
use crate::{CorrectionError, Refusal, rules};

/// Characters of the number that a reader keeps: 64 bits of chance.
const CODE: usize = 16;

#[derive(Template)]
#[template(path = "corrections/new.html")]
struct NewPage {
    shell: Shell,
    token: String,
    page: String,
    /// The title of the publication whose page it is.
    title: Option<String>,
    kinds: Vec<(&'static str, &'static str, bool)>,
    words: String,
    problems: Problems,
    within: u32,
}

/// The page that a reader came from.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct From {
    page: String,
}

pub async fn form(State(site): State<Site>, visit: Visit, Query(from): Query<From>) -> Outcome<Page> {
    let page = new_page(&site, &visit, &from.page, None, "", &[]).await?;
    Page::render(&page, &visit)
}

async fn new_page(
    site: &Site,
    visit: &Visit,
    page: &str,
    kind: Option<Kind>,
    words: &str,
    reasons: &[Refusal],
) -> Outcome<NewPage> {
    let mut reader = site.store().reader().await?;
    let publication = actions::publication_of(&mut reader, &visit.viewer, page).await?;
    Ok(NewPage {
        shell: schools::shell::shell(&mut reader, visit, "").await?,
        token: site.tokens().make(&visit.binding, visit.now),
        title: publication.map(|publication| publication.title),
        page: page.to_owned(),
        kinds: Kind::ALL.into_iter().map(|one| (one.code(), one.name(), Some(one) == kind)).collect(),
        words: words.to_owned(),
        problems: reasons.iter().map(|reason| (field_of(reason), reason.to_string())).collect(),
        within: rules::WITHIN,
    })
}

fn field_of(reason: &Refusal) -> &'static str {
    match reason {
        Refusal::Page => "page",
        Refusal::Kind => "kind",
        _ => "words",
    }
}

pub async fn send(State(site): State<Site>, visit: Visit, mut form: Form) -> Outcome<Response> {
    let fields = &mut form.fields;
    let (page, words) = (fields.text("page")?, fields.text("words")?);
    let kind = fields.filled("kind")?.and_then(|code| Kind::from_code(&code));
    form.fields.end()?;
    // The form's own key: the same form sent twice leads to the same number.
    let code: String = form.key.as_str().chars().take(CODE).collect();
    let context = visit.context(&form.key);
    let report = Report { code: &code, page: &page, kind, words: &words };
    match actions::report(site.store(), &context, &visit.viewer, report).await {
        Ok(()) | Err(CorrectionError::Store(Failure::Repeated)) => {
            Ok(redirect(&visit, &format!("/corrections/{code}")))
        }
        Err(CorrectionError::Refused(reasons)) => {
            let page = new_page(&site, &visit, &page, kind, &words, &reasons).await?;
            Ok(Page::render(&page, &visit)?.refused())
        }
        Err(other) => Err(other.into()),
    }
}

/// A number as somebody typed it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    code: String,
}

/// Leads to the answer of the number that was typed.
pub async fn look_up(visit: Visit, Query(typed): Query<Typed>) -> Response {
    let code: String = typed.code.chars().filter(char::is_ascii_alphanumeric).collect();
    match code.as_str() {
        "" => redirect(&visit, "/corrections/new"),
        code => redirect(&visit, &format!("/corrections/{}", code.to_lowercase())),
    }
}

#[derive(Template)]
#[template(path = "corrections/answer.html")]
struct AnswerPage {
    shell: Shell,
    heading: String,
    lead: String,
    /// The number in groups, to be read out and copied.
    code: String,
    correction: Correction,
    reported: String,
    settled: Option<String>,
}

pub async fn answer(
    State(corrections): State<Corrections>,
    visit: Visit,
    Path(code): Path<String>,
) -> Outcome<Response> {
    let mut reader = corrections.site.store().reader().await?;
    let found = crate::by_code(&mut reader, &visit.viewer, &code).await?;
    let correction = found.ok_or(Problem::NotFound)?;
    let due = rules::due_on(&corrections.calendar, terms::day_of(correction.reported_at));
    let (heading, lead) = match correction.outcome {
        Some(outcome) => (outcome.name().to_owned(), correction.answer.clone()),
        None => (
            "收到了，正在核对".to_owned(),
            format!("最迟{}处理。凭下面的编号回到这一页，就能看到结果。", format::long_day(due)),
        ),
    };
    let page = AnswerPage {
        shell: schools::shell::shell(&mut reader, &visit, "").await?,
        heading,
        lead,
        code: grouped(&code),
        reported: format::long_instant(correction.reported_at),
        settled: correction.settled_at.map(format::long_instant),
        correction,
    };
    Ok(Page::render(&page, &visit)?.into_response())
}

fn grouped(code: &str) -> String {
    let letters: Vec<char> = code.chars().collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}
