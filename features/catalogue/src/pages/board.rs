//! The catalogue board: the whole year in one look, then the table.

use askama::Template;
use axum::extract::State;
use serde::Deserialize;
use store::Connection;
use terms::{AcademicYear, UnitId};
use web::{Kind, OfficeShell, Outcome, Page, Query, Visit};

use super::CatalogueOffice;
use super::names::Names;
use super::words::{note, shape, square};
use crate::rules::{CoverageState, Edition, may_edit};
use crate::{Board, EntryView, board, edition_of, edition_on, editions};

/// What of the board is asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The year in which the academic year begins.
    year: String,
    /// The number of a unit, or `none` for what nobody leads.
    unit: String,
    /// `todo`, `nil`, `na` or `own`.
    show: String,
    /// Words to find.
    q: String,
}

#[derive(Template)]
#[template(path = "catalogue/board.html")]
struct BoardPage {
    shell: OfficeShell,
    edition: i64,
    year: String,
    summary: String,
    trouble: String,
    years: Vec<Choice>,
    columns: Vec<Vec<SquareLine>>,
    key: Vec<(&'static str, String)>,
    units: Vec<UnitLine>,
    /// The directory of the unit that is asked for: its name and path.
    directory: Option<(String, String)>,
    chips: Vec<Choice>,
    hidden: Vec<(&'static str, String)>,
    asked: String,
    groups: Vec<Group>,
}

#[derive(Template)]
#[template(path = "catalogue/no-board.html")]
struct NoBoardPage {
    shell: OfficeShell,
    may_begin: bool,
}

struct Choice {
    path: String,
    word: String,
    is_current: bool,
}

struct SquareLine {
    name: String,
    squares: Vec<Square>,
}

struct Square {
    path: String,
    number: String,
    class: &'static str,
    word: &'static str,
}

struct UnitLine {
    choice: Choice,
    entries: usize,
    missing: usize,
    stale: usize,
}

struct Group {
    name: String,
    about: String,
    rows: Vec<Row>,
}

struct Row {
    anchor: String,
    numbers: String,
    names: Vec<(String, String)>,
    is_part: bool,
    unit: String,
    rule: String,
    changed: String,
    state: &'static str,
    mark: &'static str,
    note: String,
}

pub async fn page(
    State(office): State<CatalogueOffice>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Outcome<Page> {
    let mut reader = office.site.store().reader().await?;
    let c = &mut *reader;
    let shell = schools::shell::office_shell(c, &office.site, &visit, "/office/catalogue").await?;
    let Some(edition) = chosen(c, &visit, &asked.year).await? else {
        let page = NoBoardPage { shell, may_begin: may_edit(&visit.viewer) };
        return Page::render(&page, &visit);
    };
    let years = editions(c, &visit.viewer, None).await?;
    let board = board(c, &visit.viewer, edition, visit.today()).await?;
    let names = Names::of(c, visit.school()).await?;
    let directory = match asked.unit.parse() {
        Ok(unit) => edition_of(c, &visit.viewer, Some(UnitId(unit)), board.edition.year).await?,
        Err(_) => None,
    };
    let look = Look { office: &office, visit: &visit, board: &board, names: &names, asked: &asked };
    let totals = board.totals();
    let page = BoardPage {
        edition: board.edition.id.map_or(0, |id| id.0),
        year: board.edition.year.label(),
        summary: look.summary(),
        trouble: look.trouble(),
        years: years.iter().rev().map(|(year, _)| look.year(*year)).collect(),
        columns: look.columns(),
        key: [
            (CoverageState::Covered, totals.covered),
            (CoverageState::Stale, totals.stale),
            (CoverageState::Missing, totals.missing),
            (CoverageState::Nil, totals.nil),
            (CoverageState::AtDiscretion, totals.at_discretion),
            (CoverageState::NotApplicable, totals.entries - totals.applicable),
        ]
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(state, count)| (square(state), format!("{}{count}项", state.name())))
        .collect(),
        units: look.units(),
        directory: directory.and_then(|directory| {
            Some((super::edition::title(&directory, &names), format!("/office/editions/{}", directory.id?)))
        }),
        chips: look.chips(),
        hidden: [("year", &asked.year), ("unit", &asked.unit), ("show", &asked.show)]
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (name, value.clone()))
            .collect(),
        asked: asked.q.clone(),
        groups: look.groups(),
        shell,
    };
    Page::render(&page, &visit)
}

/// The edition of the year asked for; without one that in force today.
async fn chosen(c: &mut Connection, visit: &Visit, year: &str) -> Outcome<Option<Edition>> {
    if year.is_empty() {
        return Ok(edition_on(c, &visit.viewer, None, visit.today()).await?);
    }
    let year = year.parse().ok().and_then(AcademicYear::starting).ok_or(Kind::NotFound)?;
    Ok(Some(edition_of(c, &visit.viewer, None, year).await?.ok_or(Kind::NotFound)?))
}

/// A board on its way to the page.
struct Look<'a> {
    office: &'a CatalogueOffice,
    visit: &'a Visit,
    board: &'a Board,
    names: &'a Names,
    asked: &'a Asked,
}

