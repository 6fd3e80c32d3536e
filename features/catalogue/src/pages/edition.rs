//! An edition with all its rules: who, to whom, by what law, when, and how sure we are.

use askama::Template;
use axum::extract::State;
use store::Connection;
use terms::EditionId;
use web::{Kind, OfficeShell, Outcome, Page, Path, Visit, format};

use super::CatalogueOffice;
use super::above::Above;
use super::names::Names;
use super::words::mark;
use crate::rules::{Edition, Entry, may_keep};
use crate::{EntryView, NationalEntry, board, national_list};

#[derive(Template)]
#[template(path = "catalogue/edition.html")]
struct EditionPage {
    shell: OfficeShell,
    id: i64,
    title: String,
    about: String,
    note: String,
    basis: String,
    /// Where one sees how it is kept.
    board: String,
    is_directory: bool,
    may_add: bool,
    groups: Vec<(String, Vec<Row>)>,
}

struct Row {
    number: String,
    path: String,
    name: String,
    national: Option<String>,
    /// The school's entry above it.
    above: String,
    note: String,
    lead: String,
    applies: bool,
    co_units: String,
    audience: &'static str,
    audience_reason: String,
    basis: String,
    due: String,
    sureness: String,
    is_important: bool,
    state: &'static str,
    mark: &'static str,
}

pub async fn page(State(office): State<CatalogueOffice>, visit: Visit, Path(id): Path<i64>) -> Outcome<Page> {
    let mut reader = office.site.store().reader().await?;
    let c = &mut *reader;
    let edition = seen_edition(c, &visit, id).await?;
    let above = Above::of(c, &visit, &edition).await?;
    let names = Names::of(c, visit.school()).await?;
    let (is_open, today) = (edition.is_open(visit.today()), visit.today());
    let by = crate::store::edition_rows(c, visit.school()).await?;
    let by = by.iter().find(|row| row.id.0 == id).and_then(|row| row.adopted_by);
    let page = EditionPage {
        id,
        title: title(&edition, &names),
        about: about(&edition, &names.person(by), is_open),
        note: edition.note.clone(),
        basis: national_list().basis.iter().map(|basis| basis.printable()).collect::<Vec<_>>().join("、"),
        board: board_of(&edition),
        is_directory: edition.owner.is_some(),
        may_add: is_open && may_keep(&visit.viewer, edition.owner),
        groups: {
            let board = board(c, &visit.viewer, edition, today).await?;
            let of = |view: &&EntryView, no: u8| view.entry.category == no;
            let row = |view: &EntryView| row(view, id, &names, &above, today);
            national_list()
                .categories
                .iter()
                .map(|category| {
                    let entries = board.entries.iter().filter(|view| of(view, category.no));
                    (category.name.clone(), entries.map(row).collect::<Vec<_>>())
                })
                .filter(|(_, rows)| !rows.is_empty())
                .collect()
        },
        shell: schools::shell::office_shell(c, &office.site, &visit, "/office/catalogue").await?,
    };
    Page::render(&page, &visit)
}

/// The edition with this number, the school's or a unit's.
pub async fn seen_edition(c: &mut Connection, visit: &Visit, id: i64) -> Outcome<Edition> {
    Ok(crate::edition(c, &visit.viewer, EditionId(id)).await?.ok_or(Kind::NotFound)?)
}

/// The same, for whoever keeps it; to others it is not there.
pub async fn kept_edition(c: &mut Connection, visit: &Visit, id: i64) -> Outcome<Edition> {
    let edition = seen_edition(c, visit, id).await?;
    Ok(Some(edition).filter(|edition| may_keep(&visit.viewer, edition.owner)).ok_or(Kind::NotFound)?)
}

/// `2026—2027学年公开清单`, `教务处2026—2027学年公开目录`
pub fn title(edition: &Edition, names: &Names) -> String {
    match edition.owner {
        None => format!("{}公开清单", edition.year.label()),
        Some(unit) => format!("{}{}公开目录", names.unit(unit), edition.year.label()),
    }
}

fn board_of(edition: &Edition) -> String {
    let unit = edition.owner.map(|unit| format!("&unit={unit}")).unwrap_or_default();
    format!("/office/catalogue?year={}{unit}", edition.year.start_year())
}

fn about(edition: &Edition, by: &str, is_open: bool) -> String {
    let adopted = format!("{}由{by}编定", format::long_day(edition.adopted_on));
    let until = format::long_day(edition.closes_on());
    match is_open {
        true => format!("{adopted}，{until}以前可以修改，以后定稿。"),
        false => format!("{adopted}，{until}定稿，不能再改。"),
    }
}

fn row(view: &EntryView, edition: i64, names: &Names, above: &Above, today: jiff::civil::Date) -> Row {
    let entry = &view.entry;
    let (state, shape) = mark(view, today);
    let national = entry.national_no.and_then(|no| national_list().entry(no));
    let co_units: Vec<String> = entry.co_units.iter().map(|unit| names.unit(*unit)).collect();
    Row {
        number: entry.no.to_string(),
        path: format!("/office/editions/{edition}/entries/{}", entry.no),
        name: entry.shown_name().to_owned(),
        national: entry.local_name.as_ref().map(|_| entry.name.clone()),
        above: above.name(entry),
        note: entry.note.clone().unwrap_or_default(),
        lead: names.unit_or_none(entry.lead_unit),
        applies: entry.applies(),
        co_units: co_units.join("、"),
        audience: entry.audience.name(),
        audience_reason: entry.audience_reason.clone().unwrap_or_default(),
        basis: own_basis(national),
        due: rules(entry),
        sureness: sureness(entry, national),
        is_important: entry.is_important,
        state,
        mark: shape,
    }
}

/// The laws of the entry alone, beside those of the whole list.
pub fn own_basis(national: Option<&NationalEntry>) -> String {
    let laws = national.map(|national| national.basis.iter().map(|basis| basis.printable()));
    laws.into_iter().flatten().collect::<Vec<_>>().join("、")
}

/// When it is due, how fast, and for how long it stands as a notice.
pub fn rules(entry: &Entry) -> String {
    let clock = entry.publish_within.map(|days| match days {
        0 => "即时公开".to_owned(),
        days => format!("形成后{days}个工作日内"),
    });
    let due = Some(entry.due_sentence()).filter(|due| !due.is_empty());
    let notice = entry.notice.as_ref().map(|notice| notice.sentence());
    let all: Vec<String> = [due, clock, notice].into_iter().flatten().collect();
    if all.is_empty() { "没有时限".to_owned() } else { all.join("；") }
}

/// How sure we are of the wording, the due rule and the notice.
pub fn sureness(entry: &Entry, national: Option<&NationalEntry>) -> String {
    let Some(national) = national else {
        return if entry.under.is_some() { "本部门自定" } else { "本校自定" }.to_owned();
    };
    let mut parts = vec![
        format!("名称{}", national.wording.certainty.name()),
        format!("更新要求{}", national.due_certainty.certainty.name()),
    ];
    parts.extend(entry.notice.as_ref().map(|notice| format!("公示期{}", notice.certainty.name())));
    parts.join("，")
}
