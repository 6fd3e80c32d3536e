//! Templates write `/items/7`; what goes out is relative to the page, so that
//! it holds under any host name, sub-path and campus gateway.

/// The way from a page at `path` to the root: `./`, `../`, `../../`, …
fn to_root(path: &str) -> String {
    match path.matches('/').count() {
        0 | 1 => "./".to_owned(),
        depth => "../".repeat(depth - 1),
    }
}

/// The way from a page at `path` to `target`, a path that begins with `/`.
/// Anything else is not ours and leads to the root.
pub(crate) fn to(path: &str, target: &str) -> String {
    match target.strip_prefix('/') {
        Some(rest) if !rest.starts_with('/') && !rest.starts_with('\\') => format!("{}{rest}", to_root(path)),
        _ => to_root(path),
    }
}

/// The same for a page's script: from the page of a visit to `target`.
pub fn relative_to(visit: &crate::Visit, target: &str) -> String {
    to(&visit.path, target)
}

const ATTRIBUTES: [&str; 4] = ["href=\"", "src=\"", "action=\"", "formaction=\""];

/// The page with the addresses in its attributes changed, as they stand between the quotes; those for
/// which there is nothing else stay.
pub fn with_addresses(html: &str, mut change: impl FnMut(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find("=\"") {
        let (before, after) = rest.split_at(at + 2);
        out.push_str(before);
        rest = after;
        let is_address = ATTRIBUTES.iter().any(|name| {
            before
                .strip_suffix(name)
                .is_some_and(|before| before.ends_with(|c: char| c.is_ascii_whitespace()))
        });
        let Some(end) = rest.find('"').filter(|_| is_address) else { continue };
        let (address, after) = rest.split_at(end);
        match change(address) {
            Some(changed) => out.push_str(&changed),
            None => out.push_str(address),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Makes every root-relative address in the page's attributes relative to it.
pub fn make_relative(html: &str, path: &str) -> String {
    let root = to_root(path);
    with_addresses(html, |address| {
        // `//host` names another host; it is left as it is.
        let rest = address.strip_prefix('/').filter(|rest| !rest.starts_with('/'))?;
        Some(format!("{root}{rest}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_relative_to_the_page() {
        let html =
            r#"<a href="/items/7">x</a><img src="/a.png"><a href="/">home</a> href="//x" data-href="/y""#;
        assert_eq!(
            make_relative(html, "/catalogue"),
            r#"<a href="./items/7">x</a><img src="./a.png"><a href="./">home</a> href="//x" data-href="/y""#
        );
        assert!(make_relative(html, "/items/9").contains(r#"href="../items/7""#));
        assert!(make_relative(html, "/office/drafts/9").contains(r#"href="../../items/7""#));
        assert!(make_relative(html, "/").contains(r#"href="./items/7""#));
        assert!(make_relative(html, "/a/b/").contains(r#"href="../../items/7""#));
    }

    #[test]
    fn redirects_stay_within_the_site() {
        assert_eq!(to("/office/drafts/9", "/office"), "../../office");
        assert_eq!(to("/sign-in", "//evil.example/x"), "./");
        assert_eq!(to("/sign-in", "/\\evil.example"), "./");
        assert_eq!(to("/sign-in", "https://evil.example"), "./");
    }
}
