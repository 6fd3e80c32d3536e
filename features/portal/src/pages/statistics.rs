//! Statistics that the public reads, from the same records as the yearly report: stock and
//! flow, this year against last, every figure a link to what it counts.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use serde::Deserialize;
use statistics::figures::{Key, Measure};
use statistics::pages::{RecordView, TableView, by_year, crossed, figure_query, grouped};
use statistics::{Shown, Source, Tallied, tables};
use terms::AcademicYear;
use web::{Kind, Outcome, Page, Query, Shell, Visit, format};

use super::lists::PER_PAGE;
use super::{Portal, depends_on_lists, shell};
use crate::parts::Pager;

#[derive(Template)]
#[template(path = "portal/statistics.html")]
struct StatisticsPage {
    shell: Shell,
    period: String,
    years: Vec<(String, String, bool)>,
    figures: Vec<FigureView>,
    growth: String,
    charts: Vec<ChartView>,
    /// The year, for the address of the workbook.
    year: String,
    definitions: Vec<(&'static str, &'static str)>,
}

struct FigureView {
    name: String,
    count: String,
    unit: &'static str,
    path: String,
}

struct ChartView {
    title: &'static str,
    svg: Option<String>,
    table: TableView,
}

/// Which academic year; anything else is the present one.
#[derive(Deserialize)]
pub struct Year {
    year: Option<String>,
}

impl Year {
    fn of(&self, today: Date) -> Outcome<AcademicYear> {
        let Some(text) = &self.year else { return Ok(AcademicYear::of(today)) };
        let year: AcademicYear = text.parse().map_err(|_| Kind::NotFound)?;
        if year > AcademicYear::of(today) { Err(Kind::NotFound.into()) } else { Ok(year) }
    }
}

pub async fn page(State(portal): State<Portal>, visit: Visit, Query(query): Query<Year>) -> Outcome<Page> {
    let year = query.of(visit.today())?;
    let mut reader = portal.site.store().reader().await?;
    let tallied = statistics::tallied(&mut reader, &visit.viewer, year).await?;
    let page = StatisticsPage {
        period: period(&tallied, visit.today()),
        years: years(&tallied, year, visit.today()),
        figures: headline(&tallied, year),
        growth: growth(&tallied),
        charts: charts(&tallied, year),
        year: year.to_string(),
        definitions: Measure::ALL.iter().map(|(measure, _, word)| (*word, measure.definition())).collect(),
        shell: shell(&mut reader, &portal, &visit, "statistics").await?,
    };
    Ok(Page::render(&page, &visit)?.keep(depends_on_lists(&visit)))
}

/// The days that are told of; a year that runs is told up to today.
fn period(tallied: &Tallied, today: Date) -> String {
    let (from, to) = (tallied.period().from, tallied.period().to);
    let until = if to >= today { "今天".to_owned() } else { format::long_day(to) };
    format!("{}至{until}", format::long_day(from))
}

/// Years with anything to tell, the latest first.
fn years(tallied: &Tallied, chosen: AcademicYear, today: Date) -> Vec<(String, String, bool)> {
    let this = AcademicYear::of(today);
    let first = tallied.first_year().unwrap_or(this);
    let all = std::iter::successors(Some(this), |year| Some(year.previous()));
    all.take_while(|year| *year >= first.min(chosen))
        .take(20)
        .map(|year| (year.to_string(), year.label(), year == chosen))
        .collect()
}

fn open(year: AcademicYear) -> impl Fn(&Key) -> String {
    move |key| format!("/statistics/records?year={year}&{}", figure_query(key))
}

fn headline(tallied: &Tallied, year: AcademicYear) -> Vec<FigureView> {
    let figure = |measure: Measure| {
        let key = Key::all(measure);
        FigureView {
            name: measure.word().to_owned(),
            count: format::count(tallied.count(&key)),
            unit: measure.unit(),
            path: open(year)(&key),
        }
    };
    [Measure::Stock, Measure::Flow, Measure::LastFlow, Measure::Releases].map(figure).into()
}

