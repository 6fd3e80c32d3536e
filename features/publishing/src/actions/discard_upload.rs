use files::Files;
use store::{Context, Store};
use terms::{VersionId, Viewer};

use crate::PublishingError;
use crate::store::uploads;

/// Gives an upload up, with all that has come of it. What is a file of the draft by now stays.
pub async fn discard_upload(
    store: &Store,
    files: &Files,
    context: &Context,
    viewer: &Viewer,
    id: VersionId,
    code: &str,
) -> Result<(), PublishingError> {
    let person = viewer.person_id().ok_or(PublishingError::Missing)?;
    let found = {
        let mut reader = store.reader().await?;
        uploads::find(&mut reader, context.school, person, id, code).await?
    };
    let upload = found.ok_or(PublishingError::Missing)?;
    if upload.attachment.is_none() {
        remove(store, files, context, code).await?;
    }
    Ok(())
}

/// Removes the chunks of an upload first, then the row by which they are found.
pub(super) async fn remove(
    store: &Store,
    files: &Files,
    context: &Context,
    code: &str,
) -> Result<(), PublishingError> {
    files.drop_chunks(code).await?;
    let mut tx = store.tidy(context).await?;
    uploads::delete(tx.connection(), code).await?;
    tx.commit().await?;
    Ok(())
}
