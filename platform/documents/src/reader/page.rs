//! What an HTML page says in its source beside its words and its pictures' texts: hints, notes to
//! whoever reads the source, values handed to scripts, and the scripts themselves.

use super::Part;

/// Bytes of it at most.
const MOST: usize = 16 << 20;
/// Attributes that hold words.
const WORDS: [&str; 11] = [
    "title",
    "content",
    "value",
    "placeholder",
    "label",
    "summary",
    "caption",
    "download",
    "srcdoc",
    "name",
    "id",
];

/// What the source says beside the page's words, as a part.
pub(super) fn aside(html: &str) -> Option<Part> {
    let mut lines: Vec<String> = Vec::new();
    let mut length = 0;
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let (found, after) = if let Some(note) = rest.strip_prefix("!--") {
            let (note, after) = note.split_once("-->").unwrap_or((note, ""));
            (vec![note.to_owned()], after)
        } else {
            tag(rest)
        };
        rest = after;
        for line in found.into_iter().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()) {
            length += line.len();
            if length > MOST {
                return Some(Part::unreadable("page source", "网页源代码太长，没有读完"));
            }
            lines.push(line);
        }
    }
    (!lines.is_empty()).then(|| Part::text("page source", lines.join("\n")))
}

/// The words in a tag, and what comes after it; a script's words are its own.
fn tag(rest: &str) -> (Vec<String>, &str) {
    let name_end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
    let name = rest[..name_end].to_ascii_lowercase();
    if name.is_empty() {
        return (Vec::new(), rest);
    }
    let mut found = Vec::new();
    let mut rest = &rest[name_end..];
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        let Some(first) = rest.chars().next() else { break };
        if first == '>' {
            rest = &rest[1..];
            break;
        }
        let end =
            rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/')).unwrap_or(rest.len());
        // A sign where a name should be.
        let end = if end == 0 { first.len_utf8() } else { end };
        let key = rest[..end].to_ascii_lowercase();
        rest = rest[end..].trim_start();
        if let Some(after) = rest.strip_prefix('=') {
            let (value, after) = value(after.trim_start());
            rest = after;
            if says_something(&key, value) {
                found.push(unescaped(value));
            }
        }
    }
    if name == "script" {
        let end = find_end(rest, "</script");
        found.push(rest[..end].to_owned());
        rest = &rest[end..];
    }
    (found, rest)
}

fn value(rest: &str) -> (&str, &str) {
    match rest.chars().next() {
        Some(quote @ ('"' | '\'')) => rest[1..].split_once(quote).unwrap_or((&rest[1..], "")),
        _ => rest.split_at(rest.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(rest.len())),
    }
}

fn says_something(key: &str, value: &str) -> bool {
    let is_address = |value: &str| {
        ["mailto:", "tel:", "sms:", "javascript:", "data:text"].iter().any(|start| value.starts_with(start))
    };
    WORDS.contains(&key)
        || key.starts_with("data-")
        || key.starts_with("aria-")
        || key.starts_with("on")
        || matches!(key, "href" | "src" | "action")
            && (is_address(value) || value.contains('%') || !value.is_ascii())
}

/// Where a tag begins, in any letters.
fn find_end(html: &str, tag: &str) -> usize {
    let mut from = 0;
    while let Some(at) = html[from..].find('<') {
        let at = from + at;
        if html.get(at..at + tag.len()).is_some_and(|found| found.eq_ignore_ascii_case(tag)) {
            return at;
        }
        from = at + 1;
    }
    html.len()
}

/// The signs that numbers are disguised with most.
fn unescaped(value: &str) -> String {
    if !value.contains("&#") && !value.contains('%') {
        return value.to_owned();
    }
    let value = if value.contains("&#") {
        crate::html::to_text(&value.replace('<', "&lt;"))
    } else {
        value.to_owned()
    };
    if !value.contains('%') {
        return value;
    }
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        let code = hex.filter(|_| byte == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(code.unwrap_or(byte));
        rest = if code.is_some() { &after[2..] } else { after };
    }
    crate::sheets::text(&bytes).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_the_source_says_is_read() {
        let html = "<p title='提示'>字</p><!-- 13800138000 --><img alt=照片 src=a.png><a href='mailto:a@b.cn'>x</a>\
            <div data-tel=\"138&#48;0138001\"></div><script>var a='<b>1'</script><input type=hidden value=v><a href=/%E5%BC%A0.pdf>";
        let part = aside(html).unwrap();
        let text = part.text.unwrap();
        assert_eq!(text, "提示\n13800138000\nmailto:a@b.cn\n13800138001\nvar a='<b>1'\nv\n/张.pdf");
        assert!(aside("<p>字</p>").is_none());
        for broken in ["<", "<a", "<a b", "<a b=", "<a b='", "<!--", "<script>", "<a =>", "<a \u{3000}=x>"] {
            aside(broken);
        }
    }
}
