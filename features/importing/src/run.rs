//! Takes rows in, each by publishing's own action.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Component, Path, PathBuf};

use bytes::Bytes;
use catalogue::rules::Edition;
use documents::sheets::Row;
use files::Files;
use futures::StreamExt;
use futures::stream;
use publishing::actions::{Imported, NewFile, Outcome, Reading, import_publication};
use publishing::{Content, NoticeTerms, PublishingError};
use schools::UnitProfile;
use schools::actions::{AddUnit, add_unit};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use store::{Context, Event, Failure, Store};
use terms::{BatchId, PersonId, UnitId, Viewer};

use crate::record::{FieldProblem, Record, read};
use crate::store::insert_batch;

/// How many rows are on their way at once: they share commits.
const AT_ONCE: usize = 64;

/// How an import is done.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Only check.
    pub dry_run: bool,
    /// Make units that are not there.
    pub create_units: bool,
    /// The folder in which attachments lie.
    pub folder: PathBuf,
    /// The file's name, for the batch.
    pub file_name: String,
    /// Who answers for the batch; nobody where the host's operator does.
    pub answered_by: Option<PersonId>,
}

/// What became of the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
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

/// Takes rows in.
pub struct Importer<'a> {
    store: &'a Store,
    files: &'a Files,
    context: Context,
    options: Options,
    units: HashMap<String, UnitId>,
    edition: Option<Edition>,
}

impl<'a> Importer<'a> {
    /// An importer for the context's school.
    pub async fn new(
        store: &'a Store,
        files: &'a Files,
        context: Context,
        options: Options,
    ) -> Result<Self, Failure> {
        let mut reader = store.reader().await?;
        let mut units = HashMap::new();
        for unit in schools::units(&mut reader, context.school).await? {
            // Present names come later and win over codes and short names.
            for name in [&unit.profile.short, &unit.code, &unit.name] {
                units.insert(name.clone(), unit.id);
            }
        }
        let viewer = Viewer::public(context.school);
        let edition = catalogue::edition_on(&mut reader, &viewer, None, context.today()).await?;
        drop(reader);
        Ok(Importer { store, files, context, options, units, edition })
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
        let mut seen = HashSet::new();
        for row in rows {
            match self.prepare(&row, &mut seen).await? {
                Ok(record) => ready.push((row, record)),
                Err(errors) => rejected.push(reject(row, errors)),
            }
        }
        if self.options.dry_run {
            counts.created = ready.len();
        } else if !ready.is_empty() {
            let batch = self.begin_batch().await?;
            let this = &*self;
            let mut outcomes = stream::iter(ready)
                .map(|(row, record)| async move {
                    let outcome = this.take(batch, record).await;
                    (row, outcome)
                })
                .buffer_unordered(AT_ONCE);
            while let Some((row, outcome)) = outcomes.next().await {
                match outcome {
                    Ok(Outcome::Created(_) | Outcome::Held(_)) => counts.created += 1,
                    Ok(Outcome::Updated(_)) => counts.updated += 1,
                    Ok(Outcome::Unchanged(_)) => counts.unchanged += 1,
                    Err(PublishingError::Store(failure)) => return Err(failure),
                    Err(error) => rejected.push(reject(row, vec![("".into(), error.to_string())])),
                }
                told(&counts);
            }
        }
        rejected.sort_by_key(|row| row.line);
        counts.rejected = rejected.len();
        Ok((counts, rejected))
    }

    async fn begin_batch(&self) -> Result<BatchId, Failure> {
        let mut tx = self.store.begin(&self.context).await?;
        let batch = insert_batch(tx.connection(), &self.context, &self.options.file_name).await?;
        tx.append(Event::new("importing.begun", batch.0));
        tx.commit().await?;
        Ok(batch)
    }

    /// A row with everything the school knows of it, or every reason why not.
    async fn prepare(
        &mut self,
        row: &Row,
        seen: &mut HashSet<String>,
    ) -> Result<Result<Ready, Vec<(String, String)>>, Failure> {
        let fields = match &row.fields {
            Ok(fields) => fields,
            Err(error) => return Ok(Err(vec![("".into(), error.clone())])),
        };
        let told = |problem: FieldProblem| (problem.field.to_owned(), problem.sentence);
        let (mut record, mut errors) = match read(fields, self.context.now) {
            Ok(record) => (record, Vec::new()),
            Err(problems) => return Ok(Err(problems.into_iter().map(told).collect())),
        };
        if record.external_id.is_empty() {
            record.external_id = fingerprint(&record);
        }
        if !seen.insert(record.external_id.clone()) {
            errors.push(("external_id".into(), format!("这个文件里已有一行是 {}", record.external_id)));
        }
        let entry = match record.entry {
            Some(number) => match self.edition.as_ref().and_then(|edition| edition.entry(number)) {
                Some(entry) => Some((entry.id, entry.category)),
                None => {
                    errors.push(("entry".into(), format!("清单里没有第 {number} 项")));
                    None
                }
            },
            None => None,
        };
        let unit = match self.unit(record.unit.clone()).await? {
            Some(unit) => unit,
            None => {
                let name = record.unit.clone().unwrap_or_default();
                errors.push((
                    "unit".into(),
                    format!("没有“{name}”这个部门。可以先建，或者用 --create-units 自动建"),
                ));
                UnitId(0)
            }
        };
        for path in &record.attachments {
            if let Err(sentence) = beside(&self.options.folder, path) {
                errors.push(("attachments".into(), sentence));
            }
        }
        if !errors.is_empty() {
            return Ok(Err(errors));
        }
        let category = record.category.or(entry.map(|(_, category)| category)).unwrap_or(10);
        Ok(Ok(Ready { unit, entry: entry.and_then(|(id, _)| id), category, record }))
    }

