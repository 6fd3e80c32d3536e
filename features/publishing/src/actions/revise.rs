use store::{Context, Event, Store};
use terms::{PublicationId, VersionId, Viewer};

use super::loaded::{locked, version_of};
use crate::model::{Content, NoticeTerms, State};
use crate::rules::{refusal::Refusal, workflow};
use crate::store::{attachments, versions};
use crate::{PublishingError, Standing};

/// Begins a new version of what stands. What stands, stays until it is released.
pub async fn revise(
    store: &Store,
    context: &Context,
    viewer: &Viewer,
    id: PublicationId,
) -> Result<VersionId, PublishingError> {
    let mut tx = store.begin(context).await?;
    let publication = locked(&mut tx, id).await?;
    if !workflow::may_write(viewer, publication.unit) {
        return Err(PublishingError::Missing);
    }
    let mut reasons = Vec::new();
    if publication.working.is_some() {
        reasons.push(Refusal::AlreadyWorking);
    }
    if !matches!(publication.standing, Standing::Live | Standing::Expired) {
        reasons.push(Refusal::NotLive);
    }
    let Some(live) = publication.live.filter(|_| reasons.is_empty()) else {
        return Err(PublishingError::Refused(reasons));
    };
    let before = version_of(&mut tx, live).await?;
    let notice = NoticeTerms { from: None, to: None, ..before.content.notice.clone() };
    let content = Content { notice, change_note: String::new(), ..before.content };
    let number = versions::next_number(tx.connection(), id).await?;
    let version =
        versions::insert(tx.connection(), context, id, number, State::Draft, &content, &before.body_text)
            .await?;
    attachments::copy(tx.connection(), live, version).await?;
    tx.append(
        Event::new("publishing.revision_begun", id.0).with(serde_json::json!({ "version": version.0 })),
    );
    tx.commit().await?;
    Ok(version)
}
