use screening::Keep;
use store::{Context, Store};
use terms::{VersionId, Viewer};

use super::loaded::Loaded;
use super::reading::read;
use crate::rules::workflow;
use crate::{PublishingError, Screen};

/// Has the machine look through a draft before it is handed over: whoever writes it masks what
/// must not stand there, or writes why it may, before anybody else has to ask. Answers how many
/// places have neither.
pub async fn look_through(
    store: &Store,
    screen: &Screen,
    context: &Context,
    viewer: &Viewer,
    id: VersionId,
) -> Result<usize, PublishingError> {
    let reading = read(store, screen, viewer, id).await?;
    let mut tx = store.begin(context).await?;
    let loaded = Loaded::of(&mut tx, viewer, id).await?;
    workflow::check_edit(viewer, &loaded.facts).map_err(PublishingError::Refused)?;
    if loaded.version.edits != reading.edits {
        return Err(PublishingError::Overtaken);
    }
    reading.keep(&mut tx, id, Keep::Of(&loaded.version.workers)).await?;
    let findings = screening::findings(tx.connection(), id).await?;
    tx.append(loaded.event("publishing.looked_through"));
    tx.commit().await?;
    Ok(findings.iter().filter(|one| one.needs_answer() && one.answer.is_none()).count())
}
