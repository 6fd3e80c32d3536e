//! A shared follower: one feature's answer to another's event. Its cursor lies
//! in the database and moves in the transaction of the consequence, so that
//! each event has its consequence once, whatever dies when.

use jiff::{SignedDuration, Timestamp};
use sqlx::Row;
use store::{Actor, Context, Failure, Recorded, Store, Tx};
use terms::SchoolId;

use crate::follow::Answer;

/// What an event brings about, written into the lent transaction. It appends
/// an event of its own where something really changed.
pub trait Consequence: Send + Sync {
    /// The follower's name in the table of cursors; never renamed.
    fn name(&self) -> &'static str;

    /// Does what follows from events of one school and instant, in their order.
    fn apply<'a>(&'a self, tx: &'a mut Tx, events: &'a [Recorded]) -> Answer<'a, ()>;
}

/// A consequence with its lease.
pub struct Shared {
    consequence: Box<dyn Consequence>,
    node: String,
}

/// How far each shared follower has come, by name.
pub async fn cursors(store: &Store) -> Result<Vec<(String, i64)>, Failure> {
    let mut reader = store.reader().await?;
    let rows =
        sqlx::query("SELECT name, number FROM followers ORDER BY name").fetch_all(&mut *reader).await?;
    rows.iter().map(|row| Ok((row.try_get("name")?, row.try_get("number")?))).collect()
}

/// A node that has died is given up after this long.
const LEASE: SignedDuration = SignedDuration::from_secs(30);
const AT_ONCE: i64 = 200;

impl Shared {
    /// `node` names this process among those that share the database.
    pub fn new(consequence: Box<dyn Consequence>, node: impl Into<String>) -> Self {
        Shared { consequence, node: node.into() }
    }

    /// The follower's name.
    pub fn name(&self) -> &'static str {
        self.consequence.name()
    }

    /// Handles what there is now. Answers with the cursor, or `None` where
    /// another node holds the lease.
    pub async fn catch_up(&self, store: &Store, now: Timestamp) -> Result<Option<i64>, Failure> {
        let Some(mut cursor) = self.hold(store, now).await? else { return Ok(None) };
        loop {
            let events = store.events_after(cursor, AT_ONCE).await?;
            if events.is_empty() {
                return Ok(Some(cursor));
            }
            for group in events.chunk_by(|a, b| (a.school, a.at) == (b.school, b.at)) {
                let Some(last) = self.handle(store, group, cursor).await? else { return Ok(None) };
                cursor = last;
            }
        }
    }

    /// Gives the lease back, for a process that goes on with something else.
    pub async fn release(&self, store: &Store, now: Timestamp) -> Result<(), Failure> {
        let mut tx = store.tidy(&Context::new(SchoolId(0), Actor::Timetable, now)).await?;
        sqlx::query("UPDATE followers SET held_until = 0 WHERE name = $1 AND holder = $2")
            .bind(self.name())
            .bind(&self.node)
            .execute(tx.connection())
            .await?;
        tx.commit().await
    }

    /// The consequences of events of one school and instant (an import's are thousands) and
    /// the cursor's step, in one transaction. Answers with the cursor, or `None` where another
    /// node has taken it over meanwhile.
    async fn handle(&self, store: &Store, events: &[Recorded], cursor: i64) -> Result<Option<i64>, Failure> {
        let Some(last) = events.last() else { return Ok(Some(cursor)) };
        let context = Context::new(last.school, Actor::Timetable, last.at);
        let mut tx = store.tidy(&context).await?;
        let moved =
            sqlx::query("UPDATE followers SET number = $1 WHERE name = $2 AND number = $3 AND holder = $4")
                .bind(last.number)
                .bind(self.name())
                .bind(cursor)
                .bind(&self.node)
                .execute(tx.connection())
                .await?
                .rows_affected();
        if moved == 0 {
            return Ok(None);
        }
        self.consequence.apply(&mut tx, events).await?;
        tx.commit().await?;
        Ok(Some(last.number))
    }

    /// Takes or renews the lease. Answers with the cursor, or `None`.
    async fn hold(&self, store: &Store, now: Timestamp) -> Result<Option<i64>, Failure> {
        let mut tx = store.tidy(&Context::new(SchoolId(0), Actor::Timetable, now)).await?;
        sqlx::query(
            "INSERT INTO followers (name, number, holder, held_until) VALUES ($1, 0, '', 0) ON CONFLICT (name) DO NOTHING",
        )
        .bind(self.name())
        .execute(tx.connection())
        .await?;
        let row = sqlx::query(
            "UPDATE followers SET holder = $2, held_until = $3
             WHERE name = $1 AND (holder = $2 OR held_until < $4) RETURNING number",
        )
        .bind(self.name())
        .bind(&self.node)
        .bind((now + LEASE).as_millisecond())
        .bind(now.as_millisecond())
        .fetch_optional(tx.connection())
        .await?;
        let cursor = row.map(|row| row.try_get("number")).transpose()?;
        tx.commit().await?;
        Ok(cursor)
    }
}
