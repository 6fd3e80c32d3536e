//! Which file a page becomes.

use sha2::{Digest, Sha256};

/// The endings of what is no page.
const FILES: [&str; 7] = [".css", ".js", ".xml", ".atom", ".json", ".txt", ".xlsx"];
/// Bytes of one name at most; file systems take 255.
const LONGEST: usize = 180;

/// The file of a path with its query, relative to the copy: `/items?page=2` is `items_page=2.html`.
pub fn file(path_and_query: &str) -> String {
    let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
    let path = path.trim_matches('/');
    if path.is_empty() && query.is_empty() {
        return "index.html".to_owned();
    }
    let mut names: Vec<String> = path.split('/').map(|name| plain(&decoded(name))).collect();
    let is_file = path.starts_with("files/")
        || path.starts_with("assets/")
        || path.starts_with("crests/")
        || path.starts_with("cards/")
        || FILES.iter().any(|end| path.ends_with(end));
    if let Some(last) = names.last_mut() {
        let (stem, ending) = match last.rsplit_once('.').filter(|_| is_file) {
            Some((stem, ending)) => (stem.to_owned(), format!(".{ending}")),
            None => (last.clone(), if is_file { String::new() } else { ".html".to_owned() }),
        };
        let stem = if query.is_empty() { stem } else { plain(&format!("{stem}_{}", decoded(query))) };
        *last = stem + &ending;
    }
    names.join("/")
}

fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// A name that every file system takes. One that had to be changed carries a hash of what it was.
fn plain(name: &str) -> String {
    let is_odd = |c: char| c.is_control() || "\\/:*?\"<>|&#%".contains(c);
    let is_dots = name.chars().all(|c| c == '.');
    if !name.contains(is_odd) && name.len() <= LONGEST && !is_dots && !name.ends_with([' ', '.']) {
        return name.to_owned();
    }
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if ending.len() <= 5 && !ending.contains(is_odd) => (stem, format!(".{ending}")),
        _ => (name, String::new()),
    };
    let mut short = String::new();
    for c in stem.chars().map(|c| if is_odd(c) { '_' } else { c }) {
        if short.len() + c.len_utf8() > LONGEST - 20 {
            break;
        }
        short.push(c);
    }
    format!("{short}-{}{ending}", keys::hex(&Sha256::digest(name.as_bytes())[..4]))
}

/// The way from one file of the copy to another, as an address.
pub fn way(from: &str, to: &str) -> String {
    let up = "../".repeat(from.matches('/').count());
    let names: Vec<String> = to.split('/').map(web::encoded).collect();
    format!("{up}{}", names.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_has_a_file_of_its_own() {
        for (path, name) in [
            ("/", "index.html"),
            ("/items", "items.html"),
            ("/items?page=2", "items_page=2.html"),
            ("/items/XX-6-2026-0001", "items/XX-6-2026-0001.html"),
            ("/items/XX-6-2026-0001/versions/1", "items/XX-6-2026-0001/versions/1.html"),
            ("/assets/portal-1a2b.css", "assets/portal-1a2b.css"),
            ("/crests/1a2b.png", "crests/1a2b.png"),
            ("/files/7/%E5%90%8D%E5%8D%95.xlsx", "files/7/名单.xlsx"),
            ("/feed.atom", "feed.atom"),
            ("/feed.atom?category=6", "feed_category=6.atom"),
        ] {
            assert_eq!(file(path), name);
        }
        let odd = [
            file("/statistics/records?year=2025&unit=3"),
            file("/statistics/records?year=2025_unit=3"),
            file("/files/1/a%2Fb.txt"),
            file("/files/1/.."),
        ];
        for (at, name) in odd.iter().enumerate() {
            assert!(
                !name.contains(['?', '&', '%']) && !name.contains("/../") && !name.ends_with("/.."),
                "{name}"
            );
            assert!(!odd[at + 1..].contains(name), "{name}");
        }
        assert!(odd[2].starts_with("files/1/a_b-") && odd[2].ends_with(".txt"));
        assert!(file(&format!("/items/{}", "长".repeat(300))).len() < 220);
    }

    #[test]
    fn a_way_leads_up_and_down() {
        assert_eq!(way("index.html", "items.html"), "items.html");
        assert_eq!(way("items/a.html", "files/7/名单 1.xlsx"), "../files/7/%E5%90%8D%E5%8D%95%201.xlsx");
    }
}
