//! A page from whose text some places are taken out.

use std::collections::BTreeMap;

use ego_tree::NodeId;
use scraper::{Html, Node};

use super::text::{Spot, write};

/// A place in the text of a page, and what is to stand there instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mask {
    /// Its first Unicode scalar value in [`super::to_text`] of the page.
    pub start: usize,
    /// The one after its last.
    pub end: usize,
    /// What stands there then.
    pub with: String,
}

/// The page with these places of its text masked, whatever tags they are spread over. Nothing
/// where a place is not to be found: then nothing may pass for masked.
pub fn masked(html: &str, masks: &[Mask]) -> Option<String> {
    let mut fragment = Html::parse_fragment(html);
    let (text, spots) = write(&fragment, html.len(), true);
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let mut changes: BTreeMap<NodeId, Vec<Change>> = BTreeMap::new();
    for mask in masks {
        let (from, to) = (*starts.get(mask.start)?, *starts.get(mask.end)?);
        let begin = spots.partition_point(|spot| spot.at < from);
        let end = spots.partition_point(|spot| spot.at < to);
        let covered = spots.get(begin..end).filter(|covered| !covered.is_empty())?;
        for (number, spot) in covered.iter().enumerate() {
            let with = if number == 0 { mask.with.as_str() } else { "" };
            changes.entry(spot.node).or_default().push(Change { character: spot.character, with });
        }
        hide_between(covered, &mut changes);
    }
    for (node, changes) in changes {
        change(&mut fragment, node, &changes);
    }
    Some(fragment.root_element().inner_html())
}

/// A character of a node, and what stands for it then.
struct Change<'a> {
    character: usize,
    with: &'a str,
}

/// White space that was folded away within a masked place says how the value was written.
fn hide_between<'a>(covered: &[Spot], changes: &mut BTreeMap<NodeId, Vec<Change<'a>>>) {
    for pair in covered.windows(2) {
        let [one, next] = pair else { continue };
        if one.node == next.node {
            let between = one.character + 1..next.character;
            let hidden = between.map(|character| Change { character, with: "" });
            changes.entry(one.node).or_default().extend(hidden);
        }
    }
}

fn change(fragment: &mut Html, id: NodeId, changes: &[Change<'_>]) {
    let Some(mut node) = fragment.tree.get_mut(id) else { return };
    let of: BTreeMap<usize, &str> = changes.iter().map(|change| (change.character, change.with)).collect();
    let changed = |text: &str| -> String {
        let mut out = String::with_capacity(text.len());
        for (at, c) in text.chars().enumerate() {
            match of.get(&at) {
                Some(with) => out.push_str(with),
                None => out.push(c),
            }
        }
        out
    };
    match node.value() {
        Node::Text(text) => text.text = changed(text).into(),
        Node::Element(element) => {
            let words = element.attrs.iter_mut().find(|(name, _)| &*name.local == "alt");
            if let Some((_, words)) = words {
                *words = changed(words).into();
            }
        }
        _ => {}
    }
}

/// The page with those links taken off whose address is so, and how many these are; their words stay.
pub fn without_links(html: &str, is_so: impl Fn(&str) -> bool) -> (String, usize) {
    let mut fragment = Html::parse_fragment(html);
    let nodes: Vec<NodeId> = fragment
        .tree
        .nodes()
        .filter(|node| {
            let element = node.value().as_element().filter(|element| element.name() == "a");
            element.and_then(|element| element.attr("href")).is_some_and(&is_so)
        })
        .map(|node| node.id())
        .collect();
    if nodes.is_empty() {
        return (html.to_owned(), 0);
    }
    for id in &nodes {
        if let Some(mut node) = fragment.tree.get_mut(*id)
            && let Node::Element(element) = node.value()
        {
            element.attrs.retain(|(name, _)| &*name.local != "href");
        }
    }
    (fragment.root_element().inner_html(), nodes.len())
}

/// Where the links of a page lead, a line each: an address may carry a number that its words
/// do not show.
pub fn links(html: &str) -> String {
    let fragment = Html::parse_fragment(html);
    let nodes = fragment.tree.nodes().filter_map(|node| node.value().as_element());
    let links = nodes.filter(|element| element.name() == "a").filter_map(|element| element.attr("href"));
    links.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::{clean, to_text};
    use proptest::prelude::*;

    fn mask(start: usize, end: usize, with: &str) -> Mask {
        Mask { start, end, with: with.to_owned() }
    }

    #[test]
    fn a_value_goes_whatever_tags_it_is_spread_over() {
        let html = "<p>张某 1101<b>0519</b>\n  491231002X。</p><img src=\"/a.png\" alt=\"电话13800138000\">";
        let text = to_text(html);
        assert_eq!(text, "张某 11010519 491231002X。\n电话13800138000");
        let out = masked(html, &[mask(3, 22, "（已隐去）"), mask(26, 37, "***")]).unwrap();
        assert_eq!(to_text(&out), "张某 （已隐去）。\n电话***");
        for left in ["1101", "0519", "002X", "138"] {
            assert!(!out.contains(left), "{left} in {out}");
        }
    }

    #[test]
    fn a_cell_is_masked_in_its_place() {
        let html = "<table><tbody><tr><th>姓名</th><th>学号</th></tr><tr><td>陈某</td><td>2024010203</td></tr></tbody></table>";
        let out = masked(html, &[mask(9, 19, "20******03")]).unwrap();
        assert_eq!(to_text(&out), "姓名\t学号\n陈某\t20******03");
        assert_eq!(out, html.replace("2024010203", "20******03"));
    }

    #[test]
    fn a_place_that_is_not_there_is_no_mask() {
        assert_eq!(masked("<p>甲</p>", &[mask(3, 5, "*")]), None);
        assert_eq!(
            masked("<p>甲</p><p>乙</p>", &[mask(1, 2, "*")]),
            None,
            "between two lines nothing stands"
        );
    }

    #[test]
    fn links_are_read_too() {
        let tel = "<p><a href=\"tel:13800138000\">电话</a><a href=\"/a\">页</a></p>";
        let without = ("<p><a>电话</a><a href=\"/a\">页</a></p>".to_owned(), 1);
        assert_eq!(without_links(tel, |link| link.starts_with("tel:")), without);
        assert_eq!(links("<p><a href=\"tel:13800138000\">电话</a> <a>无</a></p>"), "tel:13800138000");
    }

    proptest! {
        /// Wherever a value stands, it is gone then, and all else stands as before.
        #[test]
        fn what_is_masked_is_gone(html in "(<p>|</p>|<b>|</b>|<td>|<table>|<tr>|</tr>|</table>|<li>| |\n|[甲乙丙丁1-9]){0,60}", from in 0usize..40, length in 1usize..8) {
            let html = clean(&html).html;
            let text = to_text(&html);
            let characters: Vec<char> = text.chars().collect();
            if characters.is_empty() {
                return Ok(());
            }
            let from = from % characters.len();
            let end = (from + length).min(characters.len());
            if let Some(out) = masked(&html, &[mask(from, end, "█")]) {
                let kept: String = characters[..from].iter().chain(&characters[end..]).filter(|c| !c.is_whitespace()).collect();
                let left: String = to_text(&out).chars().filter(|c| !c.is_whitespace() && *c != '█').collect();
                prop_assert_eq!(left, kept);
            }
        }
    }
}
