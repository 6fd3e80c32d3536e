use files::Files;
use store::{Context, Store};
use terms::{VersionId, Viewer};

use super::loaded::Loaded;
use super::upload_of::upload_of;
use crate::PublishingError;
use crate::model::{NewUpload, Upload};
use crate::rules::{uploads as rules, workflow};
use crate::store::{attachments, uploads};

/// Begins to send a large file to a draft, or finds how far this person came with the same one.
pub async fn begin_upload(
    store: &Store,
    files: &Files,
    context: &Context,
    viewer: &Viewer,
    id: VersionId,
    new: &NewUpload,
) -> Result<Upload, PublishingError> {
    let person = viewer.person_id().ok_or(PublishingError::Missing)?;
    let mut tx = store.tidy(context).await?;
    let loaded = Loaded::of(&mut tx, viewer, id).await?;
    workflow::check_edit(viewer, &loaded.facts).map_err(PublishingError::Refused)?;
    let c = tx.connection();
    let same = |one: &Upload| {
        (&one.name, one.size_bytes, &one.checksum) == (&new.name, new.size_bytes, &new.checksum)
    };
    let found = uploads::uploads(c, context.school, person, id).await?.into_iter().find(same);
    if let Some(upload) = found {
        drop(tx);
        return as_it_lies(store, files, context, upload).await;
    }
    let around = rules::Surroundings {
        attachments: attachments::attachments(c, id).await?.len(),
        own: &uploads::of_person(c, context.school, person).await?,
        school_bytes: uploads::school_bytes(c, context.school).await?,
    };
    rules::check_begin(&new.name, new.size_bytes, &around).map_err(PublishingError::Refused)?;
    let code = uploads::insert(c, context, person, id, new).await?;
    tx.commit().await?;
    upload_of(store, viewer, id, &code).await
}

/// An upload with as much received as lies there: after a restore from a backup that may be less than
/// was noted.
pub(super) async fn as_it_lies(
    store: &Store,
    files: &Files,
    context: &Context,
    upload: Upload,
) -> Result<Upload, PublishingError> {
    let received_bytes = rules::received(&upload, &files.chunks(&upload.code).await?);
    let mut tx = store.tidy(context).await?;
    uploads::move_on(tx.connection(), context, &upload, received_bytes).await?;
    tx.commit().await?;
    Ok(Upload { received_bytes, ..upload })
}
