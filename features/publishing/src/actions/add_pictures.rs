use files::Files;
use store::{Context, Store};
use terms::{VersionId, Viewer};

use super::attach::touch;
use super::file::NewFile;
use super::loaded::Loaded;
use super::manuscript::insert_missing;
use crate::PublishingError;
use crate::rules::workflow;

/// Adds pictures to a draft, for its text to name. Answers with where each lies in the text; a
/// picture that the draft has already is not added again.
pub async fn add_pictures(
    store: &Store,
    files: &Files,
    context: &Context,
    viewer: &Viewer,
    id: VersionId,
    pictures: Vec<NewFile>,
) -> Result<Vec<String>, PublishingError> {
    let mut kept = Vec::new();
    for picture in pictures {
        kept.push(picture.keep(files).await?);
    }
    let sources = kept.iter().map(|file| crate::pictures::source(file.file_hash())).collect();
    let mut tx = store.begin(context).await?;
    let loaded = Loaded::of(&mut tx, viewer, id).await?;
    workflow::check_edit(viewer, &loaded.facts).map_err(PublishingError::Refused)?;
    if insert_missing(&mut tx, id, &kept).await? {
        touch(&mut tx, &loaded, "publishing.attached").await?;
        tx.commit().await?;
    }
    Ok(sources)
}
