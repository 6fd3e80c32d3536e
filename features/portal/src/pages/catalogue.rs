//! The catalogue: all entries, an entry, a category.

use ::catalogue::rules::{CoverageState, EntryNo};
use ::catalogue::{Board, EntryView, board, edition_on};
use askama::Template;
use axum::extract::State;
use publishing::{Filter, Order};
use serde::Deserialize;
use web::{Kind, Outcome, Page, Path, Query, Shell, Visit};

use super::lists::{List, PageNumber, listed};
use super::{Portal, depends_on_lists, shell};
use crate::parts::{self, Line, Pager, Tag};

#[derive(Template)]
#[template(path = "portal/catalogue.html")]
struct CataloguePage {
    shell: Shell,
    lead: String,
    year: String,
    filters: Vec<Chosen>,
    groups: Vec<Group>,
}

struct Group {
    number: u8,
    /// 一, 二, …
    numeral: char,
    name: String,
    rows: Vec<Row>,
}

/// A choice of entries by their state, with how many there are.
struct Chosen {
    path: String,
    word: &'static str,
    count: usize,
    is_current: bool,
}

/// Which entries are shown; all where none is named.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    state: String,
}

/// What can be asked for, with its word.
const FILTERS: [(&str, &str, CoverageState); 6] = [
    ("covered", "已公开", CoverageState::Covered),
    ("stale", "该更新", CoverageState::Stale),
    ("missing", "还没有公开", CoverageState::Missing),
    ("discretion", "按安排公开", CoverageState::AtDiscretion),
    ("nil", "本学年无", CoverageState::Nil),
    ("not-applicable", "不适用", CoverageState::NotApplicable),
];

/// The choices that lead somewhere, and the state that was chosen. Parts are counted with their whole.
fn filters(board: &Board, asked: &str) -> Outcome<(Vec<Chosen>, Option<CoverageState>)> {
    let chosen = FILTERS.into_iter().find(|(code, ..)| *code == asked).map(|(.., state)| state);
    if chosen.is_none() && !asked.is_empty() {
        return Err(Kind::NotFound.into());
    }
    let whole = || board.entries.iter().filter(|view| view.entry.no.part == 0);
    let all = Chosen {
        path: "/catalogue".into(),
        word: "全部",
        count: whole().count(),
        is_current: chosen.is_none(),
    };
    let one = |(code, word, state): (&str, &'static str, CoverageState)| Chosen {
        path: format!("/catalogue?state={code}"),
        word,
        count: whole().filter(|view| view.coverage.state == state).count(),
        is_current: code == asked,
    };
    let some = FILTERS.into_iter().map(one).filter(|choice| choice.count > 0 || choice.is_current);
    Ok((std::iter::once(all).chain(some).collect(), chosen))
}

struct Row {
    number: String,
    name: String,
    national: Option<String>,
    unit: String,
    rule: String,
    count: String,
    changed: String,
    tag: Tag,
    reason: String,
}

pub async fn page(State(portal): State<Portal>, visit: Visit, Query(asked): Query<Asked>) -> Outcome<Page> {
    let mut reader = portal.site.store().reader().await?;
    let c = &mut *reader;
    let board = current(c, &visit).await?.ok_or(Kind::NotFound)?;
    let units = parts::unit_names(&schools::units(c, visit.school()).await?);
    let (filters, state) = filters(&board, &asked.state)?;
    let page = CataloguePage {
        lead: lead(&board),
        year: board.edition.year.label(),
        groups: groups(&board, &units, state),
        filters,
        shell: shell(c, &portal, &visit, "catalogue").await?,
    };
    Ok(Page::render(&page, &visit)?.keep(depends_on_lists(&visit)))
}

/// The whole list in one sentence.
fn lead(board: &Board) -> String {
    let totals = board.totals();
    let mut lead = format!(
        "清单共{}项，适用本校{}项，其中{}项已公开",
        totals.entries, totals.applicable, totals.covered
    );
    for (count, word) in [
        (totals.nil, "项本学年无"),
        (totals.at_discretion, "项按安排公开"),
        (totals.stale, "项该更新"),
        (totals.missing, "项还没有公开"),
        (totals.entries - totals.applicable, "项不适用"),
    ] {
        if count > 0 {
            lead.push_str(&format!("，{count}{word}"));
        }
    }
    lead.push_str("。每一项都写明谁负责、何时更新。");
    lead
}

/// The categories with their entries in this state; in any, where none is named.
fn groups(board: &Board, units: &parts::UnitNames, state: Option<CoverageState>) -> Vec<Group> {
    let is_shown = |e: &&EntryView| state.is_none_or(|state| state == e.coverage.state);
    let of = |number: u8| board.entries.iter().filter(move |e| e.entry.category == number);
    let group = |view: ::catalogue::CategoryView| Group {
        number: view.category.no,
        numeral: parts::numeral(view.category.no),
        name: view.category.name.clone(),
        rows: of(view.category.no).filter(is_shown).map(|e| row(e, units)).collect(),
    };
    board.by_category().into_iter().map(group).filter(|group| !group.rows.is_empty()).collect()
}

async fn current(c: &mut store::Connection, visit: &Visit) -> Outcome<Option<Board>> {
    match edition_on(c, &visit.viewer, None, visit.today()).await? {
        Some(edition) => Ok(Some(board(c, &visit.viewer, edition, visit.today()).await?)),
        None => Ok(None),
    }
}

