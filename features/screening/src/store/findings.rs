//! The SQL of findings.

use jiff::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;
use store::{Connection, Failure, sql};
use terms::{AttachmentId, PersonId, SchoolId, VersionId};

use crate::rules::{AID_AUDIENCE, Answer};
use crate::scan::Found;

/// A finding in a version.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Its number.
    pub id: i64,
    /// The version it stands in.
    pub version: VersionId,
    /// Where: 标题, 正文, or an attachment and the place inside it.
    pub part: String,
    /// The attachment, if it stands in one.
    pub attachment: Option<AttachmentId>,
    /// Its first Unicode scalar value in the part.
    pub from: usize,
    /// The one after its last.
    pub to: usize,
    /// What it is: `id_card`, `mobile`, …, or `unreadable`.
    pub kind: String,
    /// `block`, `warn` or `info`.
    pub level: String,
    /// The value with its telling part hidden.
    pub masked: String,
    /// The rule that found it.
    pub rule: String,
    /// What tells the same value again; see [`crate::Lens::hash`].
    pub hash: String,
    /// `kept`, or nothing while nobody has answered.
    pub answer: Option<String>,
    /// The reason for the answer.
    pub reason: String,
    /// Who answered.
    pub answered_by: Option<PersonId>,
    /// When.
    pub answered_at: Option<Timestamp>,
    /// Who else looked at it and agreed.
    pub confirmed_by: Option<PersonId>,
    /// When.
    pub confirmed_at: Option<Timestamp>,
}

impl Finding {
    /// Whether a person must answer it before the version may pass.
    pub fn needs_answer(&self) -> bool {
        self.level != "info"
    }

    /// Whether nobody has answered it yet, or nobody else has agreed.
    pub fn is_open(&self) -> bool {
        self.needs_answer() && (self.answer.is_none() || self.confirmed_by.is_none())
    }

    /// Whether only a leader may agree that it stands.
    pub fn needs_leader(&self) -> bool {
        self.rule == AID_AUDIENCE
    }
}

const COLUMNS: &str =
    "SELECT id, version_id, part, attachment_id, from_char, to_char, kind, level, masked, rule, hash,
    answer, reason, answered_by, answered_at, confirmed_by, confirmed_at FROM screening_findings";

fn read(row: &AnyRow) -> Result<Finding, Failure> {
    let number = |column| -> Result<usize, Failure> {
        let value: i64 = row.try_get(column)?;
        Ok(value.try_into().unwrap_or_default())
    };
    let attachment: Option<i64> = row.try_get("attachment_id")?;
    let person = |column| -> Result<Option<PersonId>, Failure> {
        let value: Option<i64> = row.try_get(column)?;
        Ok(value.map(PersonId))
    };
    Ok(Finding {
        id: row.try_get("id")?,
        version: VersionId(row.try_get("version_id")?),
        part: row.try_get("part")?,
        attachment: attachment.map(AttachmentId),
        from: number("from_char")?,
        to: number("to_char")?,
        kind: row.try_get("kind")?,
        level: row.try_get("level")?,
        masked: row.try_get("masked")?,
        rule: row.try_get("rule")?,
        hash: row.try_get("hash")?,
        answer: row.try_get("answer")?,
        reason: row.try_get("reason")?,
        answered_by: person("answered_by")?,
        answered_at: sql::timestamp_opt(row, "answered_at")?,
        confirmed_by: person("confirmed_by")?,
        confirmed_at: sql::timestamp_opt(row, "confirmed_at")?,
    })
}

/// The findings of a version, in the order of their places.
pub async fn findings(c: &mut Connection, version: VersionId) -> Result<Vec<Finding>, Failure> {
    let text = format!("{COLUMNS} WHERE version_id = $1 ORDER BY id");
    let rows = sqlx::query(sqlx::AssertSqlSafe(text)).bind(version.0).fetch_all(c).await?;
    rows.iter().map(read).collect()
}

/// A finding of a school.
pub async fn find(c: &mut Connection, school: SchoolId, id: i64) -> Result<Option<Finding>, Failure> {
    let text = format!("{COLUMNS} WHERE school_id = $1 AND id = $2");
    let row = sqlx::query(sqlx::AssertSqlSafe(text)).bind(school.0).bind(id).fetch_optional(c).await?;
    row.as_ref().map(read).transpose()
}

/// How many findings wait for an answer in a school.
pub async fn findings_of_school(c: &mut Connection, school: SchoolId) -> Result<i64, Failure> {
    let row = sqlx::query(
        "SELECT COUNT(*) AS n FROM screening_findings WHERE school_id = $1 AND answer IS NULL AND level <> 'info'",
    )
    .bind(school.0)
    .fetch_one(c)
    .await?;
    Ok(row.try_get("n")?)
}

/// Whose answers stay when a version is read again.
#[derive(Clone, Copy, Debug)]
pub enum Keep<'a> {
    /// Everybody's, and who agreed: the text is the same, the rules are others.
    All,
    /// Those of these people, who write it; agreeing is of that very version.
    Of(&'a [PersonId]),
}

