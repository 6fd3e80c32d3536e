//! Tables that are wider than a phone.

/// Clean HTML as a page shows it: each table in a region of its own, that scrolls where it must and
/// that a keyboard reaches.
pub fn with_scrolling_tables(clean: &str) -> String {
    let mut page = String::with_capacity(clean.len() + 128);
    let mut rest = clean;
    let mut number = 0;
    // In clean HTML a tag is a tag: in a text its bracket would be written out.
    while let Some(at) = rest.find("<table") {
        number += 1;
        page += &rest[..at].replace("</table>", "</table></div>");
        page += &format!(r#"<div class="scroll" tabindex="0" role="region" aria-label="表{number}"><table"#);
        rest = &rest[at + "<table".len()..];
    }
    page + &rest.replace("</table>", "</table></div>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_has_its_region_and_nothing_else_changes() {
        assert_eq!(with_scrolling_tables("<p>没有&lt;table&gt;</p>"), "<p>没有&lt;table&gt;</p>");
        let region = |n: u8| format!(r#"<div class="scroll" tabindex="0" role="region" aria-label="表{n}">"#);
        let (outer, inner, next) = (region(1), region(2), region(3));
        let html = "<table><tr><td><table></table>内</td></tr></table>外<table></table>";
        let page = with_scrolling_tables(html);
        let expected = format!(
            "{outer}<table><tr><td>{inner}<table></table></div>内</td></tr></table></div>外{next}<table></table></div>"
        );
        assert_eq!(page, expected);
    }
}
