//! What drafting from a file has in common, whether the draft is new or not.

use std::collections::{HashMap, HashSet};

use documents::Intake;
use documents::html::{to_text, with_pictures};
use documents::manuscript::Picture;
use files::Files;
use store::Tx;
use terms::VersionId;

use super::file::{KeptFile, NewFile};
use crate::PublishingError;
use crate::model::{Content, Manuscript, ReadField};
use crate::pictures;
use crate::rules::refusal::Refusal;
use crate::rules::{content, reading};
use crate::store::{attachments, manuscripts};

/// A file to be read into a draft.
pub struct NewManuscript {
    /// The name that people gave it.
    pub name: String,
    /// Its bytes.
    pub bytes: bytes::Bytes,
    /// Whether it also becomes an attachment as it is.
    pub is_attached: bool,
}

/// A file as it was read, with its pictures kept, before any transaction.
pub(super) struct Taken {
    /// The draft with what the file says.
    pub content: Content,
    files: Vec<KeptFile>,
    note: Manuscript,
}

/// Reads a file into a draft: its text takes the place of the draft's, its title, number and day
/// those that the draft does not have.
pub(super) async fn take(
    files: &Files,
    intake: &Intake,
    today: jiff::civil::Date,
    content: &Content,
    given: NewManuscript,
    read_at: jiff::Timestamp,
) -> Result<Taken, PublishingError> {
    let read = intake.manuscript(&given.name, given.bytes.clone()).await;
    let read = read.map_err(|unreadable| Refusal::ManuscriptUnread(unreadable.0))?;
    let mut kept = Vec::new();
    let mut sources = HashMap::new();
    for Picture { name, content } in read.pictures {
        let file = NewFile::new(format!("正文图{name}"), content, intake).keep(files).await?;
        sources.insert(pictures::source(&name), pictures::source(file.file_hash()));
        kept.push(file);
    }
    let html = with_pictures(&read.html, |src| sources.get(src).cloned());
    if given.is_attached {
        kept.push(NewFile::new(given.name.clone(), given.bytes, intake).keep(files).await?);
    }
    let mut taken = content.clone();
    let mut read_out = Vec::new();
    let told = reading::read_out(&to_text(&html), today);
    if let Some(title) = read.title.filter(|_| content.title.trim().is_empty()) {
        read_out.push(read_field("title", &title, "第一个标题"));
        taken.title = title;
    }
    if let Some(number) = told.document_no.filter(|_| content.document_no.is_none()) {
        read_out.push(read_field("document_no", &number, &number));
        taken.document_no = Some(number);
    }
    if let Some(day) = told.made_on {
        taken.made_on = Some(day);
        read_out.push(read_field("made_on", &day.to_string(), &told.signed));
    }
    taken.body_html = html;
    let note = Manuscript { file_name: given.name, read_out, lost: read.lost, read_at };
    Ok(Taken { content: taken, files: kept, note })
}

fn read_field(field: &str, value: &str, from: &str) -> ReadField {
    let from = from.chars().take(LONGEST_QUOTED).collect();
    ReadField { field: field.to_owned(), value: value.to_owned(), from }
}

/// Characters of a file that are quoted beside a field.
const LONGEST_QUOTED: usize = 60;

/// Adds the files that a draft does not have yet; whether there were any.
pub(super) async fn insert_missing(
    tx: &mut Tx,
    id: VersionId,
    files: &[KeptFile],
) -> Result<bool, PublishingError> {
    let present = attachments::attachments(tx.connection(), id).await?;
    let mut known: HashSet<&str> = present.iter().map(|one| one.file_hash.as_str()).collect();
    let new: Vec<&KeptFile> = files.iter().filter(|file| known.insert(file.file_hash())).collect();
    if present.len() + new.len() > content::MOST_ATTACHMENTS {
        return Err(Refusal::TooManyAttachments(content::MOST_ATTACHMENTS).into());
    }
    for file in &new {
        attachments::insert(tx.connection(), id, &file.row()).await?;
    }
    Ok(!new.is_empty())
}

impl Taken {
    /// Writes the file's pictures and what was read of it beside the draft.
    pub async fn write(&self, tx: &mut Tx, id: VersionId) -> Result<(), PublishingError> {
        let context = tx.context().clone();
        insert_missing(tx, id, &self.files).await?;
        manuscripts::put(tx.connection(), &context, id, &self.note).await?;
        Ok(())
    }
}
