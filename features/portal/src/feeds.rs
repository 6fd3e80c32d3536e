//! Feeds, sitemap and robots: absolute addresses, made from the school's own.

use atom_syndication::{Content, Entry, Feed, FixedDateTime, Link, Person, Text};
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use publishing::{Filter, Listed, Order, public_list};
use serde_json::{Value, json};
use web::{Kind, Outcome, Visit};

use crate::pages::Portal;
use crate::parts;

/// Entries of a feed.
const FEED: i64 = 50;
/// Addresses of a sitemap, as its protocol allows.
const SITEMAP: i64 = 50_000;

struct Source {
    base: String,
    school: String,
    rows: Vec<Listed>,
    units: parts::UnitNames,
}

async fn source(portal: &Portal, visit: &Visit, most: i64) -> Outcome<Source> {
    let mut reader = portal.site.store().reader().await?;
    let c = &mut *reader;
    let mut rows = Vec::new();
    while (rows.len() as i64) < most {
        let page = public_list(
            c,
            &visit.viewer,
            &Filter::default(),
            Order::Newest,
            rows.len() as i64,
            most.min(1000),
        )
        .await?;
        let is_last = page.len() < 1000;
        rows.extend(page);
        if is_last {
            break;
        }
    }
    rows.truncate(most as usize);
    let school = schools::find(c, visit.school()).await?.ok_or(Kind::NotFound)?;
    let units = parts::unit_names(&schools::units(c, visit.school()).await?);
    let base = portal.site.public_url(visit.school()).await?;
    Ok(Source { base, school: school.name, rows, units })
}

fn typed(content_type: &'static str, body: String) -> Response {
    ([(CONTENT_TYPE, content_type), (CACHE_CONTROL, "no-cache")], body).into_response()
}

pub async fn atom(State(portal): State<Portal>, visit: Visit) -> Outcome<Response> {
    let source = source(&portal, &visit, FEED).await?;
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
    let newest = source.rows.iter().map(|row| row.revised_at).max().unwrap_or(visit.now);
    let own = format!("{}/feed.atom", source.base);
    let feed = Feed {
        title: Text::plain(format!("{}信息公开", source.school)),
        id: own.clone(),
        updated: moment(newest),
        links: vec![
            Link { href: own, rel: "self".into(), ..Link::default() },
            Link { href: format!("{}/", source.base), rel: "alternate".into(), ..Link::default() },
        ],
        entries: source.rows.iter().map(entry).collect(),
        ..Feed::default()
    };
    Ok(typed("application/atom+xml; charset=utf-8", feed.to_string()))
}

pub async fn json(State(portal): State<Portal>, visit: Visit) -> Outcome<Json<Value>> {
    let source = source(&portal, &visit, FEED).await?;
    let item = |row: &Listed| {
        let address = format!("{}{}", source.base, parts::item_path(&row.index_no));
        json!({
            "id": address, "url": address, "title": row.title, "content_text": row.title,
            "date_published": row.published_at.to_string(), "date_modified": row.revised_at.to_string(),
            "authors": [{ "name": source.units.get(&row.unit) }],
        })
    };
    Ok(Json(json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": format!("{}信息公开", source.school),
        "home_page_url": format!("{}/", source.base),
        "feed_url": format!("{}/feed.json", source.base),
        "language": "zh-Hans-CN",
        "items": source.rows.iter().map(item).collect::<Vec<_>>(),
    })))
}

pub async fn sitemap(State(portal): State<Portal>, visit: Visit) -> Outcome<Response> {
    let source = source(&portal, &visit, SITEMAP - 10).await?;
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let base = documents::html::escape(&source.base);
    for path in ["/", "/catalogue", "/items", "/notices", "/units", "/reports", "/guide", "/statistics"] {
        xml.push_str(&format!("<url><loc>{base}{path}</loc></url>\n"));
    }
    for row in &source.rows {
        let path = documents::html::escape(&parts::item_path(&row.index_no));
        let changed = terms::day_of(row.revised_at);
        xml.push_str(&format!("<url><loc>{base}{path}</loc><lastmod>{changed}</lastmod></url>\n"));
    }
    xml.push_str("</urlset>\n");
    Ok(typed("application/xml; charset=utf-8", xml))
}

pub async fn robots(State(portal): State<Portal>, visit: Visit) -> Outcome<Response> {
    let base = portal.site.public_url(visit.school()).await?;
    let text = format!("User-agent: *\nDisallow: /office\nDisallow: /search\nSitemap: {base}/sitemap.xml\n");
    Ok(typed("text/plain; charset=utf-8", text))
}