fn row(view: &EntryView, units: &parts::UnitNames) -> Row {
    let entry = &view.entry;
    let reason = match (&entry.not_applicable, &view.nil) {
        (Some(na), _) => na.reason.clone(),
        (None, Some(nil)) if view.coverage.state == CoverageState::Nil => nil.reason.clone(),
        _ => String::new(),
    };
    Row {
        number: entry.no.to_string(),
        name: entry.shown_name().to_owned(),
        national: entry.local_name.as_ref().map(|_| entry.name.clone()),
        unit: entry.lead_unit.and_then(|unit| units.get(&unit).cloned()).unwrap_or_default(),
        rule: entry.due.iter().map(|rule| rule.sentence()).collect::<Vec<_>>().join("；"),
        count: web::format::count(view.publications),
        changed: view.last_change.map(|day| day.to_string()).unwrap_or_default(),
        tag: tag(view.coverage.state),
        reason,
    }
}

fn tag(state: CoverageState) -> Tag {
    let class = match state {
        CoverageState::Covered => "ok",
        CoverageState::Stale => "warn",
        CoverageState::Missing => "bad",
        CoverageState::Nil | CoverageState::NotApplicable | CoverageState::AtDiscretion => "",
    };
    let word = if state == CoverageState::Missing { "还没有公开" } else { state.name() };
    Tag { class, word: word.into() }
}

#[derive(Template)]
#[template(path = "portal/entry.html")]
struct EntryPage {
    shell: Shell,
    row: Row,
    category: u8,
    category_name: String,
    co_units: String,
    /// What units keep below it in their own directories: the path, the name, the unit.
    below: Vec<(String, String, String)>,
    rows: Vec<Line>,
    empty: String,
    pager: Pager,
}

pub async fn entry(
    State(portal): State<Portal>,
    visit: Visit,
    Path(number): Path<String>,
    Query(query): Query<PageNumber>,
) -> Outcome<Page> {
    let number: EntryNo = number.parse().map_err(|_| Kind::NotFound)?;
    let mut reader = portal.site.store().reader().await?;
    let c = &mut *reader;
    let board = current(c, &visit).await?.ok_or(Kind::NotFound)?;
    let view = board.entry(number).ok_or(Kind::NotFound)?;
    let all_units = schools::units(c, visit.school()).await?;
    let units = parts::unit_names(&all_units);
    let entries = match view.entry.id {
        Some(id) => ::catalogue::with_below(c, &visit.viewer, id).await?,
        None => vec![],
    };
    let filter = Filter { entries, ..Filter::default() };
    let path = format!("/catalogue/{number}");
    let (rows, pager, _) = listed(&portal, &visit, &filter, Order::Newest, query.number(), &path).await?;
    let row = row(view, &units);
    let empty = match view.coverage.state {
        CoverageState::NotApplicable => format!("这一项不适用本校：{}", row.reason),
        CoverageState::Nil => format!("本学年没有这方面的信息：{}", row.reason),
        _ => match view.coverage.due_on {
            Some(due) => format!("还没有公开。按规则应于{}前公开。", web::format::long_day(due)),
            None => "还没有公开的信息。".to_owned(),
        },
    };
    let co_units: Vec<_> = view.entry.co_units.iter().filter_map(|unit| units.get(unit).cloned()).collect();
    let page = EntryPage {
        category: view.entry.category,
        category_name: parts::category_name(view.entry.category),
        co_units: co_units.join("、"),
        below: below(c, &visit, &all_units, view).await?,
        row,
        rows,
        empty,
        pager,
        shell: shell(c, &portal, &visit, "catalogue").await?,
    };
    Ok(Page::render(&page, &visit)?.keep(depends_on_lists(&visit)))
}

/// The entries of units' directories that lie below this one.
async fn below(
    c: &mut store::Connection,
    visit: &Visit,
    units: &[schools::Unit],
    view: &EntryView,
) -> Outcome<Vec<(String, String, String)>> {
    let mut lines = Vec::new();
    for directory in ::catalogue::directories_on(c, &visit.viewer, visit.today()).await? {
        let Some(unit) = units.iter().find(|unit| Some(unit.id) == directory.owner) else { continue };
        let own =
            directory.entries.iter().filter(|entry| entry.under.is_some() && entry.under == view.entry.id);
        lines.extend(own.filter(|entry| unit.is_present() && entry.applies()).map(|entry| {
            let path = format!("/units/{}?entry={}", unit.code, entry.no);
            (path, entry.shown_name().to_owned(), unit.name.clone())
        }));
    }
    Ok(lines)
}

pub async fn category(
    State(portal): State<Portal>,
    visit: Visit,
    Path(number): Path<String>,
    Query(query): Query<PageNumber>,
) -> Outcome<Page> {
    let number: u8 = number.parse().ok().filter(|n| (1..=10).contains(n)).ok_or(Kind::NotFound)?;
    let filter = Filter { category: Some(number), ..Filter::default() };
    let path = format!("/categories/{number}");
    let (rows, pager, total) = listed(&portal, &visit, &filter, Order::Newest, query.number(), &path).await?;
    let shell = shell(&mut *portal.site.store().reader().await?, &portal, &visit, "catalogue").await?;
    let list = List {
        shell: Shell { feed: format!("/feed.atom?category={number}"), ..shell },
        title: parts::category_name(number),
        lead: format!("共{}条，新的在前。", web::format::count(total)),
        crumbs: vec![("/catalogue".into(), "公开目录".into())],
        rows,
        empty: "这一类还没有公开的信息。",
        pager,
    };
    Ok(Page::render(&list, &visit)?.keep(depends_on_lists(&visit)))
}
