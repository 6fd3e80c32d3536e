//! Takes rows in, each by publishing's own action.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use documents::sheets::Row;
use files::Files;
use futures::{StreamExt, stream};
use publishing::PublishingError;
use publishing::actions::{
    Imported, NewFile, Outcome, Reading, import_publication, is_held, number_by_batch,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Context, Event, Failure, Store};
use terms::{BatchId, PersonId};

use crate::prepare::{Errors, Preparer, Ready, beside};
use crate::store as sql;

/// How many rows are on their way at once: they share commits.
const AT_ONCE: usize = 64;

/// How an import is done.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Only check.
    pub dry_run: bool,
    /// Make units that are not there.
    pub create_units: bool,
    /// The folder in which attachments lie; none where the file came by a page.
    pub folder: Option<PathBuf>,
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
    files: &'a Files,
    pub(crate) context: Context,
    options: Options,
    pub(crate) preparer: Preparer<'a>,
}

impl<'a> Importer<'a> {
    /// An importer for the context's school.
    pub async fn new(
        store: &'a Store,
        files: &'a Files,
        context: Context,
        options: Options,
    ) -> Result<Self, Failure> {
        let preparer = Preparer::new(store, context.clone(), options.clone()).await?;
        Ok(Importer { store, files, context, options, preparer })
    }

    /// Takes all rows in. `told` hears of every row that is done.
    pub async fn run(
        &mut self,
        rows: Vec<Row>,
        mut told: impl FnMut(&Counts),
    ) -> Result<(Counts, Vec<Rejected>), Failure> {
        let mut counts = Counts { read: rows.len(), ..Counts::default() };
        let mut rejected = Vec::new();
        let mut ready = Vec::new();
        for row in rows {
            match self.preparer.prepare(&row).await? {
                Ok(record) => ready.push((row, record)),
                Err(errors) => rejected.push(Rejected::new(row, errors)),
            }
        }
        counts.rejected = rejected.len();
        if self.options.dry_run {
            counts.created = ready.len();
        } else if !ready.is_empty() {
            let batch = self.batch().await?;
            let this = &*self;
            let mut outcomes = stream::iter(ready)
                .map(|(row, record)| async move {
                    let outcome = this.take(batch, record).await;
                    (row, outcome)
                })
                .buffer_unordered(AT_ONCE);
            while let Some((row, outcome)) = outcomes.next().await {
                match outcome {
                    Ok(done) => counts.add(done),
                    Err(PublishingError::Store(failure)) => return Err(failure),
                    Err(error) => {
                        rejected.push(Rejected::new(row, vec![("".into(), error.to_string())]));
                        counts.rejected += 1;
                    }
                }
                told(&counts);
            }
            drop(outcomes);
            self.finish(batch, &counts).await?;
        }
        rejected.sort_by_key(|row| row.line);
        Ok((counts, rejected))
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

    async fn take(&self, batch: BatchId, ready: Ready) -> Result<Done, PublishingError> {
        let mut files = Vec::new();
        for path in &ready.record.attachments {
            files.push(file(self.options.folder.as_deref().unwrap_or(Path::new("")), path)?);
        }
        let content = ready.content();
        let record = ready.record;
        let imported = Imported {
            external_id: Some(record.external_id),
            content,
            published_at: record.published_at,
            old_addresses: record.old_address.into_iter().collect(),
            files,
            batch,
            answered_by: self.options.answered_by,
            uploaded_by: self.options.uploaded_by,
        };
        match import_publication(self.store, self.files, &self.context, imported).await? {
            Outcome::Created(_) => Ok(Done::Created),
            Outcome::Held(_) => Ok(Done::Held),
            Outcome::Updated(_) => Ok(Done::Updated),
            Outcome::Unchanged(id) if self.options.batch.is_some() => {
                // The batch may have done it before it broke off.
                let mut reader = self.store.reader().await?;
                Ok(match number_by_batch(&mut reader, self.context.school, id, batch).await? {
                    Some(1) if is_held(&mut reader, self.context.school, id).await? => Done::Held,
                    Some(1) => Done::Created,
                    Some(_) => Done::Updated,
                    None => Done::Unchanged,
                })
            }
            Outcome::Unchanged(_) => Ok(Done::Unchanged),
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

fn file(folder: &Path, path: &str) -> Result<NewFile, PublishingError> {
    let whole = beside(folder, path).map_err(|_| PublishingError::Missing)?;
    let content =
        std::fs::read(&whole).map_err(|error| PublishingError::Files(files::FileError::Disk(error)))?;
    let name = whole.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let is_text = [".txt", ".csv"].iter().any(|ending| name.to_lowercase().ends_with(ending));
    let reading = match documents::sheets::text(&content) {
        Ok(text) if is_text => Reading::Text(text),
        _ => Reading::Unreadable("机器没有读这个文件的内容，请打开看过，写明看到了什么".to_owned()),
    };
    Ok(NewFile { name, content: Bytes::from(content), reading })
}
