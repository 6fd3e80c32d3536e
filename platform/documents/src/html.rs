//! HTML as people paste it: cleaned to a short list, read as text, made of text.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

mod leads;
mod lines;
mod masked;
mod nesting;
mod outline;
mod pictures;
mod tables;
mod text;

pub use leads::{Leads, Link, leads};
pub(crate) use lines::numbered;
pub use lines::{as_written, from_text};
pub use masked::{Mask, links, masked, without_links};
pub(crate) use nesting::is_too_deep as is_nested_too_deep;
pub use outline::{Outline, outline};
pub use pictures::{PictureTag, pictures, with_pictures};
pub use tables::with_scrolling_tables;
pub use text::to_text;

/// HTML that may stand in a page, and what was taken out of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cleaned {
    /// The clean HTML.
    pub html: String,
    /// What could not be kept, in words.
    pub removed: Vec<String>,
}

const TAGS: [&str; 36] = [
    "a",
    "abbr",
    "b",
    "blockquote",
    "br",
    "caption",
    "code",
    "col",
    "colgroup",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h2",
    "h3",
    "h4",
    "hr",
    "i",
    "img",
    "li",
    "ol",
    "p",
    "pre",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
];

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    let attributes: HashMap<&str, HashSet<&str>> = HashMap::from([
        ("a", HashSet::from(["href"])),
        ("img", HashSet::from(["src", "alt"])),
        ("td", HashSet::from(["colspan", "rowspan"])),
        ("th", HashSet::from(["colspan", "rowspan", "scope"])),
        ("ol", HashSet::from(["start"])),
    ]);
    builder
        .tags(TAGS.into_iter().chain(["ul"]).collect())
        .tag_attributes(attributes)
        .clean_content_tags(HashSet::from(["script", "style", "title", "template"]))
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .url_relative(UrlRelative::PassThrough)
        .attribute_filter(|element, attribute, value| match (element, attribute) {
            ("img", "src") if !is_relative(value) => None,
            _ => Some(value.into()),
        })
        .link_rel(Some("noopener"));
    builder
});

/// Whether an address stays on this site. Pages show no pictures of others.
fn is_relative(address: &str) -> bool {
    let address = address.trim_start();
    let scheme = address.split(['/', '?', '#']).next().is_some_and(|first| first.contains(':'));
    !scheme && !address.starts_with("//") && !address.contains('\\')
}

/// Cleans HTML by our own short list. The page has its own first heading, so a
/// first-level heading becomes a second-level one.
pub fn clean(html: &str) -> Cleaned {
    if let Some(flat) = nesting::flattened(html) {
        let removed = [vec!["套了太多层的排版".to_owned()], removed(html)].concat();
        return Cleaned { html: from_text(&to_text(&from_text_of(&flat))), removed };
    }
    let clean = CLEANER.clean(&demote(html)).to_string();
    Cleaned { removed: removed(html), html: clean.trim().to_owned() }
}

/// A paragraph for each line of HTML that has no tags left.
fn from_text_of(flat: &str) -> String {
    let lines = flat.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| format!("<p>{line}</p>")).collect()
}

