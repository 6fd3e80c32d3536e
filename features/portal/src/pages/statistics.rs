//! Statistics that the public reads, from the same records as the yearly report: stock and
//! flow, this year against last, every figure a link to what it counts.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use serde::Deserialize;
use statistics::figures::{Key, Measure};
use statistics::pages::{RecordView, TableView, by_year, crossed, figure_query, grouped, records};
use statistics::{Ledger, Shown, tables};
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
    let ledger = statistics::for_viewer(&mut reader, &visit.viewer, year).await?;
    let page = StatisticsPage {
        period: period(&ledger, visit.today()),
        years: years(&ledger, year, visit.today()),
        figures: headline(&ledger, year),
        growth: growth(&ledger),
        charts: charts(&ledger, year),
        year: year.to_string(),
        definitions: Measure::ALL.iter().map(|(measure, _, word)| (*word, measure.definition())).collect(),
        shell: shell(&mut reader, &portal, &visit, "statistics").await?,
    };
    Ok(Page::render(&page, &visit)?.keep(depends_on_lists(&visit)))
}

/// The days that are told of; a year that runs is told up to today.
fn period(ledger: &Ledger, today: Date) -> String {
    let (from, to) = (ledger.period.from, ledger.period.to);
    let until = if to >= today { "今天".to_owned() } else { format::long_day(to) };
    format!("{}至{until}", format::long_day(from))
}

/// Years with anything to tell, the latest first.
fn years(ledger: &Ledger, chosen: AcademicYear, today: Date) -> Vec<(String, String, bool)> {
    let this = AcademicYear::of(today);
    let first = ledger.publications.first().map_or(this, |one| AcademicYear::of(one.published_on));
    let all = std::iter::successors(Some(this), |year| Some(year.previous()));
    all.take_while(|year| *year >= first.min(chosen))
        .take(20)
        .map(|year| (year.to_string(), year.label(), year == chosen))
        .collect()
}

fn open(year: AcademicYear) -> impl Fn(&Key) -> String {
    move |key| format!("/statistics/records?year={year}&{}", figure_query(key))
}

fn headline(ledger: &Ledger, year: AcademicYear) -> Vec<FigureView> {
    let figure = |measure: Measure| {
        let key = Key::all(measure);
        FigureView {
            name: measure.word().to_owned(),
            count: format::count(ledger.count(&key)),
            unit: measure.unit(),
            path: open(year)(&key),
        }
    };
    [Measure::Stock, Measure::Flow, Measure::LastFlow, Measure::Releases].map(figure).into()
}

/// Growth with its base.
fn growth(ledger: &Ledger) -> String {
    let count = |measure| ledger.count(&Key::all(measure));
    let (stock, previous) = (count(Measure::Stock), count(Measure::Previous));
    let change = stock - previous;
    let word = if change < 0 { "减少" } else { "增加" };
    let base = format!("上学年末{}条", format::count(previous));
    match statistics::figures::growth_percent(stock, previous) {
        Some(percent) => format!("比{base}{word}{}条（{:.1}%）", format::count(change.abs()), percent.abs()),
        None => format!("{base}，增长无法比较"),
    }
}

fn charts(ledger: &Ledger, year: AcademicYear) -> Vec<ChartView> {
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
        svg: has_chart.then(|| tables::chart(shown, ledger).svg()),
        table: grouped(shown, ledger, &open(year)),
    });
    let crossed = crossed(ledger, &open(year));
    let (chart, years) = by_year(ledger, |year, key| open(year)(key));
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
    let ledger = statistics::for_viewer(&mut reader, &visit.viewer, year).await?;
    let bytes = statistics::workbook(&ledger).map_err(|_| Kind::Broken("a workbook"))?;
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
    records: Vec<RecordView>,
    pager: Pager,
}

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
    let mut reader = portal.site.store().reader().await?;
    let ledger = statistics::for_viewer(&mut reader, &visit.viewer, year).await?;
    let mut records = records(&ledger.lines(&key), visit.today());
    let total = i64::try_from(records.len()).unwrap_or(i64::MAX);
    let page = query.page.and_then(|page| page.parse::<i64>().ok()).filter(|page| *page > 0).unwrap_or(1);
    let skip = usize::try_from((page - 1).saturating_mul(PER_PAGE)).unwrap_or(usize::MAX).min(records.len());
    let shown = records.drain(skip..).take(PER_PAGE as usize).collect();
    let page = RecordsPage {
        year: year.to_string(),
        words: format!("{}　{}", year.label(), key.words()),
        count: format::count(total),
        unit: key.measure.unit(),
        definition: key.measure.definition(),
        records: shown,
        pager: Pager::new(&open(year)(&key), page, PER_PAGE, total),
        shell: shell(&mut reader, &portal, &visit, "statistics").await?,
    };
    Ok(Page::render(&page, &visit)?.keep(depends_on_lists(&visit)))
}
