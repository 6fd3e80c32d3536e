//! What the machine finds in what is public already (清查): a list to be worked off.

use askama::Template;
use axum::extract::State;
use screening::{Finding, Recall};
use serde::Deserialize;
use store::{Connection, Failure};
use terms::{Role, UnitId, Viewer};
use web::{OfficeShell, Outcome, Page, Query, Visit, format};

use super::Office;
use crate::store::{rereadings, versions};

/// Rows of one page, and findings told of a row.
const PER_PAGE: i64 = 30;
const TOLD: usize = 4;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    page: String,
}

#[derive(Template)]
#[template(path = "publishing/recall.html")]
struct RecallPage {
    shell: OfficeShell,
    total: i64,
    blocks: i64,
    /// How far everything public was read by the rules of now.
    reading: Reading,
    rows: Vec<Row>,
    further: Option<String>,
    sees_words: bool,
}

/// How far everything public was read.
struct Reading {
    words: String,
    /// Read, and in all; none where it is done.
    progress: Option<(i64, i64)>,
}

struct Row {
    path: String,
    title: String,
    unit: String,
    mark: &'static str,
    word: String,
    findings: Vec<(String, &'static str)>,
    more: usize,
    is_past: bool,
}

/// The units whose findings a viewer works off; none: all.
pub fn units_of(viewer: &Viewer) -> Option<Vec<UnitId>> {
    if viewer.sees_all_drafts() {
        return None;
    }
    Some([Role::Liaison, Role::UnitHead].into_iter().flat_map(|role| viewer.units_of(role)).collect())
}

/// How many versions stand with something open in them that this viewer works off, and how
/// many of them with something that must not stand.
pub async fn recall_count(c: &mut Connection, viewer: &Viewer) -> Result<(i64, i64), Failure> {
    let units = units_of(viewer);
    screening::recall_count(c, viewer.school, units.as_deref()).await
}

pub async fn page(State(office): State<Office>, visit: Visit, Query(asked): Query<Asked>) -> Outcome<Page> {
    let mut reader = office.site.store().reader().await?;
    let c = &mut *reader;
    let page: i64 = asked.page.parse().ok().filter(|page| (1..=1000).contains(page)).unwrap_or(1);
    let units = units_of(&visit.viewer);
    let skip = (page - 1) * PER_PAGE;
    let recalls = screening::recalls(c, visit.school(), units.as_deref(), skip, PER_PAGE).await?;
    let (total, blocks) = screening::recall_count(c, visit.school(), units.as_deref()).await?;
    let names = schools::units(c, visit.school()).await?;
    let mut rows = Vec::new();
    for recall in &recalls {
        let unit = names.iter().find(|unit| unit.id == recall.unit);
        let unit = unit.map(|unit| unit.short_name().to_owned()).unwrap_or_default();
        rows.extend(row(c, &visit, recall, unit).await?);
    }
    let reading = reading(c, &office, &visit).await?;
    let goes_on = reading.progress.is_some();
    let recall = RecallPage {
        total,
        blocks,
        reading,
        rows,
        further: (total > page * PER_PAGE).then(|| format!("/office/recall?page={}", page + 1)),
        sees_words: visit.viewer.sees_all_drafts(),
        shell: schools::shell::office_shell(c, &office.site, &visit, "/office/drafts").await?,
    };
    let shown = Page::render(&recall, &visit)?;
    let here = format!("/office/recall?page={page}");
    Ok(if goes_on { shown.looking_again(&visit, &here) } else { shown })
}

async fn row(c: &mut Connection, visit: &Visit, recall: &Recall, unit: String) -> Outcome<Option<Row>> {
    let Some(version) = versions::version_at_work(c, &visit.viewer, recall.version).await? else {
        return Ok(None);
    };
    let findings = screening::findings(c, recall.version).await?;
    let open: Vec<_> = findings.iter().filter(|one| one.is_open()).collect();
    let word = match recall.blocks {
        0 => format!("{}处请看", recall.findings),
        blocks => format!("{blocks}处不该公开"),
    };
    Ok(Some(Row {
        path: format!("/office/drafts/{}#findings", recall.version),
        title: version.content.title,
        unit,
        mark: if recall.blocks > 0 { "stop" } else { "near" },
        word,
        findings: open.iter().take(TOLD).map(|one| told(one)).collect(),
        more: open.len().saturating_sub(TOLD),
        is_past: version.state == crate::State::Superseded,
    }))
}

fn told(finding: &Finding) -> (String, &'static str) {
    let kind = match finding.kind.as_str() {
        "unreadable" => finding.rule.as_str(),
        kind => screening::name_of(kind),
    };
    let mark = if finding.level == "block" { "stop" } else { "near" };
    let waits = if finding.answer.is_some() { "（等另一个人看过）" } else { "" };
    (format!("{}，{kind} {}{waits}", finding.part, finding.masked), mark)
}

async fn reading(c: &mut Connection, office: &Office, visit: &Visit) -> Result<Reading, Failure> {
    let lens = office.screen.gate.lens(&mut *c, visit.school()).await?;
    let last = rereadings::rereading(&mut *c, visit.school()).await?;
    let done = last.as_ref().filter(|one| one.fingerprint == lens.fingerprint);
    if let Some(at) = done.and_then(|one| one.finished_at) {
        let words = format!("{}按现在的规则把公开着的都读过一遍。", format::instant(at, visit.today()));
        return Ok(Reading { words, progress: None });
    }
    let (all, unread) = rereadings::readable_counts(c, visit.school(), &lens.fingerprint).await?;
    let words = "规则改过，正在后台把公开着的重读一遍，读到的随时列在下面。".to_owned();
    Ok(Reading { words, progress: Some((all - unread, all)) })
}
