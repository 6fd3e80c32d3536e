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
        rest = &rest[at + "<table".len()..];
        let name = name(rest).unwrap_or_else(|| format!("表{number}"));
        page += &format!(r#"<div class="scroll" tabindex="0" role="region" aria-label="{name}"><table"#);
    }
    page + &rest.replace("</table>", "</table></div>")
}

/// The words of a table's caption, for an attribute; `rest` begins behind the table's name.
fn name(rest: &str) -> Option<String> {
    let (_, inside) = rest.split_once('>')?;
    let (caption, _) = inside.trim_start().strip_prefix("<caption>")?.split_once("</caption>")?;
    let mut is_tag = false;
    let is_text = |c: &char| {
        is_tag = *c == '<' || is_tag && *c != '>';
        !is_tag && *c != '>'
    };
    let words: String = caption.chars().filter(is_text).collect();
    let words = words.trim().replace('"', "&quot;");
    (!words.is_empty()).then_some(words)
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

    #[test]
    fn a_region_is_called_as_its_table() {
        let named = |table: &str| {
            let page = with_scrolling_tables(table);
            page.split("aria-label=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned()
        };
        assert_eq!(named("<table><caption>获奖<strong>学生</strong>名单</caption></table>"), "获奖学生名单");
        assert_eq!(named("<table><caption>\"甲\" &lt; 乙</caption></table>"), "&quot;甲&quot; &lt; 乙");
        assert_eq!(named("<table><caption> </caption></table>"), "表1");
        // The caption of a table inside is not the outer one's.
        assert_eq!(named("<table><tr><td><table><caption>内</caption></table></td></tr></table>"), "表1");
    }
}
