//! The records behind a public figure, a page of them at a time.

use std::collections::BTreeMap;

use channels::Release;
use jiff::civil::Date;
use publishing::{Grouping, Issued, IssuedFilter};
use store::{Connection, Failure};
use terms::{AcademicYear, PublicationId, UnitId, Viewer};

use crate::gather::counted;
use crate::pages::RecordView;
use crate::rules::figure::{Group, Key, Line, Measure};
use crate::rules::ledger::Period;
use crate::tallied::{groups, instants};

/// A page of the records behind a figure, the newest first, and how many there are.
pub struct Behind {
    /// The records.
    pub records: Vec<RecordView>,
    /// All of them.
    pub total: i64,
}

/// The records behind a figure of a year that the viewer may know of. Of what was withdrawn they
/// learn that it was, not its title: the title may be why. `None` for figures that no public page tells.
pub async fn behind(
    c: &mut Connection,
    viewer: &Viewer,
    (year, key): (AcademicYear, &Key),
    (skip, limit): (i64, i64),
    today: Date,
) -> Result<Option<Behind>, Failure> {
    let period = Period::of(year);
    let units = schools::names_on(c, viewer.school, period.to).await?;
    if key.measure == Measure::Releases {
        return releases(c, viewer, &key.group, period, (skip, limit), (&units, today)).await;
    }
    let Some(filter) = filter(c, viewer, key, period, &units).await? else { return Ok(None) };
    let (issued, total) = publishing::issued_list(c, viewer, &filter, skip, limit).await?;
    let counted: Vec<_> = issued.into_iter().map(|one| shown(one, &units)).collect();
    let lines: Vec<_> =
        counted.iter().map(|one| Line { publication: one, on: one.published_on, channel: None }).collect();
    Ok(Some(Behind { records: crate::pages::records(&lines, today), total }))
}

fn shown(one: Issued, units: &BTreeMap<UnitId, String>) -> crate::rules::ledger::Counted {
    let mut counted = counted(one, units);
    if counted.withdrawn_on.is_some() {
        counted.title.clear();
    }
    counted
}

/// What is listed behind a figure of publications.
async fn filter(
    c: &mut Connection,
    viewer: &Viewer,
    key: &Key,
    period: Period,
    units: &BTreeMap<UnitId, String>,
) -> Result<Option<IssuedFilter>, Failure> {
    let after = |day: Date| day.tomorrow().unwrap_or(Date::MAX);
    let (from, until, is_standing) = match key.measure {
        Measure::Stock => (None, after(period.to), true),
        Measure::Previous => (None, period.from, true),
        Measure::Flow => (Some(period.from), after(period.to), false),
        Measure::LastFlow => (Some(period.before().from), period.from, false),
        Measure::Online | Measure::Releases => return Ok(None),
    };
    let whole = IssuedFilter { from, until, is_standing, by: None };
    let by = match &key.group {
        Group::All => return Ok(Some(whole)),
        Group::Month(name) => return Ok(of_month(whole, name)),
        Group::Channel(_) => return Ok(None),
        Group::Category(_) => Grouping::Category,
        Group::Information(_) => Grouping::Information,
        Group::Block(_) => Grouping::Block,
        Group::Term(..) => Grouping::Tags,
        Group::Unit(_) => Grouping::Unit,
        Group::CategoryOfUnit(..) => Grouping::CategoryOfUnit,
    };
    // Several groups of tallies may count for one of figures: units of one name, tags with a term.
    let kept = publishing::turnover(c, viewer, by, period.from).await?;
    let wanted =
        kept.into_iter().map(|one| one.group).filter(|one| groups(by, one, units).contains(&key.group));
    Ok(Some(IssuedFilter { by: Some((by, wanted.collect())), ..whole }))
}

/// The month of that name, where it lies within.
fn of_month(whole: IssuedFilter, name: &str) -> Option<IssuedFilter> {
    let first: Date = format!("{name}-01").parse().ok()?;
    let after = first.last_of_month().tomorrow().ok()?;
    let is_within = whole.from.is_none_or(|from| first >= from) && first < whole.until && !whole.is_standing;
    is_within.then_some(IssuedFilter { from: Some(first), until: after, ..whole })
}

/// Releases by channels, with what was released.
async fn releases(
    c: &mut Connection,
    viewer: &Viewer,
    group: &Group,
    period: Period,
    (skip, limit): (i64, i64),
    (units, today): (&BTreeMap<UnitId, String>, Date),
) -> Result<Option<Behind>, Failure> {
    let channel = match group {
        Group::All => None,
        Group::Channel(name) => Some(name.as_str()),
        _ => return Ok(None),
    };
    let within = instants(period.from, period.to);
    let counts = channels::released_counts(c, viewer, within).await?;
    let total = counts.iter().filter(|(name, _)| channel.is_none_or(|one| one == name)).map(|(_, n)| n).sum();
    let releases = channels::released_list(c, viewer, channel, within, skip, limit).await?;
    let ids: Vec<PublicationId> = releases.iter().map(|one| one.publication).collect();
    let issued = if ids.is_empty() { Vec::new() } else { publishing::issued_of(c, viewer, &ids).await? };
    let by_id: BTreeMap<i64, _> = issued.into_iter().map(|one| (one.id.0, shown(one, units))).collect();
    let line = |release: &Release| {
        let publication = by_id.get(&release.publication.0)?;
        Some((publication, terms::day_of(release.at), release.channel.clone()))
    };
    let found: Vec<_> = releases.iter().filter_map(line).collect();
    let lines: Vec<_> = found
        .iter()
        .map(|(publication, on, channel)| Line { publication, on: *on, channel: Some(channel) })
        .collect();
    Ok(Some(Behind { records: crate::pages::records(&lines, today), total }))
}
