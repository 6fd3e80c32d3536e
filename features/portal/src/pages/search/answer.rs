//! The direct answer of a search (直接的答案): where what was asked is clearly one thing that the school
//! has, it stands on top, before all that merely holds the words.

use catalogue::rules::Entry;
use publishing::{Filter, Order, public_list};
use schools::Unit;
use store::Connection;
use web::{Outcome, Visit, format};

use crate::parts;

/// One thing, with the way to it.
pub struct Answer {
    /// What sort of thing it is.
    pub sort: &'static str,
    pub title: String,
    pub path: String,
    /// What can be said of it in a line.
    pub about: Vec<String>,
}

/// Reports of one year are two at most: of the academic year that begins in it, and that ends in it.
const MOST_REPORTS: usize = 2;
/// What the yearly report of this site is on.
const OURS: &str = "信息公开";
/// Shorter words are in many names.
const SHORTEST_NAME: usize = 4;

/// What was asked for, if it is clear.
pub async fn answers(c: &mut Connection, visit: &Visit, units: &[Unit], asked: &str) -> Outcome<Vec<Answer>> {
    let asked = asked.trim();
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    if let Some(item) = numbered(c, visit, units, asked).await? {
        return Ok(vec![item]);
    }
    if let Some(year) = report_year(asked) {
        return reports(c, visit, year).await;
    }
    if let Some(unit) = one_unit(units, asked) {
        return Ok(vec![of_unit(unit)]);
    }
    Ok(entry(c, visit, units, asked).await?.into_iter().collect())
}

/// A publication by its index number.
async fn numbered(c: &mut Connection, visit: &Visit, units: &[Unit], asked: &str) -> Outcome<Option<Answer>> {
    let found = publishing::by_index_no(c, &visit.viewer, &asked.to_uppercase()).await?;
    let Some(found) = found else { return Ok(None) };
    // The record decides what a list may show.
    let row = publishing::listed(c, &visit.viewer, found.id).await?;
    Ok(row.map(|row| Answer {
        sort: "索引号",
        path: parts::item_path(&row.index_no),
        about: [
            row.index_no,
            units.iter().find(|unit| unit.id == row.unit).map(|unit| unit.name.clone()).unwrap_or_default(),
            format!("{}公开", format::long_day(terms::day_of(row.published_at))),
        ]
        .to_vec(),
        title: row.title,
    }))
}

/// The year of a report that is asked for: 2025年年报, 2025—2026学年年度报告.
fn report_year(asked: &str) -> Option<i16> {
    if !["年报", "年度报告", "年度工作报告"].iter().any(|word| asked.contains(word)) {
        return None;
    }
    let digits: Vec<&str> = asked.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() == 4).collect();
    digits.first()?.parse().ok().filter(|year| (2000..2100).contains(year))
}

async fn reports(c: &mut Connection, visit: &Visit, year: i16) -> Outcome<Vec<Answer>> {
    let filter = Filter { kind: Some("annual_report".into()), ..Filter::default() };
    let rows = public_list(c, &visit.viewer, &filter, Order::Newest, 0, 100).await?;
    let mut of_year: Vec<_> = rows.into_iter().filter(|row| row.title.contains(&year.to_string())).collect();
    // Reports on other things are of this kind too; whoever means one of them says so.
    if of_year.iter().any(|row| row.title.contains(OURS)) {
        of_year.retain(|row| row.title.contains(OURS));
    }
    let report = |row: publishing::Listed| Answer {
        sort: "年度报告",
        path: parts::item_path(&row.index_no),
        about: vec![format!("{}公布", format::long_day(terms::day_of(row.published_at)))],
        title: row.title,
    };
    Ok(of_year.into_iter().take(MOST_REPORTS).map(report).collect())
}

/// The one unit that is called so.
fn one_unit<'a>(units: &'a [Unit], asked: &str) -> Option<&'a Unit> {
    units.iter().find(|unit| unit.is_present() && (unit.name == asked || unit.short_name() == asked))
}

fn of_unit(unit: &Unit) -> Answer {
    let profile = &unit.profile;
    let about = [&profile.phone, &profile.place, &profile.duties];
    Answer {
        sort: "部门",
        title: unit.name.clone(),
        path: format!("/units/{}", unit.code),
        about: about.into_iter().filter(|text| !text.is_empty()).cloned().collect(),
    }
}

/// An entry of the list, by its number or as the only one that is called so.
async fn entry(c: &mut Connection, visit: &Visit, units: &[Unit], asked: &str) -> Outcome<Option<Answer>> {
    let Some(edition) = catalogue::edition_on(c, &visit.viewer, None, visit.today()).await? else {
        return Ok(None);
    };
    let Some(entry) = one_entry(&edition.entries, asked) else { return Ok(None) };
    let entries = match entry.id {
        Some(id) => catalogue::with_below(c, &visit.viewer, id).await?,
        None => Vec::new(),
    };
    let filter = Filter { entries, ..Filter::default() };
    let count = publishing::count(c, &visit.viewer, &filter).await?;
    let lead = units.iter().find(|unit| Some(unit.id) == entry.lead_unit).map(|unit| unit.name.clone());
    let about = [lead.unwrap_or_default(), entry.due_sentence(), format!("公开了{}条", format::count(count))];
    Ok(Some(Answer {
        sort: "清单事项",
        title: format!("{}　{}", entry.no, entry.shown_name()),
        path: format!("/catalogue/{}", entry.no),
        about: about.into_iter().filter(|text| !text.is_empty()).collect(),
    }))
}

fn one_entry<'a>(entries: &'a [Entry], asked: &str) -> Option<&'a Entry> {
    let number = asked.trim_start_matches('第').trim_end_matches('项');
    if let Some(entry) = entries.iter().find(|entry| entry.no.to_string() == number) {
        return Some(entry);
    }
    if asked.chars().count() < SHORTEST_NAME {
        return None;
    }
    let mut named = entries.iter().filter(|entry| {
        entry.no.part == 0 && [entry.shown_name(), &entry.name].iter().any(|name| name.contains(asked))
    });
    let first = named.next();
    first.filter(|_| named.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::report_year;

    #[test]
    fn a_report_is_asked_for_by_its_year() {
        for (asked, year) in [
            ("2025年年报", Some(2025)),
            ("2025—2026学年信息公开工作年度报告", Some(2025)),
            ("年报", None),
            ("2025年预算", None),
            ("20250年报", None),
            ("1025年报", None),
        ] {
            assert_eq!(report_year(asked), year, "{asked}");
        }
    }
}
