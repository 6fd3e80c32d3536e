//! Lists: everything new, notices that run, yearly reports.

use askama::Template;
use axum::extract::State;
use publishing::{Filter, Order, public_list};
use serde::Deserialize;
use web::{Outcome, Page, Query, Shell, Visit, format};

use super::{Portal, depends_on_lists, shell};
use crate::parts::{self, Line, Pager, line};

/// Rows of a page.
pub const PER_PAGE: i64 = 50;

/// The page of a list; anything that is no number is the first.
#[derive(Debug, Default, Deserialize)]
pub struct PageNumber {
    page: Option<String>,
}

impl PageNumber {
    pub fn number(&self) -> i64 {
        self.page
            .as_ref()
            .and_then(|page| page.parse().ok())
            .filter(|page| (1..=100_000).contains(page))
            .unwrap_or(1)
    }
}

#[derive(Template)]
#[template(path = "portal/list.html")]
pub struct List {
    pub shell: Shell,
    pub title: String,
    pub lead: String,
    pub crumbs: Vec<(String, String)>,
    pub rows: Vec<Line>,
    pub empty: &'static str,
    pub pager: Pager,
}

/// A list by a filter, with its pager.
pub async fn listed(
    portal: &Portal,
    visit: &Visit,
    filter: &Filter,
    order: Order,
    page: i64,
    path: &str,
) -> Outcome<(Vec<Line>, Pager, i64)> {
    let mut reader = portal.site.store().reader().await?;
    let c = &mut *reader;
    let units = parts::unit_names(&schools::units(c, visit.school()).await?);
    let total = publishing::count(c, &visit.viewer, filter).await?;
    let rows = public_list(c, &visit.viewer, filter, order, (page - 1) * PER_PAGE, PER_PAGE).await?;
    let lines = rows.iter().map(|row| line(row, &units, &portal.calendar, visit.today())).collect();
    Ok((lines, Pager::new(path, page, PER_PAGE, total), total))
}

async fn render(portal: &Portal, visit: &Visit, place: &'static str, mut list: List) -> Outcome<Page> {
    list.shell = shell(&mut *portal.site.store().reader().await?, portal, visit, place).await?;
    Ok(Page::render(&list, visit)?.keep(depends_on_lists(visit)))
}

pub async fn newest(
    State(portal): State<Portal>,
    visit: Visit,
    Query(query): Query<PageNumber>,
) -> Outcome<Page> {
    let page = query.number();
    let (rows, pager, total) =
        listed(&portal, &visit, &Filter::default(), Order::Newest, page, "/items").await?;
    let list = List {
        shell: Shell::default(),
        title: "最新公开".into(),
        lead: format!("现有公开信息{}条，新的在前。", format::count(total)),
        crumbs: vec![],
        rows,
        empty: "还没有公开的信息。",
        pager,
    };
    render(&portal, &visit, "items", list).await
}

pub async fn notices(
    State(portal): State<Portal>,
    visit: Visit,
    Query(query): Query<PageNumber>,
) -> Outcome<Page> {
    let filter = Filter { running_on: Some(visit.today()), ..Filter::default() };
    let (rows, pager, total) =
        listed(&portal, &visit, &filter, Order::EndsFirst, query.number(), "/notices").await?;
    let list = List {
        shell: Shell::default(),
        title: "正在公示".into(),
        lead: format!("{total}项公示正在听取意见，快到期的在前。天数按工作日算。"),
        crumbs: vec![],
        rows,
        empty: "现在没有正在进行的公示。公示过的信息在公开目录里查得到。",
        pager,
    };
    render(&portal, &visit, "notices", list).await
}

pub async fn reports(
    State(portal): State<Portal>,
    visit: Visit,
    Query(query): Query<PageNumber>,
) -> Outcome<Page> {
    let filter = Filter { kind: Some("annual_report".into()), ..Filter::default() };
    let (rows, pager, _) =
        listed(&portal, &visit, &filter, Order::Newest, query.number(), "/reports").await?;
    let list = List {
        shell: Shell::default(),
        title: "年度报告".into(),
        lead: "学校每年10月底前公布上一学年的信息公开年度报告。".into(),
        crumbs: vec![],
        rows,
        empty: "还没有发布过年度报告。",
        pager,
    };
    render(&portal, &visit, "reports", list).await
}