fn is_trouble(view: &EntryView) -> bool {
    matches!(view.coverage.state, CoverageState::Missing | CoverageState::Stale)
}

fn applies(view: &EntryView) -> bool {
    view.coverage.state != CoverageState::NotApplicable
}

/// Whom nobody leads: nobody is told when it is due.
fn is_orphan(view: &EntryView) -> bool {
    !view.is_split && applies(view) && view.entry.lead_unit.is_none()
}

impl Look<'_> {
    fn path(&self, year: &str, unit: &str, show: &str) -> String {
        let pairs = [("year", year), ("unit", unit), ("show", show)];
        let query: Vec<String> = pairs
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        match query.is_empty() {
            true => "/office/catalogue".to_owned(),
            false => format!("/office/catalogue?{}", query.join("&")),
        }
    }

    fn entry_path(&self, view: &EntryView) -> String {
        let edition = self.board.edition.id.map_or(0, |id| id.0);
        format!("/office/editions/{edition}/entries/{}", view.entry.no)
    }

    fn year(&self, year: AcademicYear) -> Choice {
        Choice {
            path: self.path(&year.start_year().to_string(), "", ""),
            word: year.label().trim_end_matches("学年").to_owned(),
            is_current: year == self.board.edition.year,
        }
    }

    fn summary(&self) -> String {
        let totals = self.board.totals();
        let whole = || self.board.entries.iter().filter(|view| view.entry.no.part == 0);
        let national = whole().filter(|view| view.entry.national_no.is_some()).count();
        let own = whole().count() - national;
        let own = if own > 0 { format!("，校定{own}项") } else { String::new() };
        format!(
            "{}版，国家清单{national}项{own}，适用{}项。",
            self.board.edition.year.label(),
            totals.applicable
        )
    }

    /// What is wrong, in a sentence; the first thing a reader wants to know.
    fn trouble(&self) -> String {
        let totals = self.board.totals();
        let orphans = self.board.entries.iter().filter(|view| is_orphan(view)).count();
        let parts: Vec<String> = [
            (totals.missing as usize, "缺", "项"),
            (totals.stale as usize, "该更新", "项"),
            (orphans, "没有牵头单位的", "项"),
        ]
        .into_iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, word, unit)| format!("{word}{count}{unit}"))
        .collect();
        if parts.is_empty() {
            "没有缺的，也没有该更新的。".into()
        } else {
            format!("{}。", parts.join("、"))
        }
    }

    fn columns(&self) -> Vec<Vec<SquareLine>> {
        let lines = self.board.by_category().into_iter().map(|category| {
            let of =
                |view: &&EntryView| view.entry.category == category.category.no && view.entry.no.part == 0;
            let square = |view: &EntryView| Square {
                path: self.entry_path(view),
                number: view.entry.no.to_string(),
                class: square(view.coverage.state),
                word: view.coverage.state.name(),
            };
            SquareLine {
                name: category.category.short_name.clone(),
                squares: self.board.entries.iter().filter(of).map(square).collect(),
            }
        });
        let mut columns = vec![vec![], vec![], vec![]];
        for (at, line) in lines.enumerate() {
            columns[(at / 3).min(2)].push(line);
        }
        columns
    }

    /// The units, worst first.
    fn units(&self) -> Vec<UnitLine> {
        let line = |key: String, word: String, of: Vec<&EntryView>| {
            let count = |state| of.iter().filter(|view| view.coverage.state == state).count();
            UnitLine {
                entries: of.iter().filter(|view| applies(view)).count(),
                missing: count(CoverageState::Missing),
                stale: count(CoverageState::Stale),
                choice: Choice {
                    path: self.path(&self.asked.year, &key, &self.asked.show),
                    is_current: key == self.asked.unit,
                    word,
                },
            }
        };
        let mut lines: Vec<UnitLine> = self
            .names
            .units
            .iter()
            .map(|unit| {
                let of = self.board.of_unit(unit.id).collect();
                line(unit.id.to_string(), unit.short_name().to_owned(), of)
            })
            .filter(|line| line.entries > 0)
            .collect();
        lines.sort_by_key(|line| std::cmp::Reverse((line.missing, line.stale, line.entries)));
        let orphans: Vec<_> = self.board.entries.iter().filter(|view| is_orphan(view)).collect();
        if !orphans.is_empty() {
            lines.insert(0, line("none".into(), "没有牵头单位".into(), orphans));
        }
        let whole = self.board.entries.iter().filter(|view| view.entry.no.part == 0).collect();
        lines.insert(0, line(String::new(), "全校".into(), whole));
        lines
    }

    /// The entries of the unit asked for; without one all, parts and wholes.
    fn of_unit(&self) -> Vec<&EntryView> {
        match self.asked.unit.as_str() {
            "" => self.board.entries.iter().collect(),
            "none" => self.board.entries.iter().filter(|view| is_orphan(view)).collect(),
            unit => unit.parse().map(|unit| self.board.of_unit(UnitId(unit)).collect()).unwrap_or_default(),
        }
    }

    fn chips(&self) -> Vec<Choice> {
        [("", "全部"), ("todo", "要处理"), ("nil", "本学年无"), ("na", "不适用"), ("own", "校定事项")]
            .into_iter()
            .map(|(show, word)| {
                // Without a unit parts are not counted beside their whole.
                let counts = |view: &&&EntryView| !self.asked.unit.is_empty() || view.entry.no.part == 0;
                let of = self.of_unit();
                let count = of.iter().filter(counts).filter(|view| is_shown(view, show)).count();
                Choice {
                    path: self.path(&self.asked.year, &self.asked.unit, show),
                    word: format!("{word} {count}"),
                    is_current: show == self.asked.show,
                }
            })
            .collect()
    }

    fn groups(&self) -> Vec<Group> {
        let words = self.asked.q.trim();
        let found = |view: &&EntryView| {
            words.is_empty()
                || view.entry.no.to_string() == words
                || view.entry.shown_name().contains(words)
                || view.entry.name.contains(words)
        };
        let shown: Vec<&EntryView> = self
            .of_unit()
            .into_iter()
            .filter(|view| is_shown(view, &self.asked.show))
            .filter(found)
            .collect();
        self.board
            .by_category()
            .iter()
            .map(|category| {
                let of = shown.iter().filter(|view| view.entry.category == category.category.no);
                self.group(&category.category.short_name, of.copied().collect())
            })
            .filter(|group| !group.rows.is_empty())
            .collect()
    }

    fn group(&self, name: &str, of: Vec<&EntryView>) -> Group {
        let count = |state| of.iter().filter(|v| !v.is_split && v.coverage.state == state).count();
        let entries = of.iter().filter(|view| !view.is_split).count();
        let mut about = format!("{entries}项");
        let bad: Vec<String> = [(CoverageState::Missing, "缺"), (CoverageState::Stale, "该更新")]
            .into_iter()
            .map(|(state, word)| (count(state), word))
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{word}{count}"))
            .collect();
        if !bad.is_empty() {
            about.push_str(&format!("，{}", bad.join("、")));
        }
        let rows = runs(&of).into_iter().map(|run| self.row(run)).collect();
        Group { name: name.to_owned(), about, rows }
    }

    fn row(&self, run: &[&EntryView]) -> Row {
        let (first, last) = (run[0], run[run.len() - 1]);
        let name = |view: &&EntryView| {
            let name = view.entry.shown_name();
            let text = match run.len() {
                1 => name.to_owned(),
                _ => format!("{}　{}", view.entry.no, shortened(name)),
            };
            (self.entry_path(view), text)
        };
        let today = self.visit.today();
        Row {
            anchor: format!("e{}", first.entry.no),
            numbers: match run.len() {
                1 => first.entry.no.to_string(),
                _ => format!("{}—{}", first.entry.no, last.entry.no),
            },
            names: run.iter().map(name).collect(),
            is_part: first.entry.no.part > 0,
            unit: if run.len() > 1 { String::new() } else { self.names.unit_or_none(first.entry.lead_unit) },
            rule: if applies(first) { first.entry.due_sentence() } else { String::new() },
            changed: first.last_change.map(|day| day.to_string()).unwrap_or_default(),
            state: first.coverage.state.name(),
            mark: shape(first.coverage.state),
            note: note(first, self.names, &self.office.calendar, today),
        }
    }
}

fn is_shown(view: &EntryView, show: &str) -> bool {
    match show {
        "todo" => is_trouble(view) || is_orphan(view),
        "nil" => view.coverage.state == CoverageState::Nil,
        "na" => view.coverage.state == CoverageState::NotApplicable,
        "own" => view.entry.national_no.is_none(),
        _ => true,
    }
}

/// The rows of a table: entries that do not apply, by the same signature and
/// next to each other, share one.
fn runs<'a, 'b>(views: &'b [&'a EntryView]) -> Vec<&'b [&'a EntryView]> {
    views
        .chunk_by(|one, next| {
            let signer = |view: &EntryView| view.entry.not_applicable.as_ref().map(|mark| mark.signed_by);
            signer(one).is_some()
                && signer(one) == signer(next)
                && (one.entry.no.part, next.entry.no.part) == (0, 0)
                && one.entry.no.main + 1 == next.entry.no.main
        })
        .collect()
}

fn shortened(name: &str) -> String {
    let short: String = name.chars().take(14).collect();
    if name.chars().count() > 14 { format!("{short}…") } else { short }
}
