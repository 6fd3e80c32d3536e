use files::Files;
use store::{Context, Store, Tx};
use terms::{AttachmentId, VersionId, Viewer};

use super::file::{KeptFile, NewFile};
use super::loaded::Loaded;
use crate::PublishingError;
use crate::model::Attachment;
use crate::rules::{content, refusal::Refusal, workflow};
use crate::store::{attachments, versions};

/// Adds a file to a draft; one that came already under its name, not again.
pub async fn attach(
    store: &Store,
    files: &Files,
    context: &Context,
    viewer: &Viewer,
    id: VersionId,
    file: NewFile,
) -> Result<AttachmentId, PublishingError> {
    let file = file.keep(files).await?;
    let mut tx = store.begin(context).await?;
    let (attachment, is_new) = add(&mut tx, viewer, id, &file).await?;
    if is_new {
        tx.commit().await?;
    }
    Ok(attachment)
}

/// Adds a file that has reached the store; whether it was not there already.
pub(super) async fn add(
    tx: &mut Tx,
    viewer: &Viewer,
    id: VersionId,
    file: &KeptFile,
) -> Result<(AttachmentId, bool), PublishingError> {
    let loaded = Loaded::of(tx, viewer, id).await?;
    workflow::check_edit(viewer, &loaded.facts).map_err(PublishingError::Refused)?;
    let present = attachments::attachments(tx.connection(), id).await?;
    let same = |one: &&Attachment| one.file_hash == file.file_hash() && one.name == file.name;
    if let Some(known) = present.iter().find(same) {
        return Ok((known.id, false));
    }
    if present.len() >= content::MOST_ATTACHMENTS {
        return Err(Refusal::TooManyAttachments(content::MOST_ATTACHMENTS).into());
    }
    let attachment = attachments::insert(tx.connection(), id, &file.row()).await?;
    touch(tx, &loaded, "publishing.attached").await?;
    Ok((attachment, true))
}

/// Takes a file out of a draft. Versions that were released keep theirs.
pub async fn detach(
    store: &Store,
    context: &Context,
    viewer: &Viewer,
    id: VersionId,
    attachment: AttachmentId,
) -> Result<(), PublishingError> {
    let mut tx = store.begin(context).await?;
    let loaded = Loaded::of(&mut tx, viewer, id).await?;
    workflow::check_edit(viewer, &loaded.facts).map_err(PublishingError::Refused)?;
    if !attachments::delete(tx.connection(), id, attachment).await? {
        return Err(PublishingError::Missing);
    }
    touch(&mut tx, &loaded, "publishing.detached").await?;
    tx.commit().await?;
    Ok(())
}

/// Puts an attachment one place up.
pub async fn move_attachment(
    store: &Store,
    context: &Context,
    viewer: &Viewer,
    id: VersionId,
    attachment: AttachmentId,
) -> Result<(), PublishingError> {
    let mut tx = store.begin(context).await?;
    let loaded = Loaded::of(&mut tx, viewer, id).await?;
    workflow::check_edit(viewer, &loaded.facts).map_err(PublishingError::Refused)?;
    let mut order: Vec<_> =
        attachments::attachments(tx.connection(), id).await?.iter().map(|a| a.id).collect();
    let place = order.iter().position(|one| *one == attachment).ok_or(PublishingError::Missing)?;
    order.swap(place, place.saturating_sub(1));
    for (position, one) in (1..).zip(order) {
        attachments::set_position(tx.connection(), one, position).await?;
    }
    touch(&mut tx, &loaded, "publishing.attachments_ordered").await?;
    tx.commit().await?;
    Ok(())
}

/// Attachments are part of the version: whoever changes them has worked on it.
pub(super) async fn touch(tx: &mut Tx, loaded: &Loaded, event: &'static str) -> Result<(), PublishingError> {
    let context = tx.context().clone();
    let version = &loaded.version;
    versions::save(tx.connection(), &context, version, &version.content, &version.body_text).await?;
    tx.append(loaded.event(event));
    Ok(())
}