/// `h1` to `h2`, `h5` and `h6` to `h4`; other names pass.
fn demote(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        out.push_str(before);
        let slash = usize::from(tag[1..].starts_with('/'));
        let name = tag.as_bytes().get(1 + slash..3 + slash).map(|n| n.to_ascii_lowercase());
        let ends = tag.as_bytes().get(3 + slash).is_none_or(|b| !b.is_ascii_alphanumeric());
        let replacement = match name.as_deref() {
            Some(b"h1") if ends => Some("h2"),
            Some(b"h5" | b"h6") if ends => Some("h4"),
            _ => None,
        };
        match replacement {
            Some(new) => {
                out.push_str(&tag[..=slash]);
                out.push_str(new);
                rest = &tag[3 + slash..];
            }
            None => {
                out.push('<');
                rest = &tag[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// What of the original cannot stand, told once for each kind.
fn removed(html: &str) -> Vec<String> {
    let lower = html.to_ascii_lowercase();
    [
        ("<script", "脚本"),
        ("<iframe", "嵌入的网页"),
        ("<object", "嵌入的对象"),
        ("<embed", "嵌入的对象"),
        ("<svg", "矢量图（请改成图片附件）"),
        ("<math", "公式（请改成图片附件）"),
        ("<form", "表单"),
        ("<video", "视频（请作为附件）"),
        ("<audio", "音频（请作为附件）"),
        ("javascript:", "带脚本的链接"),
        ("src=\"http", "别的网站上的图片（请上传到本站）"),
        ("src=\"//", "别的网站上的图片（请上传到本站）"),
        ("src=\"data:", "写在正文里的图片（请上传）"),
    ]
    .into_iter()
    .filter(|(mark, _)| lower.contains(mark))
    .map(|(_, word)| word.to_owned())
    .fold(Vec::new(), |words, word| if words.contains(&word) { words } else { [words, vec![word]].concat() })
}

/// Text for a place between tags.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_may_harm_is_taken_out_and_said() {
        let dirty = r#"<h1 style="color:red" onclick="x()">通知</h1><script>alert(1)</script>
            <p class="MsoNormal">正文<a href="javascript:alert(1)">点</a><img src="/a.png" alt="图" onerror="x()"></p>
            <table><tr><th scope="col">序号</th><td colspan="2">1</td></tr></table><svg><script>1</script></svg>"#;
        let cleaned = clean(dirty);
        for word in ["script", "onclick", "style", "class", "javascript", "onerror", "svg", "h1"] {
            assert!(!cleaned.html.contains(word), "{word} in {}", cleaned.html);
        }
        assert!(
            cleaned.html.contains("<h2>通知</h2>") && cleaned.html.contains(r#"colspan="2""#),
            "{}",
            cleaned.html
        );
        assert_eq!(cleaned.removed, ["脚本", "矢量图（请改成图片附件）", "带脚本的链接"]);
    }

    #[test]
    fn pictures_come_from_this_site() {
        let cleaned = clean(
            r#"<img src="/files/1.png" alt="图"><img src="https://other.example/2.png"><img src="//o/3">"#,
        );
        assert_eq!(cleaned.html, r#"<img src="/files/1.png" alt="图"><img><img>"#);
        assert_eq!(cleaned.removed, ["别的网站上的图片（请上传到本站）"]);
    }

    #[test]
    fn what_is_nested_too_deep_is_made_flat() {
        let deep = format!("{}一<b>二</b>&lt;三{}<p>四", "<div>".repeat(300), "</div>".repeat(300));
        assert_eq!(clean(&deep).html, "<p>一二&lt;三</p>\n<p>四</p>");
        assert_eq!(clean(&deep).removed, ["套了太多层的排版"]);
        assert_eq!(to_text(&deep), "一二<三\n四");
        let shallow = "<div>".repeat(100) + "字" + &"</div>".repeat(100);
        assert!(clean(&shallow).removed.is_empty());
    }

    #[test]
    fn text_keeps_its_lines_and_cells() {
        let html = "<h2>一、名单</h2><table><tr><th>姓名</th><th>班级</th></tr><tr><td>陈某</td><td>软件2401</td></tr></table><p>共 1\n人<br>完</p>";
        assert_eq!(to_text(html), "一、名单\n姓名\t班级\n陈某\t软件2401\n共 1 人\n完");
        assert_eq!(from_text("一行\n\n  二<行 "), "<p>一行</p>\n<p>二&lt;行</p>");
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(html in "[<>/a-z0-9 =\"'&;中h1p]{0,200}") {
            let once = clean(&html).html;
            prop_assert_eq!(&clean(&once).html, &once);
        }
    }
}
