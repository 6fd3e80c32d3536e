use screening::{Keep, Lens};
use store::{Context, Event, Store};
use terms::VersionId;

use super::loaded::{locked, version_of};
use super::reading::{Reading, read_version};
use crate::store::rereadings::{self, Readable, Rereading};
use crate::store::versions;
use crate::{PublishingError, Screen};

/// Versions that are read before anything is written.
const TOGETHER: i64 = 20;

/// Reads the next versions that stand by the rules of now, past ones with an address of their
/// own included, and puts what is found on the list of the unit that answers for them. Answers
/// how far it has come, or nothing where everything is read by the rules of now.
pub async fn reread(
    store: &Store,
    screen: &Screen,
    context: &Context,
) -> Result<Option<Rereading>, PublishingError> {
    let mut reader = store.reader().await?;
    let lens = screen.gate.lens(&mut reader, context.school).await?;
    let seen = rereadings::rereading(&mut reader, context.school).await?;
    let now = match &seen {
        Some(seen) if seen.fingerprint == lens.fingerprint && seen.finished_at.is_some() => return Ok(None),
        Some(seen) if seen.fingerprint == lens.fingerprint => seen.clone(),
        _ => beginning(&lens, context),
    };
    let (rules, reached) = (&lens.fingerprint, now.reached);
    let next = rereadings::unread_after(&mut reader, context.school, rules, reached, TOGETHER).await?;
    drop(reader);
    let mut readings = Vec::new();
    for one in &next {
        readings.push((one, read_one(store, screen, context, one).await?));
    }
    write(store, context, seen.as_ref(), now, &readings).await.map(Some)
}

/// Begins anew with everything that stands: once a day, for what came in while the rules changed.
pub async fn reread_anew(store: &Store, context: &Context) -> Result<(), PublishingError> {
    let mut tx = store.tidy(context).await?;
    if let Some(seen) = rereadings::rereading(tx.connection(), context.school).await?
        && seen.finished_at.is_some()
    {
        let again = Rereading {
            reached: VersionId(0),
            versions: 0,
            found: 0,
            started_at: context.now,
            finished_at: None,
            ..seen.clone()
        };
        rereadings::go_on(tx.connection(), context.school, Some(&seen), &again).await?;
    }
    tx.commit().await?;
    Ok(())
}

fn beginning(lens: &Lens, context: &Context) -> Rereading {
    Rereading {
        fingerprint: lens.fingerprint.clone(),
        reached: VersionId(0),
        versions: 0,
        found: 0,
        started_at: context.now,
        finished_at: None,
    }
}

async fn read_one(
    store: &Store,
    screen: &Screen,
    context: &Context,
    one: &Readable,
) -> Result<Reading, PublishingError> {
    let mut reader = store.reader().await?;
    let version =
        versions::any(&mut reader, context.school, one.version).await?.ok_or(PublishingError::Missing)?;
    drop(reader);
    read_version(store, screen, version, one.is_whole).await
}

/// Writes what was read, and how far that is.
async fn write(
    store: &Store,
    context: &Context,
    seen: Option<&Rereading>,
    now: Rereading,
    readings: &[(&Readable, Reading)],
) -> Result<Rereading, PublishingError> {
    let mut tx = store.tidy(context).await?;
    let mut found = 0;
    for (one, reading) in readings {
        // Whoever changes the publication meanwhile waits, or has been faster: then it is read by them.
        let publication = locked(&mut tx, one.publication).await?;
        let version = version_of(&mut tx, one.version).await?;
        reading.keep(&mut tx, one.version, Keep::All).await?;
        screening::stands(tx.connection(), one.version, version.content.unit).await?;
        let open = screening::findings(tx.connection(), one.version).await?;
        if open.iter().any(screening::Finding::is_open) {
            found += 1;
            tx.append(
                Event::new("publishing.found_again", publication.id.0)
                    .with(serde_json::json!({ "version": one.version.0 })),
            );
        }
    }
    let is_last = (readings.len() as i64) < TOGETHER;
    let then = Rereading {
        reached: readings.last().map_or(now.reached, |(one, _)| one.version),
        versions: now.versions + readings.len() as i64,
        found: now.found + found,
        finished_at: is_last.then_some(context.now),
        ..now
    };
    if is_last {
        tx.append(
            Event::new("publishing.read_again_all", 0)
                .with(serde_json::json!({ "versions": then.versions, "found": then.found })),
        );
    }
    if !rereadings::go_on(tx.connection(), context.school, seen, &then).await? {
        // Another process is at it.
        return Ok(then);
    }
    tx.commit().await?;
    Ok(then)
}
