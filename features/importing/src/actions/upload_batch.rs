use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use documents::Intake;
use files::Files;
use store::{Context, Event, Store};
use terms::{BatchId, Viewer};

use crate::attachments::{UploadedAttachment, check_file};
use crate::rules::{BatchRefusal, check_upload};
use crate::store as rows;
use crate::{ImportingError, sheet};

/// A file that somebody brings in.
pub struct Uploaded {
    /// The name they gave it.
    pub name: String,
    /// Its bytes.
    pub content: Bytes,
    /// The files that its rows name, by the names they have there.
    pub attachments: Vec<(String, Bytes)>,
    /// Whether units that are not there are made.
    pub create_units: bool,
}

/// Takes a file in as a batch, which the machine checks and a second person
/// answers for before any row of it comes in.
pub async fn upload_batch(
    store: &Store,
    files: &Files,
    intake: &Intake,
    context: &Context,
    viewer: &Viewer,
    file: Uploaded,
) -> Result<BatchId, ImportingError> {
    check_upload(viewer).map_err(ImportingError::Refused)?;
    if sheet::ending(&file.name).is_none() {
        return Err(BatchRefusal::WrongType.into());
    }
    let read = sheet::rows(intake, &file.name, file.content.clone()).await;
    let rows_read = read.map_err(|error| BatchRefusal::Unreadable(error.to_string()))?.len();
    if rows_read == 0 {
        return Err(BatchRefusal::Empty.into());
    }
    check_attachments(&file.attachments).map_err(ImportingError::Refused)?;
    let size_bytes = size(&file.content);
    let hash = files.put(file.content).await?;
    let mut attachments = BTreeMap::new();
    for (name, content) in file.attachments {
        let size_bytes = size(&content);
        attachments.insert(name, UploadedAttachment { hash: files.put(content).await?, size_bytes });
    }
    let mut tx = store.begin(context).await?;
    if let Some(same) = rows::unfinished_of_file(tx.connection(), context.school, hash.as_str()).await? {
        return Err(BatchRefusal::SameFile(same.0).into());
    }
    let batch = rows::NewBatch {
        file_name: &file.name,
        file_hash: hash.as_str(),
        size_bytes,
        create_units: file.create_units,
        rows: rows_read,
    };
    let id = rows::insert_upload(tx.connection(), context, &batch).await?;
    rows::insert_attachments(tx.connection(), id, &attachments).await?;
    tx.append(Event::new("importing.uploaded", id.0).with(serde_json::json!({ "rows": rows_read })));
    tx.commit().await?;
    Ok(id)
}

/// Everything that is against these files, before any of them is kept.
fn check_attachments(attachments: &[(String, Bytes)]) -> Result<(), Vec<BatchRefusal>> {
    let mut names = BTreeSet::new();
    let mut reasons = Vec::new();
    for (name, content) in attachments {
        if !names.insert(name) {
            reasons.push(BatchRefusal::SameName(name.clone()));
        }
        reasons.extend(check_file(name, content.len() as u64).err().map(BatchRefusal::Attachment));
    }
    if reasons.is_empty() { Ok(()) } else { Err(reasons) }
}

fn size(content: &Bytes) -> i64 {
    i64::try_from(content.len()).unwrap_or(i64::MAX)
}
