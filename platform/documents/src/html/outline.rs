//! What clean HTML is made of, for whoever advises its author.

use scraper::{ElementRef, Html};

/// The parts of a text that readers find their way by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// The levels of its headings, in their order.
    pub headings: Vec<u8>,
    /// Whether each table of several rows names its columns or rows.
    pub tables: Vec<bool>,
    /// The words of each link.
    pub links: Vec<String>,
    /// The characters of its longest paragraph.
    pub longest: usize,
    /// Paragraphs that are strong as a whole.
    pub strong: usize,
}

/// The outline of clean HTML.
pub fn outline(clean: &str) -> Outline {
    let fragment = Html::parse_fragment(clean);
    let mut outline = Outline::default();
    for element in fragment.tree.root().descendants().filter_map(ElementRef::wrap) {
        match element.value().name() {
            "h2" => outline.headings.push(2),
            "h3" => outline.headings.push(3),
            "h4" => outline.headings.push(4),
            "table" => {
                let count = |name: &str| below(element, name).count();
                if count("tr") > 1 {
                    outline.tables.push(count("th") > 0);
                }
            }
            "a" => outline.links.push(words_of_link(element)),
            "p" => {
                let words = words(element);
                outline.longest = outline.longest.max(words.chars().count());
                let strong: String =
                    below(element, "strong").chain(below(element, "b")).map(self::words).collect();
                outline.strong += usize::from(!words.is_empty() && strong == words);
            }
            _ => {}
        }
    }
    outline
}

fn below<'a>(element: ElementRef<'a>, name: &str) -> impl Iterator<Item = ElementRef<'a>> {
    let name = name.to_owned();
    element.descendants().filter_map(ElementRef::wrap).filter(move |below| below.value().name() == name)
}

fn words(element: ElementRef) -> String {
    element.text().collect::<String>().split_whitespace().collect()
}

/// What a link says: its words, or those of the picture in it.
fn words_of_link(link: ElementRef) -> String {
    let said = below(link, "img").filter_map(|picture| picture.attr("alt"));
    words(link) + &said.collect::<String>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_told_by_its_parts() {
        let clean = "<h2>一</h2><h4>二</h4><p><strong>整段</strong></p><p>有<b>一处</b>，共八个字</p>\
            <table><tr><td>1</td></tr><tr><td>2</td></tr></table><table><tr><th>名</th></tr><tr><td>值</td></tr></table>\
            <table><tr><td>一行</td></tr></table><p><a href=\"/a\"> </a><a href=\"/b\"><img src=\"x\" alt=\"校徽\"></a></p>";
        let expected = Outline {
            headings: vec![2, 4],
            tables: vec![false, true],
            links: vec![String::new(), "校徽".into()],
            longest: 8,
            strong: 1,
        };
        assert_eq!(outline(clean), expected);
    }
}
