use cases::Vault;
use store::{Context, Event, Store};
use terms::{CaseId, Role, Viewer};

use crate::error::Refusal;
use crate::model::Request;
use crate::{RequestError, store as rows};

/// Shows the office who asks, whole, for a reason that is written down before anything is shown.
pub async fn read_identity(
    store: &Store,
    vault: &Vault,
    context: &Context,
    viewer: &Viewer,
    id: CaseId,
    reason: &str,
) -> Result<Request, RequestError> {
    let Some(person) = viewer.person_id().filter(|_| viewer.has(Role::Office)) else {
        return Err(RequestError::Missing);
    };
    let mut tx = store.begin(context).await?;
    let request = rows::request(tx.connection(), vault, viewer, id).await?.ok_or(RequestError::Missing)?;
    if reason.is_empty() {
        return Err(Refusal::Missing("reason", "为什么要看").into());
    }
    cases::note_reading(tx.connection(), id, person, reason, context.now).await?;
    tx.append(Event::new("requests.identity_read", id.0));
    tx.commit().await?;
    Ok(request)
}
