//! Versions.

use jiff::Timestamp;
use sqlx::any::AnyArguments;
use sqlx::query::Query;
use sqlx::{Any, Row};
use store::{Connection, Context, Failure};
use terms::{PersonId, PublicationId, Role, SchoolId, UnitId, VersionId, Viewer};

use super::read::{self, unit_code};
use crate::model::{Content, State, Version, VersionRow};

const COLUMNS: &str = "SELECT id, publication_id, school_id, number, state, edits, author_id, edited_by, workers, created_at,
    edited_at, submitted_by, released_at, released_by, closed_at, scheduled_for, is_important, is_urgent, title, body_html, body_text, unit_id,
    entry_id, category, kind, information, block, audience, document_no, made_on, fields, keywords, channels, tags,
    notice_days, notice_unit, notice_receiver, notice_contact, notice_from, notice_to, expires_on, change_note
    FROM publishing_versions";

/// A version of the viewer's school: a released one for whoever may read its
/// publication, any other for those who work on it.
pub async fn version(c: &mut Connection, viewer: &Viewer, id: VersionId) -> Result<Option<Version>, Failure> {
    let Some(version) = any(&mut *c, viewer.school, id).await? else { return Ok(None) };
    if crate::rules::workflow::may_see(viewer, version.content.unit) {
        return Ok(Some(version));
    }
    let is_past = matches!(version.state, State::Released | State::Superseded) && version.closed_at.is_none();
    if !is_past || !may_read(viewer, &version) {
        return Ok(None);
    }
    let publication = super::publications::find(c, viewer, version.publication).await?;
    Ok(publication.map(|_| version))
}

/// A version for those who work on it, whatever became of it.
pub async fn version_at_work(
    c: &mut Connection,
    viewer: &Viewer,
    id: VersionId,
) -> Result<Option<Version>, Failure> {
    let version = any(c, viewer.school, id).await?;
    Ok(version.filter(|version| crate::rules::workflow::may_see(viewer, version.content.unit)))
}

/// A version of a school, whoever asks; for actions, which ask their rules.
pub(crate) async fn any(
    c: &mut Connection,
    school: SchoolId,
    id: VersionId,
) -> Result<Option<Version>, Failure> {
    let text = format!("{COLUMNS} WHERE school_id = $1 AND id = $2");
    let row = sqlx::query(sqlx::AssertSqlSafe(text)).bind(school.0).bind(id.0).fetch_optional(c).await?;
    row.as_ref().map(read::version).transpose()
}

/// The versions of a publication that were ever released and that the viewer
/// may read, the newest first. What was once for a narrower audience stays so.
pub async fn versions_of(
    c: &mut Connection,
    viewer: &Viewer,
    publication: PublicationId,
) -> Result<Vec<Version>, Failure> {
    let text = format!(
        "{COLUMNS} WHERE school_id = $1 AND publication_id = $2 AND released_at IS NOT NULL ORDER BY number DESC"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(text)).bind(viewer.school.0).bind(publication.0);
    let versions = query.fetch_all(c).await?.iter().map(read::version).collect::<Result<Vec<_>, _>>()?;
    Ok(versions.into_iter().filter(|version| may_read(viewer, version)).collect())
}

fn may_read(viewer: &Viewer, version: &Version) -> bool {
    let (audience, unit) = (version.content.audience, version.content.unit);
    let is_shown = version.closed_at.is_none() && viewer.may_read(audience, unit);
    crate::rules::workflow::may_see(viewer, unit) || is_shown
}

/// Versions whose time of release has come, of every school.
pub async fn due_for_release(
    c: &mut Connection,
    now: Timestamp,
) -> Result<Vec<(SchoolId, VersionId)>, Failure> {
    let rows = sqlx::query(
        "SELECT school_id, id FROM publishing_versions WHERE state = 'scheduled' AND scheduled_for <= $1 ORDER BY scheduled_for",
    )
    .bind(now.as_millisecond())
    .fetch_all(c)
    .await?;
    rows.iter().map(|row| Ok((SchoolId(row.try_get("school_id")?), VersionId(row.try_get("id")?)))).collect()
}

/// Which versions an office list shows.
#[derive(Clone, Debug, Default)]
pub struct VersionFilter {
    /// In these states; all open ones and the released where empty.
    pub states: Vec<State>,
    /// Of these units; all that the viewer may see where empty.
    pub units: Vec<UnitId>,
    /// Begun or handed over by this person.
    pub by: Option<PersonId>,
    /// With this in the title.
    pub text: String,
    /// Of this kind.
    pub kind: Option<String>,
    /// Rows to pass over.
    pub skip: i64,
    /// Rows at most.
    pub limit: i64,
}

