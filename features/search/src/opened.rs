//! One tantivy index in a folder of its own. The number of the last event
//! whose consequences it holds lies in the same commit as they.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};

use tantivy::directory::MmapDirectory;
use tantivy::tokenizer::TextAnalyzer;
use tantivy::{IndexReader, IndexWriter, ReloadPolicy, TantivyError, Term};

use crate::entry::{Entry, Fields};
use crate::grams::Grams;

/// So many entries are written at most before they are searchable, where more are on their way.
const MOST_UNSEEN: usize = 5_000;

/// Memory for writing, in bytes. One thread: a college's texts come one by one.
const WRITER_BYTES: usize = 50 << 20;

pub(crate) struct Opened {
    pub folder: PathBuf,
    pub reader: IndexReader,
    pub fields: Fields,
    writer: Mutex<Writing>,
    /// The last event taken in.
    cursor: AtomicI64,
}

struct Writing {
    writer: IndexWriter,
    /// Entries written since the last commit, and the event up to which all is committed.
    unseen: usize,
    committed: i64,
}

/// What follows on entries that are put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// They are searchable, and on the disk.
    Commit,
    /// More are on their way: a commit costs as much for one as for thousands, so it may wait for
    /// them. A process that ends before takes the same events again.
    GoOn,
}

impl Opened {
    /// Opens the index in a folder, or makes an empty one. One that another
    /// version or a broken disk left behind is made anew: it can be rebuilt.
    pub fn open(folder: &Path) -> Result<Opened, TantivyError> {
        Opened::as_it_is(folder).or_else(|error| {
            if !is_past_use(&error) {
                return Err(error);
            }
            tracing::warn!(%error, "the index cannot be used and is made anew");
            std::fs::remove_dir_all(folder)?;
            Opened::as_it_is(folder)
        })
    }

    fn as_it_is(folder: &Path) -> Result<Opened, TantivyError> {
        std::fs::create_dir_all(folder)?;
        let (schema, fields) = Fields::with_schema();
        let index = tantivy::Index::open_or_create(MmapDirectory::open(folder)?, schema)?;
        for grams in Grams::ALL {
            index.tokenizers().register(grams.name(), TextAnalyzer::from(grams));
        }
        let payload = index.load_metas()?.payload;
        let cursor = payload.and_then(|payload| payload.parse().ok()).unwrap_or(0);
        Ok(Opened {
            folder: folder.to_owned(),
            reader: index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?,
            fields,
            writer: Mutex::new(Writing {
                writer: index.writer_with_num_threads(1, WRITER_BYTES)?,
                unseen: 0,
                committed: cursor,
            }),
            cursor: AtomicI64::new(cursor),
        })
    }

    pub fn cursor(&self) -> i64 {
        self.cursor.load(Ordering::Acquire)
    }

    /// Puts entries in, takes others out, and moves the cursor.
    pub fn apply(&self, put: &[Entry], gone: &[i64], cursor: i64, then: Then) -> Result<(), TantivyError> {
        let mut writing = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = self.write(&mut writing, put, gone, cursor, then) {
            // Half a batch stays out, and a writer that met a full disk can write again.
            writing.unseen = 0;
            self.cursor.store(writing.committed, Ordering::Release);
            writing.writer.rollback()?;
            return Err(error);
        }
        self.cursor.store(cursor, Ordering::Release);
        Ok(())
    }

    fn write(
        &self,
        writing: &mut Writing,
        put: &[Entry],
        gone: &[i64],
        cursor: i64,
        then: Then,
    ) -> Result<(), TantivyError> {
        let Writing { writer, unseen, committed } = writing;
        let term = |id: i64| Term::from_field_i64(self.fields.id, id);
        for id in gone {
            writer.delete_term(term(*id));
        }
        for entry in put {
            writer.delete_term(term(entry.id));
            writer.add_document(self.fields.document(entry))?;
        }
        *unseen += put.len() + gone.len();
        let may_wait = then == Then::GoOn && *unseen < MOST_UNSEEN;
        // A cursor alone reaches the disk with the next commit; until then its events, which
        // change nothing here, would be passed once more.
        if *unseen == 0 || may_wait {
            return Ok(());
        }
        let mut commit = writer.prepare_commit()?;
        commit.set_payload(&cursor.to_string());
        commit.commit()?;
        (*unseen, *committed) = (0, cursor);
        self.reader.reload()
    }
}

/// Whether what lies in the folder is of no use to this version; a disk that
/// fails or is full is no reason to throw an index away.
fn is_past_use(error: &TantivyError) -> bool {
    use tantivy::directory::error::OpenReadError;
    matches!(
        error,
        TantivyError::SchemaError(_)
            | TantivyError::DataCorruption(_)
            | TantivyError::IncompatibleIndex(_)
            | TantivyError::OpenReadError(
                OpenReadError::FileDoesNotExist(_) | OpenReadError::IncompatibleIndex(_)
            )
    )
}
