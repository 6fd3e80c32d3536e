//! Lists of what stands public. They all go through one condition, which asks the viewer.

use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::Any;
use sqlx::Row;
use sqlx::any::AnyArguments;
use sqlx::query::Query;
use store::{Connection, Failure, sql};
use terms::{Block, EntryId, InformationKind, PublicationId, UnitId, Viewer};

use super::{read, tallies};
use crate::model::Listed;

/// Which publications a list shows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this category.
    pub category: Option<u8>,
    /// Of one of these catalogue entries; of any, where none is named.
    pub entries: Vec<EntryId>,
    /// Of this unit.
    pub unit: Option<UnitId>,
    /// Of this kind.
    pub kind: Option<String>,
    /// Counted as this.
    pub information: Option<InformationKind>,
    /// Of this block.
    pub block: Option<Block>,
    /// First released from this instant on.
    pub from: Option<Timestamp>,
    /// First released before this instant.
    pub until: Option<Timestamp>,
    /// Notices that run on this day.
    pub running_on: Option<Date>,
}

/// The order of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The newest first.
    #[default]
    Newest,
    /// The notice that ends first, first.
    EndsFirst,
}

/// The SQL condition on a column of audiences and one of units under which the viewer may read what
/// is for them.
pub fn readable(viewer: &Viewer, audience: &str, unit: &str) -> String {
    let audiences: Vec<_> = viewer.audiences().iter().map(|a| format!("'{}'", a.code())).collect();
    let some = match viewer.person.as_ref() {
        Some(_) if viewer.sees_all_drafts() => format!(" OR {audience} = 'some'"),
        Some(person) => {
            person.unit.map(|own| format!(" OR ({audience} = 'some' AND {unit} = {own})")).unwrap_or_default()
        }
        None => String::new(),
    };
    format!("({audience} IN ({}){some})", audiences.join(", "))
}

/// The condition under which the viewer may read a row: of the school, standing
/// (or withdrawn with its page kept), not held, of an audience of theirs.
fn condition(viewer: &Viewer, filter: &Filter) -> (String, Vec<String>) {
    let mut text = format!(
        " WHERE p.school_id = {} AND p.standing IN ('live', 'expired') AND p.is_held = 0 AND {}",
        viewer.school,
        readable(viewer, "p.audience", "p.unit_id")
    );
    let mut bound = Vec::new();
    let mut numbers = |column: &str, value: Option<i64>| {
        if let Some(value) = value {
            text.push_str(&format!(" AND p.{column} = {value}"));
        }
    };
    numbers("category", filter.category.map(i64::from));
    numbers("unit_id", filter.unit.map(|u| u.0));
    if !filter.entries.is_empty() {
        let entries: Vec<String> = filter.entries.iter().map(EntryId::to_string).collect();
        text.push_str(&format!(" AND p.entry_id IN ({})", entries.join(", ")));
    }
    if let Some(from) = filter.from {
        text.push_str(&format!(" AND p.published_at >= {}", from.as_millisecond()));
    }
    if let Some(until) = filter.until {
        text.push_str(&format!(" AND p.published_at < {}", until.as_millisecond()));
    }
    let words = [
        ("kind", filter.kind.clone()),
        ("information", filter.information.map(|i| i.name().to_owned())),
        ("block", filter.block.map(|b| b.name().to_owned())),
    ];
    for (column, value) in words {
        if let Some(value) = value {
            bound.push(value);
            text.push_str(&format!(" AND p.{column} = ${}", bound.len()));
        }
    }
    if let Some(day) = filter.running_on {
        bound.push(day.to_string());
        text.push_str(&format!(" AND p.notice_from <= ${0} AND p.notice_to >= ${0}", bound.len()));
    }
    (text, bound)
}

pub(super) fn query(text: String, bound: Vec<String>) -> Query<'static, Any, AnyArguments> {
    bound.into_iter().fold(sqlx::query(sqlx::AssertSqlSafe(text)), |query, value| query.bind(value))
}

const LISTED: &str = "SELECT p.id, p.index_no, p.title, p.unit_id, p.entry_id, p.category, p.kind, p.information, p.block,
    p.audience, p.document_no, p.published_at, p.revised_at, p.notice_from, p.notice_to, p.validity, p.standing
    FROM publishing_publications p";

/// So many rows are passed over one by one; beyond them it is asked in which months the page lies.
const PASSED_OVER: i64 = 1000;

/// A page of what the viewer may read.
pub async fn public_list(
    c: &mut Connection,
    viewer: &Viewer,
    filter: &Filter,
    order: Order,
    skip: i64,
    limit: i64,
) -> Result<Vec<Listed>, Failure> {
    let (mut filter, mut skip, limit) = (filter.clone(), skip.max(0), limit.clamp(0, 1000));
    if skip > PASSED_OVER && order == Order::Newest {
        let stretch = tallies::stretch_of(c, viewer, &filter, skip, limit).await?;
        if let Some(stretch) = stretch {
            (filter.from, filter.until, skip) = (Some(stretch.from), Some(stretch.until), stretch.skip);
        }
    }
    let (condition, bound) = condition(viewer, &filter);
    let order = match order {
        Order::Newest => "p.published_at DESC, p.id DESC",
        Order::EndsFirst => "p.notice_to, p.id",
    };
    let text = format!("{LISTED}{condition} ORDER BY {order} LIMIT {limit} OFFSET {skip}");
    query(text, bound).fetch_all(c).await?.iter().map(read::listed).collect()
}

/// One publication as a line of a list, where the viewer may read it.
pub async fn listed(
    c: &mut Connection,
    viewer: &Viewer,
    id: PublicationId,
) -> Result<Option<Listed>, Failure> {
    let (condition, bound) = condition(viewer, &Filter::default());
    let text = format!("{LISTED}{condition} AND p.id = {id}");
    query(text, bound).fetch_optional(c).await?.as_ref().map(read::listed).transpose()
}

/// How many the viewer may read.
pub async fn count(c: &mut Connection, viewer: &Viewer, filter: &Filter) -> Result<i64, Failure> {
    if let Some(count) = tallies::count(c, viewer, filter).await? {
        return Ok(count);
    }
    let (condition, bound) = condition(viewer, filter);
    let text = format!("SELECT COUNT(*) AS n FROM publishing_publications p{condition}");
    Ok(query(text, bound).fetch_one(c).await?.try_get("n")?)
}

/// When the earliest of what stands public was published.
pub async fn first_published(c: &mut Connection, viewer: &Viewer) -> Result<Option<Timestamp>, Failure> {
    let (condition, bound) = condition(viewer, &Filter::default());
    let text = format!("SELECT MIN(p.published_at) AS first FROM publishing_publications p{condition}");
    sql::timestamp_opt(&query(text, bound).fetch_one(c).await?, "first")
}

/// When anything public of the school changed last.
pub async fn newest_change(c: &mut Connection, viewer: &Viewer) -> Result<Option<Timestamp>, Failure> {
    let (condition, bound) = condition(viewer, &Filter::default());
    let text = format!("SELECT MAX(p.revised_at) AS changed FROM publishing_publications p{condition}");
    sql::timestamp_opt(&query(text, bound).fetch_one(c).await?, "changed")
}