const ROWS: &str = "SELECT v.id, v.publication_id, v.number, v.state, v.title, v.unit_id, v.entry_id, v.kind, v.audience,
    v.author_id, v.submitted_by, v.edited_at, v.made_on, v.scheduled_for, v.released_at, v.is_urgent, v.is_important,
    (SELECT s.step FROM publishing_steps s WHERE s.version_id = v.id ORDER BY s.id DESC LIMIT 1) AS last_step,
    (SELECT s.opinion FROM publishing_steps s WHERE s.version_id = v.id ORDER BY s.id DESC LIMIT 1) AS last_opinion,
    (SELECT COUNT(*) FROM publishing_remarks r WHERE r.version_id = v.id AND r.settled_at IS NULL) AS open_remarks
    FROM publishing_versions v";

/// The condition of a filter and the numbers and texts that go with it.
fn condition(viewer: &Viewer, filter: &VersionFilter) -> (String, Vec<String>) {
    let mut text = format!(" WHERE v.school_id = {}", viewer.school.0);
    let states: Vec<_> = if filter.states.is_empty() {
        State::ALL
            .into_iter()
            .filter(|state| !matches!(state, State::Superseded | State::Discarded))
            .collect()
    } else {
        filter.states.clone()
    };
    let words: Vec<_> = states.iter().map(|state| format!("'{}'", state.code())).collect();
    text.push_str(&format!(" AND v.state IN ({})", words.join(", ")));
    let mut units: Vec<i64> = filter.units.iter().map(|unit| unit.0).collect();
    if !viewer.sees_all_drafts() {
        let own = own_units(viewer);
        units = if units.is_empty() {
            own
        } else {
            units.into_iter().filter(|unit| own.contains(unit)).collect()
        };
        // A person without units sees nothing.
        units.push(0);
    }
    if !units.is_empty() {
        let numbers: Vec<_> = units.iter().map(ToString::to_string).collect();
        text.push_str(&format!(" AND v.unit_id IN ({})", numbers.join(", ")));
    }
    if let Some(by) = filter.by {
        text.push_str(&format!(" AND (v.author_id = {0} OR v.submitted_by = {0})", by.0));
    }
    let mut bound = Vec::new();
    if !filter.text.trim().is_empty() {
        bound.push(format!("%{}%", filter.text.trim().replace(['%', '_', '\\'], "")));
        text.push_str(&format!(" AND v.title LIKE ${}", bound.len()));
    }
    if let Some(kind) = &filter.kind {
        bound.push(kind.clone());
        text.push_str(&format!(" AND v.kind = ${}", bound.len()));
    }
    (text, bound)
}

fn own_units(viewer: &Viewer) -> Vec<i64> {
    [Role::Liaison, Role::UnitHead]
        .into_iter()
        .flat_map(|role| viewer.units_of(role))
        .map(|unit| unit.0)
        .collect()
}

/// A page of versions that the viewer may see, the latest saved first.
pub async fn version_list(
    c: &mut Connection,
    viewer: &Viewer,
    filter: &VersionFilter,
) -> Result<Vec<VersionRow>, Failure> {
    let (condition, bound) = condition(viewer, filter);
    let limit = if filter.limit > 0 { filter.limit.min(500) } else { 50 };
    let text = format!(
        "{ROWS}{condition} ORDER BY v.edited_at DESC, v.id DESC LIMIT {limit} OFFSET {}",
        filter.skip.max(0)
    );
    let mut query = sqlx::query(sqlx::AssertSqlSafe(text));
    for value in bound {
        query = query.bind(value);
    }
    query.fetch_all(c).await?.iter().map(read::version_row).collect()
}

/// How many versions there are in each state, of those the filter's other parts leave.
pub async fn version_counts(
    c: &mut Connection,
    viewer: &Viewer,
    filter: &VersionFilter,
) -> Result<Vec<(State, i64)>, Failure> {
    let (condition, bound) = condition(viewer, filter);
    let text =
        format!("SELECT v.state, COUNT(*) AS n FROM publishing_versions v{condition} GROUP BY v.state");
    let mut query = sqlx::query(sqlx::AssertSqlSafe(text));
    for value in bound {
        query = query.bind(value);
    }
    let rows = query.fetch_all(c).await?;
    rows.iter()
        .map(|row| {
            let code: String = row.try_get("state")?;
            Ok((State::from_code(&code).ok_or(Failure::Unreadable("state"))?, row.try_get("n")?))
        })
        .collect()
}

/// How many versions wait for a person: their own drafts, and what has come to these stages.
pub async fn waiting_count(c: &mut Connection, viewer: &Viewer, stages: &[State]) -> Result<i64, Failure> {
    let Some(person) = viewer.person_id() else { return Ok(0) };
    let states = stages.iter().copied().chain([State::Draft]).collect();
    let (condition, _) = condition(viewer, &VersionFilter { states, ..VersionFilter::default() });
    let text = format!(
        "SELECT COUNT(*) AS n FROM publishing_versions v{condition}
         AND (v.state <> 'draft' OR v.author_id = {person} OR v.submitted_by = {person})"
    );
    Ok(sqlx::query(sqlx::AssertSqlSafe(text)).fetch_one(c).await?.try_get("n")?)
}

