//! Pictures in clean HTML.

/// A picture's tag in clean HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureTag<'a> {
    /// Where it lies, as it is written.
    pub src: &'a str,
    /// What it shows, as it is written; empty where nobody said.
    pub alt: &'a str,
}

/// The pictures of clean HTML, in their order.
pub fn pictures(clean: &str) -> Vec<PictureTag<'_>> {
    let mut found = Vec::new();
    let mut rest = clean;
    while let Some((_, tag, after)) = next(rest) {
        found.push(tag);
        rest = after;
    }
    found
}

/// Clean HTML with each picture at the address that `place` gives for its `src`; without those for
/// which it gives none.
pub fn with_pictures(clean: &str, place: impl Fn(&str) -> Option<String>) -> String {
    let mut page = String::with_capacity(clean.len());
    let mut rest = clean;
    while let Some((before, tag, after)) = next(rest) {
        page += before;
        if let Some(address) = place(tag.src) {
            page += &format!("<img src=\"{}\" alt=\"{}\">", super::escape(&address), tag.alt);
        }
        rest = after;
    }
    page + rest
}

/// What stands before the next picture, the picture, and what follows. In clean HTML a tag is a
/// tag: in a text its bracket would be written out, though a `>` in a value may not be.
fn next(html: &str) -> Option<(&str, PictureTag<'_>, &str)> {
    let at = html.find("<img").filter(|at| html[at + 4..].starts_with([' ', '>']))?;
    let mut tag = PictureTag { src: "", alt: "" };
    let mut rest = &html[at + "<img".len()..];
    loop {
        rest = rest.trim_start_matches(' ');
        if let Some(after) = rest.strip_prefix('>') {
            return Some((&html[..at], tag, after));
        }
        let (name, value) = rest.split_once("=\"")?;
        let (value, after) = value.split_once('"')?;
        match name {
            "src" => tag.src = value,
            "alt" => tag.alt = value,
            _ => {}
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_found_and_put_in_their_place() {
        let clean = crate::html::clean(
            "<p>src=\"pictures/c.png\" &lt;img&gt;<img alt='甲>乙 &amp; \"丙\"' src='pictures/a.png'>文<img src=\"pictures/b.png\"></p><img>",
        );
        let tags = pictures(&clean.html);
        assert_eq!(
            tags.iter().map(|tag| tag.src).collect::<Vec<_>>(),
            ["pictures/a.png", "pictures/b.png", ""]
        );
        assert!(tags[0].alt.starts_with('甲') && tags[0].alt.contains("乙 &amp; ") && tags[1].alt.is_empty());
        let place = |src: &str| (src == "pictures/a.png").then(|| "/files/7/图.png".to_owned());
        let page = with_pictures(&clean.html, place);
        assert!(page.contains("<img src=\"/files/7/图.png\" alt=\"甲"), "{page}");
        assert!(page.contains("src=\"pictures/c.png\" &lt;img&gt;<img"), "what is text stays: {page}");
        assert_eq!(page.matches("<img").count(), 1, "{page}");
        assert_eq!(with_pictures("<p>一</p>", place), "<p>一</p>");
    }
}
