use bytes::Bytes;
use files::Files;
use store::{Context, Event, Store};

use crate::{Crest, SchoolError, rules, store as rows};

/// Puts a picture into the head of the school's pages.
pub async fn set_crest(
    store: &Store,
    files: &Files,
    context: &Context,
    content: Bytes,
) -> Result<(), SchoolError> {
    let (ending, width, height) = rules::check_crest(&content).map_err(SchoolError::School)?;
    // The file is on the disk before the row that names it.
    let file_hash = files.put(content).await?.to_string();
    save(store, context, Some(Crest { file_hash, ending: ending.to_owned(), width, height })).await
}

/// Takes it away again; the seal's characters stand there as before.
pub async fn remove_crest(store: &Store, context: &Context) -> Result<(), SchoolError> {
    save(store, context, None).await
}

async fn save(store: &Store, context: &Context, crest: Option<Crest>) -> Result<(), SchoolError> {
    let mut tx = store.begin(context).await?;
    rows::lock_school(tx.connection(), context.school).await?;
    let mut school = rows::find(tx.connection(), context.school).await?.ok_or(SchoolError::NoSuchSchool)?;
    let has_crest = crest.is_some();
    school.settings.crest = crest;
    rows::update_settings(tx.connection(), school.id, &school.name, &school.settings).await?;
    let event = Event::new("schools.crest_changed", school.id.0);
    tx.append(event.with(serde_json::json!({ "has_crest": has_crest })));
    tx.commit().await?;
    Ok(())
}
