//! Feeds: absolute addresses, made from the school's own.

use atom_syndication::{Content, Entry, Feed, FixedDateTime, Link, Person, Text};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use publishing::{Filter, Listed, Order, public_list};
use serde_json::json;
use web::{Kind, Outcome, Query, Visit};

use crate::pages::search::{Asked, newest};
use crate::pages::{Portal, depends_on_lists};
use crate::parts;

/// Entries of a feed.
const FEED: usize = 50;

/// What a feed tells: all that is new, a category's, a unit's, what a search finds.
struct Source {
    base: String,
    title: String,
    /// The query of its address.
    query: String,
    rows: Vec<Listed>,
    units: parts::UnitNames,
}

async fn source(portal: &Portal, visit: &Visit, asked: &Asked) -> Outcome<Source> {
    let mut reader = portal.site.store().reader().await?;
    let c = &mut *reader;
    let school = schools::find(c, visit.school()).await?.ok_or(Kind::NotFound)?;
    let all = schools::units(c, visit.school()).await?;
    let (mut title, mut filter) = (format!("{}信息公开", school.name), Filter::default());
    if !asked.category.is_empty() {
        let number = asked.category.parse().ok().filter(|number| (1..=10).contains(number));
        filter.category = Some(number.ok_or(Kind::NotFound)?);
        title += &format!("：{}", number.map(parts::category_name).unwrap_or_default());
    }
    if !asked.unit.is_empty() {
        // A unit's page says its code, a search its number.
        let is_asked = |unit: &&schools::Unit| unit.code == asked.unit || unit.id.to_string() == asked.unit;
        let unit = all.iter().find(is_asked).ok_or(Kind::NotFound)?;
        filter.unit = Some(unit.id);
        title += &format!("：{}", unit.name);
    }
    let query = match visit.path_and_query.split_once('?') {
        Some((_, query)) => format!("?{query}"),
        None => String::new(),
    };
    let rows = if asked.q.trim().is_empty() {
        public_list(c, &visit.viewer, &filter, Order::Newest, 0, FEED as i64).await?
    } else {
        title += &format!("：{}", asked.q.trim());
        newest(portal, visit, asked, FEED).await?
    };
    let base = portal.site.public_url(visit.school()).await?;
    Ok(Source { base, title, query, rows, units: parts::unit_names(&all) })
}

/// An answer of another type than a page.
pub(crate) fn typed(content_type: &'static str, body: String) -> Response {
    ([(CONTENT_TYPE, content_type), (CACHE_CONTROL, "no-cache")], body).into_response()
}

/// A feed, kept like the lists: readers ask for it every quarter of an hour, and all for the same.
/// One of a search has a parameter by which nothing is kept.
fn kept(visit: &Visit, content_type: &'static str, body: String) -> Response {
    let mut response = typed(content_type, body);
    response.extensions_mut().insert(depends_on_lists(visit));
    response
}

pub async fn atom(
    State(portal): State<Portal>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Outcome<Response> {
    let source = source(&portal, &visit, &asked).await?;
    let moment = |at: jiff::Timestamp| -> FixedDateTime { at.to_string().parse().unwrap_or_default() };
    let entry = |row: &Listed| {
        let address = format!("{}{}", source.base, parts::item_path(&row.index_no));
        Entry {
            title: Text::plain(row.title.clone()),
            id: address.clone(),
            updated: moment(row.revised_at),
            published: Some(moment(row.published_at)),
            links: vec![Link { href: address, rel: "alternate".into(), ..Link::default() }],
            authors: vec![Person {
                name: source.units.get(&row.unit).cloned().unwrap_or_default(),
                ..Person::default()
            }],
            content: Some(Content {
                value: Some(row.title.clone()),
                content_type: Some("text".into()),
                ..Content::default()
            }),
            ..Entry::default()
        }
    };
    let newest = source.rows.iter().map(|row| row.revised_at).max().unwrap_or_default();
    let own = format!("{}/feed.atom{}", source.base, source.query);
    let feed = Feed {
        title: Text::plain(source.title),
        id: own.clone(),
        updated: moment(newest),
        links: vec![
            Link { href: own, rel: "self".into(), ..Link::default() },
            Link { href: format!("{}/", source.base), rel: "alternate".into(), ..Link::default() },
        ],
        entries: source.rows.iter().map(entry).collect(),
        ..Feed::default()
    };
    Ok(kept(&visit, "application/atom+xml; charset=utf-8", feed.to_string()))
}

pub async fn json(
    State(portal): State<Portal>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Outcome<Response> {
    let source = source(&portal, &visit, &asked).await?;
    let item = |row: &Listed| {
        let address = format!("{}{}", source.base, parts::item_path(&row.index_no));
        json!({
            "id": address, "url": address, "title": row.title, "content_text": row.title,
            "date_published": row.published_at.to_string(), "date_modified": row.revised_at.to_string(),
            "authors": [{ "name": source.units.get(&row.unit) }],
        })
    };
    let feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": source.title,
        "home_page_url": format!("{}/", source.base),
        "feed_url": format!("{}/feed.json{}", source.base, source.query),
        "language": "zh-Hans-CN",
        "items": source.rows.iter().map(item).collect::<Vec<_>>(),
    });
    Ok(kept(&visit, "application/json", feed.to_string()))
}
