use bytes::Bytes;
use files::Files;
use store::{Context, Store};
use terms::{VersionId, Viewer};

use super::upload_of::upload_of;
use crate::PublishingError;
use crate::model::Upload;
use crate::rules::refusal::Refusal;
use crate::rules::uploads::{Place, next_bytes, place};
use crate::store::uploads;

/// A chunk of a file.
pub struct NewChunk {
    /// Where in the file it begins.
    pub offset: i64,
    /// Its bytes.
    pub content: Bytes,
}

/// Takes in the next chunk of an upload; one that came before is taken as done. Answers with how far
/// the upload is now, and where this chunk belongs.
pub async fn take_chunk(
    store: &Store,
    files: &Files,
    context: &Context,
    viewer: &Viewer,
    id: VersionId,
    code: &str,
    chunk: NewChunk,
) -> Result<(Upload, Place), PublishingError> {
    let upload = upload_of(store, viewer, id, code).await?;
    let place = place(&upload, chunk.offset);
    if place != Place::Next {
        return Ok((upload, place));
    }
    let next = next_bytes(&upload);
    if usize::try_from(next).ok() != Some(chunk.content.len()) {
        return Err(Refusal::ChunkBroken.into());
    }
    // On the disk before it is noted. Where two tabs send the same one, it is written twice and noted once.
    files.put_chunk(code, chunk.offset.cast_unsigned(), chunk.content).await?;
    let mut tx = store.tidy(context).await?;
    uploads::move_on(tx.connection(), context, &upload, upload.received_bytes + next).await?;
    tx.commit().await?;
    Ok((upload_of(store, viewer, id, code).await?, place))
}
