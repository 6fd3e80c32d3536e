use screening::{Found, Gate};
use store::{Connection, Failure, Store};
use terms::{AttachmentId, BatchId, PublicationId, SchoolId};

use super::file::NewFile;
use super::import_publication::{came_by, unchanged};
use super::prepared;
use super::reading::{audience, scanned, texts_of};
use crate::PublishingError;
use crate::model::{Content, StepKind};
use crate::store::{publications, steps, versions};

/// What an import of a record would do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Foreseen {
    /// It is new.
    Create,
    /// It is there and says something else.
    Update,
    /// It is there as it is.
    Unchanged,
}

/// What an import of this record with these files would do now, and what the machine finds in
/// what would be new. Writes nothing.
pub async fn preview_import(
    store: &Store,
    gate: &Gate,
    school: SchoolId,
    external_id: &str,
    content: &Content,
    files: Vec<NewFile>,
) -> Result<(Foreseen, Vec<Found>), PublishingError> {
    let (content, text) = prepared(content);
    let named: Vec<_> = files.iter().map(NewFile::named).collect();
    let mut reader = store.reader().await?;
    let existing = publications::by_external_id(&mut reader, school, external_id).await?;
    if unchanged(&mut reader, existing.as_ref(), &content, &named).await?.is_some() {
        return Ok((Foreseen::Unchanged, Vec::new()));
    }
    let lens = gate.lens(&mut reader, school).await?;
    drop(reader);
    let mut parts = texts_of(&content, text);
    for (file, place) in files.into_iter().zip(0..) {
        parts.extend(file.read(AttachmentId(place)).await);
    }
    let foreseen = if existing.is_some() { Foreseen::Update } else { Foreseen::Create };
    let (found, _) = scanned(lens, audience(&content), parts).await?;
    Ok((foreseen, found))
}

/// The number of the version that stands, where it came by this batch: tells a
/// batch that goes on what it has done already.
pub async fn number_by_batch(
    c: &mut Connection,
    school: SchoolId,
    id: PublicationId,
    batch: BatchId,
) -> Result<Option<i64>, Failure> {
    let publication = publications::any(c, school, id).await?;
    let Some(live) = publication.and_then(|publication| publication.live) else { return Ok(None) };
    let opinion = came_by(batch);
    let came = steps::steps(c, live).await?;
    if !came.iter().any(|step| step.kind == StepKind::Released && step.opinion == opinion) {
        return Ok(None);
    }
    Ok(versions::any(c, school, live).await?.map(|version| version.number))
}

/// Whether a publication waits unseen for an answer to a finding.
pub async fn is_held(c: &mut Connection, school: SchoolId, id: PublicationId) -> Result<bool, Failure> {
    Ok(publications::any(c, school, id).await?.is_some_and(|publication| publication.is_held))
}
