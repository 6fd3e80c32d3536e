//! What a draft's form offers to choose from: entries, and the second taxonomies.

use catalogue::rules::{Edition, Entry};
use store::Connection;
use terms::Block;
use web::{Outcome, Visit};

use crate::model::Content;
use crate::rules::likely::{Candidate, likely};
use crate::rules::workflow;
use crate::store::lists::{self, Filter, Order};

/// The school's list, or a unit's directory, to choose an entry from.
pub struct EntryGroup {
    pub name: String,
    pub entries: Vec<(String, String, bool)>,
}

/// An entry that the draft's title speaks of, to be chosen with one press.
pub struct LikelyLine {
    pub choice: String,
    pub name: String,
    /// Who leads it, and the shortest notice, where it has one.
    pub about: String,
    pub why: String,
}

/// A second taxonomy (分类) with what its author chose; none is as the category proposes.
pub struct Sorting {
    pub field: String,
    pub label: &'static str,
    pub choices: Vec<(&'static str, bool)>,
    pub is_multiple: bool,
}

/// The school's list, and the directories of the units that the viewer may write for.
pub async fn entry_groups(c: &mut Connection, visit: &Visit, content: &Content) -> Outcome<Vec<EntryGroup>> {
    let (viewer, today) = (&visit.viewer, visit.today());
    let names = schools::units(c, visit.school()).await?;
    let group = |name: String, edition: &Edition| {
        let entry = |entry: &Entry| {
            let short: String = entry.shown_name().chars().take(40).collect();
            let name = if edition.owner.is_some() { short } else { format!("{} {short}", entry.no) };
            (entry.choice(edition.owner), name, entry.id == content.entry && content.entry.is_some())
        };
        let entries = edition.entries.iter().filter(|entry| entry.applies()).map(entry).collect();
        EntryGroup { name, entries }
    };
    let list = catalogue::edition_on(c, viewer, None, today).await?;
    let mut groups: Vec<_> = list.iter().map(|list| group("学校清单".into(), list)).collect();
    for directory in catalogue::directories_on(c, viewer, today).await? {
        let unit = names.iter().find(|unit| Some(unit.id) == directory.owner);
        let own = unit.filter(|unit| unit.is_present() && workflow::may_write(viewer, unit.id));
        groups.extend(own.map(|unit| group(format!("{}的目录", unit.short_name()), &directory)));
    }
    Ok(groups)
}

/// How many of a unit's publications tell where the next belongs.
const LOOKED_AT: i64 = 300;

/// The entries of the school's list that a draft without one belongs to, as far as its title tells.
pub async fn likely_entries(
    c: &mut Connection,
    visit: &Visit,
    content: &Content,
) -> Outcome<Vec<LikelyLine>> {
    if content.entry.is_some() || content.title.trim().is_empty() {
        return Ok(Vec::new());
    }
    let Some(list) = catalogue::edition_on(c, &visit.viewer, None, visit.today()).await? else {
        return Ok(Vec::new());
    };
    let entries: Vec<&Entry> = list.entries.iter().filter(|entry| entry.applies()).collect();
    let candidates: Vec<_> = entries.iter().filter_map(|entry| candidate(entry, content)).collect();
    let of_unit = Filter { unit: Some(content.unit), ..Filter::default() };
    let past = lists::public_list(c, &visit.viewer, &of_unit, Order::Newest, 0, LOOKED_AT).await?;
    let past: Vec<_> = past.into_iter().filter_map(|one| Some((one.title, one.entry?))).collect();
    let units = schools::units(c, visit.school()).await?;
    let line = |one: crate::rules::likely::Likely| {
        let entry = entries.iter().find(|entry| entry.id == Some(one.id))?;
        let lead = units.iter().find(|unit| Some(unit.id) == entry.lead_unit);
        let notice = entry.notice.as_ref().map(|rule| rule.sentence());
        let about = lead.map(|unit| format!("{}牵头", unit.short_name())).into_iter().chain(notice);
        Some(LikelyLine {
            choice: entry.choice(list.owner),
            name: format!("{} {}", entry.no, entry.shown_name().chars().take(40).collect::<String>()),
            about: about.collect::<Vec<_>>().join("，"),
            why: one.why,
        })
    };
    Ok(likely(&content.title, &candidates, &past).into_iter().filter_map(line).collect())
}

fn candidate<'e>(entry: &'e Entry, content: &Content) -> Option<Candidate<'e>> {
    Some(Candidate { id: entry.id?, name: &entry.name, is_own: entry.lead_unit == Some(content.unit) })
}

/// What the category proposes is not shown as chosen: it goes with the category.
pub fn sortings(content: &Content) -> Vec<Sorting> {
    let sorting = |taxonomy: &'static catalogue::Taxonomy| {
        let carried: Vec<&str> = match taxonomy.has_own_field {
            true => content.block.map(Block::name).into_iter().collect(),
            false => taxonomy.among(&content.tags).collect(),
        };
        let proposed = taxonomy.proposed_for(content.category);
        let is_chosen = |term: &str| carried.contains(&term) && proposed != Some(term);
        Sorting {
            field: format!("sort_{}", taxonomy.code),
            label: &taxonomy.name,
            choices: taxonomy.terms.iter().map(|term| (term.as_str(), is_chosen(term))).collect(),
            is_multiple: taxonomy.is_multiple,
        }
    };
    catalogue::taxonomies().iter().map(sorting).collect()
}
