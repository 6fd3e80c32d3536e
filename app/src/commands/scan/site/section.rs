//! The part of a site that an address belongs to, as far as the address tells: so that the report can be
//! handed out. Site builders put the number of the column into their addresses.

use percent_encoding::percent_decode_str;
use url::Url;

/// Folders that every column of a builder's site shares.
const SHARED: [&str; 8] = ["info", "art", "col", "content", "article", "articles", "news", "list"];

/// A section: a folder of the first level, or a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// What it is called where nothing better is known.
    pub label: String,
    /// Its folder's name or its column's number, by which links to it are known; empty for no folder.
    pub key: String,
}

/// The section that an address belongs to.
pub fn of(url: &Url) -> Section {
    let pieces = pieces(url);
    let column =
        pieces.iter().find_map(|name| webplus(name)).or_else(|| pieces.iter().find_map(|name| jcms(name)));
    if let Some(key) = column {
        return Section { label: format!("栏目 {key}"), key };
    }
    match &pieces[..pieces.len().saturating_sub(1)] {
        [] => Section { label: ROOT.to_owned(), key: String::new() },
        [shared, column, ..] if SHARED.contains(&&*shared.to_ascii_lowercase()) => {
            Section { label: format!("/{shared}/{column}/"), key: column.clone() }
        }
        [first, ..] => Section { label: format!("/{first}/"), key: first.clone() },
    }
}

/// Which sections a link may be the entrance of: it ends in the folder, or in the column's number.
pub fn entrance(url: &Url) -> Vec<String> {
    let pieces = pieces(url);
    let Some((file, folders)) = pieces.split_last() else { return Vec::new() };
    let stem = file.split('.').next().unwrap_or_default().to_owned();
    let is_index =
        stem.is_empty() || ["index", "list", "default", "main"].contains(&&*stem.to_ascii_lowercase());
    let last = folders.last().filter(|_| is_index);
    let last = last.map(|folder| jcms(folder).unwrap_or_else(|| folder.clone()));
    let values = url.query_pairs().map(|(_, value)| value.into_owned());
    last.into_iter().chain((!is_index).then_some(stem)).chain(values).collect()
}

/// The folders of a path and its file, as people read them.
fn pieces(url: &Url) -> Vec<String> {
    let plain = |piece| percent_decode_str(piece).decode_utf8_lossy().into_owned();
    url.path().split('/').skip(1).map(plain).collect()
}

/// Pages that lie in no folder.
pub const ROOT: &str = "首页和没有目录的网页";

/// 苏迪 WebPlus: `/2012/0327/c8787a191809/page.htm`
fn webplus(name: &str) -> Option<String> {
    let (column, article) = name.strip_prefix('c')?.split_once('a')?;
    (is_number(column) && is_number(article)).then(|| column.to_owned())
}

/// 大汉: `/col/col1229214366/index.html`, `/art/2021/3/1/art_1229214366_123.html`
fn jcms(name: &str) -> Option<String> {
    let column = match name.strip_prefix("art_") {
        Some(rest) => rest.split('_').next()?,
        None => name.strip_prefix("col")?,
    };
    is_number(column).then(|| column.to_owned())
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_tells_its_column() {
        for (path, section) in [
            ("/", ROOT),
            ("/index.htm", ROOT),
            ("/xsc/2019/a.htm", "/xsc/"),
            ("/%E5%AD%A6%E7%94%9F%E5%A4%84/", "/学生处/"),
            ("/info/1014/1043.htm", "/info/1014/"),
            ("/2012/0327/c8787a191809/page.htm", "栏目 8787"),
            ("/col/col1229214366/index.html", "栏目 1229214366"),
            ("/art/2021/3/1/art_1229214366_123.html", "栏目 1229214366"),
            ("/college/a.htm", "/college/"),
        ] {
            assert_eq!(of(&Url::parse("http://a.cn").unwrap().join(path).unwrap()).label, section);
        }
    }

    #[test]
    fn a_link_to_a_column_knows_its_number() {
        let url = |path| Url::parse("http://a.cn").unwrap().join(path).unwrap();
        for (link, page) in [
            ("/xsc/", "/xsc/2019/a.htm"),
            ("/xsc/index.htm", "/xsc/a.htm"),
            ("/list.jsp?wbtreeid=1014", "/info/1014/1043.htm"),
            ("/list/1014.htm", "/info/1014/1043.htm"),
            ("/8787/list.htm", "/2012/0327/c8787a191809/page.htm"),
            ("/col/col1229/index.html", "/art/2021/3/1/art_1229_123.html"),
        ] {
            assert!(entrance(&url(link)).contains(&of(&url(page)).key), "{link} {page}");
        }
        assert!(!entrance(&url("/info/1014/1043.htm")).contains(&"1014".to_owned()));
    }
}