pub(super) fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("lists and maps of text are always JSON")
}

/// Inserts a version and binds it as its publication's working one.
pub(crate) async fn insert(
    c: &mut Connection,
    context: &Context,
    publication: PublicationId,
    number: i64,
    state: State,
    content: &Content,
    body_text: &str,
) -> Result<VersionId, Failure> {
    let row = sqlx::query(
        "INSERT INTO publishing_versions
            (publication_id, school_id, number, state, edits, author_id, edited_by, workers, created_at, edited_at,
             is_important, is_urgent, title, body_html, body_text, unit_id, category, kind, information, audience, fields, keywords,
             channels, tags, notice_receiver, notice_contact, change_note)
         VALUES ($1, $2, $3, $4, 1, $5, $5, $9, $6, $6, 0, 0, '', '', '', $7, $8, '', '', '', '{}', '[]', '[]', '[]', '', '', '')
         RETURNING id",
    )
    .bind(publication.0)
    .bind(context.school.0)
    .bind(number)
    .bind(state.code())
    .bind(context.actor.person().map(|p| p.0))
    .bind(context.now_ms())
    .bind(content.unit.0)
    .bind(i64::from(content.category))
    .bind(json(&context.actor.person().into_iter().collect::<Vec<_>>()))
    .fetch_one(&mut *c)
    .await?;
    let id = VersionId(row.try_get("id")?);
    write(&mut *c, id, content, body_text).await?;
    super::publications::set_working(c, publication, Some(id)).await?;
    Ok(id)
}

/// Binds what a version says, in the order of [`write`]'s columns.
pub(super) fn bind<'q>(
    query: Query<'q, Any, AnyArguments>,
    content: &'q Content,
    body_text: &'q str,
) -> Query<'q, Any, AnyArguments> {
    let notice = &content.notice;
    query
        .bind(&content.title)
        .bind(&content.body_html)
        .bind(body_text)
        .bind(content.unit.0)
        .bind(content.entry.map(|e| e.0))
        .bind(i64::from(content.category))
        .bind(&content.kind)
        .bind(content.information.name())
        .bind(content.block.map(|b| b.name()))
        .bind(content.audience.code())
        .bind(&content.document_no)
        .bind(content.made_on.map(|d| d.to_string()))
        .bind(json(&content.fields))
        .bind(json(&content.keywords))
        .bind(json(&content.channels))
        .bind(json(&content.tags))
        .bind(notice.days.map(i64::from))
        .bind(notice.unit.map(unit_code))
        .bind(&notice.receiver)
        .bind(&notice.contact)
        .bind(notice.from.map(|d| d.to_string()))
        .bind(notice.to.map(|d| d.to_string()))
        .bind(content.expires_on.map(|d| d.to_string()))
        .bind(i64::from(content.is_important))
        .bind(&content.change_note)
}

/// Writes what a version says.
async fn write(c: &mut Connection, id: VersionId, content: &Content, body_text: &str) -> Result<(), Failure> {
    let query = sqlx::query(
        "UPDATE publishing_versions SET title = $2, body_html = $3, body_text = $4, unit_id = $5, entry_id = $6, category = $7,
            kind = $8, information = $9, block = $10, audience = $11, document_no = $12, made_on = $13, fields = $14,
            keywords = $15, channels = $16, tags = $17, notice_days = $18, notice_unit = $19, notice_receiver = $20,
            notice_contact = $21, notice_from = $22, notice_to = $23, expires_on = $24, is_important = $25,
            change_note = $26 WHERE id = $1",
    )
    .bind(id.0);
    bind(query, content, body_text).execute(c).await?;
    Ok(())
}

/// Saves a draft where nobody saved it since `edits`. False where somebody did.
pub(crate) async fn save(
    c: &mut Connection,
    context: &Context,
    version: &Version,
    content: &Content,
    body_text: &str,
) -> Result<bool, Failure> {
    let (id, person) = (version.id, context.actor.person());
    let mut workers = version.workers.clone();
    workers.extend(person.filter(|person| !version.workers.contains(person)));
    let done = sqlx::query(
        "UPDATE publishing_versions SET edits = edits + 1, edited_by = $3, edited_at = $4, workers = $5
         WHERE id = $1 AND edits = $2",
    )
    .bind(id.0)
    .bind(version.edits)
    .bind(person.map(|p| p.0))
    .bind(context.now_ms())
    .bind(json(&workers))
    .execute(&mut *c)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    write(c, id, content, body_text).await?;
    Ok(true)
}

