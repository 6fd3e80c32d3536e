use store::{Context, Event, Store};
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
    if !workflow::may_write(viewer, content.unit) {
        return Err(Refusal::WrongPerson("起草", "本部门的联络员、负责人或公开办").into());
    }
    let (content, text) = drafted(content)?;
    let mut tx = store.begin(context).await?;
    if schools::unit(tx.connection(), context.school, content.unit).await?.is_none() {
        return Err(PublishingError::Missing);
    }
    let publication =
        publications::insert(tx.connection(), context.school, &content, publications::Origin::default())
            .await?;
    let version =
        versions::insert(tx.connection(), context, publication, 1, State::Draft, &content, &text).await?;
    tx.append(
        Event::new("publishing.begun", publication.0).with(serde_json::json!({ "version": version.0 })),
    );
    tx.commit().await?;
    Ok(version)
}
