//! Takes rows in, each by publishing's own action.

use std::collections::BTreeMap;
use std::sync::Arc;

use documents::Intake;
use documents::sheets::Row;
use publishing::actions::{Imported, NewFile, Outcome, import_publications, is_held, number_by_batch};
use publishing::{PublishingError, Screen};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Context, Event, Failure, Store};
use terms::{BatchId, PersonId, PublicationId};
use tokio::task::{JoinError, JoinSet};

use crate::Attachments;
use crate::prepare::{Errors, Preparer, Ready};
use crate::store as sql;

/// Rows without files that are taken together.
const TOGETHER: usize = 100;
/// How much is on its way at once.
const AT_ONCE: usize = 64;
/// What rows that are taken together weigh: those with files are held in memory, and weigh one each.
const WEIGHT: usize = 16;

/// How an import is done.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Only check.
    pub dry_run: bool,
    /// Make units that are not there.
    pub create_units: bool,
    /// Where attachments lie.
    pub attachments: Attachments,
    /// The file's name, for the batch.
    pub file_name: String,
    /// Who answers for the batch; nobody where the host's operator does.
    pub answered_by: Option<PersonId>,
    /// Whose batch it is.
    pub uploaded_by: Option<PersonId>,
    /// The batch, where there is one already.
    pub batch: Option<BatchId>,
}

/// What became of the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Rows in the file.
    pub read: usize,
    /// New ones, those that wait for an answer too.
    pub created: usize,
    /// Changed ones.
    pub updated: usize,
    /// Ones that were there as they are.
    pub unchanged: usize,
    /// Ones that were not taken.
    pub rejected: usize,
    /// New ones that wait unseen for an answer to a finding. The command's last
    /// line does not have it.
    #[serde(skip)]
    pub held: usize,
}

/// A row that was not taken.
#[derive(Clone, Debug, Serialize)]
pub struct Rejected {
    /// Its line in the file.
    pub line: usize,
    /// What is wrong, by field.
    pub errors: Vec<(String, String)>,
    /// The row as it was.
    pub row: BTreeMap<String, Value>,
}

impl Rejected {
    pub(crate) fn new(row: Row, errors: Errors) -> Rejected {
        Rejected { line: row.line, errors, row: row.fields.unwrap_or_default() }
    }
}

/// Takes rows in.
pub struct Importer<'a> {
    pub(crate) store: &'a Store,
    pub(crate) context: Context,
    options: Options,
    pub(crate) preparer: Preparer<'a>,
    pub(crate) taker: Arc<Taker>,
}

/// Takes rows in, beside others.
pub(crate) struct Taker {
    store: Store,
    pub(crate) screen: Screen,
    intake: Intake,
    context: Context,
    options: Options,
}

/// A row, and what became of it.
type Taken = (Row, Result<Done, NotTaken>);

/// Rows on their way, and what becomes of them. Dropped, it lets go of them.
#[derive(Default)]
struct OnTheWay {
    groups: JoinSet<(usize, Vec<Taken>)>,
    weight: usize,
    counts: Counts,
    rejected: Vec<Rejected>,
}

impl<'a> Importer<'a> {
    /// An importer for the context's school.
    pub async fn new(
        store: &'a Store,
        screen: &'a Screen,
        intake: &'a Intake,
        context: Context,
        options: Options,
    ) -> Result<Self, Failure> {
        let preparer = Preparer::new(store, context.clone(), options.clone()).await?;
        let taker = Arc::new(Taker {
            store: store.clone(),
            screen: screen.clone(),
            intake: intake.clone(),
            context: context.clone(),
            options: options.clone(),
        });
        Ok(Importer { store, context, options, preparer, taker })
    }

    /// Takes all rows in. `told` hears of every row that is done.
    pub async fn run(
        &mut self,
        rows: Vec<Row>,
        mut told: impl FnMut(&Counts),
    ) -> Result<(Counts, Vec<Rejected>), Failure> {
        let mut way =
            OnTheWay { counts: Counts { read: rows.len(), ..Counts::default() }, ..OnTheWay::default() };
        let mut batch = None;
        let mut together = Vec::new();
        for row in rows {
            match self.preparer.prepare(&row).await? {
                Err(errors) => way.reject(row, errors),
                Ok(_) if self.options.dry_run => way.counts.created += 1,
                Ok(ready) => {
                    let batch = match batch {
                        Some(batch) => batch,
                        None => *batch.insert(self.batch().await?),
                    };
                    if ready.record.attachments.is_empty() {
                        together.push((row, ready));
                        if together.len() == TOGETHER {
                            way.start(&self.taker, batch, std::mem::take(&mut together), WEIGHT);
                        }
                    } else {
                        way.start(&self.taker, batch, vec![(row, ready)], 1);
                    }
                    while way.weight >= AT_ONCE {
                        way.one_ends(&mut told).await?;
                    }
                }
            }
        }
        if let Some(batch) = batch {
            way.start(&self.taker, batch, together, WEIGHT);
        }
        while !way.groups.is_empty() {
            way.one_ends(&mut told).await?;
        }
        if let Some(batch) = batch {
            self.finish(batch, &way.counts).await?;
        }
        way.rejected.sort_by_key(|row| row.line);
        Ok((way.counts, way.rejected))
    }

    /// The batch the rows come in: begun here, unless it came by the office.
    async fn batch(&self) -> Result<BatchId, Failure> {
        if let Some(batch) = self.options.batch {
            return Ok(batch);
        }
        let mut tx = self.store.begin(&self.context).await?;
        let batch = sql::insert_batch(tx.connection(), &self.context, &self.options.file_name).await?;
        tx.append(Event::new("importing.begun", batch.0));
        tx.commit().await?;
        Ok(batch)
    }

