//! What was released, as statistics count it: whoever may read it, withdrawn since or not.

use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::Row;
use store::{Connection, Failure, sql};
use terms::{Audience, Block, InformationKind, PublicationId, SchoolId, UnitId, Viewer};

use super::lists::readable;
use super::tallies::{self, Grouping, Stretch};

/// A publication that was released.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// Its number.
    pub id: PublicationId,
    /// 索引号
    pub index_no: String,
    /// Its title.
    pub title: String,
    /// Its first release.
    pub published_at: Timestamp,
    /// When it was withdrawn as a whole; a list that was taken down for its personal data
    /// leaves its notice standing.
    pub withdrawn_at: Option<Timestamp>,
    /// What it counts as.
    pub information: InformationKind,
    /// The catalogue category.
    pub category: u8,
    /// Its block.
    pub block: Option<Block>,
    /// Its terms of the further taxonomies.
    pub tags: Vec<String>,
    /// The unit that published it.
    pub unit: UnitId,
    /// For whom.
    pub audience: Audience,
}

const ISSUED: &str = "SELECT p.id, p.index_no, p.title, p.published_at,
    CASE WHEN p.standing = 'withdrawn' THEN p.withdrawn_at END AS withdrawn,
    p.information, p.category, p.block, p.unit_id, p.audience, p.tags
    FROM publishing_publications p
    WHERE p.standing <> 'unpublished' AND p.is_held = 0";

/// Everything that a school released before an instant, the oldest first, for whomever it was:
/// who may know of it is asked by the caller. Imported rows that wait for an answer to a
/// finding were not released.
pub async fn issued_before(
    c: &mut Connection,
    school: SchoolId,
    until: Timestamp,
) -> Result<Vec<Issued>, Failure> {
    let text = format!("{ISSUED} AND p.school_id = $1 AND p.published_at < $2 ORDER BY p.published_at, p.id");
    let query = sqlx::query(sqlx::AssertSqlSafe(text)).bind(school.0).bind(until.as_millisecond());
    query.fetch_all(c).await?.iter().map(issued).collect()
}

/// Which of what was released a list shows.
#[derive(Clone, Debug)]
pub struct IssuedFilter {
    /// First released from this month on.
    pub from: Option<Date>,
    /// First released before this month.
    pub until: Date,
    /// Only what still stood when that month began.
    pub is_standing: bool,
    /// Of one of these groups of a grouping; of any, where none is named.
    pub by: Option<(Grouping, Vec<String>)>,
}

impl IssuedFilter {
    /// The condition on tallies, with the values to be bound.
    fn on_tallies(&self, viewer: &Viewer) -> (String, Vec<String>) {
        let month = |day: Date| day.strftime("%Y-%m").to_string();
        let (grouping, groups) = self.by.clone().unwrap_or((Grouping::Category, Vec::new()));
        let mut text = tallies::of_dimension(viewer, grouping);
        if self.by.is_some() {
            text.push_str(&format!(" AND t.value IN ({})", sql::markers(1, groups.len())));
        }
        let mut values = groups;
        values.push(month(self.until));
        text.push_str(&format!(" AND t.month < ${}", values.len()));
        if self.is_standing {
            text.push_str(&format!(" AND (t.gone = '' OR t.gone >= ${})", values.len()));
        }
        if let Some(from) = self.from {
            values.push(month(from));
            text.push_str(&format!(" AND t.month >= ${}", values.len()));
        }
        (text, values)
    }

    /// The condition on publications, with the values to be bound.
    fn on_publications(&self, viewer: &Viewer, stretch: &Stretch) -> (String, Vec<String>) {
        let mut text = format!(
            " AND p.school_id = {} AND {} AND p.published_at >= {} AND p.published_at < {}",
            viewer.school,
            readable(viewer, "p.audience", "p.unit_id"),
            stretch.from.as_millisecond(),
            stretch.until.as_millisecond()
        );
        if self.is_standing {
            let end = terms::start_of(self.until).as_millisecond();
            text.push_str(&format!(" AND (p.standing <> 'withdrawn' OR p.withdrawn_at >= {end})"));
        }
        let Some((grouping, groups)) = &self.by else { return (text, Vec::new()) };
        text.push_str(&format!(" AND {} IN ({})", grouping.of_publication(), sql::markers(1, groups.len())));
        (text, groups.clone())
    }
}

/// A page of what was released and the viewer may know of, the newest first, and how much there is.
pub async fn issued_list(
    c: &mut Connection,
    viewer: &Viewer,
    filter: &IssuedFilter,
    skip: i64,
    limit: i64,
) -> Result<(Vec<Issued>, i64), Failure> {
    if filter.by.as_ref().is_some_and(|(_, groups)| groups.is_empty()) {
        return Ok((Vec::new(), 0));
    }
    let (condition, values) = filter.on_tallies(viewer);
    let stretch = tallies::stretch(c, &condition, values, skip, limit).await?;
    let (condition, values) = filter.on_publications(viewer, &stretch);
    let text = format!(
        "{ISSUED}{condition} ORDER BY p.published_at DESC, p.id DESC LIMIT {limit} OFFSET {}",
        stretch.skip
    );
    let rows = super::lists::query(text, values).fetch_all(c).await?;
    Ok((rows.iter().map(issued).collect::<Result<_, _>>()?, stretch.total))
}

/// What was released of these numbers and the viewer may know of.
pub async fn issued_of(
    c: &mut Connection,
    viewer: &Viewer,
    ids: &[PublicationId],
) -> Result<Vec<Issued>, Failure> {
    let listed = ids.iter().map(PublicationId::to_string).collect::<Vec<_>>().join(", ");
    let readable = readable(viewer, "p.audience", "p.unit_id");
    let text = format!("{ISSUED} AND p.school_id = {} AND {readable} AND p.id IN ({listed})", viewer.school);
    super::lists::query(text, Vec::new()).fetch_all(c).await?.iter().map(issued).collect()
}

fn issued(row: &sqlx::any::AnyRow) -> Result<Issued, Failure> {
    let index_no: Option<String> = row.try_get("index_no")?;
    let information: String = row.try_get("information")?;
    let block: Option<String> = row.try_get("block")?;
    let category: i64 = row.try_get("category")?;
    let audience: String = row.try_get("audience")?;
    Ok(Issued {
        id: PublicationId(row.try_get("id")?),
        index_no: index_no.unwrap_or_default(),
        title: row.try_get("title")?,
        published_at: sql::timestamp(row, "published_at")?,
        withdrawn_at: sql::timestamp_opt(row, "withdrawn")?,
        information: InformationKind::from_name(&information).ok_or(Failure::Unreadable("information"))?,
        category: category.try_into().map_err(|_| Failure::Unreadable("category"))?,
        block: block.as_deref().and_then(Block::from_name),
        tags: sql::json(row, "tags")?,
        unit: UnitId(row.try_get("unit_id")?),
        audience: Audience::from_code(&audience).ok_or(Failure::Unreadable("audience"))?,
    })
}
