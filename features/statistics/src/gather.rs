//! Gathers the ledger of a year from the records.

use std::collections::BTreeMap;

use catalogue::rules::CoverageState;
use jiff::civil::Date;
use publishing::Issued;
use store::{Connection, Failure};
use terms::{AcademicYear, SchoolId, UnitId, Viewer};
use web::{Progress, format};

use crate::rules::counts::Counts;
use crate::rules::ledger::{Counted, EntryLine, EntryState, Ledger, Period, Sent};
use crate::store as rows;

/// Everything that a school's report of a year counts, whoever may read it. The caller has
/// asked the viewer.
pub async fn for_report(c: &mut Connection, school: SchoolId, year: AcademicYear) -> Result<Ledger, Failure> {
    telling(c, school, year, &Progress::default()).await
}

/// What there is to do until a report's figures are counted: three readings, and the counting.
pub(crate) const STEPS: i64 = 4;

/// The same, telling how far it is.
pub(crate) async fn telling(
    c: &mut Connection,
    school: SchoolId,
    year: AcademicYear,
    progress: &Progress,
) -> Result<Ledger, Failure> {
    let mut ledger = gathered(c, school, year, progress).await?;
    if let Some(report) = rows::of_year(c, school, year).await? {
        let answers = rows::answers(c, report.id).await?;
        ledger.answers = answers.into_iter().map(|(code, answered)| (code, answered.answer)).collect();
    }
    Ok(ledger)
}

async fn gathered(
    c: &mut Connection,
    school: SchoolId,
    year: AcademicYear,
    progress: &Progress,
) -> Result<Ledger, Failure> {
    let period = Period::of(year);
    progress.step(0, STEPS, "正在读公开信息的记录");
    let end = terms::start_of(period.to.tomorrow().unwrap_or(Date::MAX));
    let issued = publishing::issued_before(c, school, end).await?;
    let units = schools::names_on(c, school, period.to).await?;
    let read = format::count(i64::try_from(issued.len()).unwrap_or(i64::MAX));
    progress.step(1, STEPS, format!("读了{read}条公开信息，正在读各渠道的发布记录"));
    let known = issued.iter().map(|one| one.id).collect::<std::collections::BTreeSet<_>>();
    let mut releases = channels::released_before(c, school, end).await?;
    releases.retain(|sent| known.contains(&sent.publication));
    progress.step(2, STEPS, format!("读了{read}条公开信息和它们的发布记录，正在核对清单事项"));
    let name = schools::find(c, school).await?.map(|school| school.name).unwrap_or_default();
    Ok(Ledger {
        school: name,
        period,
        publications: issued.into_iter().map(|one| counted(one, &units)).collect(),
        releases: releases.into_iter().map(sent).collect(),
        entries: entries(c, school, period.to).await?,
        answers: BTreeMap::new(),
        counts: Counts::default(),
    })
}

pub(crate) fn counted(one: Issued, units: &BTreeMap<UnitId, String>) -> Counted {
    Counted {
        id: one.id.0,
        index_no: one.index_no,
        title: one.title,
        published_on: terms::day_of(one.published_at),
        withdrawn_on: one.withdrawn_at.map(terms::day_of),
        information: one.information.name().to_owned(),
        category: one.category,
        block: one.block.map(|block| block.name().to_owned()),
        tags: one.tags,
        unit: units.get(&one.unit).cloned().unwrap_or_default(),
    }
}

fn sent(release: channels::Release) -> Sent {
    Sent {
        publication: release.publication.0,
        channel: release.channel,
        is_online: release.is_online,
        on: terms::day_of(release.at),
    }
}

/// Whole entries of the edition, as they stood on a day.
async fn entries(c: &mut Connection, school: SchoolId, day: Date) -> Result<Vec<EntryLine>, Failure> {
    let viewer = Viewer::public(school);
    let Some(edition) = catalogue::edition_on(c, &viewer, None, day).await? else { return Ok(Vec::new()) };
    let board = catalogue::board(c, &viewer, edition, day).await?;
    let whole = board.entries.iter().filter(|view| view.entry.no.part == 0);
    Ok(whole
        .map(|view| EntryLine {
            no: view.entry.no.to_string(),
            name: view.entry.name.clone(),
            state: state(view.coverage.state),
            publications: view.publications,
            path: format!("/catalogue/{}", view.entry.no),
        })
        .collect())
}

fn state(state: CoverageState) -> EntryState {
    match state {
        CoverageState::Covered => EntryState::Covered,
        CoverageState::Stale => EntryState::Stale,
        CoverageState::Missing => EntryState::Missing,
        CoverageState::Nil => EntryState::Nil,
        CoverageState::NotApplicable => EntryState::NotApplicable,
        CoverageState::AtDiscretion => EntryState::AtDiscretion,
    }
}
