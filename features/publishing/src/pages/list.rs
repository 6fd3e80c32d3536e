//! All versions, by state, with a filter.

use askama::Template;
use axum::extract::State;
use serde::Deserialize;
use terms::{Role, UnitId};
use web::{OfficeShell, Outcome, Page, Query, Visit};

use super::Office;
use super::row::{Line, line};
use crate::model::State as Stage;
use crate::store::versions::{VersionFilter, version_counts, version_list};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    state: String,
    unit: String,
    q: String,
    page: String,
}

#[derive(Template)]
#[template(path = "publishing/list.html")]
struct ListPage {
    shell: OfficeShell,
    q: String,
    unit: String,
    state: String,
    tabs: Vec<(String, String, bool)>,
    units: Vec<(i64, String, bool)>,
    rows: Vec<Line>,
    may_write: bool,
    may_import: bool,
    sees_releases: bool,
    older: Option<String>,
}

const PER_PAGE: i64 = 50;

pub async fn page(State(office): State<Office>, visit: Visit, Query(asked): Query<Asked>) -> Outcome<Page> {
    let mut reader = office.site.store().reader().await?;
    let c = &mut *reader;
    let viewer = &visit.viewer;
    let state = Stage::from_code(&asked.state);
    let page: i64 = asked.page.parse().ok().filter(|page| (1..=10_000).contains(page)).unwrap_or(1);
    let unit: Option<i64> = asked.unit.parse().ok();
    let filter = VersionFilter {
        states: state.into_iter().collect(),
        units: unit.map(UnitId).into_iter().collect(),
        text: asked.q.clone(),
        skip: (page - 1) * PER_PAGE,
        limit: PER_PAGE,
        ..VersionFilter::default()
    };
    let units = schools::units(c, visit.school()).await?;
    let rows = version_list(c, viewer, &filter).await?;
    let counts = version_counts(c, viewer, &VersionFilter { states: vec![], ..filter }).await?;
    let words = if asked.q.is_empty() { String::new() } else { format!("&q={}", web::encoded(&asked.q)) };
    let path = |code: &str| format!("/office/drafts?state={code}&unit={}{words}", asked.unit);
    let total: i64 = counts.iter().map(|(_, count)| count).sum();
    let mut tabs = vec![(format!("全部 {total}"), path(""), state.is_none())];
    for one in Stage::ALL {
        if let Some((_, count)) = counts.iter().find(|(stage, _)| *stage == one) {
            tabs.push((format!("{} {count}", one.name()), path(one.code()), state == Some(one)));
        }
    }
    let older = (rows.len() as i64 == PER_PAGE).then(|| format!("{}&page={}", path(&asked.state), page + 1));
    let writes = [Role::Liaison, Role::UnitHead, Role::Office].iter().any(|role| viewer.has(*role));
    let page = ListPage {
        tabs,
        rows: rows.iter().map(|row| line(row, &units, visit.today())).collect(),
        units: units
            .iter()
            .filter(|u| u.is_present())
            .map(|u| (u.id.0, u.name.clone(), Some(u.id.0) == unit))
            .collect(),
        may_write: writes,
        sees_releases: writes || viewer.has(Role::Supervisor),
        may_import: [Role::Office, Role::SecrecyReviewer, Role::Supervisor]
            .iter()
            .any(|role| viewer.has(*role)),
        older,
        shell: schools::shell::office_shell(c, &office.site, &visit, "/office/drafts").await?,
        q: asked.q,
        unit: asked.unit,
        state: asked.state,
    };
    Page::render(&page, &visit)
}
