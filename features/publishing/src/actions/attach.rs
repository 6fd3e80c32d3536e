use bytes::Bytes;
use files::Files;
use store::{Context, Store};
use terms::{AttachmentId, VersionId, Viewer};

use super::loaded::Loaded;
use crate::PublishingError;
use crate::rules::{content, refusal::Refusal, workflow};
use crate::store::versions::{self, NewAttachment};

/// A file as somebody gave it, with what was read in it.
pub struct NewFile {
    /// The name that people gave it.
    pub name: String,
    /// Its bytes.
    pub content: Bytes,
    /// What was read in it.
    pub reading: Reading,
}

/// What was read in a file.
pub enum Reading {
    /// Its text.
    Text(String),
    /// Why there is none, as a sentence.
    Unreadable(String),
}

/// Adds a file to a draft.
pub async fn attach(
    store: &Store,
    files: &Files,
    context: &Context,
    viewer: &Viewer,
    id: VersionId,
    file: NewFile,
) -> Result<AttachmentId, PublishingError> {
    let content_type =
        content::check_attachment(&file.name, file.content.len()).map_err(PublishingError::Refused)?;
    let size_bytes = i64::try_from(file.content.len()).unwrap_or(i64::MAX);
    let file_hash = files.put(file.content).await?;
    let (text_hash, unreadable) = match file.reading {
        Reading::Text(text) => (Some(files.put(Bytes::from(text)).await?), String::new()),
        Reading::Unreadable(why) => (None, why),
    };
    let mut tx = store.begin(context).await?;
    let loaded = Loaded::of(&mut tx, viewer, id).await?;
    workflow::check_edit(viewer, &loaded.facts).map_err(PublishingError::Refused)?;
    let present = versions::attachments(tx.connection(), id).await?.len();
    if present >= content::MOST_ATTACHMENTS {
        return Err(Refusal::TooManyAttachments(content::MOST_ATTACHMENTS).into());
    }
    let new = NewAttachment {
        name: &file.name,
        content_type,
        size_bytes,
        file_hash: file_hash.as_str(),
        text_hash: text_hash.as_ref().map(|hash| hash.as_str()),
        unreadable: &unreadable,
    };
    let attachment = versions::insert_attachment(tx.connection(), id, &new).await?;
    touch(&mut tx, &loaded, "publishing.attached").await?;
    tx.commit().await?;
    Ok(attachment)
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
    if !versions::delete_attachment(tx.connection(), id, attachment).await? {
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
    let mut order: Vec<_> = versions::attachments(tx.connection(), id).await?.iter().map(|a| a.id).collect();
    let place = order.iter().position(|one| *one == attachment).ok_or(PublishingError::Missing)?;
    order.swap(place, place.saturating_sub(1));
    for (position, one) in (1..).zip(order) {
        versions::set_position(tx.connection(), one, position).await?;
    }
    touch(&mut tx, &loaded, "publishing.attachments_ordered").await?;
    tx.commit().await?;
    Ok(())
}

/// Attachments are part of the version: whoever changes them has worked on it.
async fn touch(tx: &mut store::Tx, loaded: &Loaded, event: &'static str) -> Result<(), PublishingError> {
    let context = tx.context().clone();
    let version = &loaded.version;
    versions::save(tx.connection(), &context, version, &version.content, &version.body_text).await?;
    tx.append(loaded.event(event));
    Ok(())
}
