use documents::Intake;
use files::Files;
use store::{Context, Store};
use terms::{VersionId, Viewer};

use super::drafted;
use super::manuscript::{NewManuscript, take};
use super::save_draft::save;
use crate::PublishingError;
use crate::store::versions;

/// Puts a file's text in the place of a draft's, that was opened at its `edits`th saving. The
/// draft's own title and number stay.
///
/// # Errors
/// [`PublishingError::Overtaken`] where somebody saved it since.
#[expect(clippy::too_many_arguments, reason = "who, where, what and from which file")]
pub async fn replace_by_file(
    store: &Store,
    files: &Files,
    intake: &Intake,
    context: &Context,
    viewer: &Viewer,
    id: VersionId,
    edits: i64,
    file: NewManuscript,
) -> Result<(), PublishingError> {
    let version = versions::version(&mut *store.reader().await?, viewer, id).await?;
    let before = version.ok_or(PublishingError::Missing)?.content;
    let taken = take(files, intake, context.today(), &before, file, context.now).await?;
    let (content, text) = drafted(&taken.content)?;
    let mut tx = store.begin(context).await?;
    save(&mut tx, viewer, id, edits, &content, &text).await?;
    taken.write(&mut tx, id).await?;
    tx.commit().await?;
    Ok(())
}
