use files::Files;
use screening::{Found, Part};
use store::{Context, Event, Store};
use terms::{VersionId, Viewer};

use super::file::pieces;
use super::loaded::{Loaded, entry_of};
use crate::model::{Content, StepKind};
use crate::rules::content::{self, Surroundings};
use crate::rules::workflow;
use crate::store::{attachments, steps, versions};
use crate::{PublishingError, attachment_text, rules::refusal::Refusal};

/// Hands a draft over to review. The machine reads it first: what it finds
/// waits for the secrecy reviewer's answers. With a reason it takes the urgent
/// way, past the unit's review but never past the secrecy review.
pub async fn submit(
    store: &Store,
    files: &Files,
    context: &Context,
    viewer: &Viewer,
    id: VersionId,
    urgent: Option<&str>,
) -> Result<(), PublishingError> {
    let read = read(store, files, viewer, id).await?;
    let mut tx = store.begin(context).await?;
    let mut loaded = Loaded::of(&mut tx, viewer, id).await?;
    if loaded.version.edits != read.edits {
        return Err(PublishingError::Overtaken);
    }
    loaded.facts.is_urgent = urgent.is_some();
    let mut reasons = Vec::new();
    let next = workflow::check_submit(viewer, &loaded.facts).map_err(|refused| reasons.extend(refused)).ok();
    if urgent.is_some_and(|reason| reason.trim().is_empty()) {
        reasons.push(Refusal::ReasonMissing);
    }
    let entry = entry_of(&mut tx, &loaded.version.content).await?;
    let notices = entry.as_ref().map(catalogue::Placed::notices).unwrap_or_default();
    let surroundings = Surroundings {
        today: context.today(),
        body_chars: loaded.version.body_text.chars().count(),
        files: read.files,
        is_revision: loaded.publication.live.is_some(),
        entry_notices: &notices,
        entry_owner: entry.as_ref().and_then(|entry| entry.owner),
    };
    if let Err(refused) = content::check(&loaded.version.content, &surroundings) {
        reasons.extend(refused);
    }
    let Some(next) = next.filter(|_| reasons.is_empty()) else {
        return Err(PublishingError::Refused(reasons));
    };
    screening::replace(tx.connection(), context.school, id, &read.found, context.now).await?;
    versions::set_urgent(tx.connection(), id, urgent.is_some()).await?;
    versions::set_submitted(tx.connection(), id, viewer.person_id(), context.now_ms()).await?;
    versions::set_state(tx.connection(), id, next).await?;
    steps::insert(tx.connection(), context, id, StepKind::Submitted, urgent.unwrap_or_default()).await?;
    tx.append(
        Event::new("publishing.submitted", loaded.publication.id.0)
            .with(serde_json::json!({ "version": id.0, "to": next.code(), "urgent": urgent.is_some() })),
    );
    tx.commit().await?;
    Ok(())
}

/// What the machine read of a version, before any transaction.
struct Read {
    edits: i64,
    files: Vec<String>,
    found: Vec<Found>,
}

async fn read(store: &Store, files: &Files, viewer: &Viewer, id: VersionId) -> Result<Read, PublishingError> {
    let mut reader = store.reader().await?;
    let version = versions::version(&mut reader, viewer, id).await?.ok_or(PublishingError::Missing)?;
    let attachments = attachments::attachments(&mut reader, id).await?;
    drop(reader);
    let mut parts = texts_of(&version.content, version.body_text);
    for attachment in &attachments {
        let reading = attachment_text(files, attachment).await?;
        parts.extend(pieces(attachment.id, &attachment.name, reading));
    }
    let files = attachments.into_iter().map(|attachment| attachment.file_hash).collect();
    Ok(Read { edits: version.edits, files, found: scanned(parts).await? })
}

/// What the machine finds, on a thread where it may take its time.
pub(super) async fn scanned(parts: Vec<Part>) -> Result<Vec<Found>, PublishingError> {
    let found = tokio::task::spawn_blocking(move || screening::scan(&parts)).await;
    // A panic while reading is no pass.
    found.map_err(|_| PublishingError::Store(store::Failure::Unreadable("the text of a version")))
}

/// The title, the body and everything else that is written in the form.
pub(super) fn texts_of(content: &Content, body_text: String) -> Vec<Part> {
    let fields = content.fields.iter().map(|(name, value)| (format!("栏目 {name}"), value.to_string()));
    let texts = [
        ("标题".to_owned(), content.title.clone()),
        ("正文".to_owned(), body_text),
        ("关键词".to_owned(), content.keywords.join(" ")),
        ("修订说明".to_owned(), content.change_note.clone()),
    ];
    texts
        .into_iter()
        .chain(fields)
        .filter(|(_, text)| !text.is_empty())
        .map(|(name, text)| Part::of_version(name, text))
        .collect()
}
