use calendar::Calendar;
use jiff::Timestamp;
use jiff::civil::Date;
use screening::{Finding, NotPassed};
use store::{Context, Event, Store, Tx};
use terms::{VersionId, Viewer};

use super::loaded::{Loaded, version_of};
use super::reading::{check_gate, read_by_rules_of_now};
use crate::kinds::{self, Step};
use crate::model::{Content, Publication, State, StepKind};
use crate::rules::index_number::index_number;
use crate::rules::{refusal::Refusal, workflow};
use crate::store::{publications, sheets, steps, versions};
use crate::{PublishingError, Screen, Standing};

/// When a passed version is to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// As soon as all have passed it.
    Now,
    /// At this instant, once all have passed it.
    At(Timestamp),
}

/// The office passes a version: it is released, scheduled, or goes to whoever
/// must approve it besides.
#[expect(clippy::too_many_arguments, reason = "where, by what, who, what, when")]
pub async fn release(
    store: &Store,
    screen: &Screen,
    calendar: &Calendar,
    context: &Context,
    viewer: &Viewer,
    id: VersionId,
    when: When,
    opinion: &str,
) -> Result<State, PublishingError> {
    let fingerprint = read_by_rules_of_now(store, screen, context, id).await?;
    let mut tx = store.begin(context).await?;
    let mut loaded = Loaded::of(&mut tx, viewer, id).await?;
    let mut reasons = Vec::new();
    let findings = screening::findings(tx.connection(), id).await?;
    loaded.facts.is_important |= awaits_leader(&findings);
    let next = workflow::check_release(viewer, &loaded.facts).map_err(|refused| reasons.extend(refused)).ok();
    let at = match when {
        When::Now => None,
        When::At(at) => Some(at),
    };
    if at.is_some_and(|at| at <= context.now) {
        reasons.push(Refusal::TimePassed);
    }
    let day = at.map_or(context.today(), terms::day_of);
    reasons.extend(out_of_order(&mut tx, &loaded, day).await?);
    reasons.extend(unseen(&findings, next));
    let Some(next) = next.filter(|_| reasons.is_empty()) else {
        return Err(PublishingError::Refused(reasons));
    };
    versions::set_schedule(tx.connection(), id, at).await?;
    steps::insert(tx.connection(), context, id, StepKind::OfficePassed, opinion).await?;
    go_on(tx, calendar, context, &loaded, &fingerprint, next, at).await
}

/// Whether a leader has yet to agree to something found in it.
fn awaits_leader(findings: &[Finding]) -> bool {
    findings.iter().any(|one| one.needs_answer() && one.needs_leader() && one.confirmed_by.is_none())
}

/// What is open in it, but for what is a leader's, who is asked next.
fn unseen(findings: &[Finding], next: Option<Option<State>>) -> Vec<Refusal> {
    let leader_next = next.flatten() == Some(State::LeaderApproval);
    let open = screening::rules::check_stand(findings).err().unwrap_or_default();
    let later = |one: &NotPassed| leader_next && matches!(one, NotPassed::LeaderOnly(_));
    open.into_iter().filter(|one| !later(one)).map(Refusal::Screening).collect()
}

/// What is against its place in a matter that is published step by step, on the day on which it
/// is to stand. The office is asked, which can bind the step before it; a revision comes anew to
/// no place, and a time that was set is not asked again.
async fn out_of_order(tx: &mut Tx, loaded: &Loaded, day: Date) -> Result<Vec<Refusal>, PublishingError> {
    let content = &loaded.version.content;
    let Some(kind) = kinds::kind(&content.kind) else { return Ok(vec![]) };
    if loaded.publication.standing != Standing::Unpublished {
        return Ok(vec![]);
    }
    let mut earlier = Vec::new();
    for publication in publications::earlier(tx.connection(), loaded.publication.id).await? {
        earlier.extend(step(tx, &publication).await?);
    }
    let refused = kinds::check_step(kind, kind.stage_of(&content.fields), &earlier, day);
    Ok(refused.err().unwrap_or_default().into_iter().map(Refusal::Chain).collect())
}

/// The step that a publication is; none where it does not stand.
async fn step(tx: &mut Tx, publication: &Publication) -> Result<Option<Step>, PublishingError> {
    let stands = matches!(publication.standing, Standing::Live | Standing::Expired) && !publication.is_held;
    let Some(live) = publication.live.filter(|_| stands) else { return Ok(None) };
    let content = version_of(tx, live).await?.content;
    let stage = kinds::kind(&content.kind).map(|kind| kind.stage_of(&content.fields)).unwrap_or_default();
    Ok(Some(Step {
        stage: stage.to_owned(),
        notice_ends_on: content.notice.to,
        is_history: publication.is_imported,
        kind: content.kind,
    }))
}

