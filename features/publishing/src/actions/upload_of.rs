use store::Store;
use terms::{VersionId, Viewer};

use crate::PublishingError;
use crate::model::Upload;
use crate::rules::workflow;
use crate::store::{uploads, versions};

/// An upload of this person, while they may write the draft that it goes to.
pub async fn upload_of(
    store: &Store,
    viewer: &Viewer,
    id: VersionId,
    code: &str,
) -> Result<Upload, PublishingError> {
    let person = viewer.person_id().ok_or(PublishingError::Missing)?;
    let mut reader = store.reader().await?;
    let version = versions::version(&mut reader, viewer, id).await?.ok_or(PublishingError::Missing)?;
    let upload = uploads::find(&mut reader, viewer.school, person, id, code).await?;
    let upload = upload.ok_or(PublishingError::Missing)?;
    // What is over is told, whatever became of the draft since.
    if upload.attachment.is_none() {
        workflow::check_writing(viewer, version.state, version.content.unit)
            .map_err(PublishingError::Refused)?;
    }
    Ok(upload)
}
