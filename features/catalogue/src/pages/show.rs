//! The page of an entry: what it asks for, how it stands, its history, and what
//! this viewer may do with it.

use askama::Template;
use store::Connection;
use terms::{EditionId, Role, UnitId};
use web::{Kind, OfficeShell, Outcome, Page, Problems, Visit, format};

use super::CatalogueOffice;
use super::above::Above;
use super::edition::{own_basis, rules, seen_edition, sureness, title};
use super::history::{ChangeLine, told};
use super::names::Names;
use super::words::{mark, note};
use super::written::Written;
use crate::actions::Units;
use crate::rules::{Edition, Entry, EntryNo, may_declare_nil, may_keep};
use crate::store::{PastNil, changes, past_nils};
use crate::{Board, EntryView, board, national_list};

/// What was typed into the forms of the page, where it comes back.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    pub written: Option<Written>,
    pub units: Option<Units>,
    pub split: String,
    pub not_applicable: String,
    pub nil: String,
    /// Which form it was: opened again.
    pub form: &'static str,
    pub problems: Problems,
    /// The last change that the writer knew.
    pub seen: Option<i64>,
    /// Whether somebody else was faster.
    pub is_overtaken: bool,
}

#[derive(Template)]
#[template(path = "catalogue/entry.html")]
struct EntryPage {
    shell: OfficeShell,
    path: String,
    edition_path: String,
    edition: String,
    number: String,
    name: String,
    is_national: bool,
    national: Option<String>,
    state: &'static str,
    mark: &'static str,
    note: String,
    signed: Option<String>,
    facts: Vec<(&'static str, String)>,
    parts: Vec<PartLine>,
    history: Vec<ChangeLine>,
    /// Declarations that were taken back.
    past_nils: Vec<String>,
    public: Option<String>,
    draft: Option<String>,
    may: May,
    form: &'static str,
    problems: Problems,
    is_overtaken: bool,
    overtaken: Vec<ChangeLine>,
    seen: i64,
    written: Written,
    leads: Vec<(i64, String, bool)>,
    co_units: Vec<(i64, String, bool)>,
    split: String,
    not_applicable: String,
    nil: String,
}

struct PartLine {
    path: String,
    name: String,
    unit: String,
    state: &'static str,
    mark: &'static str,
}

/// What the viewer may do with the entry now.
#[derive(Default)]
struct May {
    edit: bool,
    split: bool,
    exempt: bool,
    apply: bool,
    declare: bool,
    take_back: bool,
}

/// The edition and the entry, for a page or an action of it.
pub async fn found(c: &mut Connection, visit: &Visit, id: i64, number: &str) -> Outcome<(Edition, Entry)> {
    let number: EntryNo = number.parse().map_err(|_| Kind::NotFound)?;
    let edition = seen_edition(c, visit, id).await?;
    let entry = edition.entry(number).ok_or(Kind::NotFound)?.clone();
    Ok((edition, entry))
}

/// The same, for whoever keeps the edition; to others it is not there.
pub async fn kept(c: &mut Connection, visit: &Visit, id: i64, number: &str) -> Outcome<(Edition, Entry)> {
    let (edition, entry) = found(c, visit, id, number).await?;
    if !may_keep(&visit.viewer, edition.owner) {
        return Err(Kind::NotFound.into());
    }
    Ok((edition, entry))
}

/// The entry, for whoever signs that nothing happened under it; to others it is not there.
pub async fn signed_for(c: &mut Connection, visit: &Visit, id: i64, number: &str) -> Outcome<Entry> {
    let (_, entry) = found(c, visit, id, number).await?;
    Ok(Some(entry).filter(|entry| may_declare_nil(&visit.viewer, entry)).ok_or(Kind::NotFound)?)
}

/// The page, with what was typed where a form comes back.
pub async fn show(
    office: &CatalogueOffice,
    visit: &Visit,
    id: i64,
    number: &str,
    typed: Typed,
) -> Outcome<Page> {
    let mut reader = office.site.store().reader().await?;
    let c = &mut *reader;
    let entry_id = found(c, visit, id, number).await?.1.id.ok_or(Kind::NotFound)?;
    // The changes first: a form that knows of a change also shows it.
    let changes = changes(c, EditionId(id), entry_id).await?;
    let past = past_nils(c, EditionId(id), entry_id).await?;
    let (edition, entry) = found(c, visit, id, number).await?;
    let names = Names::of(c, visit.school()).await?;
    let above = Above::of(c, visit, &edition).await?;
    let board = board(c, &visit.viewer, edition, visit.today()).await?;
    let view = board.entry(entry.no).ok_or(Kind::NotFound)?;
    let today = visit.today();
    let last = changes.first().map_or(0, |change| change.number);
    // Only whoever was told of a newer change may write over it.
    let (told_of, seen) = match (typed.is_overtaken, typed.seen) {
        (true, seen) => (seen.unwrap_or_default(), last),
        (false, seen) => (last, seen.unwrap_or(last)),
    };
    let newer: Vec<_> = changes.iter().filter(|change| change.number > told_of).cloned().collect();
    let (state, shape) = mark(view, today);
    let units =
        typed.units.unwrap_or_else(|| Units { lead: entry.lead_unit, co_units: entry.co_units.clone() });
    let page = EntryPage {
        path: format!("/office/editions/{id}/entries/{}", entry.no),
        edition_path: format!("/office/editions/{id}"),
        edition: title(&board.edition, &names),
        number: entry.no.to_string(),
        name: entry.shown_name().to_owned(),
        is_national: entry.national_no.is_some() && entry.no.part == 0,
        national: entry.local_name.as_ref().map(|_| entry.name.clone()),
        state,
        mark: shape,
        note: note(view, &names, &office.calendar, today),
        signed: signed(view, &names),
        facts: facts(view, &names, &above),
        parts: board.parts(entry.no).map(|part| part_line(&board, part, &names, today)).collect(),
        history: told(&changes, &names, today),
        past_nils: past.iter().map(|past| past_line(past, &names, today)).collect(),
        public: public(&board, &entry, &names),
        draft: draft(visit, &board, view),
        may: may(visit, &board, view),
        form: typed.form,
        problems: typed.problems,
        overtaken: told(&newer, &names, today),
        seen,
        is_overtaken: typed.is_overtaken,
        written: typed.written.unwrap_or_else(|| Written::of(&entry)),
        leads: leads(&board.edition, unit_choices(&names, &entry, |unit| units.lead == Some(unit))),
        co_units: unit_choices(&names, &entry, |unit| units.co_units.contains(&unit)),
        split: typed.split,
        not_applicable: typed.not_applicable,
        nil: typed.nil,
        shell: schools::shell::office_shell(c, &office.site, visit, "/office/catalogue").await?,
    };
    Page::render(&page, visit)
}

/// The units of now, and those the entry still names.
fn unit_choices(
    names: &Names,
    entry: &Entry,
    is_chosen: impl Fn(UnitId) -> bool,
) -> Vec<(i64, String, bool)> {
    names
        .units
        .iter()
        .filter(|unit| unit.is_present() || entry.concerns(unit.id))
        .map(|unit| (unit.id.0, unit.short_name().to_owned(), is_chosen(unit.id)))
        .collect()
}

/// A unit leads its own directory, whoever takes part.
fn leads(edition: &Edition, choices: Vec<(i64, String, bool)>) -> Vec<(i64, String, bool)> {
    choices.into_iter().filter(|(id, ..)| edition.owner.is_none_or(|owner| owner.0 == *id)).collect()
}

/// Why it does not apply, or why there is nothing, with who signed and when.
fn signed(view: &EntryView, names: &Names) -> Option<String> {
    let (what, reason, by, on) = match (&view.entry.not_applicable, &view.nil) {
        (Some(mark), _) => ("不适用", &mark.reason, mark.signed_by, mark.signed_on),
        (None, Some(nil)) => ("本学年无", &nil.reason, nil.signed_by, nil.signed_on),
        (None, None) => return None,
    };
    Some(
        format!("{what}：{reason}。{}签字，{}。", names.person(Some(by)), format::long_day(on))
            .replace("。。", "。"),
    )
}

/// What was signed and taken back, with who and why.
fn past_line(past: &PastNil, names: &Names, today: jiff::civil::Date) -> String {
    let (signed, back) = (names.person(Some(past.nil.signed_by)), names.person(Some(past.by)));
    format!(
        "{}　{back}收回“本学年无”：{}。{signed}{}登记的理由是：{}。",
        format::instant(past.at, today),
        past.why.trim_end_matches('。'),
        format::day(past.nil.signed_on, today),
        past.nil.reason.trim_end_matches('。'),
    )
}

fn facts(view: &EntryView, names: &Names, above: &Above) -> Vec<(&'static str, String)> {
    let entry = &view.entry;
    let national = entry.national_no.and_then(|no| national_list().entry(no));
    let list: Vec<String> = national_list().basis.iter().map(|basis| basis.printable()).collect();
    let own = own_basis(national);
    let basis = list.into_iter().chain(Some(own).filter(|own| !own.is_empty()));
    let co_units: Vec<String> = entry.co_units.iter().map(|unit| names.unit(*unit)).collect();
    let category = national_list().category(entry.category).map(|category| category.name.clone());
    let mut facts = vec![
        ("属于", above.name(entry)),
        ("类别", category.unwrap_or_default()),
        ("牵头单位", names.unit_or_none(entry.lead_unit)),
        ("协办单位", co_units.join("、")),
        ("公开范围", entry.audience.name().to_owned()),
        ("范围理由", entry.audience_reason.clone().unwrap_or_default()),
        ("什么时候", rules(entry)),
        ("重要", if entry.is_important { "公开前要校领导审批" } else { "" }.to_owned()),
        ("依据", if national.is_some() { basis.collect::<Vec<_>>().join("、") } else { String::new() }),
        ("把握", sureness(entry, national)),
        ("提示", national.and_then(|national| national.note.clone()).unwrap_or_default()),
        ("备注", entry.note.clone().unwrap_or_default()),
        ("公开了", format!("{}条", format::count(view.publications))),
        ("最近公开", view.last_change.map(format::long_day).unwrap_or_default()),
    ];
    facts.retain(|(_, text)| !text.is_empty());
    facts
}

fn part_line(board: &Board, view: &EntryView, names: &Names, today: jiff::civil::Date) -> PartLine {
    let (state, shape) = mark(view, today);
    let edition = board.edition.id.map_or(0, |id| id.0);
    PartLine {
        path: format!("/office/editions/{edition}/entries/{}", view.entry.no),
        name: format!("{}　{}", view.entry.no, view.entry.shown_name()),
        unit: names.unit_or_none(view.entry.lead_unit),
        state,
        mark: shape,
    }
}

/// The public page of the entry, where the edition is the one the public sees.
fn public(board: &Board, entry: &Entry, names: &Names) -> Option<String> {
    let path = match board.edition.owner {
        None => format!("/catalogue/{}", entry.no),
        Some(owner) => format!("/units/{}?entry={}", names.code(owner)?, entry.no),
    };
    board.edition.year.contains(board.today).then_some(path)
}

/// Where the viewer begins a draft under the entry.
fn draft(visit: &Visit, board: &Board, view: &EntryView) -> Option<String> {
    let viewer = &visit.viewer;
    let concerns = |role| viewer.units_of(role).into_iter().any(|unit| view.entry.concerns(unit));
    let writes = viewer.has(Role::Office) || concerns(Role::Liaison) || concerns(Role::UnitHead);
    let is_now = board.edition.year.contains(board.today) && view.entry.applies() && !view.is_split;
    (writes && is_now).then(|| format!("/office/drafts/new?entry={}", view.entry.choice(board.edition.owner)))
}

fn may(visit: &Visit, board: &Board, view: &EntryView) -> May {
    let (edition, entry) = (&board.edition, &view.entry);
    let today = visit.today();
    let edits = may_keep(&visit.viewer, edition.owner) && edition.is_open(today);
    let is_in_time = edition.nil_out_of_time(today).is_none();
    let is_empty =
        view.nil.is_none() && view.coverage.published_on.is_none_or(|on| !edition.year.contains(on));
    let can_be_nil = entry.applies() && !view.is_split && entry.can_be_nil() && is_empty;
    May {
        edit: edits,
        split: edits && edition.owner.is_none() && entry.no.part == 0 && !view.is_split && entry.applies(),
        exempt: edits && entry.applies() && !view.is_split,
        apply: edits && !entry.applies(),
        declare: may_declare_nil(&visit.viewer, entry) && is_in_time && can_be_nil,
        take_back: may_declare_nil(&visit.viewer, entry) && is_in_time && view.nil.is_some(),
    }
}
