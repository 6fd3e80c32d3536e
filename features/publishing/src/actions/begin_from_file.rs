use documents::Intake;
use files::Files;
use store::{Context, Store};
use terms::{VersionId, Viewer};

use super::begin_draft::{begin, check};
use super::drafted;
use super::manuscript::{NewManuscript, take};
use crate::PublishingError;
use crate::model::Content;

/// Begins a publication with a first draft that is read from a file. What the file does not say is
/// as in `content`.
pub async fn begin_from_file(
    store: &Store,
    files: &Files,
    intake: &Intake,
    context: &Context,
    viewer: &Viewer,
    content: &Content,
    file: NewManuscript,
) -> Result<VersionId, PublishingError> {
    check(viewer, content)?;
    let taken = take(files, intake, context.today(), content, file, context.now).await?;
    let (content, text) = drafted(&taken.content)?;
    let mut tx = store.begin(context).await?;
    let version = begin(&mut tx, &content, &text).await?;
    taken.write(&mut tx, version).await?;
    tx.commit().await?;
    Ok(version)
}
