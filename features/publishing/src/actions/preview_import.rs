use screening::Found;
use store::{Connection, Failure};
use terms::{BatchId, PublicationId, SchoolId};

use super::import_publication::came_by;
use super::prepared;
use super::submit::texts_of;
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

/// What an import of this record would do now, and what the machine finds in
/// what would be new. Writes nothing.
pub async fn preview_import(
    c: &mut Connection,
    school: SchoolId,
    external_id: &str,
    content: &Content,
) -> Result<(Foreseen, Vec<Found>), Failure> {
    let (content, text) = prepared(content);
    let existing = publications::by_external_id(c, school, external_id).await?;
    let live = match existing.as_ref().and_then(|existing| existing.live) {
        Some(live) => versions::any(c, school, live).await?,
        None => None,
    };
    if live.is_some_and(|version| version.content == content) {
        return Ok((Foreseen::Unchanged, Vec::new()));
    }
    let found = screening::scan(&texts_of(&content, text));
    let foreseen = if existing.is_some() { Foreseen::Update } else { Foreseen::Create };
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
