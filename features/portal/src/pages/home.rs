//! The home page: the five commonest errands with their answers, what runs
//! now, what is new, the categories, four figures.

use askama::Template;
use axum::extract::State;
use publishing::{Filter, Grouping, Order, counts, public_list};
use web::{Outcome, Page, Shell, Visit, format};

use super::{Portal, depends_on_lists, shell};
use crate::parts::{self, Line, line};

#[derive(Template)]
#[template(path = "portal/home.html")]
struct Home {
    shell: Shell,
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
    answer: String,
    links: Vec<(String, String)>,
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
    let by_category = counts(c, viewer, &Filter::default(), Grouping::Category).await?;
    let categories = (1..=10)
        .map(|number: u8| {
            let count = by_category
                .iter()
                .find(|count| count.group == number.to_string())
                .map_or(0, |count| count.count);
            (number, parts::category_name(number), format::count(count))
        })
        .collect();
    let report = Filter { kind: Some("annual_report".into()), ..Filter::default() };
    let report = public_list(c, viewer, &report, Order::Newest, 0, 1).await?;
    let (covered, covered_note) = coverage(c, &visit).await?;
    let errands = errands(c, &portal, &visit, notice_count).await?;
    let shown = |row: &publishing::Listed| line(row, &units, &portal.calendar, today);
    let home = Home {
        errands,
        notices: notices.iter().map(shown).collect(),
        notice_count,
        newest: newest.iter().map(shown).collect(),
        total: format::count(total),
        categories,
        covered,
        covered_note,
        this_month: format::count(this_month),
        report: report.first().map(shown),
        shell: shell(c, &visit, "home").await?,
    };
    Ok(Page::render(&home, &visit)?.keep(depends_on_lists(&visit)))
}

/// 39/41, and a note about the rest.
async fn coverage(c: &mut store::Connection, visit: &Visit) -> Outcome<(String, String)> {
    let Some(edition) = catalogue::edition_on(c, &visit.viewer, None, visit.today()).await? else {
        return Ok(("–".into(), "清单还没有编制".into()));
    };
    let totals = catalogue::board(c, &visit.viewer, edition, visit.today()).await?.totals();
    let settled = totals.covered + totals.nil + totals.at_discretion;
    let note = match totals.entries - totals.applicable {
        0 => "项事项已公开".to_owned(),
        rest => format!("项适用事项已公开，另{rest}项不适用"),
    };
    Ok((format!("{settled}/{}", totals.applicable), note))
}

/// Entries of the national list that answer the commonest errands: admission,
/// fees with budget and accounts, procurement with recruitment.
const ADMISSION: [u16; 2] = [7, 9];
const MONEY: [u16; 3] = [21, 19, 20];
const BUYING: [u16; 2] = [18, 25];

/// The five commonest errands. Each answer is the newest publication under the
/// entries that hold it.
async fn errands(
    c: &mut store::Connection,
    portal: &Portal,
    visit: &Visit,
    notices: i64,
) -> Outcome<Vec<Errand>> {
    let admission = newest_of(c, visit, &ADMISSION, 1).await?;
    let fees = newest_of(c, visit, &MONEY, 1).await?;
    let buying = newest_of(c, visit, &BUYING, 1).await?;
    let first = |found: &[(String, String)], none: &str| {
        found.first().map_or(none.to_owned(), |(_, title)| title.clone())
    };
    let running = Filter { running_on: Some(visit.today()), ..Filter::default() };
    let ending = public_list(c, &visit.viewer, &running, Order::EndsFirst, 0, 1).await?;
    let ending = ending.first().and_then(|row| row.notice_to);
    let notice_answer = match ending {
        Some(to) => format!(
            "{notices}项公示正在听取意见，最早的一项{}。",
            parts::left_words(&portal.calendar, visit.today(), to)
        ),
        None => "现在没有正在进行的公示。".to_owned(),
    };
    Ok(vec![
        Errand {
            name: "招生录取",
            answer: first(&admission, "招生章程、计划和分数线都在这里。"),
            links: with_more(admission, "/categories/2", "招生考试信息"),
        },
        Errand {
            name: "正在公示", answer: notice_answer, links: vec![("/notices".into(), "看公示".into())]
        },
        Errand {
            name: "收费与预决算",
            answer: first(&fees, "收费标准、预算和决算都在这里。"),
            links: with_more(fees, "/categories/3", "财务、资产及收费信息"),
        },
        Errand {
            name: "采购与招聘",
            answer: first(&buying, "采购公告、中标结果和招聘都在这里。"),
            links: with_more(buying, "/categories/4", "人事师资信息"),
        },
        Errand {
            name: "申请公开",
            answer: "找不到的信息可以书面申请，不收费。".into(),
            links: vec![("/guide#apply".into(), "怎么申请".into())],
        },
    ])
}

fn with_more(mut found: Vec<(String, String)>, path: &str, word: &str) -> Vec<(String, String)> {
    found.truncate(1);
    let mut links: Vec<_> = found.into_iter().map(|(path, _)| (path, "看原文".to_owned())).collect();
    links.push((path.to_owned(), word.to_owned()));
    links
}

/// The newest publications under some entries of the national list, as links.
async fn newest_of(
    c: &mut store::Connection,
    visit: &Visit,
    entries: &[u16],
    limit: i64,
) -> Outcome<Vec<(String, String)>> {
    let Some(edition) = catalogue::edition_on(c, &visit.viewer, None, visit.today()).await? else {
        return Ok(vec![]);
    };
    let mut found = Vec::new();
    for number in entries {
        let entry = edition.entry(catalogue::rules::EntryNo::whole(*number)).and_then(|entry| entry.id);
        if entry.is_none() {
            continue;
        }
        let filter = Filter { entry, ..Filter::default() };
        found.extend(public_list(c, &visit.viewer, &filter, Order::Newest, 0, limit).await?);
    }
    found.sort_by_key(|row| std::cmp::Reverse(row.published_at));
    Ok(found.into_iter().map(|row| (parts::item_path(&row.index_no), row.title)).collect())
}
