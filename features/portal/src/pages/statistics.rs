//! Statistics that the public reads: stock by group, each figure a link.

use askama::Template;
use axum::extract::State;
use publishing::{Count, Filter, Grouping, counts};
use terms::AcademicYear;
use web::{Outcome, Page, Shell, Visit, format};

use super::{Portal, depends_on_lists, shell};
use crate::parts;

#[derive(Template)]
#[template(path = "portal/statistics.html")]
struct StatisticsPage {
    shell: Shell,
    year: String,
    previous: String,
    total: String,
    new_this_year: String,
    new_last_year: String,
    tables: Vec<Table>,
}

struct Table {
    title: &'static str,
    rows: Vec<Bar>,
}

struct Bar {
    name: String,
    path: String,
    stock: String,
    this_year: String,
    last_year: String,
    /// Width of the bar in thousandths of the longest.
    width: i64,
}

pub async fn page(State(portal): State<Portal>, visit: Visit) -> Outcome<Page> {
    let mut reader = portal.site.store().reader().await?;
    let c = &mut *reader;
    let year = AcademicYear::of(visit.today());
    let (this_year, last_year) = (within(year), within(year.previous()));
    let units = schools::units(c, visit.school()).await?;
    let mut tables = Vec::new();
    for (title, grouping) in [
        ("按类别", Grouping::Category),
        ("按体裁", Grouping::Information),
        ("按板块", Grouping::Block),
        ("按部门", Grouping::Unit),
    ] {
        let stock = counts(c, &visit.viewer, &Filter::default(), grouping).await?;
        let new = counts(c, &visit.viewer, &this_year, grouping).await?;
        let old = counts(c, &visit.viewer, &last_year, grouping).await?;
        let longest = stock.iter().map(|count| count.count).max().unwrap_or(1).max(1);
        let bar = |count: &Count| {
            let (name, path) = named(grouping, &count.group, &units);
            Bar {
                name,
                path,
                stock: format::count(count.count),
                this_year: format::count(of(&new, &count.group)),
                last_year: format::count(of(&old, &count.group)),
                width: count.count * 1000 / longest,
            }
        };
        tables.push(Table {
            title,
            rows: stock.iter().filter(|count| !count.group.is_empty()).map(bar).collect(),
        });
    }
    let page = StatisticsPage {
        year: year.label(),
        previous: year.previous().label(),
        total: format::count(publishing::count(c, &visit.viewer, &Filter::default()).await?),
        new_this_year: format::count(publishing::count(c, &visit.viewer, &this_year).await?),
        new_last_year: format::count(publishing::count(c, &visit.viewer, &last_year).await?),
        tables,
        shell: shell(c, &visit, "statistics").await?,
    };
    Ok(Page::render(&page, &visit)?.keep(depends_on_lists(&visit)))
}

/// What was first released in an academic year.
fn within(year: AcademicYear) -> Filter {
    Filter {
        from: Some(terms::start_of(year.first_day())),
        until: Some(terms::start_of(year.next().first_day())),
        ..Filter::default()
    }
}

fn of(counts: &[Count], group: &str) -> i64 {
    counts.iter().find(|count| count.group == group).map_or(0, |count| count.count)
}

fn named(grouping: Grouping, group: &str, units: &[schools::Unit]) -> (String, String) {
    match grouping {
        Grouping::Category => {
            let number = group.parse().unwrap_or_default();
            (parts::category_name(number), format!("/categories/{number}"))
        }
        Grouping::Unit => match units.iter().find(|unit| unit.id.to_string() == group) {
            Some(unit) => (unit.name.clone(), format!("/units/{}", unit.code)),
            None => (group.to_owned(), String::new()),
        },
        _ => (group.to_owned(), format!("/search?q=&kind={group}")),
    }
}