/// Where a version goes after an approval: to the next one, to the timetable,
/// or before the public. Commits.
pub(super) async fn go_on(
    mut tx: Tx,
    calendar: &Calendar,
    context: &Context,
    loaded: &Loaded,
    fingerprint: &str,
    next: Option<State>,
    at: Option<Timestamp>,
) -> Result<State, PublishingError> {
    let id = loaded.version.id;
    let waiting = next.or(at.filter(|at| *at > context.now).map(|_| State::Scheduled));
    match waiting {
        Some(state) => {
            versions::set_state(tx.connection(), id, state).await?;
            tx.append(
                Event::new("publishing.passed_on", loaded.publication.id.0)
                    .with(serde_json::json!({ "version": id.0, "to": state.code() })),
            );
            tx.commit().await?;
            Ok(state)
        }
        None => {
            put_up(&mut tx, calendar, context, loaded, fingerprint).await?;
            tx.commit().await?;
            Ok(State::Released)
        }
    }
}

/// Makes a version what stands: gives it its index number and its notice's
/// days, and the version before it its place in the past. Appends the event.
/// Every release goes through here, and through the gate.
pub(super) async fn put_up(
    tx: &mut Tx,
    calendar: &Calendar,
    context: &Context,
    loaded: &Loaded,
    fingerprint: &str,
) -> Result<(), PublishingError> {
    check_gate(tx, loaded.version.id, fingerprint).await?;
    let (publication, version) = (&loaded.publication, &loaded.version);
    let content = with_notice_days(&version.content, calendar, context);
    let index_no = match &publication.index_no {
        Some(index_no) => index_no.clone(),
        None => {
            let year = context.today().year();
            let serial =
                publications::next_serial(tx.connection(), context.school, content.category, year).await?;
            index_number(&loaded.settings.index_number, content.category, year, serial)
        }
    };
    if let Some(before) = publication.live {
        versions::set_state(tx.connection(), before, State::Superseded).await?;
        close_leak(tx, before).await?;
    }
    screening::stands(tx.connection(), version.id, version.content.unit).await?;
    versions::set_released(tx.connection(), version.id, &content, context.actor.person(), context.now_ms())
        .await?;
    let release = publications::Release {
        version: version.id,
        index_no: &index_no,
        validity: validity(&content),
        content: &content,
        published_ms: context.now_ms(),
        revised_ms: context.now_ms(),
        awaits_approval: version.is_urgent,
    };
    publications::set_live(tx.connection(), publication.id, &release).await?;
    steps::insert(tx.connection(), context, version.id, StepKind::Released, "").await?;
    let sheet = crate::sheet::made(tx.connection(), version, context.now).await?;
    sheets::keep(tx.connection(), version.id, &sheet).await?;
    tx.append(released_event(
        publication.id.0,
        version.id,
        &content,
        publication.standing == Standing::Unpublished,
    ));
    Ok(())
}

/// A past version keeps its address, unless something is open in it: what was masked in the
/// new one would still stand there.
pub(super) async fn close_leak(tx: &mut Tx, before: VersionId) -> Result<(), PublishingError> {
    let now = tx.context().now_ms();
    if screening::findings(tx.connection(), before).await?.iter().any(Finding::is_open) {
        versions::close(tx.connection(), before, now).await?;
        screening::gone(tx.connection(), before).await?;
    }
    Ok(())
}

/// The event of a release, by which all others learn of it.
pub(super) fn released_event(
    publication: i64,
    version: VersionId,
    content: &Content,
    is_first: bool,
) -> Event {
    Event::new("publishing.released", publication).with(serde_json::json!({
        "version": version.0,
        "first": is_first,
        "unit": content.unit.0,
        "entry": content.entry.map(|entry| entry.0),
        "category": content.category,
        "audience": content.audience.code(),
    }))
}

/// 效力: only kinds with such a field have one.
pub(super) fn validity(content: &Content) -> Option<&str> {
    kinds::kind(&content.kind)?.field("validity")?;
    content.fields.get("validity")?.as_str()
}

/// A notice begins on the day of release and ends after its days, counted from
/// the day after. In a year without a notice of holidays the end is provisional.
fn with_notice_days(content: &Content, calendar: &Calendar, context: &Context) -> Content {
    let mut content = content.clone();
    let Some((days, unit)) = content.notice.days.zip(content.notice.unit) else { return content };
    let today = context.today();
    content.notice.from = Some(today);
    content.notice.to = calendar.provisional().notice_end(today, u32::from(days), unit).ok();
    content
}
