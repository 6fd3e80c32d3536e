//! The links of a page, led from file to file. What can only be asked of a server stays behind.

use super::places::{file, way};

/// What is answered to those who ask, and stands in no file.
const ASKED: [&str; 9] =
    ["/search", "/suggest", "/display", "/sign-in", "/office", "/account", "/api", "/link", "/healthz"];

/// The page at `path` with its links led to files. `find` hears where they lead.
pub fn led(html: &str, path: &str, mut find: impl FnMut(&str)) -> String {
    let own = file(path);
    web::with_addresses(html, |value| {
        let told = value.replace("&amp;", "&").replace("&#38;", "&");
        let (address, fragment) = told.split_once('#').map_or((told.as_str(), None), |(a, f)| (a, Some(f)));
        if address.is_empty() || is_elsewhere(address) {
            return None;
        }
        match resolved(path, address).filter(|to| !is_asked(to)) {
            Some(to) => {
                find(&to);
                let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
                Some(format!("{}{fragment}", way(&own, &file(&to))))
            }
            // What can only be asked leads to the beginning.
            None => Some(way(&own, "index.html")),
        }
    })
}

/// The path of the picture that stands for a page where it is shared. Its address stays whole, for
/// chats take no other.
pub fn card(html: &str) -> Option<&str> {
    let address =
        html.split_once("property=\"og:image\"")?.1.split_once("content=\"")?.1.split('"').next()?;
    address.rfind("/cards/").map(|at| &address[at..])
}

fn is_asked(path: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    ASKED
        .iter()
        .any(|asked| path.strip_prefix(asked).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

fn is_elsewhere(address: &str) -> bool {
    address.starts_with("//") || address.split(['/', '?']).next().is_some_and(|first| first.contains(':'))
}

/// The path, with its query, to which an address on the page at `path` leads; nothing where it leads
/// to another site.
pub fn resolved(path: &str, address: &str) -> Option<String> {
    if is_elsewhere(address) {
        return None;
    }
    let base = url::Url::parse("http://copy/").ok()?.join(path).ok()?;
    let target = base.join(address).ok()?;
    let query = target.query().map(|query| format!("?{query}")).unwrap_or_default();
    Some(format!("{}{query}", target.path()))
}

/// The months' sitemaps that the index of a large school's names.
pub fn months(index: &[u8]) -> impl Iterator<Item = &str> {
    let text = std::str::from_utf8(index).unwrap_or_default();
    text.split("</loc>").filter_map(|entry| entry.find("/sitemaps/").map(|at| &entry[at..]))
}

/// A page that sends its reader on.
pub fn sign(path: &str, to: &str) -> String {
    let way = way(&file(path), &file(to));
    format!(
        "<!doctype html><html lang=\"zh-Hans-CN\"><head><meta charset=\"utf-8\"><title>已移到新的地址</title>\
         <meta http-equiv=\"refresh\" content=\"0;url={way}\"></head><body><p><a href=\"{way}\">已移到新的地址</a></p></body></html>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_from_file_to_file() {
        let html = "<link rel=\"canonical\" href=\"https://x.example/items/1\"><a href=\"../items?page=2&#38;x=1\">二</a><a class=\"a\" \
            href=\"../guide#apply\">申请</a><a href=\"#main\">跳</a><form action=\"../search\"></form><a href=\"mailto:a@b.cn\">信</a>\
            <img data-src=\"../no\" src=\"../files/7/a.png\">";
        let mut found = Vec::new();
        let led = led(html, "/items/1", |to| found.push(to.to_owned()));
        assert_eq!(found, ["/items?page=2&x=1", "/guide", "/files/7/a.png"]);
        for part in [
            "href=\"https://x.example/items/1\"",
            "href=\"../items_page%3D2_x%3D1-",
            "href=\"../guide.html#apply\"",
            "href=\"#main\"",
            "action=\"../index.html\"",
            "href=\"mailto:a@b.cn\"",
            "data-src=\"../no\" src=\"../files/7/a.png\"",
        ] {
            assert!(led.contains(part), "{part}: {led}");
        }
    }

    #[test]
    fn a_large_schools_sitemap_leads_to_its_months() {
        let index = "<sitemap><loc>https://x.example/sitemaps/2026-10.xml</loc></sitemap>\n<sitemap><loc>https://x.example/sitemaps/2026-11.xml</loc></sitemap>";
        let found: Vec<_> = months(index.as_bytes()).collect();
        assert_eq!(found, ["/sitemaps/2026-10.xml", "/sitemaps/2026-11.xml"]);
        assert_eq!(months(b"<url><loc>https://x.example/items/1</loc></url>").count(), 0);
    }

    #[test]
    fn an_address_is_resolved_as_browsers_do() {
        assert_eq!(resolved("/items/1", "./").as_deref(), Some("/items/"));
        assert_eq!(resolved("/items/1", "../").as_deref(), Some("/"));
        assert_eq!(resolved("/a/b/c", "../../x?y=1").as_deref(), Some("/x?y=1"));
        assert_eq!(resolved("/", "https://other.example/"), None);
        assert_eq!(resolved("/", "//other.example/"), None);
        assert_eq!(resolved("/", "tel:1"), None);
    }
}
