//! What can be done with a school's words.

use pii::Level;
use store::{Context, Event, Failure, Store};
use terms::{Role, Viewer};
use thiserror::Error;

use crate::store::words;
use crate::words::{BadWord, check_word};

/// A change of the words that was not made.
#[derive(Debug, Error)]
pub enum WordsError {
    /// The rules refuse, for all these reasons.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("；"))]
    Refused(Vec<BadWord>),
    /// Not there, or not this person's business: the same.
    #[error("没有这个词")]
    Missing,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] Failure),
}

impl From<WordsError> for web::Error {
    fn from(error: WordsError) -> Self {
        match error {
            WordsError::Refused(reasons) => {
                web::Kind::Refused(reasons.iter().map(ToString::to_string).collect()).into()
            }
            WordsError::Missing => web::Kind::NotFound.into(),
            WordsError::Store(failure) => failure.into(),
        }
    }
}

/// Whether this viewer may change a school's words: who reviews by them, and the office.
pub fn may_change_words(viewer: &Viewer) -> bool {
    [Role::SecrecyReviewer, Role::Office].iter().any(|role| viewer.has(*role))
}

/// Puts a word on a school's list. Everything public is read again by it.
pub async fn add_word(
    store: &Store,
    context: &Context,
    viewer: &Viewer,
    text: &str,
    level: Level,
    reason: &str,
) -> Result<i64, WordsError> {
    if !may_change_words(viewer) {
        return Err(WordsError::Missing);
    }
    let (text, reason) = (text.trim(), reason.trim());
    let mut tx = store.begin(context).await?;
    let known = words::in_force(tx.connection(), context.school).await?;
    check_word(text, reason, &known).map_err(WordsError::Refused)?;
    let id =
        words::insert(tx.connection(), context.school, text, level, reason, viewer.person_id(), context.now)
            .await?;
    tx.append(Event::new("screening.word_added", id).with(serde_json::json!({ "level": level.code() })));
    tx.commit().await?;
    Ok(id)
}

/// Takes a word off a school's list; who put it on and why stays on record.
pub async fn remove_word(
    store: &Store,
    context: &Context,
    viewer: &Viewer,
    id: i64,
) -> Result<(), WordsError> {
    if !may_change_words(viewer) {
        return Err(WordsError::Missing);
    }
    let mut tx = store.begin(context).await?;
    if !words::remove(tx.connection(), context.school, id, viewer.person_id(), context.now).await? {
        return Err(WordsError::Missing);
    }
    tx.append(Event::new("screening.word_removed", id));
    tx.commit().await?;
    Ok(())
}
