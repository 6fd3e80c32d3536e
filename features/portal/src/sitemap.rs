//! The sitemap and what crawlers may ask for. A large school's is an index of months, so that no
//! answer grows with all that was ever published.

use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use publishing::{Filter, Listed, Order, public_list};
use store::Connection;
use web::{Kind, Outcome, Path, Visit};

use crate::feeds::typed;
use crate::pages::Portal;
use crate::parts;

/// Addresses of one file, as the protocol allows, with room for the pages that are no publications.
const MOST: i64 = 49_900;
/// A school with no more than these has them all in one file.
const SMALL: i64 = 1000;
/// Rows that are read at once.
const CHUNK: i64 = 1000;
const PAGES: [&str; 9] =
    ["/", "/catalogue", "/items", "/notices", "/units", "/reports", "/guide", "/statistics", "/about/access"];
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const XML: &str = "application/xml; charset=utf-8";

/// All that stands public, or where it is too much, the months of it.
pub async fn whole(State(portal): State<Portal>, visit: Visit) -> Outcome<Response> {
    let base = documents::html::escape(&portal.site.public_url(visit.school()).await?);
    let mut reader = portal.site.store().reader().await?;
    let c = &mut *reader;
    let total = publishing::count(c, &visit.viewer, &Filter::default()).await?;
    if total <= SMALL {
        let rows = rows(c, &visit, &Filter::default()).await?;
        return Ok(urlset(&base, &PAGES, &rows));
    }
    let Some(first) = publishing::first_published(c, &visit.viewer).await? else {
        return Ok(urlset(&base, &PAGES, &[]));
    };
    let mut xml =
        String::from(HEAD) + "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n";
    let mut month = terms::day_of(first).first_of_month();
    while month <= visit.today() {
        xml += &format!("<sitemap><loc>{base}/sitemaps/{}</loc></sitemap>\n", month.strftime("%Y-%m.xml"));
        month = next(month);
    }
    Ok(typed(XML, xml + "</sitemapindex>\n"))
}

/// What was published in a month; the newest month names the site's own pages too.
pub async fn month(
    State(portal): State<Portal>,
    visit: Visit,
    Path(name): Path<String>,
) -> Outcome<Response> {
    let month = name.strip_suffix(".xml").and_then(|month| format!("{month}-01").parse::<Date>().ok());
    let month =
        month.filter(|month| month.strftime("%Y-%m.xml").to_string() == name).ok_or(Kind::NotFound)?;
    let base = documents::html::escape(&portal.site.public_url(visit.school()).await?);
    let (from, until) = (terms::start_of(month), terms::start_of(next(month)));
    let filter = Filter { from: Some(from), until: Some(until), ..Filter::default() };
    let rows = rows(&mut *portal.site.store().reader().await?, &visit, &filter).await?;
    let is_newest = month == visit.today().first_of_month();
    Ok(urlset(&base, if is_newest { &PAGES } else { &[] }, &rows))
}

fn next(month: Date) -> Date {
    month.last_of_month().tomorrow().unwrap_or(Date::MAX)
}

async fn rows(c: &mut Connection, visit: &Visit, filter: &Filter) -> Outcome<Vec<Listed>> {
    let mut rows = Vec::new();
    while (rows.len() as i64) < MOST {
        let chunk = public_list(c, &visit.viewer, filter, Order::Newest, rows.len() as i64, CHUNK).await?;
        let is_last = (chunk.len() as i64) < CHUNK;
        rows.extend(chunk);
        if is_last {
            break;
        }
    }
    rows.truncate(MOST as usize);
    Ok(rows)
}

fn urlset(base: &str, pages: &[&str], rows: &[Listed]) -> Response {
    let mut xml = String::from(HEAD) + "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n";
    pages.iter().for_each(|path| xml += &format!("<url><loc>{base}{path}</loc></url>\n"));
    for row in rows {
        let path = documents::html::escape(&parts::item_path(&row.index_no));
        let changed = terms::day_of(row.revised_at);
        xml += &format!("<url><loc>{base}{path}</loc><lastmod>{changed}</lastmod></url>\n");
    }
    typed(XML, xml + "</urlset>\n")
}

/// What crawlers are asked to leave alone.
pub async fn robots(State(portal): State<Portal>, visit: Visit) -> Outcome<Response> {
    let base = portal.site.public_url(visit.school()).await?;
    let text = format!(
        "User-agent: *\nDisallow: /office\nDisallow: /search\nDisallow: /suggest\nDisallow: /corrections\n\
         Disallow: /statistics/records\n\
         Sitemap: {base}/sitemap.xml\n"
    );
    Ok(typed("text/plain; charset=utf-8", text))
}
