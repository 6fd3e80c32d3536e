use store::{Context, Event, Store};

use crate::{SchoolError, store as rows};

/// Says whether a leader approves the school's publications of a kind (重要). The kinds are
/// publishing's, which asks for this; the workflow reads it where a version goes on.
pub async fn mark_kind(
    store: &Store,
    context: &Context,
    code: &str,
    is_important: bool,
) -> Result<(), SchoolError> {
    let mut tx = store.begin(context).await?;
    rows::lock_school(tx.connection(), context.school).await?;
    let mut school = rows::find(tx.connection(), context.school).await?.ok_or(SchoolError::NoSuchSchool)?;
    let kinds = &mut school.settings.important_kinds;
    kinds.retain(|kind| kind != code);
    kinds.extend(is_important.then(|| code.to_owned()));
    rows::update_settings(tx.connection(), school.id, &school.name, &school.settings).await?;
    tx.append(
        Event::new("schools.kind_marked", school.id.0)
            .with(serde_json::json!({ "kind": code, "is_important": is_important })),
    );
    tx.commit().await?;
    Ok(())
}
