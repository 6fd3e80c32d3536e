use files::Files;
use jiff::SignedDuration;
use store::{Context, Store};

use super::discard_upload::remove;
use crate::PublishingError;
use crate::rules::uploads::kept;
use crate::store::uploads;

/// Whoever asks again for an upload that is over is still told so for a day.
const TOLD: SignedDuration = SignedDuration::from_hours(24);

/// Removes the uploads of all schools that nobody went on with for days, and chunks that no upload
/// names. Answers with how many went.
pub async fn clear_uploads(
    store: &Store,
    files: &Files,
    context: &Context,
) -> Result<usize, PublishingError> {
    let over = {
        let mut reader = store.reader().await?;
        uploads::over(&mut reader, context.now - kept(), context.now - TOLD).await?
    };
    for code in &over {
        remove(store, files, context, code).await?;
    }
    // What lies there was named before it was written: looked for in this order, none that just began is taken.
    let there = files.uploads().await?;
    let named = uploads::codes(&mut *store.reader().await?).await?;
    let lost: Vec<_> = there.iter().filter(|code| !named.contains(*code)).collect();
    for code in &lost {
        files.drop_chunks(code).await?;
    }
    Ok(over.len() + lost.len())
}