    /// The unit by name or code. A record without one is the school's own.
    async fn unit(&mut self, name: Option<String>) -> Result<Option<UnitId>, Failure> {
        let (name, may_make) = match name {
            Some(name) => (name, self.options.create_units),
            None => (self.school_name().await?, true),
        };
        if let Some(unit) = self.units.get(&name) {
            return Ok(Some(*unit));
        }
        if !may_make {
            // A name it once had is its name too.
            let mut reader = self.store.reader().await?;
            let old = schools::unit_by_name(&mut reader, self.context.school, &name).await?;
            return Ok(old.map(|unit| unit.id));
        }
        if self.options.dry_run {
            return Ok(Some(UnitId(0)));
        }
        let code = format!("u{}", &hex(name.as_bytes())[..10]);
        let first = jiff::civil::date(1949, 1, 1);
        let unit = AddUnit {
            code,
            name: name.clone(),
            from: first,
            parent: None,
            campus: None,
            profile: UnitProfile::default(),
        };
        match add_unit(self.store, &self.context, &unit).await {
            Ok(id) => {
                self.units.insert(name, id);
                Ok(Some(id))
            }
            Err(schools::SchoolError::Store(failure)) => Err(failure),
            Err(_) => Ok(None),
        }
    }

    async fn school_name(&self) -> Result<String, Failure> {
        let school = schools::find(&mut *self.store.reader().await?, self.context.school).await?;
        Ok(school.map(|school| school.name).unwrap_or_default())
    }

    async fn take(&self, batch: BatchId, ready: Ready) -> Result<Outcome, PublishingError> {
        let record = ready.record;
        let mut files = Vec::new();
        for path in &record.attachments {
            files.push(file(&self.options.folder, path)?);
        }
        let notice = NoticeTerms {
            from: record.notice.map(|(from, _)| from),
            to: record.notice.map(|(_, to)| to),
            contact: record.notice_contact,
            ..NoticeTerms::default()
        };
        let content = Content {
            title: record.title,
            body_html: record.body_html,
            unit: ready.unit,
            entry: ready.entry,
            category: ready.category,
            kind: "general".to_owned(),
            information: record.information,
            block: record.block,
            audience: record.audience,
            document_no: record.document_no,
            made_on: record.made_on,
            fields: BTreeMap::new(),
            keywords: record.keywords,
            channels: record.channels.iter().map(|name| name.as_str().into()).collect(),
            tags: vec![],
            notice,
            expires_on: None,
            is_important: false,
            change_note: String::new(),
        };
        let imported = Imported {
            external_id: Some(record.external_id),
            content,
            published_at: record.published_at,
            old_addresses: record.old_address.into_iter().collect(),
            files,
            batch,
            answered_by: self.options.answered_by,
        };
        import_publication(self.store, self.files, &self.context, imported).await
    }
}

struct Ready {
    record: Record,
    unit: UnitId,
    entry: Option<terms::EntryId>,
    category: u8,
}

fn reject(row: Row, errors: Vec<(String, String)>) -> Rejected {
    Rejected { line: row.line, errors, row: row.fields.unwrap_or_default() }
}

/// A record without a number of its own is known again by what it is.
fn fingerprint(record: &Record) -> String {
    let unit = record.unit.clone().unwrap_or_default();
    let told = format!(
        "{}\n{}\n{}\n{unit}",
        record.title,
        record.published_at,
        record.old_address.clone().unwrap_or_default()
    );
    format!("auto:{}", &hex(told.as_bytes())[..24])
}

fn hex(content: &[u8]) -> String {
    Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A path beside the import file, never out of its folder.
fn beside(folder: &Path, path: &str) -> Result<PathBuf, String> {
    let relative = Path::new(path);
    let stays = relative.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    if !stays {
        return Err(format!("附件“{path}”要放在导入文件旁边，不能写上级目录或绝对路径"));
    }
    let whole = folder.join(relative);
    if whole.is_file() { Ok(whole) } else { Err(format!("导入文件旁边没有附件“{path}”")) }
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
