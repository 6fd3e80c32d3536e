//! Keeps the index with the event log.

use std::collections::BTreeSet;
use std::time::Duration;

use documents::reader::Document;
use events::{Answer, Follower};
use files::{FileError, Files};
use publishing::{Attachment, PublishingError, StandingText};
use store::{Failure, Recorded, Store};
use terms::PublicationId;
use tokio::time::{Instant, sleep_until};

use crate::entry::{AttachmentText, Entry};
use crate::index::{Index, IndexError};
use crate::opened::Then;

/// So many publications that come at once are an import, of which more is coming. A commit each
/// twentieth of a second would write the index many times over: they are let gather.
const STREAM: usize = 16;
const REST: Duration = Duration::from_millis(400);

/// Publications that are read at once.
const READ: usize = 25;
/// Bytes of texts that are held in memory at once.
const AT_ONCE: usize = 32 << 20;

/// The follower that builds the index.
#[derive(Clone)]
pub struct Indexer {
    index: Index,
    store: Store,
    files: Files,
    /// Until when more is let gather, after many at once.
    rests_until: Option<Instant>,
}

impl Indexer {
    /// A follower that goes on where the index stands.
    pub fn new(index: Index, store: Store, files: Files) -> Self {
        Indexer { index, store, files, rests_until: None }
    }

    /// Builds the index anew from the first event, beside the one that is
    /// searched and followed meanwhile, and puts it in its place.
    pub async fn rebuild(&self) -> Result<(), Failure> {
        let index = self.index.clone();
        let beside = writing(move || index.beside()).await?;
        let mut building = Indexer::new(beside, self.store.clone(), self.files.clone());
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

    /// Puts in what the publications say now and takes out what doesn't stand. Events tell
    /// which ones to look at; what is read is always the present, so that taking events
    /// twice changes nothing.
    async fn follow(&self, ids: BTreeSet<i64>, cursor: i64, then: Then) -> Result<(), Failure> {
        let (mut put, mut weight) = (Vec::new(), 0);
        let mut gone = ids.clone();
        let ids: Vec<_> = ids.into_iter().map(PublicationId).collect();
        for some in ids.chunks(READ) {
            let texts = publishing::standing_texts(&mut *self.store.reader().await?, some).await?;
            for mut text in texts {
                gone.remove(&text.id.0);
                let attachments = self.texts(std::mem::take(&mut text.attachments)).await?;
                let entry = Entry { attachments, ..entry(text) };
                weight +=
                    entry.body.len() + entry.attachments.iter().map(|file| file.text.len()).sum::<usize>();
                put.push(entry);
                if weight > AT_ONCE {
                    let (index, some) = (self.index.clone(), std::mem::take(&mut put));
                    // The cursor stays: the events are done when all of it is in.
                    writing(move || index.write(&some, &[], index.cursor(), Then::GoOn)).await?;
                    weight = 0;
                }
            }
        }
        let (index, gone) = (self.index.clone(), Vec::from_iter(gone));
        writing(move || index.write(&put, &gone, cursor, then)).await
    }

    async fn texts(&self, attachments: Vec<Attachment>) -> Result<Vec<AttachmentText>, Failure> {
        let mut texts = Vec::new();
        for attachment in attachments {
            let text = match publishing::attachment_text(&self.files, &attachment).await {
                Ok(Ok(document)) => seen(&document),
                Ok(Err(_)) => String::new(),
                // A file that is lost must not keep all others from being found.
                Err(PublishingError::Files(error @ (FileError::Missing | FileError::Damaged(_)))) => {
                    tracing::error!(%error, attachment = attachment.id.0, "an attachment's text is lost");
                    String::new()
                }
                Err(PublishingError::Store(failure)) => return Err(failure),
                Err(error) => {
                    tracing::error!(%error, "the text of an attachment could not be read");
                    return Err(Failure::Unreadable("the text of an attachment"));
                }
            };
            texts.push(AttachmentText { name: attachment.name, text });
        }
        Ok(texts)
    }
}

/// What somebody sees who opens the file: comments and hidden sheets are no answer to a search.
fn seen(document: &Document) -> String {
    let seen = document.parts.iter().filter(|part| part.is_seen());
    seen.filter_map(|part| part.text.as_deref().ok()).collect::<Vec<_>>().join("\n")
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
            if let Some(until) = self.rests_until.take() {
                sleep_until(until).await;
            }
            // Whoever sees that more has happened comes again for it.
            let is_last = self.store.last_event().await? <= last.number;
            let then = if is_last { Then::Commit } else { Then::GoOn };
            let is_stream = is_last && changed.len() >= STREAM;
            self.follow(changed, last.number, then).await?;
            self.rests_until = is_stream.then(|| Instant::now() + REST);
            Ok(())
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
