//! Keeps the index with the event log.

use std::collections::BTreeSet;

use events::{Answer, Follower};
use publishing::StandingText;
use store::{Failure, Recorded, Store};
use terms::PublicationId;

use crate::entry::Entry;
use crate::index::{Index, IndexError};

/// The follower that builds the index.
#[derive(Clone)]
pub struct Indexer {
    index: Index,
    store: Store,
}

impl Indexer {
    /// A follower that goes on where the index stands.
    pub fn new(index: Index, store: Store) -> Self {
        Indexer { index, store }
    }

    /// Builds the index anew from the first event, beside the one that is
    /// searched and followed meanwhile, and puts it in its place.
    pub async fn rebuild(&self) -> Result<(), Failure> {
        let index = self.index.clone();
        let beside = writing(move || index.beside()).await?;
        let mut building = Indexer::new(beside, self.store.clone());
        let built = self.fill_and_adopt(&mut building).await;
        if built.is_err() {
            building.index.abandon();
        }
        built
    }

    async fn fill_and_adopt(&self, building: &mut Indexer) -> Result<(), Failure> {
        loop {
            events::catch_up(&self.store, building).await?;
            let last = self.store.last_event().await?;
            let (index, built) = (self.index.clone(), building.index.clone());
            if writing(move || index.adopt(&built, last)).await? {
                return Ok(());
            }
        }
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

fn entry(text: StandingText) -> Entry {
    Entry {
        id: text.id.0,
        school: text.school.0,
        title: text.title,
        body: text.body,
        numbers: [text.index_no, text.document_no.unwrap_or_default()].join("\n"),
        attachments: Vec::new(),
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
        self.index.cursor()
    }

    fn take<'a>(&'a mut self, events: &'a [Recorded]) -> Answer<'a, ()> {
        Box::pin(async move {
            let Some(last) = events.last() else { return Ok(()) };
            let changed: BTreeSet<i64> = events
                .iter()
                .filter(|event| event.name.starts_with("publishing."))
                .map(|event| event.subject)
                .collect();
            let (index, cursor) = (self.index.clone(), last.number);
            if changed.is_empty() {
                return writing(move || index.pass(cursor)).await;
            }
            let (put, gone) = self.entries(&changed).await?;
            writing(move || index.apply(&put, &gone, cursor)).await
        })
    }
}

/// Writing is for the disk: not on a thread that answers pages.
async fn writing<T: Send + 'static>(
    write: impl FnOnce() -> Result<T, IndexError> + Send + 'static,
) -> Result<T, Failure> {
    match tokio::task::spawn_blocking(write).await {
        Ok(Ok(written)) => Ok(written),
        Ok(Err(error)) => {
            tracing::error!(%error, "the index could not be written");
            Err(Failure::Unreadable("the index"))
        }
        Err(_) => Err(Failure::Unreadable("the index")),
    }
}
