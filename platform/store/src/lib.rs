//! The one door to the database.
//!
//! [`Store::begin`] lends a transaction to an action. On SQLite one task owns
//! the one writing connection: actions take turns on it, a savepoint each, and
//! those that waited together are committed together, so that one disk sync
//! serves them all. On PostgreSQL each action has a transaction of its own.
//! Features write the same SQL for both (see README.md) and never ask which
//! engine they run on.

mod cell;
mod context;
mod engine;
mod event;
mod failure;
mod filling;
mod migrate;
mod pools;
mod snapshot;
pub mod sql;
mod tables;
pub mod testing;
mod transaction;
mod writer;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sqlx::AnyPool;
use sqlx::any::Any;
use sqlx::pool::PoolConnection;
use tokio::sync::{mpsc, watch};

pub use cell::Cell;
pub use context::{Actor, Context};
pub use engine::Engine;
pub use event::{Event, Recorded};
pub use failure::{Failure, OpenError};
pub use filling::{Contents, Filling, contents};
pub use migrate::newest_schema;
pub use snapshot::{Snapshot, names_file};
pub use sqlx::AnyConnection as Connection;
pub use tables::{Column, ColumnKind, Table};
pub use transaction::Tx;

/// An open database, cheap to clone.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    engine: Engine,
    readers: AnyPool,
    /// SQLite's one connection for writing, and whoever lends it.
    writing: Option<AnyPool>,
    writer: Option<mpsc::UnboundedSender<writer::Ask>>,
    committed: watch::Sender<u64>,
    /// Whether the database could not be reached when it was last asked.
    is_away: AtomicBool,
}

/// A connection for reading, returned to its pool when dropped.
pub type Reader = PoolConnection<Any>;

impl Store {
    /// Opens the database at `url` (`sqlite://…` or `postgres://…`) and brings
    /// its tables to this version.
    ///
    /// # Errors
    /// Refuses a database made by a newer version; fails where the database
    /// cannot be reached or migrated.
    pub async fn open(url: &str) -> Result<Store, OpenError> {
        let engine = Engine::of_url(url)?;
        migrate::run(url, engine).await?;
        let readers = pools::readers(url, engine).await?;
        let committed = watch::Sender::new(0);
        let writing = match engine {
            Engine::Sqlite => Some(pools::writer(url).await?),
            Engine::Postgres => None,
        };
        let writer = writing.clone().map(|pool| writer::start(pool, committed.clone()));
        let is_away = AtomicBool::new(false);
        Ok(Store { inner: Arc::new(Inner { engine, readers, writing, writer, committed, is_away }) })
    }

    /// Which engine is running; for `check`, backup and messages, not for queries.
    pub fn engine(&self) -> Engine {
        self.inner.engine
    }

    /// A connection for reading.
    pub async fn reader(&self) -> Result<Reader, Failure> {
        self.patiently(self.inner.readers.acquire()).await
    }

    /// Waits for a connection; only briefly while the database is known to be away, so that not
    /// every page waits for it in turn. The first one that gets a connection ends that.
    async fn patiently<T>(&self, asked: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, Failure> {
        let is_away = self.inner.is_away.load(Ordering::Relaxed);
        let patience = if is_away { pools::BRIEFLY } else { pools::PATIENCE };
        let got = tokio::time::timeout(patience, asked).await.unwrap_or(Err(sqlx::Error::PoolTimedOut));
        let got = got.map_err(Failure::from);
        self.inner.is_away.store(matches!(got, Err(Failure::Unreachable(_))), Ordering::Relaxed);
        got
    }

    /// Begins an action: a transaction that must append an event to be committed.
    ///
    /// # Errors
    /// [`Failure::Repeated`] where the context's form has been used already.
    pub async fn begin(&self, context: &Context) -> Result<Tx, Failure> {
        let mut tx = self.begin_unheard(context).await?;
        if let Some(form) = &context.form {
            tx.use_form(form, context.now).await?;
        }
        Ok(tx)
    }

    /// Begins several actions of one kind that are kept or undone together: each appends its event.
    pub async fn begin_several(&self, context: &Context) -> Result<Tx, Failure> {
        Ok(self.begin_unheard(context).await?.with_several_events())
    }

    /// Begins a transaction for bookkeeping that no one needs to hear of:
    /// sessions, cursors, marks of presence. It may end without an event.
    pub async fn tidy(&self, context: &Context) -> Result<Tx, Failure> {
        Ok(self.begin_unheard(context).await?.without_event())
    }

    async fn begin_unheard(&self, context: &Context) -> Result<Tx, Failure> {
        match &self.inner.writer {
            Some(writer) => Tx::on_writer(writer, context).await,
            None => {
                let transaction = self.patiently(self.inner.readers.begin()).await?;
                Ok(Tx::on_postgres(transaction, context, self.inner.committed.clone()))
            }
        }
    }

    /// A receiver that changes whenever this process has committed events.
    /// Other processes' events are found by looking again after a moment.
    pub fn committed(&self) -> watch::Receiver<u64> {
        self.inner.committed.subscribe()
    }

    /// Events after `number`, in order, at most `limit` of them.
    pub async fn events_after(&self, number: i64, limit: i64) -> Result<Vec<Recorded>, Failure> {
        event::after(&mut *self.reader().await?, number, limit).await
    }

    /// The number of the last event, 0 where there is none.
    pub async fn last_event(&self) -> Result<i64, Failure> {
        event::last(&mut *self.reader().await?).await
    }

    /// Forgets the keys of forms used before `before`.
    pub async fn forget_forms(&self, before: jiff::Timestamp, context: &Context) -> Result<(), Failure> {
        let mut tx = self.tidy(context).await?;
        sqlx::query("DELETE FROM form_uses WHERE used_at < $1")
            .bind(before.as_millisecond())
            .execute(tx.connection())
            .await?;
        tx.commit().await
    }

    /// Waits until what was begun has ended, and closes the connections. The last one that closes puts
    /// what SQLite's log holds into the database: the next start need not read it all again.
    pub async fn close(&self) {
        self.inner.readers.close().await;
        if let Some(writing) = &self.inner.writing {
            // What hangs must not keep the program from ending: the log loses nothing.
            tokio::time::timeout(pools::PATIENCE, writing.close()).await.ok();
        }
    }
}
