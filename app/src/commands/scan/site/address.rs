//! Addresses: which of them are one place, which belong to the site, which have no end.

use percent_encoding::percent_decode_str;
use url::Url;

/// Longer addresses grow by themselves.
const LONGEST: usize = 1000;
/// Folders in a path, and values in a query, beyond which an address grows by itself.
const DEEPEST: usize = 20;
const MOST_VALUES: usize = 12;
/// A link relative to the wrong folder makes `/a/b/a/b/a/b/`.
const SAME_FOLDER: usize = 3;

/// Names by which sites number their visitors: the address is another each time, the page is not.
const SESSIONS: [&str; 8] =
    ["jsessionid", "phpsessid", "aspsessionid", "sessionid", "session_id", "sid", "cfid", "cftoken"];

/// Endings of files that no machine of ours reads and that are large: they are named, not fetched.
const NOT_FETCHED: [&str; 20] = [
    "mp4", "mp3", "avi", "wmv", "flv", "f4v", "mov", "rm", "rmvb", "wma", "wav", "swf", "m4a", "webm", "mpg",
    "mpeg", "exe", "msi", "apk", "iso",
];

/// Endings of pages.
pub const PAGES: [&str; 4] = ["html", "htm", "xhtml", "shtml"];

/// An address as it is asked for: without fragment and without a visitor's number, escapes written in
/// one way. Nothing where it is no address of the web, or holds a name and a password.
pub fn canonical(mut url: Url) -> Option<Url> {
    let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
    if !is_web || !url.username().is_empty() || url.password().is_some() {
        return None;
    }
    url.set_fragment(None);
    let path = normal_escapes(url.path());
    let path = match path.to_ascii_lowercase().find(";jsessionid=") {
        Some(at) => path[..at].to_owned(),
        None => path,
    };
    url.set_path(&path);
    let query = url.query().map(normal_escapes).map(|query| without_session(&query));
    url.set_query(query.as_deref().filter(|query| !query.is_empty()));
    Some(url)
}

fn without_session(query: &str) -> String {
    let kept = query.split('&').filter(|pair| {
        let name = pair.split('=').next().unwrap_or_default().to_ascii_lowercase();
        !SESSIONS.iter().any(|session| name == *session || name.starts_with("aspsessionid"))
    });
    kept.collect::<Vec<_>>().join("&")
}

/// By what an address is known again: the order of its values means nothing, and often changes.
pub fn key(url: &Url) -> String {
    let Some(query) = url.query() else { return url.as_str().to_owned() };
    let mut pairs: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty()).collect();
    pairs.sort_unstable();
    let mut place = url.clone();
    place.set_query(Some(&pairs.join("&")));
    place.into()
}

/// The pages that one program makes: all numbers are one, so that the days of a calendar, the pages of
/// a list and the articles of a column each have one shape.
pub fn shape(url: &Url) -> String {
    let mut path: Vec<String> = Vec::new();
    for piece in url.path().split('/').map(without_numbers) {
        if piece != "#" || path.last().is_none_or(|last| last != "#") {
            path.push(piece);
        }
    }
    let mut names: Vec<&str> = url.query().into_iter().flat_map(|query| query.split('&')).collect();
    names.iter_mut().for_each(|pair| *pair = pair.split('=').next().unwrap_or_default());
    names.sort_unstable();
    names.dedup();
    format!("{}{}?{}", url.authority(), path.join("/"), names.join("&"))
}

/// Digits, and what stands between digits, as one sign.
fn without_numbers(piece: &str) -> String {
    let mut out = String::new();
    for part in piece.split_inclusive(['-', '_', '.']) {
        let (words, end) = part.split_at(part.trim_end_matches(['-', '_', '.']).len());
        let is_number = !words.is_empty() && words.bytes().all(|b| b.is_ascii_digit());
        match is_number {
            true if out.ends_with("#-") || out.ends_with("#_") => out.truncate(out.len() - 1),
            true => out.push('#'),
            false => out.extend(words.chars().filter(|c| !c.is_ascii_digit())),
        }
        out.push_str(end);
    }
    out
}

/// Why an address looks like one that grows without end.
pub fn grows(url: &Url) -> bool {
    let folders: Vec<&str> = url.path().split('/').filter(|piece| !piece.is_empty()).collect();
    let again = |folder: &&str| folders.iter().filter(|other| *other == folder).count() >= SAME_FOLDER;
    let pairs: Vec<&str> = url.query().into_iter().flat_map(|query| query.split('&')).collect();
    url.as_str().len() > LONGEST
        || folders.len() > DEEPEST
        || folders.iter().any(|folder| folder.len() > 1 && again(folder))
        || pairs.len() > MOST_VALUES
}

/// Its file's name as the address has it; empty where it ends in a folder.
pub fn file_name(url: &Url) -> String {
    let last = url.path().rsplit('/').next().unwrap_or_default();
    percent_decode_str(last).decode_utf8_lossy().into_owned()
}

/// The ending of a film or a program, which isn't fetched.
pub fn not_fetched(url: &Url) -> Option<String> {
    let kind = documents::reader::kind(&file_name(url));
    NOT_FETCHED.contains(&&*kind).then_some(kind)
}

