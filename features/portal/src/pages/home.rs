//! The home page: the five commonest errands with their answers, what runs
//! now, what is new, the categories, four figures.

mod answers;

use askama::Template;
use axum::extract::State;
use jiff::ToSpan;
use publishing::{Filter, Grouping, Order, counts, public_list};
use web::{Outcome, Page, Shell, Visit, format};

use super::{Portal, depends_on_lists, shell};
use crate::parts::{self, Line, line};

#[derive(Template)]
#[template(path = "portal/home.html")]
struct Home {
    shell: Shell,
    /// The day, for an export.
    exported: String,
    errands: Vec<Errand>,
    notices: Vec<Line>,
    notice_count: i64,
    newest: Vec<Line>,
    total: String,
    categories: Vec<(u8, String, String)>,
    covered: String,
    covered_note: String,
    this_month: String,
    report: Option<Line>,
}

struct Errand {
    name: &'static str,
    /// The answer in pieces; a figure in it stands out.
    answer: Vec<Piece>,
    links: Vec<(String, String)>,
}

struct Piece {
    text: String,
    is_figure: bool,
}

/// Sets the figures of a sentence apart.
fn pieces(sentence: &str) -> Vec<Piece> {
    let is_figure = |c: char| c.is_ascii_digit() || c == ',' || c == ':';
    let mut pieces: Vec<Piece> = Vec::new();
    for c in sentence.chars() {
        match pieces.last_mut().filter(|piece| piece.is_figure == is_figure(c)) {
            Some(piece) => piece.text.push(c),
            None => pieces.push(Piece { text: c.to_string(), is_figure: is_figure(c) }),
        }
    }
    pieces
}

pub async fn page(State(portal): State<Portal>, visit: Visit) -> Outcome<Page> {
    let mut reader = portal.site.store().reader().await?;
    let c = &mut *reader;
    let (viewer, today) = (&visit.viewer, visit.today());
    let units = parts::unit_names(&schools::units(c, visit.school()).await?);
    let running = Filter { running_on: Some(today), ..Filter::default() };
    let notices = public_list(c, viewer, &running, Order::EndsFirst, 0, 5).await?;
    let notice_count = publishing::count(c, viewer, &running).await?;
    let newest = public_list(c, viewer, &Filter::default(), Order::Newest, 0, 6).await?;
    let total = publishing::count(c, viewer, &Filter::default()).await?;
    let month = Filter { from: Some(terms::start_of(today.first_of_month())), ..Filter::default() };
    let this_month = publishing::count(c, viewer, &month).await?;
    let by_category = counts(c, viewer, Grouping::Category).await?;
    let report = Filter { kind: Some("annual_report".into()), ..Filter::default() };
    let report = public_list(c, viewer, &report, Order::Newest, 0, 1).await?;
    let board = match catalogue::edition_on(c, viewer, None, today).await? {
        Some(edition) => Some(catalogue::board(c, viewer, edition, today).await?),
        None => None,
    };
    let (covered, covered_note) = coverage(board.as_ref());
    let errands = errands(c, &portal, &visit, notice_count).await?;
    let shown = |row: &publishing::Listed| line(row, &units, &portal.calendar, today);
    let home = Home {
        errands,
        notices: notices.iter().map(shown).collect(),
        notice_count,
        newest: newest.iter().map(shown).collect(),
        total: format::count(total),
        categories: (1..=10).map(|number| category(number, &by_category, board.as_ref())).collect(),
        covered,
        covered_note,
        this_month: format::count(this_month),
        report: report.first().map(shown),
        exported: format::long_day(today),
        shell: shell(c, &portal, &visit, "home").await?,
    };
    Ok(Page::render(&home, &visit)?.keep(depends_on_lists(&visit)))
}

/// A category with how much it holds, or that nothing in it concerns this school.
fn category(
    number: u8,
    counts: &[publishing::Count],
    board: Option<&catalogue::Board>,
) -> (u8, String, String) {
    let group = number.to_string();
    let count = counts.iter().find(|count| count.group == group).map_or(0, |count| count.count);
    let applies = |board: &catalogue::Board| {
        board.entries.iter().any(|view| view.entry.category == number && view.entry.applies())
    };
    let words = match count == 0 && board.is_some_and(|board| !applies(board)) {
        true => "不适用".to_owned(),
        false => format::count(count),
    };
    (number, parts::category_name(number), words)
}

/// 39/41, and a note about the rest.
fn coverage(board: Option<&catalogue::Board>) -> (String, String) {
    let Some(board) = board else { return ("–".into(), "清单还没有编制".into()) };
    let totals = board.totals();
    let settled = totals.covered + totals.nil + totals.at_discretion;
    let note = match totals.entries - totals.applicable {
        0 => "项事项已公开".to_owned(),
        rest => format!("项适用事项已公开，另{rest}项不适用"),
    };
    (format!("{settled}/{}", totals.applicable), note)
}

/// Kinds of publication that answer an errand, each with the word of its link; the first that
/// there is gives the answer.
type Answers = [(&'static str, &'static str)];

