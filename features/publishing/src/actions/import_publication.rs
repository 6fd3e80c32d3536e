use jiff::Timestamp;
use screening::Part;
use store::{Context, Event, Store};
use terms::{BatchId, PersonId, PublicationId};

use super::attach::{NewFile, Reading};
use super::prepared;
use super::release::{released_event, validity};
use super::submit::texts_of;
use crate::model::{Content, Publication, State, StepKind};
use crate::rules::index_number::index_number;
use crate::rules::refusal::Refusal;
use crate::store::{publications, steps, versions};
use crate::{PublishingError, Standing};

/// A record that already stood public elsewhere.
pub struct Imported {
    /// The number it had there, unique in the school.
    pub external_id: Option<String>,
    /// What it says.
    pub content: Content,
    /// When it was published there; kept, and marked as imported.
    pub published_at: Timestamp,
    /// Its addresses on the old site.
    pub old_addresses: Vec<String>,
    /// Its files.
    pub files: Vec<NewFile>,
    /// The batch it came in.
    pub batch: BatchId,
    /// Who answers for the batch; nobody where the host's operator does.
    pub answered_by: Option<PersonId>,
}

/// What became of an imported record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is new, and stands.
    Created(PublicationId),
    /// It is new, and waits unseen for an answer to a finding.
    Held(PublicationId),
    /// It was there and says something else now.
    Updated(PublicationId),
    /// It was there and says the same.
    Unchanged(PublicationId),
}

/// Takes in a record that stood public elsewhere. With a finding at `block` it
/// waits unseen until somebody answers for it.
pub async fn import_publication(
    store: &Store,
    files: &files::Files,
    context: &Context,
    record: Imported,
) -> Result<Outcome, PublishingError> {
    let (content, text) = prepared(&record.content);
    let mut kept = Vec::new();
    for file in record.files {
        kept.push(keep(files, file).await?);
    }
    let mut tx = store.begin(context).await?;
    let existing = match &record.external_id {
        Some(external) => publications::by_external_id(tx.connection(), context.school, external).await?,
        None => None,
    };
    if let Some(existing) = &existing
        && let Some(live) = existing.live
    {
        let version =
            versions::any(tx.connection(), context.school, live).await?.ok_or(PublishingError::Missing)?;
        if version.content == content {
            return Ok(Outcome::Unchanged(existing.id));
        }
        check_update(existing)?;
    }
    let (id, number) = match &existing {
        Some(existing) => (existing.id, versions::next_number(tx.connection(), existing.id).await?),
        None => {
            let origin = publications::Origin {
                external_id: record.external_id.as_deref(),
                batch: Some(record.batch),
                is_held: false,
            };
            (publications::insert(tx.connection(), context.school, &content, origin).await?, 1)
        }
    };
    let version =
        versions::insert(tx.connection(), context, id, number, State::Draft, &content, &text).await?;
    let stored =
        versions::any(tx.connection(), context.school, version).await?.ok_or(PublishingError::Missing)?;
    let mut parts = texts_of(&stored);
    for file in &kept {
        let attachment = versions::insert_attachment(tx.connection(), version, &file.row()).await?;
        let text = file.text.clone();
        parts.push(Part { name: file.name.clone(), attachment: Some(attachment), text });
    }
    let found = screening::scan(&parts);
    screening::replace(tx.connection(), context.school, version, &found, context.now).await?;
    let is_held = found.iter().any(|one| one.level == "block");
    for address in &record.old_addresses {
        publications::insert_old_address(tx.connection(), context.school, address, id).await?;
    }
    let index_no = match existing.as_ref().and_then(|existing| existing.index_no.clone()) {
        Some(index_no) => index_no,
        None => {
            let school =
                schools::find(tx.connection(), context.school).await?.ok_or(PublishingError::Missing)?;
            let year = terms::day_of(record.published_at).year();
            let serial =
                publications::next_serial(tx.connection(), context.school, content.category, year).await?;
            index_number(&school.settings.index_number, content.category, year, serial)
        }
    };
    if let Some(before) = existing.as_ref().and_then(|existing| existing.live) {
        versions::set_state(tx.connection(), before, State::Superseded).await?;
    }
    let published_ms = record.published_at.as_millisecond();
    let released_ms = if existing.is_some() { context.now_ms() } else { published_ms };
    versions::set_released(tx.connection(), version, &content, record.answered_by, released_ms).await?;
    let release = publications::Release {
        version,
        index_no: &index_no,
        validity: validity(&content),
        content: &content,
        published_ms,
        revised_ms: released_ms,
        awaits_approval: false,
    };
    publications::set_live(tx.connection(), id, &release).await?;
    publications::set_held(tx.connection(), id, is_held).await?;
    steps::insert(tx.connection(), context, version, StepKind::Released, "随批导入").await?;
    let was_unpublished = existing.as_ref().is_none_or(|existing| existing.standing == Standing::Unpublished);
    if is_held {
        tx.append(Event::new("publishing.held", id.0).with(serde_json::json!({ "version": version.0 })));
    } else {
        tx.append(released_event(id.0, version, &content, was_unpublished));
    }
    tx.commit().await?;
    Ok(match (existing.is_some(), is_held) {
        (true, _) => Outcome::Updated(id),
        (false, true) => Outcome::Held(id),
        (false, false) => Outcome::Created(id),
    })
}

/// What was withdrawn or has expired is not put up again by a file, and a
/// draft that somebody is writing is not overtaken by one.
fn check_update(existing: &Publication) -> Result<(), PublishingError> {
    let reasons = [
        (existing.standing != Standing::Live).then_some(Refusal::NotLive),
        existing.working.map(|_| Refusal::AlreadyWorking),
    ];
    let reasons: Vec<_> = reasons.into_iter().flatten().collect();
    if reasons.is_empty() { Ok(()) } else { Err(PublishingError::Refused(reasons)) }
}

/// A file that has reached the store.
struct KeptFile {
    name: String,
    content_type: &'static str,
    size_bytes: i64,
    file_hash: String,
    text_hash: Option<String>,
    text: Result<String, String>,
}

impl KeptFile {
    fn row(&self) -> versions::NewAttachment<'_> {
        versions::NewAttachment {
            name: &self.name,
            content_type: self.content_type,
            size_bytes: self.size_bytes,
            file_hash: &self.file_hash,
            text_hash: self.text_hash.as_deref(),
            unreadable: self.text.as_ref().err().map_or("", String::as_str),
        }
    }
}

async fn keep(files: &files::Files, file: NewFile) -> Result<KeptFile, PublishingError> {
    let content_type = crate::rules::content::check_attachment(&file.name, file.content.len())
        .map_err(PublishingError::Refused)?;
    let size_bytes = i64::try_from(file.content.len()).unwrap_or(i64::MAX);
    let file_hash = files.put(file.content).await?.to_string();
    let (text_hash, text) = match file.reading {
        Reading::Text(text) => (Some(files.put(text.clone().into()).await?.to_string()), Ok(text)),
        Reading::Unreadable(why) => (None, Err(why)),
    };
    Ok(KeptFile { name: file.name, content_type, size_bytes, file_hash, text_hash, text })
}
