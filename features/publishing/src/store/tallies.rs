//! Counts of what was released, from the tallies that the database keeps (migration 0023), so that
//! none of them grows with all that was ever published.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use sqlx::Row;
use sqlx::any::AnyRow;
use store::{Connection, Failure, sql};
use terms::Viewer;

use super::lists::{Filter, readable};

/// What counts are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grouping {
    /// 类别
    Category,
    /// 部门
    Unit,
    /// 类别 within a 部门, as `3.12`.
    CategoryOfUnit,
    /// 事项
    Entry,
    /// 体裁
    Information,
    /// 板块
    Block,
    /// The terms of the further taxonomies that stand together, as JSON.
    Tags,
    /// A publication's kind, by its code.
    Kind,
}

impl Grouping {
    fn dimension(self) -> &'static str {
        match self {
            Grouping::Category => "category",
            Grouping::Unit => "unit",
            Grouping::CategoryOfUnit => "crossed",
            Grouping::Entry => "entry",
            Grouping::Information => "information",
            Grouping::Block => "block",
            Grouping::Tags => "tags",
            Grouping::Kind => "kind",
        }
    }

    /// The group of a publication `p`, as tallies name it.
    pub(super) fn of_publication(self) -> &'static str {
        match self {
            Grouping::Category => "CAST(p.category AS TEXT)",
            Grouping::Unit => "CAST(p.unit_id AS TEXT)",
            Grouping::CategoryOfUnit => "p.category || '.' || p.unit_id",
            Grouping::Entry => "COALESCE(CAST(p.entry_id AS TEXT), '')",
            Grouping::Information => "p.information",
            Grouping::Block => "COALESCE(p.block, '')",
            Grouping::Tags => "p.tags",
            Grouping::Kind => "p.kind",
        }
    }
}

/// A group's count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// The group: a number, or a word; empty where a publication has none.
    pub group: String,
    /// How many.
    pub count: i64,
    /// When something in the group changed last.
    pub changed_at: Timestamp,
}

/// Counts by group of what the viewer may read, the largest first.
pub async fn counts(c: &mut Connection, viewer: &Viewer, by: Grouping) -> Result<Vec<Count>, Failure> {
    let text = format!(
        "SELECT t.value AS g, CAST(SUM(t.publications) AS BIGINT) AS n, MAX(t.changed_at) AS changed
         FROM publishing_tallies t {} AND t.gone = ''
         GROUP BY t.value HAVING SUM(t.publications) > 0 ORDER BY n DESC, g",
        of_dimension(viewer, by)
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(text)).fetch_all(c).await?;
    let read = |row: &AnyRow| {
        let changed_at = sql::timestamp(row, "changed")?;
        Ok(Count { group: row.try_get("g")?, count: row.try_get("n")?, changed_at })
    };
    rows.iter().map(read).collect()
}

/// A group's part in a period of whole months: what was first released in it and in the period
/// before, and what stood at the end of each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turnover {
    /// The group, as in [`Count`].
    pub group: String,
    /// First released in the period, withdrawn since or not.
    pub flow: i64,
    /// First released in the period before.
    pub last_flow: i64,
    /// What stood at the period's end.
    pub stock: i64,
    /// What stood at the end of the period before.
    pub previous: i64,
}

/// The turnover of each group of what the viewer may read, in the twelve months that begin with the
/// month of `from`.
pub async fn turnover(
    c: &mut Connection,
    viewer: &Viewer,
    by: Grouping,
    from: Date,
) -> Result<Vec<Turnover>, Failure> {
    let month = |months: i32| from.saturating_add(months.months()).strftime("%Y-%m").to_string();
    let sum = |condition: &str, name: &str| {
        format!("CAST(SUM(CASE WHEN {condition} THEN t.publications ELSE 0 END) AS BIGINT) AS {name}")
    };
    let sums = [
        sum("t.month >= $1 AND t.month < $2", "flow"),
        sum("t.month >= $3 AND t.month < $1", "last_flow"),
        sum("t.month < $2 AND (t.gone = '' OR t.gone >= $2)", "stock"),
        sum("t.month < $1 AND (t.gone = '' OR t.gone >= $1)", "previous"),
    ];
    let text = format!(
        "SELECT t.value AS g, {} FROM publishing_tallies t {} AND t.month < $2 GROUP BY t.value ORDER BY t.value",
        sums.join(", "),
        of_dimension(viewer, by)
    );
    let rows = super::lists::query(text, vec![month(0), month(12), month(-12)]).fetch_all(c).await?;
    let read = |row: &AnyRow| {
        Ok(Turnover {
            group: row.try_get("g")?,
            flow: row.try_get("flow")?,
            last_flow: row.try_get("last_flow")?,
            stock: row.try_get("stock")?,
            previous: row.try_get("previous")?,
        })
    };
    rows.iter().map(read).collect()
}

/// What was first released in a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Monthly {
    /// The first day of the month.
    pub month: Date,
    /// The first day of the month in which it was withdrawn; `None` for what stands.
    pub gone: Option<Date>,
    /// How many.
    pub count: i64,
}

/// All that was ever released of what the viewer may read, by month, the earliest first.
pub async fn monthly(c: &mut Connection, viewer: &Viewer) -> Result<Vec<Monthly>, Failure> {
    let text = format!(
        "SELECT t.month, t.gone, CAST(SUM(t.publications) AS BIGINT) AS n FROM publishing_tallies t {}
         GROUP BY t.month, t.gone HAVING SUM(t.publications) > 0 ORDER BY t.month, t.gone",
        of_dimension(viewer, Grouping::Category)
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(text)).fetch_all(c).await?;
    let read = |row: &AnyRow| {
        let (month, gone): (String, String) = (row.try_get("month")?, row.try_get("gone")?);
        let gone = if gone.is_empty() { None } else { Some(first_of(&gone)?) };
        Ok(Monthly { month: first_of(&month)?, gone, count: row.try_get("n")? })
    };
    rows.iter().map(read).collect()
}

