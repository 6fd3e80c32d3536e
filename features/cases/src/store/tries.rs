//! Opening a case with its number and code, and counting wrong ones.

use jiff::{SignedDuration, Timestamp};
use store::{Connection, Failure};
use terms::SchoolId;

use crate::Vault;
use crate::model::Case;

use super::cases;

/// Wrong codes of one number in an hour, after which the right one waits too.
const MOST_TRIES: i64 = 10;
const WAIT: SignedDuration = SignedDuration::from_hours(1);

/// What came of a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opened {
    /// The case.
    Case(Box<Case>),
    /// No such number with this code.
    Wrong,
    /// Too many wrong codes for this number.
    TooMany,
}

/// Opens a case of a kind with its number and code. A wrong code is counted, whoever typed it.
pub async fn open_with_code(
    c: &mut Connection,
    vault: &Vault,
    school: SchoolId,
    (kind, number, code): (&str, &str, &str),
    now: Timestamp,
) -> Result<Opened, Failure> {
    // The turn is taken before the code is compared: a thousand at once are counted one by one.
    let since = (now - WAIT).as_millisecond();
    sqlx::query(
        "UPDATE cases_cases SET tries = CASE WHEN tried_at < $4 THEN 0 ELSE tries END
         WHERE school_id = $1 AND kind = $2 AND number = $3",
    )
    .bind(school.0)
    .bind(kind)
    .bind(number)
    .bind(since)
    .execute(&mut *c)
    .await?;
    let Some((case, hash, tries)) = cases::with_code(c, school, kind, number).await? else {
        // As much work as for a number that is there.
        vault.code_mac(number, code);
        return Ok(Opened::Wrong);
    };
    if tries >= MOST_TRIES {
        return Ok(Opened::TooMany);
    }
    if vault.is_code(number, code, &hash) {
        return Ok(Opened::Case(Box::new(case)));
    }
    sqlx::query("UPDATE cases_cases SET tries = tries + 1, tried_at = $2 WHERE id = $1")
        .bind(case.id.0)
        .bind(now.as_millisecond())
        .execute(c)
        .await?;
    Ok(Opened::Wrong)
}
