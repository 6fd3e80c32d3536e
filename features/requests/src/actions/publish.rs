use cases::Vault;
use documents::html::from_text;
use publishing::Content;
use store::{Context, Store};
use terms::{CaseId, Role, UnitId, VersionId, Viewer};

use super::effects::reply_of;
use crate::rules::form::masked_name;
use crate::rules::machine::State;
use crate::{RequestError, store as rows};

/// Characters of a title.
const TITLE: usize = 60;

/// Turns an answer of general interest into a draft of a publication (《政府信息公开条例》第四十四条):
/// what was asked and answered, without who asked. The draft goes the way of every other.
pub async fn publish(
    store: &Store,
    vault: &Vault,
    context: &Context,
    viewer: &Viewer,
    id: CaseId,
    unit: UnitId,
) -> Result<VersionId, RequestError> {
    let mut reader = store.reader().await?;
    let request = rows::request(&mut reader, vault, viewer, id).await?.ok_or(RequestError::Missing)?;
    drop(reader);
    if !viewer.has(Role::Office) {
        return Err(RequestError::Missing);
    }
    let answered = [State::Replied, State::Archived].contains(&request.state);
    let reply = reply_of(&request).filter(|_| answered).ok_or(crate::error::Refusal::NoReply)?;
    let body: String = vault.open(&request.case.place, &reply.body)?;
    // The greeting, and who asked, stay with the office.
    let body: Vec<&str> = body.lines().skip(1).collect();
    let body = body.join("\n").replace(&request.asked.name, &masked_name(&request.asked.name));
    let kind = publishing::kinds::kind("general").ok_or(store::Failure::Unreadable("a kind"))?;
    let asked: String = request.asked.wanted.lines().next().unwrap_or_default().chars().take(TITLE).collect();
    let content = Content {
        title: format!("{asked}（依申请公开的答复）"),
        body_html: from_text(&body),
        made_on: reply.issued_on,
        ..Content::of(kind, unit)
    };
    publishing::actions::begin_draft(store, context, viewer, &content).await.map_err(|error| match error {
        publishing::PublishingError::Store(failure) => RequestError::Store(failure),
        publishing::PublishingError::Missing => RequestError::Missing,
        other => crate::error::Refusal::Clock(other.to_string()).into(),
    })
}
