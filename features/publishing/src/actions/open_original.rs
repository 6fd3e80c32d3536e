use bytes::Bytes;
use store::{Context, Event, Store};
use terms::{Role, Viewer};

use crate::model::Original;
use crate::rules::refusal::Refusal;
use crate::store::originals;
use crate::{PublishingError, Screen};

/// Opens what a masked file was made of, or what was taken down at once, for the office and whoever
/// reviews. Who looked into it, when and why is written down before anything of it is shown.
pub async fn open_original(
    store: &Store,
    screen: &Screen,
    context: &Context,
    viewer: &Viewer,
    id: i64,
    reason: &str,
) -> Result<(Original, Bytes), PublishingError> {
    let may = viewer.has(Role::Office) || viewer.has(Role::SecrecyReviewer);
    let Some(person) = viewer.person_id().filter(|_| may) else { return Err(PublishingError::Missing) };
    let mut reader = store.reader().await?;
    let original = originals::original(&mut reader, viewer.school, id).await?;
    drop(reader);
    let original = original.ok_or(PublishingError::Missing)?;
    if reason.trim().is_empty() {
        return Err(Refusal::ReasonMissing.into());
    }
    let hash = original.sealed_hash.parse().map_err(|_| store::Failure::Unreadable("sealed_hash"))?;
    let sealed = screen.files.get(&hash).await?;
    let opened = screen.keys.open(&original.place, &sealed);
    let content = opened.map_err(|_| store::Failure::Unreadable("a sealed original"))?;
    let mut tx = store.begin(context).await?;
    originals::insert_reading(tx.connection(), id, person, reason.trim(), context.now).await?;
    tx.append(Event::new("publishing.original_read", id));
    tx.commit().await?;
    Ok((original, Bytes::copy_from_slice(&content)))
}
