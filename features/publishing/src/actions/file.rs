//! A file that comes in: kept under its hash and read once, before any transaction.

use bytes::Bytes;
use documents::Intake;
use documents::reader::{self, Document, Unreadable};
use files::{FileHash, Files};
use screening::Part;
use terms::AttachmentId;

use crate::PublishingError;
use crate::rules::content;
use crate::store::attachments::NewAttachment;
use crate::text;

/// A file as somebody gave it. Whoever takes it in reads it by its intake: none
/// comes in unread.
pub struct NewFile {
    name: String,
    content: Bytes,
    intake: Intake,
}

impl NewFile {
    /// A file by the name that people gave it.
    pub fn new(name: impl Into<String>, content: impl Into<Bytes>, intake: &Intake) -> NewFile {
        NewFile { name: name.into(), content: content.into(), intake: intake.clone() }
    }

    /// Its name and its hash.
    pub(super) fn named(&self) -> (String, String) {
        (self.name.clone(), FileHash::of(&self.content).to_string())
    }

    /// What the machine looks through, without keeping anything.
    pub(super) async fn read(self, id: AttachmentId) -> Vec<Part> {
        let reading = self.intake.read(&self.name, self.content).await;
        pieces(id, &self.name, reading)
    }

    /// Writes the file, reads it, and writes what was read beside it.
    pub(super) async fn keep(self, files: &Files) -> Result<KeptFile, PublishingError> {
        let content_type =
            content::check_attachment(&self.name, self.content.len()).map_err(PublishingError::Refused)?;
        let size_bytes = i64::try_from(self.content.len()).unwrap_or(i64::MAX);
        let file_hash = files.put(self.content.clone()).await?;
        let reading = self.intake.read(&self.name, self.content).await;
        let text_hash = match &reading {
            Ok(document) => Some(files.put(text::kept(document)).await?),
            Err(_) => None,
        };
        let unread = text::unread(&reading);
        Ok(KeptFile { name: self.name, content_type, size_bytes, file_hash, text_hash, unread, reading })
    }
}

/// A file that has reached the store.
pub(super) struct KeptFile {
    pub name: String,
    content_type: &'static str,
    size_bytes: i64,
    file_hash: FileHash,
    text_hash: Option<FileHash>,
    unread: String,
    pub reading: Result<Document, Unreadable>,
}

impl KeptFile {
    pub fn file_hash(&self) -> &str {
        self.file_hash.as_str()
    }

    pub fn row(&self) -> NewAttachment<'_> {
        NewAttachment {
            name: &self.name,
            content_type: self.content_type,
            size_bytes: self.size_bytes,
            file_hash: self.file_hash.as_str(),
            text_hash: self.text_hash.as_ref().map(FileHash::as_str),
            unreadable: &self.unread,
        }
    }
}

/// The pieces of an attachment for the machine: its name, and each part of it.
pub(super) fn pieces(id: AttachmentId, name: &str, reading: Result<Document, Unreadable>) -> Vec<Part> {
    let named = reader::Part { name: "文件名".to_owned(), text: Ok(name.to_owned()), sheet: None };
    let whole = |Unreadable(why)| vec![reader::Part { name: String::new(), text: Err(why), sheet: None }];
    let parts = reading.map_or_else(whole, |document| document.parts);
    let piece = |part| Part { attachment: Some((id, name.to_owned())), part };
    std::iter::once(named).chain(parts).map(piece).collect()
}