fn first_of(month: &str) -> Result<Date, Failure> {
    format!("{month}-01").parse().map_err(|_| Failure::Unreadable("publishing_tallies.month"))
}

/// How many stand of what a filter chooses, where tallies tell it.
pub(super) async fn count(
    c: &mut Connection,
    viewer: &Viewer,
    filter: &Filter,
) -> Result<Option<i64>, Failure> {
    let Some((condition, values)) = chosen(viewer, filter) else { return Ok(None) };
    let text = format!(
        "SELECT CAST(COALESCE(SUM(t.publications), 0) AS BIGINT) AS n FROM publishing_tallies t {condition}"
    );
    let row = super::lists::query(text, values).fetch_one(c).await?;
    Ok(Some(row.try_get("n")?))
}

/// The months in which a page of a list lies, the newest first, so that what stands before and
/// behind it is not read.
pub(super) struct Stretch {
    /// First released from this instant on.
    pub from: Timestamp,
    /// First released before this instant.
    pub until: Timestamp,
    /// Rows of these months to be passed over.
    pub skip: i64,
    /// Rows of all months.
    pub total: i64,
}

/// The stretch of a list of what stands, where tallies tell it.
pub(super) async fn stretch_of(
    c: &mut Connection,
    viewer: &Viewer,
    filter: &Filter,
    skip: i64,
    limit: i64,
) -> Result<Option<Stretch>, Failure> {
    match chosen(viewer, filter) {
        Some((condition, values)) => Ok(Some(stretch(c, &condition, values, skip, limit).await?)),
        None => Ok(None),
    }
}

/// The stretch of what a condition on tallies chooses.
pub(super) async fn stretch(
    c: &mut Connection,
    condition: &str,
    values: Vec<String>,
    skip: i64,
    limit: i64,
) -> Result<Stretch, Failure> {
    let text = format!(
        "SELECT t.month, CAST(SUM(t.publications) AS BIGINT) AS n FROM publishing_tallies t {condition}
         GROUP BY t.month HAVING SUM(t.publications) > 0 ORDER BY t.month DESC"
    );
    let mut within: Option<(Date, Date, i64)> = None;
    let mut total = 0;
    for row in super::lists::query(text, values).fetch_all(c).await? {
        let (month, n): (String, i64) = (row.try_get("month")?, row.try_get("n")?);
        let month = first_of(&month)?;
        if total < skip.saturating_add(limit) && total + n > skip {
            within = Some(match within {
                Some((_, newest, passed)) => (month, newest, passed),
                None => (month, month, total),
            });
        }
        total += n;
    }
    let after = |month: Date| month.last_of_month().tomorrow().unwrap_or(Date::MAX);
    Ok(match within {
        Some((oldest, newest, passed)) => Stretch {
            from: terms::start_of(oldest),
            until: terms::start_of(after(newest)),
            skip: skip - passed,
            total,
        },
        None => Stretch { from: Timestamp::MIN, until: Timestamp::MIN, skip: 0, total },
    })
}

/// The condition for the tallies of a dimension that the viewer may know of.
pub(super) fn of_dimension(viewer: &Viewer, by: Grouping) -> String {
    format!(
        "WHERE t.school_id = {} AND t.dimension = '{}' AND {}",
        viewer.school,
        by.dimension(),
        readable(viewer, "t.audience", "t.owner_id")
    )
}

/// The condition for what stands of a filter's choice, with the values to be bound. `None` where it
/// chooses by several things at once, by parts of months, or by what tallies don't know.
fn chosen(viewer: &Viewer, filter: &Filter) -> Option<(String, Vec<String>)> {
    if filter.running_on.is_some() {
        return None;
    }
    let entries = filter.entries.iter().map(ToString::to_string).collect::<Vec<_>>();
    let one = |value: Option<String>| value.into_iter().collect::<Vec<_>>();
    let mut by: Vec<_> = [
        (Grouping::Category, one(filter.category.map(|category| category.to_string()))),
        (Grouping::Unit, one(filter.unit.map(|unit| unit.to_string()))),
        (Grouping::Entry, entries),
        (Grouping::Kind, one(filter.kind.clone())),
        (Grouping::Information, one(filter.information.map(|kind| kind.name().to_owned()))),
        (Grouping::Block, one(filter.block.map(|block| block.name().to_owned()))),
    ]
    .into_iter()
    .filter(|(_, values)| !values.is_empty())
    .collect();
    if by.len() > 1 {
        return None;
    }
    let (grouping, mut values) = by.pop().unwrap_or((Grouping::Category, Vec::new()));
    let mut text = format!("{} AND t.gone = ''", of_dimension(viewer, grouping));
    if !values.is_empty() {
        text.push_str(&format!(" AND t.value IN ({})", sql::markers(1, values.len())));
    }
    for (sign, instant) in [(">=", filter.from), ("<", filter.until)] {
        if let Some(instant) = instant {
            values.push(month_beginning(instant)?.strftime("%Y-%m").to_string());
            text.push_str(&format!(" AND t.month {sign} ${}", values.len()));
        }
    }
    Some((text, values))
}

/// The day, where an instant is the beginning of a month.
fn month_beginning(instant: Timestamp) -> Option<Date> {
    let day = terms::day_of(instant);
    (day == day.first_of_month() && terms::start_of(day) == instant).then_some(day)
}
