//! The SQL of batches.

use sqlx::Row;
use store::{Connection, Context, Failure};
use terms::BatchId;

pub(crate) async fn insert_batch(
    c: &mut Connection,
    context: &Context,
    file_name: &str,
) -> Result<BatchId, Failure> {
    let row = sqlx::query(
        "INSERT INTO importing_batches (school_id, file_name, begun_at, answered_by) VALUES ($1, $2, $3, $4) RETURNING id",
    )
    .bind(context.school.0)
    .bind(file_name)
    .bind(context.now_ms())
    .bind(context.actor.person().map(|person| person.0))
    .fetch_one(c)
    .await?;
    Ok(BatchId(row.try_get("id")?))
}
