//! All batches, the latest first.

use askama::Template;
use axum::extract::State;
use serde::Deserialize;
use terms::Role;
use web::{OfficeShell, Outcome, Page, Query, Site, Visit, format};

use schools::shell::office_shell;

use super::{PLACE, mark, name_of};

const PER_PAGE: i64 = 50;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    page: String,
}

#[derive(Template)]
#[template(path = "importing/batches.html")]
struct ListPage {
    shell: OfficeShell,
    rows: Vec<Line>,
    may_upload: bool,
    held: usize,
    waiting: usize,
    older: Option<String>,
}

struct Line {
    id: i64,
    file: String,
    who: String,
    at: String,
    state: &'static str,
    mark: &'static str,
    counts: String,
}

pub async fn page(State(site): State<Site>, visit: Visit, Query(asked): Query<Asked>) -> Outcome<Page> {
    let mut reader = site.store().reader().await?;
    let c = &mut *reader;
    let viewer = &visit.viewer;
    let page: i64 = asked.page.parse().ok().filter(|page| (1..=10_000).contains(page)).unwrap_or(1);
    let batches = crate::batches(c, viewer, (page - 1) * PER_PAGE, PER_PAGE).await?;
    let is_full = batches.len() as i64 == PER_PAGE;
    let mut rows = Vec::new();
    for batch in batches {
        rows.push(Line {
            id: batch.id.0,
            who: name_of(c, visit.school(), batch.uploaded_by).await?,
            at: format::instant(batch.begun_at, visit.today()),
            state: batch.state.name(),
            mark: mark(batch.state),
            counts: counts(&batch),
            file: batch.file_name,
        });
    }
    let page = ListPage {
        rows,
        may_upload: viewer.has(Role::Office),
        held: publishing::holding(c, visit.school()).await?.len(),
        waiting: crate::waiting_for(c, viewer).await?.len() * usize::from(!viewer.has(Role::Supervisor)),
        older: is_full.then(|| format!("/office/imports?page={}", page + 1)),
        shell: office_shell(c, &site, &visit, PLACE).await?,
    };
    Page::render(&page, &visit)
}

/// What became of the rows, in words; what did not happen is left out.
pub fn counts(batch: &crate::Batch) -> String {
    let counts = &batch.counts;
    let parts = [
        ("新添", counts.created),
        ("更新", counts.updated),
        ("原来就有", counts.unchanged),
        ("没有导入", counts.rejected),
        ("等答复", counts.held),
    ];
    let told = parts.iter().filter(|(_, count)| *count > 0);
    let told = told.map(|(word, count)| format!("{word}{}", format::count(*count as i64)));
    let all = [format!("共{}行", format::count(counts.read as i64))];
    all.into_iter().chain(told).collect::<Vec<_>>().join("，")
}
