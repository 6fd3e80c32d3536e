//! The transaction lent to one action.

use jiff::Timestamp;
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, Transaction};
use tokio::sync::{mpsc, oneshot, watch};

use crate::writer::{Ask, Returned, Verdict};
use crate::{Context, Event, Failure, event};

/// A transaction. Dropped without [`Tx::commit`], it leaves no trace.
pub struct Tx {
    context: Context,
    events: Vec<Event>,
    expects: Expects,
    link: Option<Link>,
}

/// How many events must be told until the commit.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expects {
    /// An action tells one.
    One,
    /// Actions of one kind that go together tell one each.
    Some,
    /// Bookkeeping tells what it likes.
    Any,
}

enum Link {
    Writer { connection: PoolConnection<Any>, back: oneshot::Sender<Returned> },
    Postgres { transaction: Transaction<'static, Any>, committed: watch::Sender<u64> },
}

impl Tx {
    pub(crate) async fn on_writer(
        writer: &mpsc::UnboundedSender<Ask>,
        context: &Context,
    ) -> Result<Tx, Failure> {
        let (give, lent) = oneshot::channel();
        let gone = || Failure::Unreachable(sqlx::Error::WorkerCrashed);
        writer.send(Ask { give }).map_err(|_| gone())?;
        let lent = lent.await.map_err(|_| gone())?;
        Ok(Tx::new(context, Link::Writer { connection: lent.connection, back: lent.back }))
    }

    pub(crate) fn on_postgres(
        transaction: Transaction<'static, Any>,
        context: &Context,
        committed: watch::Sender<u64>,
    ) -> Tx {
        Tx::new(context, Link::Postgres { transaction, committed })
    }

    fn new(context: &Context, link: Link) -> Tx {
        Tx { context: context.clone(), events: Vec::new(), expects: Expects::One, link: Some(link) }
    }

    pub(crate) fn without_event(mut self) -> Tx {
        self.expects = Expects::Any;
        self
    }

    pub(crate) fn with_several_events(mut self) -> Tx {
        self.expects = Expects::Some;
        self
    }

    /// The circumstances of the action.
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// The connection, for a feature's store.
    pub fn connection(&mut self) -> &mut AnyConnection {
        match self.link.as_mut().expect("a transaction has its link until it ends") {
            Link::Writer { connection, .. } => connection,
            Link::Postgres { transaction, .. } => transaction,
        }
    }

    /// Tells what the action did. An action tells one event.
    pub fn append(&mut self, event: Event) {
        self.events.push(event);
    }

    /// Makes what was done lasting. When this answers, it has reached the disk.
    ///
    /// # Errors
    /// [`Failure::Silent`] where no event, or more than one action tells, was appended.
    pub async fn commit(mut self) -> Result<(), Failure> {
        let is_told = match self.expects {
            Expects::One => self.events.len() == 1,
            Expects::Some => !self.events.is_empty(),
            Expects::Any => true,
        };
        if !is_told {
            return Err(Failure::Silent);
        }
        let events = std::mem::take(&mut self.events);
        match self.link.take().expect("a transaction has its link until it ends") {
            Link::Writer { connection, back } => {
                let (done, outcome) = oneshot::channel();
                let verdict = Verdict::Keep { context: self.context.clone(), events, done };
                let gone = || Failure::Unreachable(sqlx::Error::WorkerCrashed);
                back.send(Returned { connection, verdict }).map_err(|_| gone())?;
                outcome.await.map_err(|_| gone())?
            }
            Link::Postgres { mut transaction, committed } => {
                if !events.is_empty() {
                    event::lock_order(&mut transaction).await?;
                    event::append(&mut transaction, &self.context, &events).await?;
                }
                transaction.commit().await?;
                if !events.is_empty() {
                    committed.send_modify(|count| *count += 1);
                }
                Ok(())
            }
        }
    }

    /// Marks the form as used, or finds that it was.
    pub(crate) async fn use_form(&mut self, form: &str, now: Timestamp) -> Result<(), Failure> {
        let inserted = sqlx::query(
            "INSERT INTO form_uses (form, used_at) VALUES ($1, $2) ON CONFLICT (form) DO NOTHING",
        )
        .bind(form)
        .bind(now.as_millisecond())
        .execute(self.connection())
        .await?
        .rows_affected();
        if inserted == 0 { Err(Failure::Repeated) } else { Ok(()) }
    }
}

impl Drop for Tx {
    fn drop(&mut self) {
        // PostgreSQL's transaction undoes itself when dropped.
        if let Some(Link::Writer { connection, back }) = self.link.take() {
            back.send(Returned { connection, verdict: Verdict::Undo }).ok();
        }
    }
}
