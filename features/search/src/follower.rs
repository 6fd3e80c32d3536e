//! Keeps the index with the event log.

use std::collections::BTreeSet;

use events::{Answer, Follower};
use store::{Failure, Recorded, Store};
use terms::PublicationId;

use crate::index::{Entry, Index};

/// The follower that builds the index.
pub struct Indexer {
    index: Index,
    store: Store,
    cursor: i64,
}

impl Indexer {
    /// A follower that goes on where the index stands.
    pub fn new(index: Index, store: Store) -> Self {
        let cursor = index.cursor().unwrap_or(0);
        Indexer { index, store, cursor }
    }

    /// What the publications say now. Events tell which ones to look at; what
    /// is read is always the present, so that taking events twice changes nothing.
    async fn entries(&self, ids: &BTreeSet<i64>) -> Result<(Vec<Entry>, Vec<i64>), Failure> {
        let mut reader = self.store.reader().await?;
        let (mut put, mut gone) = (Vec::new(), Vec::new());
        for id in ids {
            match publishing::standing_text(&mut reader, PublicationId(*id)).await? {
                Some(text) => put.push(entry(text)),
                None => gone.push(*id),
            }
        }
        Ok((put, gone))
    }
}

fn entry(text: publishing::StandingText) -> Entry {
    Entry {
        id: text.id.0,
        school: text.school.0,
        title: text.title,
        body: text.body,
        numbers: [text.index_no, text.document_no.unwrap_or_default()].join("\n"),
        category: i64::from(text.category),
        unit: text.unit.0,
        information: text.information,
        audience: text.audience,
        published_ms: text.published_at.as_millisecond(),
        year: i64::from(terms::day_of(text.published_at).year()),
    }
}

impl Follower for Indexer {
    fn name(&self) -> &'static str {
        "search"
    }

    fn cursor(&self) -> i64 {
        self.cursor
    }

    fn take<'a>(&'a mut self, events: &'a [Recorded]) -> Answer<'a, ()> {
        Box::pin(async move {
            let Some(last) = events.last() else { return Ok(()) };
            let changed: BTreeSet<i64> = events
                .iter()
                .filter(|event| event.name.starts_with("publishing."))
                .map(|event| event.subject)
                .collect();
            let (put, gone) = self.entries(&changed).await?;
            let (index, cursor) = (self.index.clone(), last.number);
            // Writing is for the disk: not on a thread that answers pages.
            let written = tokio::task::spawn_blocking(move || match changed.is_empty() {
                // Nothing to write: the cursor moves with the next change.
                true => Ok(()),
                false => index.apply(&put, &gone, cursor),
            });
            match written.await {
                Ok(Ok(())) => {
                    self.cursor = cursor;
                    Ok(())
                }
                Ok(Err(error)) => {
                    tracing::error!(%error, "the index could not be written");
                    Err(Failure::Unreadable("the index"))
                }
                Err(_) => Err(Failure::Unreadable("the index")),
            }
        })
    }
}
