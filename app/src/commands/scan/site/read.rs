//! What an answer holds: a page with its links, a file, or a picture too small to hold anything.

use std::borrow::Cow;

use documents::html::{Leads, Link};
use documents::reader::{self, Document, Unreadable};
use encoding_rs::Encoding;
use url::Url;

use super::address::{self, PAGES};
use super::charset;
use super::fetch::Body;
use crate::commands::scan::Readers;

/// A picture narrower or lower than this, in pixels, has no room for the eighteen digits of an identity
/// number: bullets, icons, lines.
const NARROWEST: usize = 90;
const LOWEST: usize = 8;

/// What was read.
pub enum Content {
    /// A page.
    Page(Page),
    /// Anything else that a person can open.
    File(Result<Document, Unreadable>),
    /// A picture without room for a word.
    Decoration,
}

/// A page and where it leads.
pub struct Page {
    /// Its text.
    pub document: Result<Document, Unreadable>,
    /// Its links.
    pub leads: Result<Leads, Unreadable>,
    encoding: &'static Encoding,
}

/// Reads an answer from this address.
pub fn content(url: &Url, body: &Body, readers: &Readers<'_>) -> Content {
    let kind = kind(url, body);
    if PAGES.contains(&&*kind) {
        let (text, encoding) = charset::decode(body.content_type.as_deref(), &body.bytes);
        let document = (readers.open)("html", text.as_bytes());
        return Content::Page(Page { document, leads: (readers.leads)(text.as_bytes()), encoding });
    }
    match is_decoration(&body.bytes) {
        true => Content::Decoration,
        false => Content::File((readers.open)(&kind, &body.bytes)),
    }
}

/// The kind of what was sent: a page where it is sent as one and looks like no packed file, otherwise by
/// its name and by what it begins with.
fn kind(url: &Url, body: &Body) -> String {
    let said = body.content_type.as_deref().unwrap_or_default().to_ascii_lowercase();
    let is_text = reader::kind_of("", &body.bytes) == "txt";
    let said_page = said.contains("html");
    if is_text && (said_page || begins_as_page(&body.bytes)) && !said.starts_with("text/plain") {
        return "html".to_owned();
    }
    let name = body.name.clone().unwrap_or_else(|| address::file_name(url));
    reader::kind_of(&name, &body.bytes)
}

fn begins_as_page(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(256)]).to_ascii_lowercase();
    let head = head.trim_start_matches('\u{feff}').trim_start();
    ["<!doctype html", "<html", "<head", "<meta"].iter().any(|start| head.starts_with(start))
}

fn is_decoration(bytes: &[u8]) -> bool {
    imagesize::blob_size(bytes).is_ok_and(|size| size.width < NARROWEST || size.height < LOWEST)
}

impl Page {
    /// Its links with their addresses. A query is written in the page's own
    /// encoding, as browsers do.
    pub fn addresses(&self, url: &Url) -> Vec<(Url, &Link)> {
        let Ok(leads) = &self.leads else { return Vec::new() };
        let base = leads.base.as_deref().and_then(|base| url.join(base).ok()).unwrap_or_else(|| url.clone());
        let encode: &dyn Fn(&str) -> Cow<'_, [u8]> = &|text| self.encoding.encode(text).0;
        let options = Url::options().base_url(Some(&base)).encoding_override(Some(encode));
        let join = |link: &'_ Link| options.parse(&link.address).ok();
        leads.links.iter().filter_map(|link| Some((join(link)?, link))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind_of(path: &str, content_type: &str, name: Option<&str>, bytes: &[u8]) -> String {
        let url = Url::parse("http://a.cn").unwrap().join(path).unwrap();
        let content_type = (!content_type.is_empty()).then(|| content_type.to_owned());
        kind(&url, &Body { content_type, name: name.map(str::to_owned), bytes: bytes.to_vec() })
    }

    #[test]
    fn what_is_sent_counts_before_what_it_is_called() {
        let pdf = b"%PDF-1.7";
        for (path, content_type, name, bytes, kind) in [
            ("/a.jsp?id=1", "text/html; charset=gbk", None, &b"<p>x"[..], "html"),
            ("/a.doc", "text/html", None, b"please sign in", "html"),
            ("/a.pdf", "text/html", None, pdf, "pdf"),
            ("/download.jsp?id=3", "application/octet-stream", None, pdf, "pdf"),
            ("/download.jsp?id=3", "application/octet-stream", Some("a.csv"), b"a,b", "csv"),
            ("/x", "", None, b"\n<!DOCTYPE HTML><p>", "html"),
            ("/a.txt", "text/plain", None, b"<html>", "txt"),
            ("/a.htm", "", None, b"words", "htm"),
        ] {
            assert_eq!(kind_of(path, content_type, name, bytes), kind, "{path} {content_type}");
        }
    }

    #[test]
    fn a_query_is_written_as_the_page_is() {
        let leads =
            documents::html::leads("<base href='/b/'><a href='s.asp?n=中#x'>一</a><img src=//c.cn/中.png>");
        let document = Ok(Document::default());
        let page = Page { document, leads, encoding: encoding_rs::GBK };
        let found = page.addresses(&Url::parse("http://a.cn/x/y.htm").unwrap());
        let found: Vec<_> = found.iter().map(|(url, link)| (url.as_str(), link.is_picture)).collect();
        assert_eq!(found, [("http://a.cn/b/s.asp?n=%D6%D0#x", false), ("http://c.cn/%E4%B8%AD.png", true)]);
    }
}
