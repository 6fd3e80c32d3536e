//! Search: the page and the API.

mod answer;

use askama::Template;
use axum::Json;
use axum::extract::State;
use publishing::Listed;
use serde::{Deserialize, Serialize};
use store::Connection;
use terms::InformationKind;
use web::{Kind, Outcome, Page, Query, Shell, Visit, format};

use super::{Portal, shell};
use crate::parts::{self, Pager, Tag};

const PER_PAGE: usize = 20;
const MOST_NEAR: usize = 8;

/// What is asked. Everything is read leniently: a wrong number is none.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    pub(crate) q: String,
    pub(crate) category: String,
    pub(crate) unit: String,
    kind: String,
    year: String,
    sort: String,
    page: String,
}

impl Asked {
    fn page(&self) -> usize {
        self.page.parse().ok().filter(|page| (1..=500).contains(page)).unwrap_or(1)
    }

    /// Whether it is the first page of a search by words alone.
    fn is_plain(&self) -> bool {
        let filters = [&self.category, &self.unit, &self.kind, &self.year, &self.sort];
        self.page() == 1 && filters.iter().all(|filter| filter.is_empty())
    }

    fn request(&self) -> ::search::Request {
        ::search::Request {
            text: self.q.clone(),
            category: self.category.parse().ok(),
            unit: self.unit.parse().ok(),
            information: InformationKind::from_name(&self.kind).map(|kind| kind.name().to_owned()),
            year: self.year.parse().ok(),
            sort: if self.sort == "newest" { ::search::Sort::Newest } else { ::search::Sort::Relevance },
            skip: (self.page() - 1) * PER_PAGE,
            limit: PER_PAGE,
        }
    }

    /// The address of the same search with one part changed.
    fn path(&self, change: &[(&str, &str)]) -> String {
        let mut pairs = vec![("q", self.q.as_str())];
        for (name, value) in [
            ("category", &self.category),
            ("unit", &self.unit),
            ("kind", &self.kind),
            ("year", &self.year),
            ("sort", &self.sort),
        ] {
            let value = change
                .iter()
                .find(|(changed, _)| *changed == name)
                .map_or(value.as_str(), |(_, value)| value);
            if !value.is_empty() {
                pairs.push((name, value));
            }
        }
        let query: Vec<_> =
            pairs.iter().map(|(name, value)| format!("{name}={}", web::encoded(value))).collect();
        format!("/search?{}", query.join("&"))
    }
}

