//! Takes the demo's publications their way: through every review, as far as each has come.

use std::collections::HashMap;

use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, Timestamp};
use publishing::actions::{self, NewFile, When};
use publishing::{Content, PublishingError, Relation};
use store::{Context, Store};
use terms::{PublicationId, Role, VersionId, Viewer};
use web::format;

use super::catalogue::Entries;
use super::content::{LinkedAs, NoticeRow, Publication, RevisionRow};
use super::fill::Filling;
use super::words::content;

/// Takes one publication through its way, as far as its state says.
pub async fn publish_one(
    filling: &Filling<'_>,
    entries: &Entries,
    done: &HashMap<String, PublicationId>,
    at: DateTime,
    one: &Publication,
) -> Result<PublicationId, PublishingError> {
    let (house, store) = (filling.house, filling.store());
    let content = content(filling, entries, at, one)?;
    let released = terms::instant_of(at);
    let before = |minutes: i64| released - SignedDuration::from_mins(minutes);
    let unit = content.unit;
    let office = filling.viewers.iter().find(|v| v.has(Role::Office)).ok_or(PublishingError::Missing)?;
    let author = filling
        .with_role(Role::Liaison, unit, None)
        .or_else(|| filling.with_role(Role::UnitHead, unit, None))
        .unwrap_or(office);
    let version = actions::begin_draft(store, &Context::of(author, before(50)), author, &content).await?;
    attach(filling, author, before(48), version, one, at.date()).await?;
    let publication = publication_of(store, author, version).await?;
    for link in one.links.iter().filter(|link| link.relation == LinkedAs::NextStep) {
        let Some(&other) = done.get(&link.to) else { continue };
        let context = Context::of(office, before(47));
        actions::link(store, &context, office, publication, other, Relation::Follows).await?;
    }
    let state = one.state.as_deref().unwrap_or("released");
    if state == "draft" {
        return Ok(publication);
    }
    actions::submit(store, &house.screen, &Context::of(author, before(45)), author, version, None).await?;
    if state == "unit_review" {
        return Ok(publication);
    }
    if state == "returned" || !author.has_for(Role::UnitHead, unit) {
        let head = filling.with_role(Role::UnitHead, unit, author.person_id());
        match (head, &one.returned) {
            (Some(head), Some(returned)) => {
                let context = Context::of(head, before(40));
                for one in &returned.remarks {
                    actions::remark(store, &context, head, version, &one.quote, &one.text).await?;
                }
                actions::return_version(store, &context, head, version, &returned.opinion).await?;
                return Ok(publication);
            }
            (Some(head), None) => {
                actions::pass_unit(store, &Context::of(head, before(40)), head, version, "").await?;
            }
            // The unit has no head now: nothing passes without one.
            (None, _) => return Ok(publication),
        }
    }
    if state == "secrecy_review" {
        return Ok(publication);
    }
    let until = Until { state, publish_in_wd: one.publish_in_wd };
    review_and_release(filling, author, version, &until, released).await?;
    Ok(publication)
}

/// How far a version is taken after its unit passed it.
pub struct Until<'a> {
    /// The state in which it stays.
    pub state: &'a str,
    /// In how many working days it is released; now where nothing is said.
    pub publish_in_wd: Option<u32>,
}

/// Takes a version through the secrecy review and the office's release.
pub async fn review_and_release(
    filling: &Filling<'_>,
    author: &Viewer,
    version: VersionId,
    until: &Until<'_>,
    released: Timestamp,
) -> Result<(), PublishingError> {
    let store = filling.store();
    let before = |minutes: i64| released - SignedDuration::from_mins(minutes);
    let other = |role: Role| {
        let found = filling.viewers.iter().find(|v| v.has(role) && v.person_id() != author.person_id());
        found.ok_or(PublishingError::Missing)
    };
    let reviewer = other(Role::SecrecyReviewer)?;
    let findings = screening::findings(&mut *store.reader().await?, version).await?;
    for finding in findings.iter().filter(|finding| finding.needs_answer()) {
        let reason = "是办公联系方式或演示附件，已打开看过";
        actions::answer_finding(store, &Context::of(reviewer, before(30)), reviewer, finding.id, reason)
            .await?;
    }
    let opinion = "不涉及国家秘密、工作秘密、商业秘密和个人隐私";
    actions::pass_secrecy(store, &Context::of(reviewer, before(25)), reviewer, version, opinion).await?;
    let state = until.state;
    if state == "office_release" {
        return Ok(());
    }
    let office = other(Role::Office)?;
    let seen: Vec<i64> =
        findings.iter().filter(|one| one.needs_answer() && !one.needs_leader()).map(|one| one.id).collect();
    if !seen.is_empty() {
        actions::confirm_findings(store, &Context::of(office, before(10)), office, version, &seen).await?;
    }
    let (screen, calendar) = (&filling.house.screen, &filling.house.calendar);
    let when = match until.publish_in_wd {
        Some(days) => {
            let day = filling.days.working(filling.days.today, i64::from(days));
            When::At(terms::instant_of(day.to_datetime(Time::constant(9, 0, 0, 0))))
        }
        None => When::Now,
    };
    let mut next =
        actions::release(store, screen, calendar, &Context::of(office, released), office, version, when, "")
            .await?;
    if next == publishing::State::LeaderApproval && state != "leader_approval" {
        let leader = other(Role::Leader)?;
        next = actions::approve(
            store,
            screen,
            calendar,
            &Context::of(leader, released),
            leader,
            version,
            "同意",
        )
        .await?;
    }
    if next == publishing::State::SpokespersonApproval && state != "spokesperson_approval" {
        let spokesperson = other(Role::Spokesperson)?;
        let context = Context::of(spokesperson, released);
        actions::approve(store, screen, calendar, &context, spokesperson, version, "同意").await?;
    }
    Ok(())
}

