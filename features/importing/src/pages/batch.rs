//! One batch: what the machine found in it, who answers for it, how far it is.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use store::Connection;
use terms::{BatchId, Role};
use web::{
    Form, Kind, OfficeShell, Outcome, Page, Path, Problems, Site, Told, Visit, done, download_table, format,
};

use schools::shell::office_shell;

use super::list::counts;
use super::{PLACE, mark, name_of};
use crate::actions::{answer_batch, continue_batch, facts, refuse_batch};
use crate::rules::{BatchState, check_answer, check_refuse};
use crate::store::attachments;
use crate::{Batch, Check, ImportingError, rejects, sheet};

#[derive(Template)]
#[template(path = "importing/batch.html")]
struct BatchPage {
    shell: OfficeShell,
    id: i64,
    file: String,
    state: &'static str,
    mark: &'static str,
    facts: Vec<(&'static str, String)>,
    problem: String,
    check: Option<CheckShown>,
    /// How far the machine is, while it works on the batch.
    going: Option<Told>,
    here: String,
    leave: &'static str,
    counts: String,
    is_checking: bool,
    is_waiting: bool,
    is_stopped: bool,
    is_done: bool,
    is_own: bool,
    may_answer: bool,
    may_refuse: bool,
    may_continue: bool,
    rejected: String,
    has_rejects: bool,
    held: usize,
    importable: String,
    /// Why an answer was refused, and the opinion that was typed.
    problems: Problems,
    opinion: String,
}

impl BatchPage {
    /// The opinion as it was typed, in the field whose form was refused.
    fn was(&self, field: &str) -> &str {
        if self.problems.is_at(field) { &self.opinion } else { "" }
    }
}

/// The check with its findings in words.
struct CheckShown {
    check: Check,
    created: String,
    updated: String,
    unchanged: String,
    findings: Vec<FindingLine>,
    wrong: Vec<(usize, String, Vec<String>)>,
}

struct FindingLine {
    line: usize,
    title: String,
    place: String,
    kind: String,
    masked: String,
    mark: &'static str,
    word: &'static str,
}

/// An opinion that would do, to ask the rules what else there is against it.
const SOME_OPINION: &str = "同意";

pub async fn page(State(site): State<Site>, visit: Visit, Path(id): Path<i64>) -> Outcome<Response> {
    show(&site, &visit, id, Problems::default(), String::new()).await
}

/// The page, with the opinion that was typed where an answer was refused.
async fn show(site: &Site, visit: &Visit, id: i64, problems: Problems, opinion: String) -> Outcome<Response> {
    let mut reader = site.store().reader().await?;
    let c = &mut *reader;
    let viewer = &visit.viewer;
    let batch = crate::batch(c, viewer, BatchId(id)).await?.ok_or(Kind::NotFound)?;
    let is_moving =
        matches!(batch.state, BatchState::Checking | BatchState::Running) && batch.file_hash.is_some();
    let answers = viewer.has(Role::Office) || viewer.has(Role::SecrecyReviewer);
    let page = BatchPage {
        id,
        state: batch.state.name(),
        mark: mark(batch.state),
        facts: told(c, visit, &batch).await?,
        check: check_of(site, &batch).await?.map(shown),
        going: going(&batch, is_moving),
        here: format!("/office/imports/{id}"),
        leave: "可以离开这一页，服务器重新启动也会接着做；以后在“成批导入”里找得到。",
        counts: counts(&batch),
        is_checking: batch.state == BatchState::Checking,
        is_waiting: batch.state == BatchState::Waiting,
        is_stopped: batch.state == BatchState::Stopped,
        is_done: batch.state == BatchState::Done,
        is_own: viewer.person_id().is_some() && viewer.person_id() == batch.uploaded_by,
        may_answer: check_answer(viewer, facts(&batch), SOME_OPINION).is_ok(),
        // Not while the page looks again by itself: what is typed would go.
        may_refuse: !is_moving && check_refuse(viewer, facts(&batch), SOME_OPINION).is_ok(),
        may_continue: answers && batch.state == BatchState::Stopped,
        rejected: number(batch.counts.rejected),
        has_rejects: answers && batch.rejects_hash.is_some(),
        held: batch.counts.held,
        importable: number(batch.counts.created + batch.counts.updated),
        problem: batch.problem,
        file: batch.file_name,
        problems,
        opinion,
        shell: office_shell(c, site, visit, PLACE).await?,
    };
    if !page.problems.is_empty() {
        return Ok(Page::render(&page, visit)?.refused());
    }
    let here = page.here.clone();
    let page = Page::render(&page, visit)?;
    let page = if is_moving { page.looking_again(visit, &here) } else { page };
    Ok(page.into_response())
}

async fn told(c: &mut Connection, visit: &Visit, batch: &Batch) -> Outcome<Vec<(&'static str, String)>> {
    let school = visit.school();
    let at = |at| format::instant(at, visit.today());
    let mut facts = vec![
        ("交来的", format!("{}，{}", name_of(c, school, batch.uploaded_by).await?, at(batch.begun_at))),
        ("文件", format!("{}，{}", batch.file_name, format::size(batch.size_bytes))),
    ];
    if batch.file_hash.is_none() {
        facts.pop();
        facts.push(("文件", batch.file_name.clone()));
    }
    let attachments = attachments(&mut *c, batch).await?;
    if !attachments.is_empty() {
        let bytes = attachments.values().map(|file| file.size_bytes).sum();
        facts.push(("附件", format!("{}个，{}", attachments.len(), format::size(bytes))));
    }
    if batch.create_units {
        facts.push(("没有的部门", "自动建".to_owned()));
    }
    if let Some(answered_at) = batch.answered_at {
        let label = if batch.state == BatchState::Refused { "退回的" } else { "负责的" };
        let who = name_of(c, school, batch.answered_by).await?;
        facts.push((label, format!("{who}，{}：{}", at(answered_at), batch.opinion)));
    }
    if let Some(finished_at) = batch.finished_at {
        facts.push(("导入完", at(finished_at)));
    }
    Ok(facts)
}

fn going(batch: &Batch, is_moving: bool) -> Option<Told> {
    let counts = &batch.counts;
    let done = counts.created + counts.updated + counts.unchanged + counts.rejected;
    match batch.state {
        BatchState::Checking => {
            Some(Told { sentence: "机器正在逐行检查。".to_owned(), ..Told::default() })
        }
        BatchState::Running if is_moving => Some(Told {
            sentence: format!("正在导入，做了{}行，共{}行。", number(done), number(counts.read)),
            done: i64::try_from(done).unwrap_or(i64::MAX),
            of: i64::try_from(counts.read).unwrap_or(i64::MAX),
        }),
        _ => None,
    }
}

fn number(count: usize) -> String {
    format::count(count as i64)
}

async fn check_of(site: &Site, batch: &Batch) -> Outcome<Option<Check>> {
    let Some(hash) = batch.check_hash.as_deref() else { return Ok(None) };
    let hash = hash.parse().map_err(|_| Kind::Broken("a check's hash"))?;
    let text = site.files().get(&hash).await?;
    Ok(Some(serde_json::from_slice(&text).map_err(|_| Kind::Broken("a check"))?))
}

fn shown(check: Check) -> CheckShown {
    let line = |finding: &crate::RowFinding| {
        let (mark, word) = match finding.level.as_str() {
            "block" => ("stop", "会被拦下，等人答复"),
            _ => ("near", "请看"),
        };
        FindingLine {
            line: finding.line,
            title: finding.title.clone(),
            place: finding.part.clone(),
            kind: finding.kind.clone(),
            masked: finding.masked.clone(),
            mark,
            word,
        }
    };
    let told = |(field, sentence): &(String, String)| match field.as_str() {
        "" => sentence.clone(),
        field => format!("{field}：{sentence}"),
    };
    let wrong = |row: &crate::RowErrors| {
        (row.line, row.title.clone(), row.errors.iter().map(told).collect::<Vec<_>>())
    };
    CheckShown {
        findings: check.findings.iter().map(line).collect(),
        wrong: check.errors.iter().map(wrong).collect(),
        created: number(check.counts.created),
        updated: number(check.counts.updated),
        unchanged: number(check.counts.unchanged),
        check,
    }
}

/// The rows that cannot be, or were not, taken, to be corrected and sent again.
pub async fn rejects(State(site): State<Site>, visit: Visit, Path(id): Path<i64>) -> Outcome<Response> {
    let mut reader = site.store().reader().await?;
    let batch = crate::batch(&mut reader, &visit.viewer, BatchId(id)).await?.ok_or(Kind::NotFound)?;
    drop(reader);
    let hash = batch.rejects_hash.ok_or(Kind::NotFound)?;
    let hash = hash.parse().map_err(|_| Kind::Broken("a file's hash"))?;
    let content = site.files().get(&hash).await?;
    let ending = rejects::ending_of(sheet::ending(&batch.file_name).unwrap_or("csv"));
    download_table(&format!("第{id}批没有导入的行.{ending}"), content.to_vec())
}

pub async fn answer(
    State(site): State<Site>,
    visit: Visit,
    Path(id): Path<i64>,
    mut form: Form,
) -> Outcome<Response> {
    let opinion = form.fields.text("opinion")?;
    form.fields.end()?;
    let (store, context) = (site.store(), visit.context(&form.key));
    let outcome = answer_batch(store, &context, &visit.viewer, BatchId(id), &opinion).await;
    if let Err(error) = outcome {
        return refused(&site, &visit, id, error, "opinion", opinion).await;
    }
    Ok(done(&visit, &format!("/office/imports/{id}"), "已确认，署的是你的名。系统正在导入，可以离开这一页。"))
}

pub async fn refuse(
    State(site): State<Site>,
    visit: Visit,
    Path(id): Path<i64>,
    mut form: Form,
) -> Outcome<Response> {
    let opinion = form.fields.text("opinion")?;
    form.fields.end()?;
    let (store, context) = (site.store(), visit.context(&form.key));
    let outcome = refuse_batch(store, &context, &visit.viewer, BatchId(id), &opinion).await;
    if let Err(error) = outcome {
        return refused(&site, &visit, id, error, "why", opinion).await;
    }
    Ok(done(&visit, &format!("/office/imports/{id}"), "这一批已拒绝，什么也没有导入。"))
}

/// The page once more, with the reasons at the field where its form asks for an opinion. What no field
/// can mend has a page of its own.
async fn refused(
    site: &Site,
    visit: &Visit,
    id: i64,
    error: ImportingError,
    field: &str,
    opinion: String,
) -> Outcome<Response> {
    match error {
        ImportingError::Refused(reasons) if reasons.iter().all(|one| one.field() == "opinion") => {
            let problems = reasons.iter().map(|reason| (field, reason.to_string())).collect();
            show(site, visit, id, problems, opinion).await
        }
        other => Err(other.into()),
    }
}

pub async fn go_on(
    State(site): State<Site>,
    visit: Visit,
    Path(id): Path<i64>,
    form: Form,
) -> Outcome<Response> {
    form.fields.end()?;
    continue_batch(site.store(), &visit.context(&form.key), &visit.viewer, BatchId(id)).await?;
    Ok(done(&visit, &format!("/office/imports/{id}"), "接着导入，可以离开这一页。"))
}
