use documents::html;
use store::{Context, Store};
use terms::{PublicationId, VersionId, Viewer};

use super::begin_draft::{begin, check};
use crate::rules::again::again;
use crate::rules::refusal::Refusal;
use crate::store::{attachments, publications, versions};
use crate::{PublishingError, Standing, pictures};

/// Begins a publication with a draft like one that stands, to be written anew. The pictures of its
/// text come along; its attachments were that year's.
pub async fn begin_like(
    store: &Store,
    context: &Context,
    viewer: &Viewer,
    id: PublicationId,
) -> Result<VersionId, PublishingError> {
    let mut tx = store.begin(context).await?;
    let c = tx.connection();
    let before = publications::find(c, viewer, id).await?.ok_or(PublishingError::Missing)?;
    let (Some(live), Standing::Live) = (before.live, before.standing) else {
        return Err(Refusal::NotLive.into());
    };
    let version = versions::version(c, viewer, live).await?.ok_or(PublishingError::Missing)?;
    check(viewer, &version.content)?;
    let published = before.published_at.map_or(context.today(), terms::day_of);
    let content = again(&version.content, published, context.today());
    let draft = begin(&mut tx, &content, &html::to_text(&content.body_html)).await?;
    let c = tx.connection();
    attachments::copy(c, live, draft).await?;
    for file in pictures::beside(&content.body_html, attachments::attachments(c, draft).await?) {
        attachments::delete(c, draft, file.id).await?;
    }
    tx.commit().await?;
    Ok(draft)
}