/// Growth with its base.
fn growth(tallied: &Tallied) -> String {
    let count = |measure| tallied.count(&Key::all(measure));
    let (stock, previous) = (count(Measure::Stock), count(Measure::Previous));
    let change = stock - previous;
    let word = if change < 0 { "减少" } else { "增加" };
    let base = format!("上学年末{}条", format::count(previous));
    match statistics::figures::growth_percent(stock, previous) {
        Some(percent) => format!("比{base}{word}{}条（{:.1}%）", format::count(change.abs()), percent.abs()),
        None => format!("{base}，增长无法比较"),
    }
}

fn charts(tallied: &Tallied, year: AcademicYear) -> Vec<ChartView> {
    let shown = [
        (Shown::Months, true),
        (Shown::Categories, true),
        (Shown::Information, true),
        (Shown::Blocks, true),
        (Shown::Affairs, true),
        (Shown::Openness, false),
        (Shown::Units, false),
        (Shown::Channels, false),
    ];
    let grouped = shown.into_iter().map(|(shown, has_chart)| ChartView {
        title: tables::caption(shown),
        svg: has_chart.then(|| tables::chart(shown, tallied).svg()),
        table: grouped(shown, tallied, &open(year)),
    });
    let crossed = crossed(tallied, &open(year));
    let (chart, years) = by_year(tallied, |year, key| open(year)(key));
    let across = [
        ChartView { title: "部门和类别", svg: None, table: crossed },
        ChartView { title: "历年公开信息数", svg: Some(chart.svg()), table: years },
    ];
    grouped.chain(across).collect()
}

/// The figures of a year as a workbook.
pub async fn workbook(
    State(portal): State<Portal>,
    visit: Visit,
    Query(query): Query<Year>,
) -> Outcome<Response> {
    let year = query.of(visit.today())?;
    let mut reader = portal.site.store().reader().await?;
    let tallied = statistics::tallied(&mut reader, &visit.viewer, year).await?;
    let bytes = statistics::workbook(&tallied).map_err(|_| Kind::Broken("a workbook"))?;
    web::download_table(&format!("{}公开统计.xlsx", year.label()), bytes)
}

#[derive(Template)]
#[template(path = "portal/records.html")]
struct RecordsPage {
    shell: Shell,
    year: String,
    words: String,
    count: String,
    unit: &'static str,
    definition: &'static str,
    has_channels: bool,
    records: Vec<RecordView>,
    pager: Pager,
}

/// Nobody turns more pages than these.
const MOST_PAGES: i64 = 100_000;

/// Which figure of which year, and which page of its records.
#[derive(Deserialize)]
pub struct Figure {
    year: Option<String>,
    name: Option<String>,
    page: Option<String>,
}

pub async fn figure(
    State(portal): State<Portal>,
    visit: Visit,
    Query(query): Query<Figure>,
) -> Outcome<Page> {
    let year = Year { year: query.year }.of(visit.today())?;
    let key = query.name.as_deref().and_then(Key::parse).ok_or(Kind::NotFound)?;
    let page =
        query.page.and_then(|page| page.parse::<i64>().ok()).filter(|page| (1..=MOST_PAGES).contains(page));
    let page = page.unwrap_or(1);
    let mut reader = portal.site.store().reader().await?;
    let within = ((page - 1) * PER_PAGE, PER_PAGE);
    let behind = statistics::behind(&mut reader, &visit.viewer, (year, &key), within, visit.today()).await?;
    let behind = behind.ok_or(Kind::NotFound)?;
    let page = RecordsPage {
        year: year.to_string(),
        words: format!("{}　{}", year.label(), key.words()),
        count: format::count(behind.total),
        unit: key.measure.unit(),
        definition: key.measure.definition(),
        has_channels: key.measure == Measure::Releases,
        records: behind.records,
        pager: Pager::new(&open(year)(&key), page, PER_PAGE, behind.total),
        shell: shell(&mut reader, &portal, &visit, "statistics").await?,
    };
    Ok(Page::render(&page, &visit)?.keep(depends_on_lists(&visit)))
}
