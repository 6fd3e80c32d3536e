//! The SQL of findings.

use jiff::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;
use store::{Connection, Failure, sql};
use terms::{AttachmentId, PersonId, SchoolId, VersionId};

use crate::rules::Answer;
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
    /// `kept`, or nothing while nobody has answered.
    pub answer: Option<String>,
    /// The reason for the answer.
    pub reason: String,
    /// Who answered.
    pub answered_by: Option<PersonId>,
    /// When.
    pub answered_at: Option<Timestamp>,
}

impl Finding {
    /// Whether a person must answer it before the version may pass.
    pub fn needs_answer(&self) -> bool {
        self.level != "info"
    }
}

const COLUMNS: &str =
    "SELECT id, version_id, part, attachment_id, from_char, to_char, kind, level, masked, rule,
    answer, reason, answered_by, answered_at FROM screening_findings";

fn read(row: &AnyRow) -> Result<Finding, Failure> {
    let number = |column| -> Result<usize, Failure> {
        let value: i64 = row.try_get(column)?;
        Ok(value.try_into().unwrap_or_default())
    };
    let attachment: Option<i64> = row.try_get("attachment_id")?;
    let person: Option<i64> = row.try_get("answered_by")?;
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
        answer: row.try_get("answer")?,
        reason: row.try_get("reason")?,
        answered_by: person.map(PersonId),
        answered_at: sql::timestamp_opt(row, "answered_at")?,
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

/// Puts what was found now in the place of what was found before.
pub async fn replace(
    c: &mut Connection,
    school: SchoolId,
    version: VersionId,
    found: &[Found],
    now: Timestamp,
) -> Result<(), Failure> {
    sqlx::query("DELETE FROM screening_findings WHERE version_id = $1")
        .bind(version.0)
        .execute(&mut *c)
        .await?;
    for one in found {
        let number = |value: usize| i64::try_from(value).unwrap_or(i64::MAX);
        sqlx::query(
            "INSERT INTO screening_findings
                (school_id, version_id, part, attachment_id, from_char, to_char, kind, level, masked, rule, found_at, reason)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '')",
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
        .bind(now.as_millisecond())
        .execute(&mut *c)
        .await?;
    }
    Ok(())
}

/// Writes down an answer to a finding.
pub async fn answer(
    c: &mut Connection,
    id: i64,
    answer: Answer,
    reason: &str,
    by: PersonId,
    now: Timestamp,
) -> Result<(), Failure> {
    sqlx::query("UPDATE screening_findings SET answer = $2, reason = $3, answered_by = $4, answered_at = $5 WHERE id = $1")
        .bind(id)
        .bind(answer.code())
        .bind(reason)
        .bind(by.0)
        .bind(now.as_millisecond())
        .execute(c)
        .await?;
    Ok(())
}

#[cfg(test)]
pub(crate) mod samples {
    use super::*;

    pub(crate) fn finding(level: &str, answer: Option<&str>) -> Finding {
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
            answer: answer.map(Into::into),
            reason: String::new(),
            answered_by: None,
            answered_at: None,
        }
    }
}