    /// What became of a batch that was begun here is noted beside it.
    async fn finish(&self, batch: BatchId, counts: &Counts) -> Result<(), Failure> {
        if self.options.batch.is_some() {
            return Ok(());
        }
        let mut tx = self.store.tidy(&self.context).await?;
        sql::set_done(tx.connection(), batch, counts, None, self.context.now_ms()).await?;
        tx.commit().await
    }
}

impl OnTheWay {
    fn reject(&mut self, row: Row, errors: Errors) {
        self.rejected.push(Rejected::new(row, errors));
        self.counts.rejected += 1;
    }

    /// Lets rows begin, each group on its own, so that one is read while another is written.
    fn start(&mut self, taker: &Arc<Taker>, batch: BatchId, rows: Vec<(Row, Ready)>, weight: usize) {
        let taker = taker.clone();
        self.weight += weight;
        self.groups.spawn(async move { (weight, taker.take(batch, rows).await) });
    }

    /// Waits until rows are in, or are not.
    async fn one_ends(&mut self, told: &mut impl FnMut(&Counts)) -> Result<(), Failure> {
        let Some(ended) = self.groups.join_next().await else { return Ok(()) };
        let (weight, taken) = ended.map_err(|_: JoinError| Failure::Unreadable("rows that broke off"))?;
        self.weight -= weight;
        for (row, outcome) in taken {
            match outcome {
                Ok(done) => self.counts.add(done),
                Err(NotTaken::Refused(PublishingError::Store(failure))) => return Err(failure),
                Err(error) => self.reject(row, vec![error.told()]),
            }
            told(&self.counts);
        }
        Ok(())
    }
}

impl Taker {
    /// Takes rows. Those whose files cannot be read are told of, and the others taken.
    async fn take(&self, batch: BatchId, rows: Vec<(Row, Ready)>) -> Vec<Taken> {
        let (mut taken, mut kept, mut records) = (Vec::new(), Vec::new(), Vec::new());
        for (row, ready) in rows {
            match self.record(batch, ready).await {
                Ok(record) => {
                    kept.push(row);
                    records.push(record);
                }
                Err(sentence) => taken.push((row, Err(NotTaken::Attachment(sentence)))),
            }
        }
        let outcomes = import_publications(&self.store, &self.screen, &self.context, records).await;
        for (row, outcome) in kept.into_iter().zip(outcomes) {
            let done = match outcome {
                Ok(outcome) => self.done(batch, outcome).await,
                Err(error) => Err(NotTaken::Refused(error)),
            };
            taken.push((row, done));
        }
        taken
    }

    async fn record(&self, batch: BatchId, ready: Ready) -> Result<Imported, String> {
        let files = self.files_of(&ready).await?;
        let content = ready.content();
        let record = ready.record;
        Ok(Imported {
            external_id: Some(record.external_id),
            content,
            published_at: record.published_at,
            old_addresses: record.old_address.into_iter().collect(),
            files,
            batch,
            answered_by: self.options.answered_by,
            uploaded_by: self.options.uploaded_by,
        })
    }

    async fn done(&self, batch: BatchId, outcome: Outcome) -> Result<Done, NotTaken> {
        match outcome {
            Outcome::Created(_) => Ok(Done::Created),
            Outcome::Held(_) => Ok(Done::Held),
            Outcome::Updated(_) => Ok(Done::Updated),
            Outcome::Unchanged(id) if self.options.batch.is_some() => {
                // The batch may have done it before it broke off.
                self.done_before(id, batch).await.map_err(|failure| NotTaken::Refused(failure.into()))
            }
            Outcome::Unchanged(_) => Ok(Done::Unchanged),
        }
    }

    /// What a batch that goes on did with a row before it broke off.
    async fn done_before(&self, id: PublicationId, batch: BatchId) -> Result<Done, Failure> {
        let mut reader = self.store.reader().await?;
        let school = self.context.school;
        Ok(match number_by_batch(&mut reader, school, id, batch).await? {
            Some(1) if is_held(&mut reader, school, id).await? => Done::Held,
            Some(1) => Done::Created,
            Some(_) => Done::Updated,
            None => Done::Unchanged,
        })
    }

    /// The files that a row names.
    pub(crate) async fn files_of(&self, ready: &Ready) -> Result<Vec<NewFile>, String> {
        let mut files = Vec::new();
        for path in &ready.record.attachments {
            files.push(self.options.attachments.read(path, &self.screen.files, &self.intake).await?);
        }
        Ok(files)
    }
}

/// Why a row that looked right was not taken.
pub(crate) enum NotTaken {
    /// A file of it could not be read.
    Attachment(String),
    /// Publishing refused it.
    Refused(PublishingError),
}

impl NotTaken {
    /// The field, empty for the whole row, and the sentence.
    pub fn told(self) -> (String, String) {
        match self {
            NotTaken::Attachment(sentence) => ("attachments".to_owned(), sentence),
            NotTaken::Refused(error) => (String::new(), error.to_string()),
        }
    }
}

/// What became of a row.
enum Done {
    Created,
    Held,
    Updated,
    Unchanged,
}

impl Counts {
    fn add(&mut self, done: Done) {
        match done {
            Done::Created => self.created += 1,
            Done::Held => {
                self.created += 1;
                self.held += 1;
            }
            Done::Updated => self.updated += 1,
            Done::Unchanged => self.unchanged += 1,
        }
    }
}
