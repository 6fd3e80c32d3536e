use files::FileHash;
use store::{Context, Store};

use crate::store::originals;
use crate::{PublishingError, Screen};

/// Removes files whose place a masked one has taken, as soon as nothing names them: no version
/// of any school, nor anything of which `is_named_elsewhere` knows. Answers with how many went.
pub async fn clear_replaced(
    store: &Store,
    screen: &Screen,
    context: &Context,
    is_named_elsewhere: impl AsyncFn(&str) -> Result<bool, store::Failure>,
) -> Result<usize, PublishingError> {
    let replaced = originals::all_replaced(&mut *store.reader().await?).await?;
    let mut cleared = 0;
    for hash in replaced {
        let file: FileHash = hash.parse().map_err(|_| store::Failure::Unreadable("file_hash"))?;
        let mut tx = store.tidy(context).await?;
        let is_named = originals::is_named(tx.connection(), &hash).await? || is_named_elsewhere(&hash).await?;
        if !is_named {
            screen.files.remove(&file).await?;
            originals::forget_replaced(tx.connection(), &hash).await?;
            cleared += 1;
        }
        tx.commit().await?;
    }
    Ok(cleared)
}
