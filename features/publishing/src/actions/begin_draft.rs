use store::{Context, Event, Store, Tx};
use terms::{VersionId, Viewer};

use super::drafted;
use crate::PublishingError;
use crate::model::{Content, State};
use crate::rules::{refusal::Refusal, workflow};
use crate::store::{publications, versions};

/// Begins a publication with its first draft. A draft may lack anything; what
/// is missing is said when it is handed over.
pub async fn begin_draft(
    store: &Store,
    context: &Context,
    viewer: &Viewer,
    content: &Content,
) -> Result<VersionId, PublishingError> {
    check(viewer, content)?;
    let (content, text) = drafted(content)?;
    let mut tx = store.begin(context).await?;
    let version = begin(&mut tx, &content, &text).await?;
    tx.commit().await?;
    Ok(version)
}

/// Whether this viewer may begin a draft of the content's unit.
pub(super) fn check(viewer: &Viewer, content: &Content) -> Result<(), PublishingError> {
    match workflow::may_write(viewer, content.unit) {
        true => Ok(()),
        false => Err(Refusal::WrongPerson("起草", "本部门的联络员、负责人或公开办").into()),
    }
}

/// Writes a first draft, and that it was begun.
pub(super) async fn begin(tx: &mut Tx, content: &Content, text: &str) -> Result<VersionId, PublishingError> {
    let context = tx.context().clone();
    if schools::unit(tx.connection(), context.school, content.unit).await?.is_none() {
        return Err(PublishingError::Missing);
    }
    let origin = publications::Origin::default();
    let publication = publications::insert(tx.connection(), context.school, content, origin).await?;
    let version =
        versions::insert(tx.connection(), &context, publication, 1, State::Draft, content, text).await?;
    tx.append(
        Event::new("publishing.begun", publication.0).with(serde_json::json!({ "version": version.0 })),
    );
    Ok(version)
}
