use store::{Context, Event, Store};
use terms::PublicationId;

use super::loaded::{locked, version_of};
use crate::model::StepKind;
use crate::store::{publications, steps, versions};
use crate::{PublishingError, Standing};

/// Takes a list down whose personal data have served their purpose: the notice
/// stays, the list and the attachments go. Individuals' data are deleted when
/// the purpose ends: 个人信息保护法, Article 47. False where it is not due.
pub async fn end_list(store: &Store, context: &Context, id: PublicationId) -> Result<bool, PublishingError> {
    let mut tx = store.begin(context).await?;
    let publication = locked(&mut tx, id).await?;
    let Some(live) = publication.live.filter(|_| publication.standing == Standing::Live) else {
        return Ok(false);
    };
    let version = version_of(&mut tx, live).await?;
    if version.content.expires_on.is_none_or(|day| day > context.today()) {
        return Ok(false);
    }
    publications::set_standing(tx.connection(), id, Standing::Expired).await?;
    for version in versions::released_of(tx.connection(), id).await? {
        screening::gone(tx.connection(), version).await?;
    }
    // Of the notice, which stays, the reading that goes on finds out.
    versions::set_screened(tx.connection(), live, "", 0).await?;
    steps::insert(tx.connection(), context, live, StepKind::Expired, "").await?;
    tx.append(Event::new("publishing.expired", id.0).with(serde_json::json!({ "version": live.0 })));
    tx.commit().await?;
    Ok(true)
}