async fn publication_of(
    store: &Store,
    viewer: &Viewer,
    version: VersionId,
) -> Result<PublicationId, PublishingError> {
    let mut reader = store.reader().await?;
    let version = publishing::version(&mut reader, viewer, version).await?;
    version.map(|version| version.publication).ok_or(PublishingError::Missing)
}

async fn attach(
    filling: &Filling<'_>,
    author: &Viewer,
    at: Timestamp,
    version: VersionId,
    one: &Publication,
    day: Date,
) -> Result<(), PublishingError> {
    for row in &one.attachments {
        let fill = |text: &str| filling.days.fill(text, day, None, &one.words);
        let lines = std::iter::once(&row.header).chain(&row.rows).filter(|cells| !cells.is_empty());
        let table: Vec<String> = lines.map(|cells| fill(&cells.join(","))).collect();
        let text = if row.text.is_empty() { table.join("\r\n") } else { fill(&row.text) };
        let extension = if row.text.is_empty() { "csv" } else { "txt" };
        let name = fill(&row.file);
        let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
        let (house, context) = (filling.house, Context::of(author, at));
        // Spreadsheet programs take UTF-8 from the mark at the beginning.
        let file = NewFile::new(format!("{stem}.{extension}"), format!("\u{feff}{text}"), &house.intake);
        actions::attach(&house.store, &house.files, &context, author, version, file).await?;
    }
    Ok(())
}

/// The text of a revision. Its notice runs anew from its release; the other days in it stay.
fn revised_body(
    filling: &Filling<'_>,
    at: Timestamp,
    day: Date,
    one: &Publication,
    revision: &RevisionRow,
) -> String {
    let released = terms::day_of(at);
    let period = one.notice.as_ref().and_then(NoticeRow::period);
    let until = period.and_then(|(days, unit)| filling.days.notice_end(released, days, unit));
    let [from, to] = [released, until.unwrap_or(released)].map(|day| format::day(day, released));
    let body = revision.body_html.replace("{from}", &from).replace("{to}", &to);
    filling.days.fill(&body, day, None, &one.words)
}

/// A new version of what stands, by its unit.
pub async fn revise(
    filling: &Filling<'_>,
    id: PublicationId,
    at: Timestamp,
    day: Date,
    one: &Publication,
    revision: &RevisionRow,
) -> Result<(), PublishingError> {
    let store = filling.store();
    let unit = filling.unit(&one.unit).map_err(|_| PublishingError::Missing)?;
    let author = filling
        .with_role(Role::Liaison, unit, None)
        .or_else(|| filling.with_role(Role::UnitHead, unit, None))
        .ok_or(PublishingError::Missing)?;
    let before = at - SignedDuration::from_mins(50);
    let context = Context::of(author, before);
    let version = actions::revise(store, &context, author, id).await?;
    let draft = publishing::version(&mut *store.reader().await?, author, version)
        .await?
        .ok_or(PublishingError::Missing)?;
    let content = Content {
        body_html: revised_body(filling, at, day, one, revision),
        change_note: filling.days.fill(&revision.note, day, None, &one.words),
        ..draft.content
    };
    actions::save_draft(store, &context, author, version, 1, &content).await?;
    actions::submit(store, &filling.house.screen, &context, author, version, None).await?;
    if !author.has_for(Role::UnitHead, unit)
        && let Some(head) = filling.with_role(Role::UnitHead, unit, author.person_id())
    {
        let context = Context::of(head, before + SignedDuration::from_mins(5));
        actions::pass_unit(store, &context, head, version, "").await?;
    }
    let until = Until { state: one.state.as_deref().unwrap_or("released"), publish_in_wd: one.publish_in_wd };
    review_and_release(filling, author, version, &until, at).await
}
