//! The index of a node, in a folder; its cursor lies in the same commit.

use std::path::Path;
use std::sync::{Arc, Mutex};

use tantivy::directory::MmapDirectory;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::TextAnalyzer;
use tantivy::{IndexReader, IndexWriter, ReloadPolicy, TantivyDocument, Term};
use thiserror::Error;

use crate::grams::Grams;

/// A publication as it is searched.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// The publication's number.
    pub id: i64,
    /// The school's number.
    pub school: i64,
    /// The title.
    pub title: String,
    /// The body's text.
    pub body: String,
    /// 文号 and 索引号.
    pub numbers: String,
    /// Catalogue category.
    pub category: i64,
    /// The unit's number.
    pub unit: i64,
    /// What it counts as.
    pub information: String,
    /// The audience's code.
    pub audience: String,
    /// When it was first released, in milliseconds.
    pub published_ms: i64,
    /// The calendar year of that.
    pub year: i64,
}

/// An index that cannot be used.
#[derive(Debug, Error)]
pub enum IndexError {
    /// The engine failed.
    #[error("the index failed: {0}")]
    Engine(#[from] tantivy::TantivyError),
    /// The folder failed.
    #[error("the index folder failed: {0}")]
    Folder(#[from] std::io::Error),
}

/// The fields of an entry.
#[derive(Clone, Copy)]
pub(crate) struct Fields {
    pub id: Field,
    pub school: Field,
    pub title: Field,
    pub title_chars: Field,
    pub body: Field,
    pub body_chars: Field,
    pub numbers: Field,
    pub numbers_chars: Field,
    pub category: Field,
    pub unit: Field,
    pub information: Field,
    pub audience: Field,
    pub published: Field,
    pub year: Field,
}

/// The index; cheap to clone.
#[derive(Clone)]
pub struct Index {
    pub(crate) reader: IndexReader,
    pub(crate) fields: Fields,
    writer: Arc<Mutex<IndexWriter>>,
    inner: tantivy::Index,
}

/// Memory for writing, in bytes. One thread: a college's texts come one by one.
const WRITER_BYTES: usize = 50 << 20;

impl Index {
    /// Opens the index in a folder, or makes an empty one. One that another
    /// version or a broken disk left behind is made anew: it can be rebuilt.
    pub fn open(folder: &Path) -> Result<Index, IndexError> {
        std::fs::create_dir_all(folder)?;
        Index::open_here(folder).or_else(|error| {
            tracing::warn!(%error, "the index cannot be used and is made anew");
            std::fs::remove_dir_all(folder)?;
            std::fs::create_dir_all(folder)?;
            Index::open_here(folder)
        })
    }

    fn open_here(folder: &Path) -> Result<Index, IndexError> {
        let (schema, fields) = schema();
        let directory = MmapDirectory::open(folder).map_err(tantivy::TantivyError::from)?;
        let inner = tantivy::Index::open_or_create(directory, schema)?;
        for size in [1, 2] {
            inner.tokenizers().register(&format!("grams{size}"), TextAnalyzer::from(Grams(size)));
        }
        let reader = inner.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let writer = inner.writer_with_num_threads(1, WRITER_BYTES)?;
        Ok(Index { reader, fields, writer: Arc::new(Mutex::new(writer)), inner })
    }

    /// The number of the last event whose consequences are in the index.
    pub fn cursor(&self) -> Result<i64, IndexError> {
        let payload = self.inner.load_metas()?.payload;
        Ok(payload.and_then(|payload| payload.parse().ok()).unwrap_or(0))
    }

    /// Puts entries in, takes others out, and moves the cursor, in one commit.
    pub fn apply(&self, put: &[Entry], gone: &[i64], cursor: i64) -> Result<(), IndexError> {
        let mut writer = self.writer.lock().expect("no holder panics");
        for id in gone.iter().copied().chain(put.iter().map(|entry| entry.id)) {
            writer.delete_term(Term::from_field_i64(self.fields.id, id));
        }
        for entry in put {
            writer.add_document(self.document(entry))?;
        }
        let mut commit = writer.prepare_commit()?;
        commit.set_payload(&cursor.to_string());
        commit.commit()?;
        self.reader.reload()?;
        Ok(())
    }

    /// Empties the index, so that it is built again from the first event.
    pub fn clear(&self) -> Result<(), IndexError> {
        self.writer.lock().expect("no holder panics").delete_all_documents()?;
        self.apply(&[], &[], 0)
    }

    fn document(&self, entry: &Entry) -> TantivyDocument {
        let fields = &self.fields;
        let mut document = TantivyDocument::default();
        document.add_i64(fields.id, entry.id);
        document.add_i64(fields.school, entry.school);
        for (field, text) in [
            (fields.title, &entry.title),
            (fields.title_chars, &entry.title),
            (fields.body, &entry.body),
            (fields.body_chars, &entry.body),
            (fields.numbers, &entry.numbers),
            (fields.numbers_chars, &entry.numbers),
            (fields.information, &entry.information),
            (fields.audience, &entry.audience),
        ] {
            document.add_text(field, text);
        }
        document.add_i64(fields.category, entry.category);
        document.add_i64(fields.unit, entry.unit);
        document.add_i64(fields.published, entry.published_ms);
        document.add_i64(fields.year, entry.year);
        document
    }
}

fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let text = |size: usize, record: IndexRecordOption, stored: bool| {
        let indexing =
            TextFieldIndexing::default().set_tokenizer(&format!("grams{size}")).set_index_option(record);
        let options = TextOptions::default().set_indexing_options(indexing);
        if stored { options.set_stored() } else { options }
    };
    let bigrams = |stored| text(2, IndexRecordOption::WithFreqsAndPositions, stored);
    let chars = || text(1, IndexRecordOption::Basic, false);
    let fields = Fields {
        id: builder.add_i64_field("id", INDEXED | STORED | FAST),
        school: builder.add_i64_field("school", INDEXED),
        title: builder.add_text_field("title", bigrams(true)),
        title_chars: builder.add_text_field("title_chars", chars()),
        body: builder.add_text_field("body", bigrams(true)),
        body_chars: builder.add_text_field("body_chars", chars()),
        numbers: builder.add_text_field("numbers", bigrams(false)),
        numbers_chars: builder.add_text_field("numbers_chars", chars()),
        category: builder.add_i64_field("category", INDEXED | FAST),
        unit: builder.add_i64_field("unit", INDEXED | FAST),
        information: builder.add_text_field("information", STRING | STORED | FAST),
        audience: builder.add_text_field("audience", STRING),
        published: builder.add_i64_field("published", INDEXED | FAST),
        year: builder.add_i64_field("year", INDEXED | FAST),
    };
    (builder.build(), fields)
}