#[derive(Template)]
#[template(path = "portal/search.html")]
struct SearchPage {
    shell: Shell,
    asked: String,
    /// What it clearly is: stands before the hits.
    answers: Vec<answer::Answer>,
    total: String,
    hits: Vec<HitLine>,
    /// Where there are no hits: what comes near to what was asked.
    near: Vec<HitLine>,
    facets: Vec<(&'static str, Vec<FacetLine>)>,
    best: String,
    newest: String,
    is_newest: bool,
    pager: Pager,
}

struct HitLine {
    path: String,
    title: Vec<::search::Piece>,
    snippet: Vec<::search::Piece>,
    /// The name of the attachment that the snippet is from.
    attachment: Option<Vec<::search::Piece>>,
    by: Vec<String>,
    tag: Option<Tag>,
}

struct FacetLine {
    name: String,
    path: String,
    count: String,
    is_chosen: bool,
}

async fn ask(portal: &Portal, visit: &Visit, request: ::search::Request) -> Outcome<::search::Results> {
    let (index, viewer) = (portal.index.clone(), visit.viewer.clone());
    found(tokio::task::spawn_blocking(move || index.search(&request, &viewer)).await)
}

/// What comes near, where nothing was found: a handful is enough.
async fn near(portal: &Portal, visit: &Visit, asked: &Asked) -> Outcome<Vec<::search::Hit>> {
    let request = ::search::Request { limit: MOST_NEAR, ..asked.request() };
    let (index, viewer) = (portal.index.clone(), visit.viewer.clone());
    found(tokio::task::spawn_blocking(move || index.near(&request, &viewer)).await)
}

fn found<T>(found: Result<Result<T, ::search::IndexError>, tokio::task::JoinError>) -> Outcome<T> {
    match found {
        Ok(Ok(results)) => Ok(results),
        Ok(Err(error)) => Err(web::Error { kind: Kind::Broken("search"), cause: Some(error.to_string()) }),
        Err(error) => Err(web::Error { kind: Kind::Broken("search"), cause: Some(error.to_string()) }),
    }
}

pub async fn page(State(portal): State<Portal>, visit: Visit, Query(asked): Query<Asked>) -> Outcome<Page> {
    let results = ask(&portal, &visit, asked.request()).await?;
    let near = if results.total == 0 { near(&portal, &visit, &asked).await? } else { vec![] };
    let mut reader = portal.site.store().reader().await?;
    let c = &mut *reader;
    let units = schools::units(c, visit.school()).await?;
    let names = parts::unit_names(&units);
    let answers = match asked.is_plain() {
        true => answer::answers(c, &visit, &units, &asked.q).await?,
        false => Vec::new(),
    };
    let hits = hit_lines(&portal, &visit, c, &names, results.hits).await?;
    let near = hit_lines(&portal, &visit, c, &names, near).await?;
    let path = asked.path(&[]);
    let page = SearchPage {
        answers,
        total: format::count(results.total as i64),
        hits,
        near,
        facets: facets(&asked, &results.facets, &names),
        best: asked.path(&[("sort", "")]),
        newest: asked.path(&[("sort", "newest")]),
        is_newest: asked.sort == "newest",
        pager: Pager::new(&path, asked.page() as i64, PER_PAGE as i64, results.total as i64),
        asked: asked.q.clone(),
        shell: Shell { feed: feed(&asked), ..shell(c, &portal, &visit, "search").await? },
    };
    Page::render(&page, &visit)
}

/// The feed of a search: whoever waits for something hears of it.
fn feed(asked: &Asked) -> String {
    match asked.path(&[("sort", "")]).split_once('?') {
        Some((_, query)) if !asked.q.trim().is_empty() => format!("/feed.atom?{query}"),
        _ => "/feed.atom".to_owned(),
    }
}

/// What the index finds, the newest first; for a feed.
pub(crate) async fn newest(
    portal: &Portal,
    visit: &Visit,
    asked: &Asked,
    most: usize,
) -> Outcome<Vec<Listed>> {
    let sort = ::search::Sort::Newest;
    let request = ::search::Request { sort, skip: 0, limit: most, ..asked.request() };
    let results = ask(portal, visit, request).await?;
    let found = recorded(&mut *portal.site.store().reader().await?, visit, results.hits).await?;
    Ok(found.into_iter().map(|(_, row)| row).collect())
}

/// A title that begins to answer what is being typed.
#[derive(Serialize)]
pub struct Suggestion {
    title: String,
    about: String,
    /// Relative to the home page.
    path: String,
}

/// What is found for what was typed so far.
pub async fn suggest(
    State(portal): State<Portal>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Outcome<Json<Vec<Suggestion>>> {
    let typed = asked.q.trim();
    if typed.is_empty() {
        return Ok(Json(Vec::new()));
    }
    let request = ::search::Request { text: typed.to_owned(), limit: MOST_NEAR, ..Default::default() };
    let results = ask(&portal, &visit, request).await?;
    let mut reader = portal.site.store().reader().await?;
    let c = &mut *reader;
    let names = parts::unit_names(&schools::units(c, visit.school()).await?);
    let suggestion = |(_, row): (::search::Hit, Listed)| {
        let line = parts::line(&row, &names, &portal.calendar, visit.today());
        let path = line.path.trim_start_matches('/').to_owned();
        Suggestion { title: line.title, about: format!("{}　{}", line.unit, line.iso), path }
    };
    Ok(Json(recorded(c, &visit, results.hits).await?.into_iter().map(suggestion).collect()))
}

/// The index follows the log; the record decides what may be shown.
async fn recorded(
    c: &mut Connection,
    visit: &Visit,
    hits: Vec<::search::Hit>,
) -> Outcome<Vec<(::search::Hit, Listed)>> {
    let mut found = Vec::new();
    for hit in hits {
        let row = publishing::listed(c, &visit.viewer, terms::PublicationId(hit.id)).await?;
        found.extend(row.map(|row| (hit, row)));
    }
    Ok(found)
}

async fn hit_lines(
    portal: &Portal,
    visit: &Visit,
    c: &mut Connection,
    names: &parts::UnitNames,
    hits: Vec<::search::Hit>,
) -> Outcome<Vec<HitLine>> {
    let found = recorded(c, visit, hits).await?;
    Ok(found.into_iter().map(|(hit, row)| hit_line(portal, visit, names, hit, &row)).collect())
}

fn hit_line(
    portal: &Portal,
    visit: &Visit,
    names: &parts::UnitNames,
    hit: ::search::Hit,
    row: &Listed,
) -> HitLine {
    let line = parts::line(row, names, &portal.calendar, visit.today());
    let mut by = vec![line.unit, line.iso, line.category];
    by.extend(row.document_no.clone());
    let ::search::Hit { title, snippet, attachment, .. } = hit;
    HitLine { path: line.path, title, snippet, attachment, by, tag: line.tag }
}

fn facets(
    asked: &Asked,
    found: &::search::Facets,
    names: &parts::UnitNames,
) -> Vec<(&'static str, Vec<FacetLine>)> {
    let unit_name = |value: &str| {
        let id = value.parse().map(terms::UnitId).unwrap_or(terms::UnitId(0));
        names.get(&id).cloned().unwrap_or_default()
    };
    type Named<'a> = &'a dyn Fn(&str) -> String;
    let category_name: Named = &|value| parts::category_name(value.parse().unwrap_or_default());
    let groups: [(&'static str, &'static str, &Vec<::search::Facet>, Named, &str); 4] = [
        ("类别", "category", &found.categories, category_name, &asked.category),
        ("部门", "unit", &found.units, &unit_name, &asked.unit),
        ("体裁", "kind", &found.kinds, &str::to_owned, &asked.kind),
        ("年份", "year", &found.years, &|value| format!("{value}年"), &asked.year),
    ];
    groups
        .into_iter()
        .map(|(title, field, facets, named, chosen)| {
            let line = |facet: &::search::Facet| {
                let is_chosen = facet.value == chosen;
                FacetLine {
                    name: named(&facet.value),
                    path: asked.path(&[(field, if is_chosen { "" } else { &facet.value })]),
                    count: format::count(facet.count as i64),
                    is_chosen,
                }
            };
            (title, facets.iter().take(10).map(line).collect())
        })
        .collect()
}

/// The answer of `/api/v1/search`.
#[derive(Serialize)]
pub struct ApiResults {
    total: usize,
    page: usize,
    per_page: usize,
    hits: Vec<ApiHit>,
}

#[derive(Serialize)]
struct ApiHit {
    id: i64,
    index_no: String,
    title: String,
    url: String,
    unit: String,
    category: u8,
    published_at: String,
    snippet: String,
    /// The attachment that the snippet is from.
    attachment: Option<String>,
}

pub async fn api(
    State(portal): State<Portal>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Outcome<Json<ApiResults>> {
    let results = ask(&portal, &visit, asked.request()).await?;
    let base = portal.site.public_url(visit.school()).await?;
    let mut reader = portal.site.store().reader().await?;
    let c = &mut *reader;
    let names = parts::unit_names(&schools::units(c, visit.school()).await?);
    let api_hit = |(hit, row): (::search::Hit, Listed)| ApiHit {
        id: hit.id,
        url: format!("{base}{}", parts::item_path(&row.index_no)),
        unit: names.get(&row.unit).cloned().unwrap_or_default(),
        category: row.category,
        published_at: row.published_at.to_string(),
        snippet: plain(hit.snippet),
        attachment: hit.attachment.map(plain),
        index_no: row.index_no,
        title: row.title,
    };
    let hits = recorded(c, &visit, results.hits).await?.into_iter().map(api_hit).collect();
    Ok(Json(ApiResults { total: results.total, page: asked.page(), per_page: PER_PAGE, hits }))
}

fn plain(pieces: Vec<::search::Piece>) -> String {
    pieces.into_iter().map(|piece| piece.text).collect()
}