pub(crate) async fn set_state(c: &mut Connection, id: VersionId, state: State) -> Result<(), Failure> {
    sqlx::query("UPDATE publishing_versions SET state = $2 WHERE id = $1")
        .bind(id.0)
        .bind(state.code())
        .execute(c)
        .await?;
    Ok(())
}

/// Closes a past version: its address and its files are there no more for who reads them.
pub(crate) async fn close(c: &mut Connection, id: VersionId, at_ms: i64) -> Result<(), Failure> {
    sqlx::query("UPDATE publishing_versions SET closed_at = $2 WHERE id = $1 AND closed_at IS NULL")
        .bind(id.0)
        .bind(at_ms)
        .execute(c)
        .await?;
    Ok(())
}

/// The versions of a publication that were ever released.
pub(crate) async fn released_of(
    c: &mut Connection,
    publication: PublicationId,
) -> Result<Vec<VersionId>, Failure> {
    let rows = sqlx::query(
        "SELECT id FROM publishing_versions WHERE publication_id = $1 AND released_at IS NOT NULL ORDER BY id",
    )
    .bind(publication.0)
    .fetch_all(c)
    .await?;
    rows.iter().map(|row| Ok(VersionId(row.try_get("id")?))).collect()
}

/// By which rules a version was read last, empty where nobody knows; and at which saving.
pub(crate) async fn screened(c: &mut Connection, id: VersionId) -> Result<(String, i64), Failure> {
    let row = sqlx::query("SELECT screened_by, screened_edits FROM publishing_versions WHERE id = $1")
        .bind(id.0)
        .fetch_one(c)
        .await?;
    Ok((row.try_get("screened_by")?, row.try_get("screened_edits")?))
}

/// Whether the machine has read a version as it is written now.
pub(crate) async fn is_screened(c: &mut Connection, version: &Version) -> Result<bool, Failure> {
    let (by, edits) = screened(c, version.id).await?;
    Ok(!by.is_empty() && (edits == version.edits || version.state != State::Draft))
}

pub(crate) async fn set_screened(
    c: &mut Connection,
    id: VersionId,
    fingerprint: &str,
    edits: i64,
) -> Result<(), Failure> {
    sqlx::query("UPDATE publishing_versions SET screened_by = $2, screened_edits = $3 WHERE id = $1")
        .bind(id.0)
        .bind(fingerprint)
        .bind(edits)
        .execute(c)
        .await?;
    Ok(())
}

pub(crate) async fn set_submitted(
    c: &mut Connection,
    id: VersionId,
    by: Option<PersonId>,
    at_ms: i64,
) -> Result<(), Failure> {
    sqlx::query("UPDATE publishing_versions SET submitted_by = $2, submitted_at = $3 WHERE id = $1")
        .bind(id.0)
        .bind(by.map(|p| p.0))
        .bind(at_ms)
        .execute(c)
        .await?;
    Ok(())
}

pub(crate) async fn set_urgent(c: &mut Connection, id: VersionId, is_urgent: bool) -> Result<(), Failure> {
    sqlx::query("UPDATE publishing_versions SET is_urgent = $2 WHERE id = $1")
        .bind(id.0)
        .bind(i64::from(is_urgent))
        .execute(c)
        .await?;
    Ok(())
}

pub(crate) async fn set_schedule(
    c: &mut Connection,
    id: VersionId,
    at: Option<Timestamp>,
) -> Result<(), Failure> {
    sqlx::query("UPDATE publishing_versions SET scheduled_for = $2 WHERE id = $1")
        .bind(id.0)
        .bind(at.map(|t| t.as_millisecond()))
        .execute(c)
        .await?;
    Ok(())
}

pub(crate) async fn set_released(
    c: &mut Connection,
    id: VersionId,
    content: &Content,
    by: Option<PersonId>,
    at_ms: i64,
) -> Result<(), Failure> {
    sqlx::query(
        "UPDATE publishing_versions SET state = 'released', released_at = $2, released_by = $3, notice_from = $4, notice_to = $5
         WHERE id = $1",
    )
    .bind(id.0)
    .bind(at_ms)
    .bind(by.map(|p| p.0))
    .bind(content.notice.from.map(|d| d.to_string()))
    .bind(content.notice.to.map(|d| d.to_string()))
    .execute(c)
    .await?;
    Ok(())
}

/// The number that a publication's next version has.
pub(crate) async fn next_number(c: &mut Connection, publication: PublicationId) -> Result<i64, Failure> {
    let row = sqlx::query(
        "SELECT COALESCE(MAX(number), 0) + 1 AS n FROM publishing_versions WHERE publication_id = $1",
    )
    .bind(publication.0)
    .fetch_one(c)
    .await?;
    Ok(row.try_get("n")?)
}
