//! Events: what happened, without personal data (numbers, kinds, commitments).

use jiff::Timestamp;
use serde_json::Value;
use sqlx::{AnyConnection, Row};
use terms::SchoolId;

use crate::{Actor, Context, Failure, sql};

/// An event to append: what happened to which thing.
#[derive(Clone, Debug)]
pub struct Event {
    name: &'static str,
    subject: i64,
    detail: Value,
}

impl Event {
    /// An event named `feature.happened` about the thing with this number.
    pub fn new(name: &'static str, subject: i64) -> Self {
        Event { name, subject, detail: Value::Null }
    }

    /// The same with details: numbers, kinds and words of ours, never names,
    /// titles or opinions of people.
    pub fn with(mut self, detail: Value) -> Self {
        self.detail = detail;
        self
    }
}

/// An event as the log keeps it.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// Its place in the order of all events.
    pub number: i64,
    /// The school in which it happened.
    pub school: SchoolId,
    /// When it happened.
    pub at: Timestamp,
    /// Who made it happen.
    pub actor: Actor,
    /// `feature.happened`.
    pub name: String,
    /// The number of the thing it happened to.
    pub subject: i64,
    /// Its details; null where there are none.
    pub detail: Value,
}

/// PostgreSQL gives numbers in the order of asking and shows them in the order
/// of committing. Holding this lock from the first number to the commit makes
/// the two orders one, so that a follower never passes a late committer.
/// See docs/adr/0002-event-order.md.
const ORDER_LOCK: &str = "SELECT pg_advisory_xact_lock(7304926718)";

pub(crate) async fn lock_order(connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
    sqlx::query(ORDER_LOCK).execute(connection).await.map(drop)
}

/// What an event binds.
const WIDTH: usize = 7;

pub(crate) async fn append(
    connection: &mut AnyConnection,
    context: &Context,
    events: &[Event],
) -> Result<(), sqlx::Error> {
    for some in events.chunks(sql::together(WIDTH)) {
        insert(connection, context, some, "").await?;
    }
    Ok(())
}

/// The same with statements that follow the last event at once: SQLite's connection is a thread of
/// its own, and each asking costs a way there and back.
pub(crate) async fn append_and(
    connection: &mut AnyConnection,
    context: &Context,
    events: &[Event],
    then: &'static str,
) -> Result<(), sqlx::Error> {
    let Some(last) = events.chunks(sql::together(WIDTH)).next_back() else {
        return sqlx::query(then).execute(connection).await.map(drop);
    };
    append(connection, context, &events[..events.len() - last.len()]).await?;
    insert(connection, context, last, then).await
}

async fn insert(
    connection: &mut AnyConnection,
    context: &Context,
    events: &[Event],
    then: &'static str,
) -> Result<(), sqlx::Error> {
    let text = format!(
        "INSERT INTO events (school_id, at, actor_kind, actor_id, name, subject_id, detail) VALUES {}; {then}",
        sql::rows(events.len(), WIDTH)
    );
    let text = text.trim_end_matches("; ").to_owned();
    let is_usual = sql::is_usual(events.len(), WIDTH);
    let mut query = sqlx::query(sqlx::AssertSqlSafe(text)).persistent(is_usual);
    for event in events {
        query = query
            .bind(context.school.0)
            .bind(context.now_ms())
            .bind(context.actor.kind())
            .bind(context.actor.person().map(|p| p.0))
            .bind(event.name)
            .bind(event.subject)
            .bind(event.detail.to_string());
    }
    query.execute(connection).await.map(drop)
}

pub(crate) async fn after(
    connection: &mut AnyConnection,
    number: i64,
    limit: i64,
) -> Result<Vec<Recorded>, Failure> {
    let rows = sqlx::query(
        "SELECT number, school_id, at, actor_kind, actor_id, name, subject_id, detail
         FROM events WHERE number > $1 ORDER BY number LIMIT $2",
    )
    .bind(number)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    rows.iter().map(read).collect()
}

fn read(row: &sqlx::any::AnyRow) -> Result<Recorded, Failure> {
    let kind: String = row.try_get("actor_kind")?;
    let detail: String = row.try_get("detail")?;
    Ok(Recorded {
        number: row.try_get("number")?,
        school: SchoolId(row.try_get("school_id")?),
        at: sql::timestamp(row, "at")?,
        actor: Actor::from_row(&kind, row.try_get("actor_id")?),
        name: row.try_get("name")?,
        subject: row.try_get("subject_id")?,
        detail: serde_json::from_str(&detail).map_err(|_| Failure::Unreadable("events.detail"))?,
    })
}

pub(crate) async fn last(connection: &mut AnyConnection) -> Result<i64, Failure> {
    let row =
        sqlx::query("SELECT COALESCE(MAX(number), 0) AS number FROM events").fetch_one(connection).await?;
    Ok(row.try_get("number")?)
}
