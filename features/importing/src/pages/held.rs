//! Imported rows that wait unseen until somebody answers for what was found in them.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use publishing::{PublishingError, Refusal};
use serde::Deserialize;
use store::Connection;
use terms::{PublicationId, Role};
use web::{Form, OfficeShell, Outcome, Page, Path, Problems, Query, Site, Visit, done};

use schools::shell::office_shell;

use super::PLACE;

/// Rows of one page.
const PER_PAGE: usize = 50;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    page: String,
}

#[derive(Template)]
#[template(path = "importing/held.html")]
struct HeldPage {
    shell: OfficeShell,
    total: usize,
    page: usize,
    rows: Vec<Line>,
    further: Option<String>,
    /// Why an answer was refused, and the reason that was typed.
    problems: Problems,
    reason: String,
}

impl HeldPage {
    /// The reason as it was typed, on the line whose form was refused.
    fn was(&self, line: &Line) -> &str {
        if self.problems.is_at(line.field()) { &self.reason } else { "" }
    }
}

struct Line {
    id: i64,
    title: String,
    unit: String,
    /// The page with the whole text.
    path: String,
    findings: Vec<(String, &'static str)>,
    /// Why it may stand, where somebody has written so.
    answered: String,
    may_answer: bool,
    /// The version and the findings that this viewer may agree to.
    confirms: Option<(i64, String)>,
    is_own: bool,
}

impl Line {
    /// The field of its form on the page.
    fn field(&self) -> String {
        field(self.id)
    }
}

fn field(publication: i64) -> String {
    format!("r{publication}")
}

pub async fn page(State(site): State<Site>, visit: Visit, Query(asked): Query<Asked>) -> Outcome<Page> {
    show(&site, &visit, &asked.page, Problems::default(), String::new()).await
}

/// The list, with the reason that was typed where an answer was refused.
async fn show(site: &Site, visit: &Visit, page: &str, problems: Problems, reason: String) -> Outcome<Page> {
    let mut reader = site.store().reader().await?;
    let c = &mut *reader;
    let page: usize = page.parse().ok().filter(|page| (1..=1000).contains(page)).unwrap_or(1);
    let held = publishing::holding(c, visit.school()).await?;
    let units = schools::units(c, visit.school()).await?;
    let mut rows = Vec::new();
    for publication in held.iter().skip((page - 1) * PER_PAGE).take(PER_PAGE) {
        let unit = units.iter().find(|unit| unit.id == publication.unit);
        let unit = unit.map(|unit| unit.short_name().to_owned()).unwrap_or_default();
        rows.extend(line(c, visit, publication, unit).await?);
    }
    let page = HeldPage {
        total: held.len(),
        page,
        rows,
        problems,
        reason,
        further: (held.len() > page * PER_PAGE).then(|| format!("/office/imports/held?page={}", page + 1)),
        shell: office_shell(c, site, visit, PLACE).await?,
    };
    Page::render(&page, visit)
}

async fn line(
    c: &mut Connection,
    visit: &Visit,
    publication: &publishing::Publication,
    unit: String,
) -> Outcome<Option<Line>> {
    let Some(live) = publication.live else { return Ok(None) };
    let Some(version) = publishing::version(c, &visit.viewer, live).await? else { return Ok(None) };
    let is_own = visit.viewer.person_id().is_some_and(|me| version.workers.contains(&me));
    let findings = screening::findings(c, live).await?;
    let told = |finding: &screening::Finding| {
        let kind = match finding.kind.as_str() {
            "unreadable" => finding.rule.as_str(),
            kind => pii::Kind::name_of(kind),
        };
        let mark = if finding.level == "block" { "stop" } else { "near" };
        (format!("{}，{kind} {}", finding.part, finding.masked), mark)
    };
    let open: Vec<_> = findings.iter().filter(|finding| finding.is_open()).collect();
    let is_answered = !open.is_empty() && open.iter().all(|finding| finding.answer.is_some());
    let numbered: Vec<_> = (1..).zip(open.iter().copied()).collect();
    let may_confirm =
        is_answered && screening::rules::check_confirm(&visit.viewer, &version.workers, &numbered).is_ok();
    let listed: Vec<_> = open.iter().map(|finding| finding.id.to_string()).collect();
    Ok(Some(Line {
        answered: open
            .first()
            .map(|finding| finding.reason.clone())
            .filter(|_| is_answered)
            .unwrap_or_default(),
        confirms: may_confirm.then(|| (live.0, listed.join(","))),
        id: publication.id.0,
        title: publication.title.clone(),
        unit,
        path: format!("/office/drafts/{live}"),
        findings: findings.iter().filter(|finding| finding.needs_answer()).map(told).collect(),
        may_answer: visit.viewer.has(Role::SecrecyReviewer) && !is_own && !is_answered,
        is_own,
    }))
}

/// What is said once somebody has answered.
const TOLD: &str = "理由已记下，署的是你的名。另一个人看过同意，就公开。";

/// Answers by name for what was found in a row, which stands once another has agreed.
pub async fn answer(
    State(site): State<Site>,
    visit: Visit,
    Path(id): Path<i64>,
    mut form: Form,
) -> Outcome<Response> {
    let reason = form.fields.text("reason")?;
    let page = form.fields.filled("page")?.unwrap_or_default();
    form.fields.end()?;
    let (store, context) = (site.store(), visit.context(&form.key));
    let outcome =
        publishing::actions::answer_held(store, &context, &visit.viewer, PublicationId(id), &reason).await;
    match outcome {
        Ok(()) => Ok(done(&visit, "/office/imports/held", TOLD)),
        // A word is missing: the form comes back. Whatever no word can mend has a page of its own.
        Err(PublishingError::Refused(reasons)) if reasons == [Refusal::ReasonMissing] => {
            let at = field(id);
            let problems = reasons.iter().map(|one| (&*at, one.to_string())).collect();
            Ok(show(&site, &visit, &page, problems, reason).await?.refused())
        }
        Err(other) => Err(other.into()),
    }
}
