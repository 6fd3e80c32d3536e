//! Many records at once: those that are new and plain are written together, each of the others by itself.

use std::collections::BTreeMap;

use screening::Lens;
use store::{Actor, Context, Failure, Store, Tx};
use terms::PublicationId;

use super::import_publication::{Imported, Outcome, came_by, import_publication};
use super::prepared;
use super::reading::{audience, texts_of};
use super::release::{released_event, validity};
use crate::model::Content;
use crate::rules::index_number::index_number;
use crate::store::incoming::{self, NewPublication, NewVersion};
use crate::{PublishingError, Screen};

/// Takes in records that stood public elsewhere, of one batch. What becomes of each is told in their order.
/// Nothing is left undone because of another: where those written together are refused, each is taken by itself.
pub async fn import_publications(
    store: &Store,
    screen: &Screen,
    context: &Context,
    records: Vec<Imported>,
) -> Vec<Result<Outcome, PublishingError>> {
    let mut outcomes: Vec<Option<Result<Outcome, PublishingError>>> = Vec::new();
    outcomes.resize_with(records.len(), || None);
    let plain = plain(store, screen, context, &records).await.unwrap_or_default();
    // Where another has brought one of them meanwhile, or in any other trouble, nothing of it is
    // there, and what is wrong is told of the record that it is wrong with.
    let ids = write(store, context, &records, &plain).await.unwrap_or_default();
    for (one, id) in plain.iter().zip(ids) {
        outcomes[one.at] = Some(Ok(Outcome::Created(id)));
    }
    let mut told = Vec::new();
    for (record, outcome) in records.into_iter().zip(outcomes) {
        told.push(match outcome {
            Some(outcome) => outcome,
            None => import_publication(store, screen, context, record).await,
        });
    }
    told
}

/// A record that is new, has no files and nothing that was found in it.
struct Plain {
    /// Its place among the records.
    at: usize,
    content: Content,
    text: String,
    /// By which rules it was read.
    fingerprint: String,
}

/// Those of the records that can be written together.
async fn plain(
    store: &Store,
    screen: &Screen,
    context: &Context,
    records: &[Imported],
) -> Result<Vec<Plain>, PublishingError> {
    let ids: Vec<&str> = records.iter().filter_map(|record| record.external_id.as_deref()).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut reader = store.reader().await?;
    let known = incoming::known(&mut reader, context.school, &ids).await?;
    let lens = screen.gate.lens(&mut reader, context.school).await?;
    drop(reader);
    let is_new = |record: &Imported| {
        record.files.is_empty() && record.external_id.as_ref().is_some_and(|id| !known.contains(id))
    };
    let contents: Vec<(usize, Content)> = records
        .iter()
        .enumerate()
        .filter(|(_, record)| is_new(record))
        .map(|(at, record)| (at, record.content.clone()))
        .collect();
    let read = tokio::task::spawn_blocking(move || {
        contents.into_iter().filter_map(|one| read(&lens, one)).collect()
    })
    .await;
    // A panic while reading is no pass.
    read.map_err(|_| PublishingError::Store(Failure::Unreadable("the text of a version")))
}

/// The record as the machine reads it, where nothing is found in it.
fn read(lens: &Lens, (at, content): (usize, Content)) -> Option<Plain> {
    let (content, text) = prepared(&content);
    let parts = texts_of(&content, text.clone());
    let found = screening::scan(lens, audience(&content), &parts);
    let is_plain = found.is_empty() && screening::fragments(lens, &parts).is_empty();
    is_plain.then(|| Plain { at, content, text, fingerprint: lens.fingerprint.clone() })
}

/// Writes records as publications that stand. Answers with their numbers.
async fn write(
    store: &Store,
    context: &Context,
    records: &[Imported],
    plain: &[Plain],
) -> Result<Vec<PublicationId>, PublishingError> {
    let Some(first) = plain.first().map(|one| &records[one.at]) else { return Ok(Vec::new()) };
    let (batch, answered_by) = (first.batch, first.answered_by);
    let actor = first.uploaded_by.map_or(context.actor, Actor::Person);
    let mut tx = store.begin_several(context).await?;
    let numbers = index_numbers(&mut tx, context, records, plain).await?;
    let new: Vec<_> = plain
        .iter()
        .zip(numbers)
        .map(|(one, index_no)| NewPublication {
            external_id: records[one.at].external_id.as_deref().unwrap_or_default(),
            batch,
            content: &one.content,
            index_no,
            validity: validity(&one.content),
            published_ms: records[one.at].published_at.as_millisecond(),
        })
        .collect();
    let ids = incoming::insert_publications(tx.connection(), context.school, &new).await?;
    let author = Context { actor, ..context.clone() };
    let versions: Vec<_> = plain
        .iter()
        .zip(&ids)
        .map(|(one, id)| NewVersion {
            publication: *id,
            number: 1,
            content: &one.content,
            body_text: &one.text,
            released_by: answered_by,
            released_ms: records[one.at].published_at.as_millisecond(),
            screened_by: &one.fingerprint,
        })
        .collect();
    let versions = incoming::insert_versions(tx.connection(), &author, &versions).await?;
    incoming::set_live(tx.connection(), &ids).await?;
    let addresses = plain
        .iter()
        .zip(&ids)
        .flat_map(|(one, id)| records[one.at].old_addresses.iter().map(|address| (address.as_str(), *id)));
    let addresses: BTreeMap<_, _> = addresses.collect();
    incoming::insert_old_addresses(tx.connection(), context.school, &addresses).await?;
    incoming::insert_steps(tx.connection(), context, &versions, &came_by(batch)).await?;
    for ((one, id), version) in plain.iter().zip(&ids).zip(&versions) {
        tx.append(released_event(id.0, *version, &one.content, true));
    }
    tx.commit().await?;
    Ok(ids)
}

/// The index numbers of records, in their order.
async fn index_numbers(
    tx: &mut Tx,
    context: &Context,
    records: &[Imported],
    plain: &[Plain],
) -> Result<Vec<String>, PublishingError> {
    let school = schools::find(tx.connection(), context.school).await?.ok_or(PublishingError::Missing)?;
    let key = |one: &Plain| (one.content.category, terms::day_of(records[one.at].published_at).year());
    let mut wanted: BTreeMap<(u8, i16), i64> = BTreeMap::new();
    for one in plain {
        *wanted.entry(key(one)).or_insert(0) += 1;
    }
    let last = incoming::take_serials(tx.connection(), context.school, &wanted).await?;
    // Counted on from the one before the first that was taken.
    let mut next: BTreeMap<_, _> =
        wanted.iter().map(|(key, count)| (*key, last.get(key).copied().unwrap_or(*count) - count)).collect();
    let number = |one: &Plain| {
        let (category, year) = key(one);
        let serial = next.entry((category, year)).or_insert(0);
        *serial += 1;
        index_number(&school.settings.index_number, category, year, *serial)
    };
    Ok(plain.iter().map(number).collect())
}