/// Of candidates and parents.
const ADMISSION: &Answers = &[("admission_scores", "分数线"), ("admission_plan", "招生计划")];
/// Of parents and the press.
const MONEY: &Answers = &[("fees", "收费标准"), ("budget", "预算"), ("accounts", "决算")];
/// Of suppliers and applicants.
const BUYING: &Answers =
    &[("procurement", "采购"), ("procurement_result", "采购结果"), ("recruitment", "招聘")];

/// The five commonest errands, each with its answer.
async fn errands(
    c: &mut store::Connection,
    portal: &Portal,
    visit: &Visit,
    notices: i64,
) -> Outcome<Vec<Errand>> {
    let admission = ("/categories/2", "招生考试信息");
    let money = ("/categories/3", "财务、资产及收费信息");
    Ok(vec![
        errand(c, visit, "招生录取", ADMISSION, admission, "招生章程、计划和分数线都在这里。").await?,
        running(c, portal, visit, notices).await?,
        errand(c, visit, "收费与预决算", MONEY, money, "收费标准、预算和决算都在这里。").await?,
        buying(c, visit).await?,
        Errand {
            name: "申请公开",
            answer: pieces("找不到的信息可以书面申请，15个工作日内答复。"),
            links: match visit.is_export {
                true => vec![("/guide#apply".into(), "怎么申请".into())],
                false => vec![("/requests/new".into(), "申请".into()), ("/requests".into(), "看进度".into())],
            },
        },
    ])
}

/// How many notices run, and the one that ends first.
async fn running(c: &mut store::Connection, portal: &Portal, visit: &Visit, notices: i64) -> Outcome<Errand> {
    let running = Filter { running_on: Some(visit.today()), ..Filter::default() };
    let ending = public_list(c, &visit.viewer, &running, Order::EndsFirst, 0, 1).await?;
    let answer = match ending.first().and_then(|row| row.notice_to) {
        Some(to) => format!(
            "{notices}项公示正在听取意见，最早的一项{}。",
            parts::left_words(&portal.calendar, visit.today(), to)
        ),
        None => "现在没有正在进行的公示。".to_owned(),
    };
    Ok(Errand {
        name: "正在公示",
        answer: pieces(&answer),
        links: vec![("/notices".into(), "看公示".into())],
    })
}

/// What was bought and whom the school looked for in the last thirty days.
async fn buying(c: &mut store::Connection, visit: &Visit) -> Outcome<Errand> {
    let mut errand = errand(
        c,
        visit,
        "采购与招聘",
        BUYING,
        ("/categories/3", "财务、资产及收费信息"),
        "采购公告、中标结果和招聘都在这里。",
    )
    .await?;
    let from = terms::start_of(visit.today().saturating_sub(30.days()));
    let mut counts = Vec::new();
    for (kinds, word) in
        [(&["procurement", "procurement_result"][..], "条采购信息"), (&["recruitment"][..], "条招聘信息")]
    {
        let mut count = 0;
        for kind in kinds {
            let filter = Filter { kind: Some((*kind).to_owned()), from: Some(from), ..Filter::default() };
            count += publishing::count(c, &visit.viewer, &filter).await?;
        }
        if count > 0 {
            counts.push(format!("{}{word}", format::count(count)));
        }
    }
    if !counts.is_empty() {
        errand.answer = pieces(&format!("近30天公开{}。", counts.join("、")));
    }
    Ok(errand)
}

/// The newest of each kind, as links; the first is the answer.
async fn errand(
    c: &mut store::Connection,
    visit: &Visit,
    name: &'static str,
    answers: &Answers,
    more: (&str, &str),
    none: &str,
) -> Outcome<Errand> {
    let mut answer = None;
    let mut links = Vec::new();
    for (kind, word) in answers {
        let filter = Filter { kind: Some((*kind).to_owned()), ..Filter::default() };
        if let Some(row) = public_list(c, &visit.viewer, &filter, Order::Newest, 0, 1).await?.first() {
            links.push((parts::item_path(&row.index_no), (*word).to_owned()));
            if answer.is_none() {
                answer = Some(told(c, visit, row).await?);
            }
        }
    }
    // Three links say enough; the category leads on from each of them.
    if links.len() < 3 {
        links.push((more.0.to_owned(), more.1.to_owned()));
    }
    Ok(Errand { name, answer: pieces(answer.as_deref().unwrap_or(none)), links })
}

/// What a publication answers: its figures where it keeps some, and else its title with its day.
async fn told(c: &mut store::Connection, visit: &Visit, row: &publishing::Listed) -> Outcome<String> {
    let found = publishing::find(c, &visit.viewer, row.id).await?.and_then(|found| found.live);
    let version = match found {
        Some(live) => publishing::version(c, &visit.viewer, live).await?,
        None => None,
    };
    Ok(version.as_ref().and_then(answers::sentence).unwrap_or_else(|| {
        format!("{}，{}公布。", row.title, format::day(terms::day_of(row.published_at), visit.today()))
    }))
}
