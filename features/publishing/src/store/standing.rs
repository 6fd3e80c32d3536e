//! What stands of publications, for whoever makes an index of them.

use std::collections::BTreeMap;

use sqlx::Row;
use sqlx::any::AnyRow;
use store::{Connection, Failure};
use terms::{PublicationId, SchoolId, VersionId};

use crate::model::Attachment;

/// What of a publication is searched: the text that stands now.
#[derive(Clone, Debug)]
pub struct StandingText {
    /// The publication.
    pub id: PublicationId,
    /// The school.
    pub school: SchoolId,
    /// 索引号
    pub index_no: String,
    /// The title.
    pub title: String,
    /// The body's text.
    pub body: String,
    /// The attachments; their text is kept as a file.
    pub attachments: Vec<Attachment>,
    /// 文号
    pub document_no: Option<String>,
    /// The catalogue category.
    pub category: u8,
    /// The unit.
    pub unit: terms::UnitId,
    /// What it counts as.
    pub information: String,
    /// The audience's code.
    pub audience: String,
    /// When it was first released.
    pub published_at: jiff::Timestamp,
}

/// The texts of publications for the index of every audience, which asks the viewer itself; nothing
/// of those that do not stand.
pub async fn standing_texts(c: &mut Connection, ids: &[PublicationId]) -> Result<Vec<StandingText>, Failure> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let numbers =
        |ids: &mut dyn Iterator<Item = i64>| ids.map(|id| id.to_string()).collect::<Vec<_>>().join(", ");
    let text = format!(
        "SELECT p.id, p.school_id, p.index_no, p.standing, p.published_at, p.live_version_id, v.title, v.body_text, v.document_no, v.category,
            v.unit_id, v.information, v.audience
         FROM publishing_publications p JOIN publishing_versions v ON v.id = p.live_version_id
         WHERE p.id IN ({}) AND p.standing IN ('live', 'expired') AND p.is_held = 0",
        numbers(&mut ids.iter().map(|id| id.0))
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(text)).persistent(false).fetch_all(&mut *c).await?;
    let live = rows.iter().map(|row| row.try_get("live_version_id")).collect::<Result<Vec<i64>, _>>()?;
    if live.is_empty() {
        return Ok(Vec::new());
    }
    let mut attachments: BTreeMap<VersionId, Vec<Attachment>> = BTreeMap::new();
    for one in super::attachments::attachments_of(c, &numbers(&mut live.iter().copied())).await? {
        attachments.entry(one.version).or_default().push(one);
    }
    let text = |(row, live): (&AnyRow, i64)| standing_text(row, attachments.remove(&VersionId(live)));
    rows.iter().zip(live).map(text).collect()
}

fn standing_text(row: &AnyRow, attachments: Option<Vec<Attachment>>) -> Result<StandingText, Failure> {
    let standing: String = row.try_get("standing")?;
    // A list that has expired: no word of it is found.
    let is_live = standing == "live";
    let (body, attachments) = match is_live {
        true => (row.try_get("body_text")?, attachments.unwrap_or_default()),
        false => (String::new(), Vec::new()),
    };
    let category: i64 = row.try_get("category")?;
    Ok(StandingText {
        id: PublicationId(row.try_get("id")?),
        school: SchoolId(row.try_get("school_id")?),
        index_no: row.try_get("index_no")?,
        title: row.try_get("title")?,
        body,
        attachments,
        document_no: row.try_get("document_no")?,
        category: category.try_into().unwrap_or_default(),
        unit: terms::UnitId(row.try_get("unit_id")?),
        information: row.try_get("information")?,
        audience: row.try_get("audience")?,
        published_at: store::sql::timestamp(row, "published_at")?,
    })
}
