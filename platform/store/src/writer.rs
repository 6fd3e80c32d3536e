//! SQLite's one writer: actions that wait together are committed together.

use std::time::{Duration, Instant};

use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyPool, Executor};
use tokio::sync::{mpsc, oneshot, watch};

use crate::{Context, Event, Failure, event};

/// An action asks for its turn on the connection.
pub(crate) struct Ask {
    pub give: oneshot::Sender<Lent>,
}

/// The connection, lent for one action, inside a savepoint of its own.
pub(crate) struct Lent {
    pub connection: PoolConnection<Any>,
    pub back: oneshot::Sender<Returned>,
}

/// The connection, given back with what is to become of the action.
pub(crate) struct Returned {
    pub connection: PoolConnection<Any>,
    pub verdict: Verdict,
}

pub(crate) enum Verdict {
    Keep { context: Context, events: Vec<Event>, done: oneshot::Sender<Result<(), Failure>> },
    Undo,
}

/// IMMEDIATE, because commands write to the same file from other processes. Every action finds its
/// savepoint open; the last one's, which nobody used, ends with the batch.
const BEGIN: &str = "BEGIN IMMEDIATE; SAVEPOINT action";
const NEXT: &str = "RELEASE action; SAVEPOINT action";

/// A batch ends when nobody waits, or after so many actions or so long, lest
/// the first of them wait for ever.
const MOST_ACTIONS: usize = 512;
const LONGEST_BATCH: Duration = Duration::from_millis(40);

pub(crate) fn start(pool: AnyPool, committed: watch::Sender<u64>) -> mpsc::UnboundedSender<Ask> {
    let (sender, receiver) = mpsc::unbounded_channel();
    tokio::spawn(serve(pool, receiver, committed));
    sender
}

async fn serve(pool: AnyPool, mut asks: mpsc::UnboundedReceiver<Ask>, committed: watch::Sender<u64>) {
    while let Some(ask) = asks.recv().await {
        let outcome = match pool.acquire().await {
            Ok(connection) => batch(connection, ask, &mut asks).await,
            // The ask is dropped, and its action learns that it got no turn.
            Err(error) => Err(error),
        };
        match outcome {
            Ok(0) => {}
            Ok(_) => committed.send_modify(|count| *count += 1),
            Err(error) => tracing::error!(%error, "a batch of actions could not be committed"),
        }
    }
    pool.close().await;
}

type Waiting = Vec<oneshot::Sender<Result<(), Failure>>>;

/// Runs the asked action and those that wait behind it in one transaction.
/// Answers with the number of events written.
async fn batch(
    mut connection: PoolConnection<Any>,
    first: Ask,
    asks: &mut mpsc::UnboundedReceiver<Ask>,
) -> Result<usize, sqlx::Error> {
    if let Err(error) = connection.execute(BEGIN).await {
        // A batch that failed before may have left the connection in its transaction.
        connection.execute("ROLLBACK").await.map_err(|_| error)?;
        connection.execute(BEGIN).await?;
    }
    let began = Instant::now();
    let mut waiting = Waiting::new();
    let mut written = 0;
    let mut next = Some(first);
    while let Some(ask) = next.take() {
        match turn(connection, ask, &mut waiting).await {
            Ok((returned, events)) => {
                connection = returned;
                written += events;
            }
            Err(error) => {
                // The connection is gone, and with it the whole batch.
                answer(waiting, Err(&error));
                return Err(error);
            }
        }
        if waiting.len() < MOST_ACTIONS && began.elapsed() < LONGEST_BATCH {
            next = asks.try_recv().ok();
        }
    }
    match connection.execute("COMMIT").await {
        Ok(_) => {
            answer(waiting, Ok(()));
            Ok(written)
        }
        Err(error) => {
            connection.execute("ROLLBACK").await.ok();
            answer(waiting, Err(&error));
            Err(error)
        }
    }
}

/// Lends the connection for one action and keeps or undoes what it did.
async fn turn(
    mut connection: PoolConnection<Any>,
    ask: Ask,
    waiting: &mut Waiting,
) -> Result<(PoolConnection<Any>, usize), sqlx::Error> {
    let (back, returned) = oneshot::channel();
    let returned = match ask.give.send(Lent { connection, back }) {
        Ok(()) => returned.await.map_err(|_| sqlx::Error::WorkerCrashed)?,
        // Whoever asked has gone away meanwhile.
        Err(lent) => Returned { connection: lent.connection, verdict: Verdict::Undo },
    };
    connection = returned.connection;
    let Verdict::Keep { context, events, done } = returned.verdict else {
        undo(&mut connection).await?;
        return Ok((connection, 0));
    };
    match event::append_and(&mut connection, &context, &events, NEXT).await {
        Ok(()) => {
            waiting.push(done);
            Ok((connection, events.len()))
        }
        Err(error) => {
            done.send(Err(Failure::from(error))).ok();
            undo(&mut connection).await?;
            Ok((connection, 0))
        }
    }
}

/// Takes back what was done since the savepoint, which stays open for the next action.
async fn undo(connection: &mut PoolConnection<Any>) -> Result<(), sqlx::Error> {
    connection.execute("ROLLBACK TO action").await.map(drop)
}

fn answer(waiting: Waiting, outcome: Result<(), &sqlx::Error>) {
    for done in waiting {
        let each = match outcome {
            Ok(()) => Ok(()),
            Err(error) => Err(copy(error)),
        };
        done.send(each).ok();
    }
}

/// Everyone in a failed batch is told of the failure; the error itself goes to the log.
fn copy(error: &sqlx::Error) -> Failure {
    let told = sqlx::Error::Protocol(error.to_string());
    match error {
        sqlx::Error::Database(inner) if inner.code().as_deref() == Some("13") => Failure::Full(told),
        _ => Failure::Unreachable(told),
    }
}
