use bytes::Bytes;
use serde_json::json;
use store::{Context, Event, Store};
use terms::{PublicationId, Role, Viewer};

use super::loaded::{locked, version_of};
use super::withdraw::take_from_sight;
use crate::model::{StepKind, Version, Withdrawal};
use crate::rules::{refusal::Refusal, workflow};
use crate::store::{attachments, originals, publications, steps, takedowns};
use crate::{PublishingError, Screen, Standing};

/// What readers are told where nobody wrote more.
const REASON: &str = "含有不应公开的内容，紧急撤下";

/// What the sealed evidence is called.
const EVIDENCE: &str = "紧急撤下时的内容.json";

/// Takes a publication down at once (紧急撤下): whoever writes for its unit, reviews or releases
/// may, and gives no reason first. What stood there is sealed as evidence, by its hash.
pub async fn take_down(
    store: &Store,
    screen: &Screen,
    context: &Context,
    viewer: &Viewer,
    id: PublicationId,
) -> Result<(), PublishingError> {
    let evidence = evidence(store, viewer, id).await?;
    let content = serde_json::to_vec_pretty(&evidence).map_err(|_| store::Failure::Unreadable("evidence"))?;
    let hash = files::FileHash::of(&Bytes::from(content.clone())).as_str().to_owned();
    let place = format!("publishing_takedowns/{}", keys::token());
    let sealed = screen.files.put(screen.keys.seal(&place, &content).into()).await?;
    let mut tx = store.begin(context).await?;
    let publication = locked(&mut tx, id).await?;
    let live = publication.live.ok_or(PublishingError::Missing)?;
    let version = version_of(&mut tx, live).await?;
    if !may_take_down(viewer, &version) {
        return Err(PublishingError::Missing);
    }
    if !matches!(publication.standing, Standing::Live | Standing::Expired) {
        return Err(Refusal::NotLive.into());
    }
    let taken = publications::Taken {
        kind: Withdrawal::Error,
        at_ms: context.now_ms(),
        by: viewer.person_id(),
        reason: REASON,
        merged_into: None,
    };
    take_from_sight(&mut tx, id, &taken).await?;
    takedowns::insert(tx.connection(), context, id, live, &hash).await?;
    let sealed = originals::NewOriginal {
        version: live,
        attachment: None,
        name: EVIDENCE,
        size_bytes: i64::try_from(content.len()).unwrap_or(i64::MAX),
        sealed_hash: sealed.as_str(),
        place: &place,
        removed: "",
    };
    originals::insert(tx.connection(), context, &sealed).await?;
    let told = format!("{REASON}。证据已封存，SHA-256 {}", &hash[..16]);
    steps::insert(tx.connection(), context, live, StepKind::TakenDown, &told).await?;
    tx.append(
        Event::new("publishing.withdrawn", id.0)
            .with(json!({ "kind": Withdrawal::Error.code(), "urgent": true })),
    );
    tx.commit().await?;
    Ok(())
}

/// Whether this viewer may take down at once what stands in this version.
pub fn may_take_down(viewer: &Viewer, version: &Version) -> bool {
    workflow::may_write(viewer, version.content.unit) || viewer.has(Role::SecrecyReviewer)
}

/// What stands there now, so that it can be shown later what it was.
async fn evidence(
    store: &Store,
    viewer: &Viewer,
    id: PublicationId,
) -> Result<serde_json::Value, PublishingError> {
    let mut reader = store.reader().await?;
    let c = &mut *reader;
    let publication = publications::find(&mut *c, viewer, id).await?.ok_or(PublishingError::Missing)?;
    let live = publication.live.ok_or(PublishingError::Missing)?;
    let version = crate::version_at_work(&mut *c, viewer, live).await?.ok_or(PublishingError::Missing)?;
    let files = attachments::attachments(&mut *c, live).await?;
    let findings = screening::findings(c, live).await?;
    let content = &version.content;
    Ok(json!({
        "index_no": publication.index_no,
        "published_at": publication.published_at.map(|at| at.to_string()),
        "revised_at": publication.revised_at.map(|at| at.to_string()),
        "version": version.number,
        "released_by": version.released_by,
        "title": content.title,
        "body_html": content.body_html,
        "fields": content.fields,
        "keywords": content.keywords,
        "document_no": content.document_no,
        "audience": content.audience.code(),
        "files": files.iter().map(|one| json!({ "name": one.name, "size": one.size_bytes, "sha256": one.file_hash })).collect::<Vec<_>>(),
        "findings": findings.iter().map(|one| json!({ "part": one.part, "kind": one.kind, "level": one.level, "masked": one.masked, "rule": one.rule })).collect::<Vec<_>>(),
    }))
}