/// Puts what was found now in the place of what was found before. Where the same
/// stands in the same part as before, what was answered to it stays.
pub async fn merge(
    c: &mut Connection,
    school: SchoolId,
    version: VersionId,
    found: &[Found],
    keep: Keep<'_>,
    now: Timestamp,
) -> Result<(), Failure> {
    let mut before = findings(&mut *c, version).await?;
    for one in found {
        match before.iter().position(|finding| is_same(finding, one)) {
            Some(at) => again(&mut *c, &before.remove(at), one, keep).await?,
            None => insert(&mut *c, school, version, one, now).await?,
        }
    }
    for gone in before {
        sqlx::query("DELETE FROM screening_findings WHERE id = $1").bind(gone.id).execute(&mut *c).await?;
    }
    Ok(())
}

/// Whether it is the same value in the same part; what could not be read, for the same reason.
fn is_same(finding: &Finding, found: &Found) -> bool {
    let told = |hash: &str, rule: &str| if hash.is_empty() { rule.to_owned() } else { hash.to_owned() };
    finding.attachment == found.attachment
        && finding.part == found.part
        && finding.kind == found.kind
        && told(&finding.hash, &finding.rule) == told(&found.hash, &found.rule)
}

async fn again(c: &mut Connection, before: &Finding, found: &Found, keep: Keep<'_>) -> Result<(), Failure> {
    sqlx::query(
        "UPDATE screening_findings SET from_char = $2, to_char = $3, level = $4, masked = $5, rule = $6 WHERE id = $1",
    )
    .bind(before.id)
    .bind(number(found.from))
    .bind(number(found.to))
    .bind(&found.level)
    .bind(&found.masked)
    .bind(&found.rule)
    .execute(&mut *c)
    .await?;
    let text = match keep {
        Keep::All => return Ok(()),
        Keep::Of(people) if before.answered_by.is_some_and(|by| people.contains(&by)) => {
            "UPDATE screening_findings SET confirmed_by = NULL, confirmed_at = NULL WHERE id = $1"
        }
        Keep::Of(_) => {
            "UPDATE screening_findings SET answer = NULL, reason = '', answered_by = NULL, answered_at = NULL,
                confirmed_by = NULL, confirmed_at = NULL WHERE id = $1"
        }
    };
    sqlx::query(text).bind(before.id).execute(c).await?;
    Ok(())
}

async fn insert(
    c: &mut Connection,
    school: SchoolId,
    version: VersionId,
    one: &Found,
    now: Timestamp,
) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO screening_findings
            (school_id, version_id, part, attachment_id, from_char, to_char, kind, level, masked, rule, hash, found_at, reason)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '')",
    )
    .bind(school.0)
    .bind(version.0)
    .bind(&one.part)
    .bind(one.attachment.map(|a| a.0))
    .bind(number(one.from))
    .bind(number(one.to))
    .bind(&one.kind)
    .bind(&one.level)
    .bind(&one.masked)
    .bind(&one.rule)
    .bind(&one.hash)
    .bind(now.as_millisecond())
    .execute(c)
    .await?;
    Ok(())
}

fn number(value: usize) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// Writes down an answer to a finding; who agreed with another one has not agreed with this.
pub async fn answer(
    c: &mut Connection,
    id: i64,
    answer: Answer,
    reason: &str,
    by: PersonId,
    now: Timestamp,
) -> Result<(), Failure> {
    sqlx::query(
        "UPDATE screening_findings SET answer = $2, reason = $3, answered_by = $4, answered_at = $5,
            confirmed_by = NULL, confirmed_at = NULL WHERE id = $1",
    )
    .bind(id)
    .bind(answer.code())
    .bind(reason)
    .bind(by.0)
    .bind(now.as_millisecond())
    .execute(c)
    .await?;
    Ok(())
}

/// Writes down that somebody else looked at a finding and agreed that it stands.
pub async fn confirm(c: &mut Connection, id: i64, by: PersonId, now: Timestamp) -> Result<(), Failure> {
    sqlx::query("UPDATE screening_findings SET confirmed_by = $2, confirmed_at = $3 WHERE id = $1")
        .bind(id)
        .bind(by.0)
        .bind(now.as_millisecond())
        .execute(c)
        .await?;
    Ok(())
}

#[cfg(test)]
pub(crate) mod samples {
    use super::*;

    pub(crate) fn finding(level: &str) -> Finding {
        Finding {
            id: 1,
            version: VersionId(1),
            part: "正文".into(),
            attachment: None,
            from: 0,
            to: 11,
            kind: "mobile".into(),
            level: level.into(),
            masked: "138****0000".into(),
            rule: "mobile".into(),
            hash: String::new(),
            answer: None,
            reason: String::new(),
            answered_by: None,
            answered_at: None,
            confirmed_by: None,
            confirmed_at: None,
        }
    }

    pub(crate) fn answered(level: &str, by: PersonId, confirmed: Option<PersonId>) -> Finding {
        Finding {
            answer: Some("kept".into()),
            answered_by: Some(by),
            confirmed_by: confirmed,
            ..finding(level)
        }
    }

    /// One that only a leader may agree to.
    pub(crate) fn leaders(by: PersonId) -> Finding {
        Finding { rule: AID_AUDIENCE.into(), ..answered("block", by, None) }
    }
}
