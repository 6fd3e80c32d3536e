use bytes::{Bytes, BytesMut};
use documents::Intake;
use files::{FileError, Files};
use store::{Context, Store};
use terms::{AttachmentId, VersionId, Viewer};

use super::attach::add;
use super::begin_upload::as_it_lies;
use super::discard_upload::remove;
use super::file::{KeptFile, NewFile};
use super::upload_of::upload_of;
use crate::PublishingError;
use crate::model::Upload;
use crate::rules::refusal::Refusal;
use crate::rules::uploads::checksum;
use crate::store::uploads;

/// Makes an upload that is whole a file of its draft, as [`super::attach`] does. Where a chunk is
/// missing after all, answers from where to go on.
pub async fn finish_upload(
    store: &Store,
    files: &Files,
    intake: &Intake,
    context: &Context,
    viewer: &Viewer,
    id: VersionId,
    code: &str,
) -> Result<Upload, PublishingError> {
    let upload = upload_of(store, viewer, id, code).await?;
    if upload.attachment.is_some() || upload.received_bytes < upload.size_bytes {
        return Ok(upload);
    }
    let Some(content) = joined(files, &upload).await? else {
        as_it_lies(store, files, context, upload).await?;
        return upload_of(store, viewer, id, code).await;
    };
    if checksum(&content) != upload.checksum {
        remove(store, files, context, code).await?;
        return Err(Refusal::UploadChanged(upload.name).into());
    }
    let file = NewFile::new(upload.name.clone(), content, intake).keep(files).await?;
    let attachment = attached(store, context, viewer, &upload, &file).await?;
    if let Err(error) = files.drop_chunks(code).await {
        tracing::warn!(%error, "the chunks of a file that is whole stay until the next clearing");
    }
    Ok(Upload { attachment: Some(attachment), ..upload })
}

async fn attached(
    store: &Store,
    context: &Context,
    viewer: &Viewer,
    upload: &Upload,
    file: &KeptFile,
) -> Result<AttachmentId, PublishingError> {
    let mut tx = store.begin(context).await?;
    let (attachment, is_new) = add(&mut tx, viewer, upload.version, file).await?;
    if !is_new {
        drop(tx);
        tx = store.tidy(context).await?;
    }
    uploads::end(tx.connection(), context, upload, attachment).await?;
    tx.commit().await?;
    Ok(attachment)
}

/// The whole file; nothing where a chunk of it is missing.
async fn joined(files: &Files, upload: &Upload) -> Result<Option<Bytes>, PublishingError> {
    let size = usize::try_from(upload.size_bytes).unwrap_or(0);
    let mut whole = BytesMut::with_capacity(size);
    while whole.len() < size {
        match files.get_chunk(&upload.code, whole.len() as u64).await {
            Ok(chunk) if chunk.is_empty() => break,
            Ok(chunk) => whole.extend_from_slice(&chunk),
            Err(FileError::Missing) => return Ok(None),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(Some(whole.freeze()))
}
