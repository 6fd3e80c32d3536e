//! HTML nested as no person would: parsing takes time by the square of the depth,
//! so that five megabytes of `<div>` would take hours. It is made flat first.

/// Deeper than any document that people or their programs write.
const DEEPEST: usize = 256;
/// An end tag looks so far back for its start.
const LOOK_BACK: usize = 64;

/// Elements that hold nothing or end by themselves where the next begins.
const SHORT: [&str; 26] = [
    "area", "base", "br", "col", "colgroup", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta",
    "option", "p", "param", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr",
];
/// Elements within a line: no words end where they begin or end.
const INLINE: [&str; 18] = [
    "a", "abbr", "b", "code", "em", "font", "i", "ins", "del", "label", "mark", "s", "small", "span",
    "strong", "sub", "sup", "u",
];

/// The HTML without any tag, its blocks on lines, where it is nested too deep.
pub(super) fn flattened(html: &str) -> Option<String> {
    is_too_deep(html).then(|| {
        let mut out = String::with_capacity(html.len() / 4);
        for piece in Pieces(html) {
            match piece {
                Piece::Text(text) => out.push_str(&text.replace('<', "&lt;")),
                Piece::Tag { name, .. } if is_one_of(&INLINE, name) => {}
                Piece::Tag { .. } => out.push('\n'),
            }
        }
        out
    })
}

/// Whether the HTML is nested deeper than any document that people write.
pub(crate) fn is_too_deep(html: &str) -> bool {
    let mut open: Vec<&str> = Vec::new();
    for piece in Pieces(html) {
        match piece {
            Piece::Tag { name, closes: false } if !is_one_of(&SHORT, name) => open.push(name),
            Piece::Tag { name, closes: true } => {
                let near = open.iter().rev().take(LOOK_BACK).position(|one| one.eq_ignore_ascii_case(name));
                if let Some(back) = near {
                    open.truncate(open.len() - back - 1);
                }
            }
            _ => {}
        }
        if open.len() > DEEPEST {
            return true;
        }
    }
    false
}

fn is_one_of(names: &[&str], name: &str) -> bool {
    names.iter().any(|one| one.eq_ignore_ascii_case(name))
}

enum Piece<'a> {
    Text(&'a str),
    Tag { name: &'a str, closes: bool },
}

/// HTML cut at its tags, roughly as a parser would: good enough to count.
struct Pieces<'a>(&'a str);

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        let html = self.0;
        let Some(inner) = html.strip_prefix('<') else {
            let end = html.find('<').unwrap_or(html.len());
            self.0 = &html[end..];
            return (end > 0).then(|| Piece::Text(&html[..end]));
        };
        let (closes, inner) = inner.strip_prefix('/').map_or((false, inner), |inner| (true, inner));
        if !inner.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '!' | '?')) {
            self.0 = &html[1..];
            return Some(Piece::Text("<"));
        }
        let name = inner.find(|c: char| !c.is_ascii_alphanumeric()).map_or(inner, |end| &inner[..end]);
        let mark = if inner.starts_with("!--") { "-->" } else { ">" };
        self.0 = inner.find(mark).map_or("", |end| &inner[end + mark.len()..]);
        // A comment has no name; it ends where it begins.
        Some(Piece::Tag { name, closes: closes || name.is_empty() })
    }
}
