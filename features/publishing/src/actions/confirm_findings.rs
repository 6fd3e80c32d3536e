use screening::Finding;
use screening::rules::{check_confirm, check_stand};
use store::{Context, Event, Store, Tx};
use terms::{VersionId, Viewer};

use super::loaded::Loaded;
use super::release::released_event;
use crate::PublishingError;
use crate::model::StepKind;
use crate::rules::{refusal::Refusal, workflow};
use crate::store::{publications, steps};

/// Somebody else than who wants to keep them has looked at these findings of a version and
/// agrees: the second pair of eyes. An imported row that waited unseen for this stands then.
pub async fn confirm_findings(
    store: &Store,
    context: &Context,
    viewer: &Viewer,
    id: VersionId,
    findings: &[i64],
) -> Result<(), PublishingError> {
    let mut tx = store.begin(context).await?;
    let loaded = Loaded::of(&mut tx, viewer, id).await?;
    let all = screening::findings(tx.connection(), id).await?;
    let named: Vec<(usize, &Finding)> =
        (1..).zip(&all).filter(|(_, finding)| findings.contains(&finding.id)).collect();
    if named.is_empty() || named.len() != findings.len() {
        return Err(PublishingError::Missing);
    }
    let mut reasons = workflow::check_confirm(&loaded.facts).err().unwrap_or_default();
    if let Err(refused) = check_confirm(viewer, &loaded.version.workers, &named) {
        reasons.extend(refused.into_iter().map(Refusal::Screening));
    }
    if !reasons.is_empty() {
        return Err(PublishingError::Refused(reasons));
    }
    confirm(&mut tx, viewer, id, &named, "").await?;
    let event = match loaded.publication.is_held {
        true => release_held(&mut tx, &loaded).await?,
        false => None,
    };
    let confirmed = serde_json::json!({ "version": id.0, "findings": findings });
    tx.append(event.unwrap_or_else(|| loaded.event("publishing.findings_confirmed").with(confirmed)));
    tx.commit().await?;
    Ok(())
}

/// Writes down who agreed, with the step in the version's history.
pub(super) async fn confirm(
    tx: &mut Tx,
    viewer: &Viewer,
    id: VersionId,
    findings: &[(usize, &Finding)],
    opinion: &str,
) -> Result<(), PublishingError> {
    let Some(person) = viewer.person_id().filter(|_| !findings.is_empty()) else { return Ok(()) };
    let context = tx.context().clone();
    for (_, finding) in findings {
        screening::confirm(tx.connection(), finding.id, person, context.now).await?;
    }
    let numbers: Vec<_> = findings.iter().map(|(number, _)| number.to_string()).collect();
    let told = match opinion {
        "" => format!("第{}处", numbers.join("、")),
        opinion => format!("第{}处：{opinion}", numbers.join("、")),
    };
    steps::insert(tx.connection(), &context, id, StepKind::Confirmed, &told).await?;
    Ok(())
}

/// An imported row stands as soon as nothing in it is open: the event of its release then.
async fn release_held(tx: &mut Tx, loaded: &Loaded) -> Result<Option<Event>, PublishingError> {
    let (id, version) = (loaded.publication.id, loaded.version.id);
    let findings = screening::findings(tx.connection(), version).await?;
    if loaded.publication.live != Some(version) || check_stand(&findings).is_err() {
        return Ok(None);
    }
    let content = &loaded.version.content;
    publications::set_held(tx.connection(), id, false).await?;
    screening::stands(tx.connection(), version, content.unit).await?;
    Ok(Some(released_event(id.0, version, content, true)))
}
