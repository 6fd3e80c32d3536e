use store::{Context, Event, Store, Tx};
use terms::{PublicationId, Viewer};

use super::loaded::locked;
use crate::model::{StepKind, Withdrawal};
use crate::rules::{refusal::Refusal, workflow};
use crate::store::{publications, steps, versions};
use crate::{PublishingError, Standing};

/// How a publication is withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WithdrawAs {
    /// Published in error: gone.
    Error,
    /// Merged into another publication.
    MergedInto(PublicationId),
    /// No longer valid: the page stays with the reason.
    Withdrawn,
}

/// Withdraws a publication with a reason. Every rendition of every version
/// follows from the event: page, attachments, feeds, index, cache.
pub async fn withdraw(
    store: &Store,
    context: &Context,
    viewer: &Viewer,
    id: PublicationId,
    how: WithdrawAs,
    reason: &str,
) -> Result<(), PublishingError> {
    let mut tx = store.begin(context).await?;
    let publication = locked(&mut tx, id).await?;
    let is_live = matches!(publication.standing, Standing::Live | Standing::Expired);
    let mut reasons = workflow::check_withdraw(viewer, is_live, reason).err().unwrap_or_default();
    let (kind, merged_into) = match how {
        WithdrawAs::Error => (Withdrawal::Error, None),
        WithdrawAs::Withdrawn => (Withdrawal::Withdrawn, None),
        WithdrawAs::MergedInto(other) => {
            let target = publications::any(tx.connection(), context.school, other).await?;
            if other == id || target.is_none_or(|target| target.standing != Standing::Live) {
                reasons.push(Refusal::BadMerge);
            }
            (Withdrawal::Merged, Some(other))
        }
    };
    if !reasons.is_empty() {
        return Err(PublishingError::Refused(reasons));
    }
    let taken = publications::Taken {
        kind,
        at_ms: context.now_ms(),
        by: viewer.person_id(),
        reason: reason.trim(),
        merged_into,
    };
    take_from_sight(&mut tx, id, &taken).await?;
    if let Some(live) = publication.live {
        // Of what is still shown of it, the reading that goes on finds out.
        versions::set_screened(tx.connection(), live, "", 0).await?;
        steps::insert(tx.connection(), context, live, StepKind::Withdrawn, reason).await?;
    }
    tx.append(Event::new("publishing.withdrawn", id.0).with(serde_json::json!({ "kind": kind.code() })));
    tx.commit().await?;
    Ok(())
}

/// Takes a publication from sight, and what was found in any version of it from the lists: it is
/// public no more.
pub(super) async fn take_from_sight(
    tx: &mut Tx,
    id: PublicationId,
    taken: &publications::Taken<'_>,
) -> Result<(), PublishingError> {
    publications::set_withdrawn(tx.connection(), id, taken).await?;
    for version in versions::released_of(tx.connection(), id).await? {
        screening::gone(tx.connection(), version).await?;
    }
    Ok(())
}
