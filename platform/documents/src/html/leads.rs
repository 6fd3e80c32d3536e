//! Where a page of somebody else leads: what is on it, and what it points to.

use scraper::node::Element;
use scraper::{ElementRef, Html};
use serde::{Deserialize, Serialize};

use super::nesting;
use crate::reader::Unreadable;

/// Links of one page at most; a page with more is a trap or a map of the site.
const MOST: usize = 20_000;
/// Characters of a title, and of a link's words, at most.
const TITLE: usize = 120;
const WORDS: usize = 40;

/// What a page says of itself and where it leads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leads {
    /// Its title; empty where it has none.
    pub title: String,
    /// What its addresses are relative to, as it is written.
    pub base: Option<String>,
    /// Its links in their order, each once.
    pub links: Vec<Link>,
}

/// A link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Where it leads, as it is written.
    pub address: String,
    /// Whether it is a picture that the page shows.
    pub is_picture: bool,
    /// What it says, where it is words.
    pub words: String,
}

/// Reads where a page leads: links, areas, frames, pictures, and where it sends its reader on.
///
/// # Errors
///
/// Where it is nested deeper than pages are.
pub fn leads(html: &str) -> Result<Leads, Unreadable> {
    if nesting::is_too_deep(html) {
        return Err(Unreadable::because("网页套了太多层，里面的链接读不出来"));
    }
    let page = Html::parse_document(html);
    let mut leads = Leads::default();
    for element in page.tree.root().descendants().filter_map(ElementRef::wrap) {
        match element.value().name() {
            "title" if leads.title.is_empty() => leads.title = words(element, TITLE),
            "base" if leads.base.is_none() => leads.base = element.attr("href").map(trimmed),
            _ => {}
        }
        let found =
            of_element(element.value()).into_iter().flatten().take(MOST.saturating_sub(leads.links.len()));
        let words = || if element.value().name() == "a" { words(element, WORDS) } else { String::new() };
        leads.links.extend(found.map(|link| Link { words: words(), ..link }));
    }
    let mut seen = std::collections::HashSet::new();
    leads.links.retain(|link| seen.insert((link.address.clone(), link.is_picture)));
    Ok(leads)
}

/// The words in an element, so many characters at most.
fn words(element: ElementRef, most: usize) -> String {
    let words: Vec<&str> = element.text().flat_map(str::split_whitespace).take(most).collect();
    words.join(" ").chars().take(most).collect()
}

/// An element's links: its own, and for a picture in a cell the background, which old pages have.
fn of_element(element: &Element) -> [Option<Link>; 2] {
    let link = |name: &str, is_picture| {
        let address = trimmed(element.attr(name)?);
        let leads = !address.is_empty() && !address.starts_with('#') && !address.starts_with("data:");
        leads.then_some(Link { address, is_picture, words: String::new() })
    };
    match element.name() {
        "a" | "area" => [link("href", false), None],
        "frame" | "iframe" | "embed" => [link("src", false), None],
        "object" => [link("data", false), None],
        "img" => [link("src", true), None],
        "link" if leads_on(element) => [link("href", false), None],
        "meta" => [sent_on(element), None],
        "body" | "table" | "td" | "th" => [link("background", true), None],
        _ => [None, None],
    }
}

/// A `link` names what the page is made of, too: style sheets, icons, fonts.
fn leads_on(element: &Element) -> bool {
    let rel = element.attr("rel").unwrap_or_default().to_ascii_lowercase();
    let mut words = rel.split_ascii_whitespace();
    words.any(|word| ["alternate", "next", "prev", "canonical", "contents", "index", "start"].contains(&word))
        && !rel.contains("stylesheet")
}

/// `<meta http-equiv="refresh" content="0; url=index.htm">`
fn sent_on(element: &Element) -> Option<Link> {
    if !element.attr("http-equiv")?.eq_ignore_ascii_case("refresh") {
        return None;
    }
    let (_, rest) = element.attr("content")?.split_once([';', ','])?;
    let rest = rest.trim_start();
    let named = rest.get(..3).is_some_and(|name| name.eq_ignore_ascii_case("url"));
    let address = if named { rest[3..].trim_start().strip_prefix('=')? } else { rest };
    let address = trimmed(address.trim().trim_matches(['"', '\'']));
    (!address.is_empty()).then_some(Link { address, is_picture: false, words: String::new() })
}

/// Browsers take spaces off the ends of an address, and breaks out of it.
fn trimmed(address: &str) -> String {
    address.trim().chars().filter(|c| !matches!(c, '\n' | '\r' | '\t')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(html: &str) -> Vec<String> {
        leads(html).unwrap().links.into_iter().map(|link| link.address).collect()
    }

    #[test]
    fn every_way_that_leads_on_is_found_once() {
        let page = "<html><head><title> 学生\n资助 </title><base href='/xxgk/'>
            <link rel=stylesheet href=a.css><link rel='shortcut icon' href=i.ico><link rel=Next href=n.htm>
            <meta HTTP-EQUIV=Refresh content='0; URL=\"m.htm\"'></head>
            <body background=bg.jpg><a href=' one.htm '>一</a><a href='one.htm'>又</a><a href='#top'>顶</a>
            <a name=x>名</a><map><area href=area.htm></map><iframe src=frame.htm></iframe>
            <img src=p.png><img src='data:image/png;base64,AA'><a href='名单\n.doc'>附件</a></body></html>";
        let found = leads(page).unwrap();
        assert_eq!((found.title.as_str(), found.base.as_deref()), ("学生 资助", Some("/xxgk/")));
        assert_eq!(
            addresses(page),
            ["n.htm", "m.htm", "bg.jpg", "one.htm", "area.htm", "frame.htm", "p.png", "名单.doc"]
        );
        assert_eq!((&*found.links[3].address, &*found.links[3].words), ("one.htm", "一"));
        let pictures: Vec<_> = found.links.iter().filter(|l| l.is_picture).map(|l| &*l.address).collect();
        assert_eq!(pictures, ["bg.jpg", "p.png"]);
    }

    #[test]
    fn frames_of_old_pages_lead_on() {
        let old = "<frameset cols='20%,*'><frame src=left.htm><frame src=main.htm></frameset>";
        assert_eq!(addresses(old), ["left.htm", "main.htm"]);
        assert_eq!(addresses("<meta http-equiv=refresh content='5'><p>无"), [""; 0]);
    }

    #[test]
    fn what_is_nested_without_end_is_refused() {
        assert!(leads(&"<div>".repeat(100_000)).is_err());
        let many: String = (0..30_000).map(|n| format!("<a href={n}>")).collect();
        assert!(addresses(&many.replace("<a ", "</a><a ")).len() <= MOST);
    }
}
