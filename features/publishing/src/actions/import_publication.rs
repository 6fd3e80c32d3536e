use documents::reader::Document;
use jiff::Timestamp;
use screening::{Found, Fragment, Keep, Part};
use store::{Actor, Connection, Context, Event, Failure, Store, Tx};
use terms::{AttachmentId, BatchId, PersonId, PublicationId, VersionId};

use super::file::{KeptFile, NewFile, pieces};
use super::prepared;
use super::reading::{audience, scanned, texts_of, together};
use super::release::{close_leak, released_event, validity};
use crate::model::{Content, Publication, State, StepKind};
use crate::rules::index_number::index_number;
use crate::rules::refusal::Refusal;
use crate::store::{attachments, incoming, publications, steps, versions};
use crate::{PublishingError, Screen, Standing};

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
    /// Whose batch it is: the author of its versions, who reviews none of them.
    pub uploaded_by: Option<PersonId>,
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
    screen: &Screen,
    context: &Context,
    mut record: Imported,
) -> Result<Outcome, PublishingError> {
    let (content, text) = prepared(&record.content);
    let named: Vec<_> = record.files.iter().map(NewFile::named).collect();
    // Asked without the lock first, so that what is there as it is need not be read again.
    let mut reader = store.reader().await?;
    let known = find_existing(&mut reader, context, &record).await?;
    if let Some(id) = unchanged(&mut reader, known.as_ref(), &content, &named).await? {
        return Ok(Outcome::Unchanged(id));
    }
    let lens = screen.gate.lens(&mut reader, context.school).await?;
    drop(reader);
    let mut kept = Vec::new();
    for file in std::mem::take(&mut record.files) {
        kept.push(file.keep(&screen.files).await?);
    }
    let fingerprint = lens.fingerprint.clone();
    let parts = parts(&content, text.clone(), &mut kept);
    let (found, fragments) = scanned(lens, audience(&content), parts).await?;
    let read = Read { content, text, kept, found, fragments, fingerprint };
    let mut tx = store.begin(context).await?;
    let existing = find_existing(tx.connection(), context, &record).await?;
    let came_meanwhile = existing.as_ref().map(|one| one.live) != known.as_ref().map(|one| one.live);
    if came_meanwhile
        && let Some(id) = unchanged(tx.connection(), existing.as_ref(), &read.content, &named).await?
    {
        return Ok(Outcome::Unchanged(id));
    }
    if let Some(existing) = existing.as_ref().filter(|existing| existing.live.is_some()) {
        check_update(existing)?;
    }
    let outcome = take(&mut tx, context, &record, read, existing).await?;
    tx.commit().await?;
    Ok(outcome)
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

/// A record as the machine has read it, before any transaction.
struct Read {
    content: Content,
    text: String,
    kept: Vec<KeptFile>,
    /// Attachments are told by their place in `kept`: they have no numbers yet.
    found: Vec<Found>,
    /// What it shows of whose numbers.
    fragments: Vec<Fragment>,
    /// By which rules.
    fingerprint: String,
}

impl Read {
    fn is_held(&self) -> bool {
        self.found.iter().any(|one| one.level == "block")
    }
}

async fn find_existing(
    c: &mut Connection,
    context: &Context,
    record: &Imported,
) -> Result<Option<Publication>, PublishingError> {
    match &record.external_id {
        Some(external) => Ok(publications::by_external_id(c, context.school, external).await?),
        None => Ok(None),
    }
}

/// The publication, where it stands with the same content and the same files.
pub(super) async fn unchanged(
    c: &mut Connection,
    existing: Option<&Publication>,
    content: &Content,
    named: &[(String, String)],
) -> Result<Option<PublicationId>, Failure> {
    let Some((existing, live)) = existing.and_then(|one| Some((one, one.live?))) else { return Ok(None) };
    let Some(version) = versions::any(&mut *c, existing.school, live).await? else { return Ok(None) };
    let attachments = attachments::attachments(c, live).await?;
    let same_files = attachments.into_iter().map(|one| (one.name, one.file_hash)).eq(named.iter().cloned());
    Ok((version.content == *content && same_files).then_some(existing.id))
}

fn parts(content: &Content, text: String, kept: &mut [KeptFile]) -> Vec<Part> {
    let mut parts = texts_of(content, text);
    for (file, place) in kept.iter_mut().zip(0..) {
        // Read, kept, and from here on only looked through.
        let reading = std::mem::replace(&mut file.reading, Ok(Document::default()));
        parts.extend(pieces(AttachmentId(place), &file.name, reading));
    }
    parts
}

/// Writes the record as the version that stands.
async fn take(
    tx: &mut Tx,
    context: &Context,
    record: &Imported,
    read: Read,
    existing: Option<Publication>,
) -> Result<Outcome, PublishingError> {
    let (content, is_held) = (&read.content, read.is_held());
    let published_ms = record.published_at.as_millisecond();
    let released_ms = if existing.is_some() { context.now_ms() } else { published_ms };
    let (id, version) = insert(tx, context, record, &read, existing.as_ref(), released_ms).await?;
    for address in &record.old_addresses {
        publications::insert_old_address(tx.connection(), context.school, address, id).await?;
    }
    let index_no = match existing.as_ref().and_then(|existing| existing.index_no.clone()) {
        Some(index_no) => index_no,
        None => next_index_no(tx, context, content, record.published_at).await?,
    };
    if let Some(before) = existing.as_ref().and_then(|existing| existing.live) {
        versions::set_state(tx.connection(), before, State::Superseded).await?;
        close_leak(tx, before).await?;
    }
    let release = publications::Release {
        version,
        index_no: &index_no,
        validity: validity(content),
        content,
        published_ms,
        revised_ms: released_ms,
        awaits_approval: false,
    };
    publications::set_live(tx.connection(), id, &release).await?;
    // A new one was inserted as it is.
    if existing.is_some() {
        publications::set_held(tx.connection(), id, is_held).await?;
    }
    steps::insert(tx.connection(), context, version, StepKind::Released, &came_by(record.batch)).await?;
    let was_unpublished = existing.as_ref().is_none_or(|existing| existing.standing == Standing::Unpublished);
    if is_held {
        tx.append(Event::new("publishing.held", id.0).with(serde_json::json!({ "version": version.0 })));
    } else {
        tx.append(released_event(id.0, version, content, was_unpublished));
    }
    Ok(match (existing.is_some(), is_held) {
        (true, _) => Outcome::Updated(id),
        (false, true) => Outcome::Held(id),
        (false, false) => Outcome::Created(id),
    })
}

/// Inserts the version with its attachments and findings, and its publication where it is new.
async fn insert(
    tx: &mut Tx,
    context: &Context,
    record: &Imported,
    read: &Read,
    existing: Option<&Publication>,
    released_ms: i64,
) -> Result<(PublicationId, VersionId), PublishingError> {
    let (school, content) = (context.school, &read.content);
    let (id, number) = match existing {
        Some(existing) => (existing.id, versions::next_number(tx.connection(), existing.id).await?),
        None => {
            let external_id = record.external_id.as_deref();
            let origin =
                publications::Origin { external_id, batch: Some(record.batch), is_held: read.is_held() };
            (publications::insert(tx.connection(), school, content, origin).await?, 1)
        }
    };
    let author = record.uploaded_by.map_or(context.actor, Actor::Person);
    let author = Context { actor: author, ..context.clone() };
    let (body_text, released_by, screened_by) = (&*read.text, record.answered_by, &*read.fingerprint);
    let publication = id;
    let new = incoming::NewVersion {
        publication,
        number,
        content,
        body_text,
        released_by,
        released_ms,
        screened_by,
    };
    let versions = incoming::insert_versions(tx.connection(), &author, &[new]).await?;
    let version = *versions.first().ok_or(Failure::Unreadable("a version that came in"))?;
    let mut numbers = Vec::new();
    for file in &read.kept {
        numbers.push(attachments::insert(tx.connection(), version, &file.row()).await?);
    }
    let mut found = read.found.clone();
    for one in &mut found {
        let place = one.attachment.and_then(|place| usize::try_from(place.0).ok());
        one.attachment = place.and_then(|place| numbers.get(place).copied());
    }
    if !read.fragments.is_empty() {
        found.extend(together(tx, version, &read.fragments).await?);
        screening::keep_fragments(tx.connection(), school, version, &read.fragments).await?;
    }
    // Nothing was found before in a version that is new.
    if !found.is_empty() {
        screening::merge(tx.connection(), school, version, &found, Keep::All, context.now).await?;
    }
    let has_any = !found.is_empty() || !read.fragments.is_empty();
    if has_any && !read.is_held() {
        screening::stands(tx.connection(), version, content.unit).await?;
    }
    Ok((id, version))
}

/// What the first step of a version says of the batch it came in.
pub(crate) fn came_by(batch: BatchId) -> String {
    format!("随第{batch}批导入")
}

async fn next_index_no(
    tx: &mut Tx,
    context: &Context,
    content: &Content,
    published_at: Timestamp,
) -> Result<String, PublishingError> {
    let school = schools::find(tx.connection(), context.school).await?.ok_or(PublishingError::Missing)?;
    let year = terms::day_of(published_at).year();
    let serial = publications::next_serial(tx.connection(), context.school, content.category, year).await?;
    Ok(index_number(&school.settings.index_number, content.category, year, serial))
}