/// Whether an address names a file that a page hangs on, and no page.
pub fn is_attachment(url: &Url) -> bool {
    let name = file_name(url);
    let kind = documents::reader::kind(&name);
    let known = !kind.is_empty() && documents::reader::kind_of(&name, b"") == kind;
    known && !PAGES.contains(&&*kind)
}

/// Whether an address names a site or a folder of one, not one page or file of it.
pub fn is_folder(url: &Url) -> bool {
    let name = file_name(url).to_ascii_lowercase();
    let (stem, ending) = name.split_once('.').unwrap_or((&name, ""));
    ending.is_empty() || ["index", "default", "main", "home"].contains(&stem)
}

/// Escapes written in one way: what needs none has none, what has one has capitals, and what is not
/// ASCII is escaped.
pub fn normal_escapes(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < bytes.len() {
        match escaped(&bytes[at..]) {
            Some(byte) => {
                let plain = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
                if plain {
                    out.push(byte.into())
                } else {
                    out.push_str(&format!("%{byte:02X}"))
                }
                at += 3;
            }
            None => {
                if bytes[at].is_ascii() {
                    out.push(bytes[at].into())
                } else {
                    out.push_str(&format!("%{:02X}", bytes[at]))
                }
                at += 1;
            }
        }
    }
    out
}

fn escaped(bytes: &[u8]) -> Option<u8> {
    let &[b'%', high, low, ..] = bytes else { return None };
    let digit = |byte: u8| char::from(byte).to_digit(16).map(|digit| digit as u8);
    Some(digit(high)? << 4 | digit(low)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(address: &str) -> Option<String> {
        canonical(Url::parse(address).unwrap()).map(String::from)
    }

    #[test]
    fn one_page_has_one_address() {
        for (written, one) in [
            ("http://A.Example.edu.cn:80/x/../y.htm#top", "http://a.example.edu.cn/y.htm"),
            ("https://a.cn:443", "https://a.cn/"),
            ("http://a.cn/%7eold/%e5%85%ac", "http://a.cn/~old/%E5%85%AC"),
            ("http://a.cn/公.htm?名=1", "http://a.cn/%E5%85%AC.htm?%E5%90%8D=1"),
            ("http://a.cn/x.jsp;jsessionid=AB12?id=1&PHPSESSID=9", "http://a.cn/x.jsp?id=1"),
            ("http://a.cn/x?sid=1", "http://a.cn/x"),
            ("http://a.cn/100%.htm", "http://a.cn/100%.htm"),
        ] {
            assert_eq!(of(written).as_deref(), Some(one));
            assert_eq!(of(one).as_deref(), Some(one), "once is enough");
        }
        for none in
            ["mailto:a@b.cn", "javascript:alert(1)", "ftp://a.cn/", "http://me:secret@a.cn/", "data:,x"]
        {
            assert_eq!(of(none), None, "{none}");
        }
        let key = |address| super::key(&Url::parse(address).unwrap());
        assert_eq!(key("http://a.cn/x?b=2&a=1"), key("http://a.cn/x?a=1&b=2"));
        assert_ne!(key("http://a.cn/x?a=1"), key("http://a.cn/x?a=2"));
    }

    #[test]
    fn what_one_program_makes_has_one_shape() {
        let shape = |path: &str| super::shape(&Url::parse("http://a.cn").unwrap().join(path).unwrap());
        for (one, other) in [
            ("/cal/2031/05", "/cal/2031/05/03"),
            ("/cal/2031-05", "/cal/2032-11-30"),
            ("/cal.jsp?y=2031&m=5", "/cal.jsp?m=6&y=2032"),
            ("/info/1014/1043.htm", "/info/1015/7.htm"),
            ("/list12.htm", "/list3.htm"),
        ] {
            assert_eq!(shape(one), shape(other), "{one} {other}");
        }
        assert_ne!(shape("/info/1.htm"), shape("/list/1.htm"));
        assert_ne!(shape("/a.jsp?id=1"), shape("/b.jsp?id=1"));
    }

    #[test]
    fn addresses_that_grow_are_known() {
        let grows = |path: &str| super::grows(&Url::parse("http://a.cn").unwrap().join(path).unwrap());
        assert!(!grows("/info/1014/1043.htm") && !grows("/2012/0327/c8787a191809/page.htm"));
        assert!(grows("/a/b/ab/a/ab/ab/x.htm"), "a folder in itself");
        assert!(grows(&format!("/x?q={}", "a".repeat(1000))));
        assert!(grows(&format!("/x?{}", "a=1&".repeat(20))));
        assert!(grows(&"/1/2/3/4/5".repeat(5)));
    }

    #[test]
    fn a_folder_is_a_site_and_a_file_is_a_file() {
        let folder = |path: &str| is_folder(&Url::parse("http://a.cn").unwrap().join(path).unwrap());
        for path in ["", "/", "/xxgk/", "/xxgk", "/index.htm", "/xxgk/Default.aspx", "/main.psp"] {
            assert!(folder(path), "{path}");
        }
        for path in ["/名单.docx", "/info/1014/1043.htm", "/a.b/c.txt"] {
            assert!(!folder(path), "{path}");
        }
    }
}
