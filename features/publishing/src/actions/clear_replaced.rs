use std::collections::BTreeSet;

use files::FileHash;
use store::{Context, Failure, Store};

use crate::store::originals;
use crate::{PublishingError, Screen};

/// Removes files whose place a masked one has taken, as soon as nothing names them: no version of
/// any school, nor any other record. `named` looks through all records, and is asked only where
/// there is such a file. Answers with how many went.
pub async fn clear_replaced(
    store: &Store,
    screen: &Screen,
    context: &Context,
    named: impl AsyncFnOnce() -> Result<BTreeSet<String>, Failure>,
) -> Result<usize, PublishingError> {
    let replaced = originals::all_replaced(&mut *store.reader().await?).await?;
    if replaced.is_empty() {
        return Ok(0);
    }
    let named = named().await?;
    let mut cleared = 0;
    for hash in replaced.iter().filter(|hash| !named.contains(*hash)) {
        let file: FileHash = hash.parse().map_err(|_| Failure::Unreadable("publishing_replaced_files"))?;
        screen.files.remove(&file).await?;
        let mut tx = store.tidy(context).await?;
        originals::forget_replaced(tx.connection(), hash).await?;
        tx.commit().await?;
        cleared += 1;
    }
    Ok(cleared)
}
