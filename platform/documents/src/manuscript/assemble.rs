//! From the blocks of a file to the page: what is its title, what are headings, which paragraphs
//! are one list.

use super::numbering::Before;
use super::word::{Block, Paragraph};

/// A title is no longer than this.
const LONGEST_TITLE: usize = 80;
/// The title stands in the first so many paragraphs: a red head and a number may come before.
const TITLE_WITHIN: usize = 6;

/// The title and the text.
pub(super) fn page(blocks: &mut Vec<Block>, notes: &[String]) -> (Option<String>, String) {
    let title = take_title(blocks);
    (title.filter(|title| !title.is_empty()), text(blocks, notes))
}

/// The text alone, its notes at its end.
pub(super) fn text(blocks: &mut [Block], notes: &[String]) -> String {
    name_headings(blocks);
    let mut html = body(blocks);
    if !notes.is_empty() {
        html += "\n<hr><ol>";
        notes.iter().for_each(|note| html += &format!("<li>{note}</li>"));
        html += "</ol>";
    }
    html
}

/// Takes the title out: what is styled as one, else the only heading of the first level at the
/// beginning, else a first centred line that is larger or bolder than the text.
fn take_title(blocks: &mut Vec<Block>) -> Option<String> {
    let first: Vec<(usize, &Paragraph)> = blocks
        .iter()
        .take(TITLE_WITHIN)
        .enumerate()
        .map_while(|(at, block)| match block {
            Block::Paragraph(paragraph) => Some((at, paragraph)),
            Block::Table(_) => None,
        })
        .filter(|(_, one)| !one.line.has_picture() && one.line.text().chars().count() <= LONGEST_TITLE)
        .collect();
    let (from, _) = first
        .iter()
        .find(|(_, one)| one.style.is_title)
        .or_else(|| first.iter().find(|(_, one)| one.style.level == Some(1) && is_lone(blocks)))
        .or_else(|| first.iter().find(|(_, one)| looks_like_title(one)))?;
    // A title may run over two lines.
    let alike = |one: &Paragraph, first: &Paragraph| {
        (one.style.is_title && first.style.is_title)
            || (first.style.level.is_none() && looks_like_title(one) && looks_like_title(first))
    };
    let begins = first.iter().find(|(at, _)| at == from).map(|(_, one)| *one)?;
    let count =
        first.iter().skip_while(|(at, _)| at != from).take(2).take_while(|(_, one)| alike(one, begins));
    let count = count.count().max(1);
    let words = blocks.drain(*from..*from + count).map(|block| match block {
        Block::Paragraph(paragraph) => paragraph.line.text().replace('\n', ""),
        Block::Table(_) => String::new(),
    });
    Some(words.collect())
}

/// Whether one heading of the first level stands over all.
fn is_lone(blocks: &[Block]) -> bool {
    blocks.iter().filter(|block| matches!(block, Block::Paragraph(one) if one.style.level == Some(1))).count()
        == 1
}

fn looks_like_title(one: &Paragraph) -> bool {
    let text = one.line.text();
    let is_large = one.style.size.is_some_and(|size| size >= 32);
    one.style.is_centred
        && one.before.is_none()
        && (one.line.is_strong() || one.style.is_bold || is_large)
        && !text.ends_with(['。', '；', '：', '号', '件'])
}

/// Headings become second, third and fourth, in the order of their levels. Where no style says
/// which they are, a short line that begins as official papers begin them is one: 一、 and （一）.
fn name_headings(blocks: &mut [Block]) {
    let mut paragraphs: Vec<&mut Paragraph> = blocks
        .iter_mut()
        .filter_map(|block| match block {
            Block::Paragraph(paragraph) => Some(paragraph),
            Block::Table(_) => None,
        })
        .collect();
    for one in &mut paragraphs {
        if one.style.is_title {
            one.style.level = Some(1);
        }
    }
    if paragraphs.iter().all(|one| one.style.level.is_none()) {
        paragraphs.iter_mut().for_each(|one| one.style.level = written_level(one));
    }
    let mut levels: Vec<u8> = paragraphs.iter().filter_map(|one| one.style.level).collect();
    levels.sort_unstable();
    levels.dedup();
    for one in paragraphs {
        let place = one.style.level.and_then(|level| levels.binary_search(&level).ok());
        one.style.level = place.map(|place| (place + 2).min(4) as u8);
    }
}

fn written_level(one: &Paragraph) -> Option<u8> {
    let text = match &one.before {
        Some((Before::Words(words), _)) => format!("{words}{}", one.line.text()),
        Some(_) => return None,
        None => one.line.text(),
    };
    if one.line.has_picture() {
        return None;
    }
    crate::html::numbered(&text).map(|tag| if tag == "h2" { 1 } else { 2 })
}

/// The blocks, a line each, lists made of their paragraphs.
fn body(blocks: &[Block]) -> String {
    let mut lines = Vec::new();
    let mut items: Vec<Item> = Vec::new();
    for block in blocks {
        if let Block::Paragraph(one) = block
            && one.style.level.is_none()
            && let Some((before @ (Before::Bullet | Before::Number(_)), depth)) = &one.before
        {
            let number = if let Before::Number(number) = before { Some(*number) } else { None };
            items.push(Item { depth: *depth, number, html: one.line.html(true) });
            continue;
        }
        lines.push(list(&std::mem::take(&mut items)));
        lines.push(match block {
            Block::Table(table) => table.clone(),
            Block::Paragraph(one) => paragraph(one),
        });
    }
    lines.push(list(&items));
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

fn paragraph(one: &Paragraph) -> String {
    let mut line = one.line.clone();
    if let Some((before, _)) = &one.before {
        line.begin_with(&written(before));
    }
    match one.style.level {
        Some(level) => format!("<h{level}>{}</h{level}>", line.html(false)),
        None => format!("<p>{}</p>", line.html(true)),
    }
}

/// What Word writes before a paragraph, as words.
pub(super) fn written(before: &Before) -> String {
    match before {
        Before::Bullet => "· ".to_owned(),
        Before::Number(number) => format!("{number}. "),
        Before::Words(words) if words.ends_with(char::is_alphanumeric) => format!("{words} "),
        Before::Words(words) => words.clone(),
    }
}

/// A paragraph of a list.
struct Item {
    depth: u8,
    number: Option<u32>,
    html: String,
}

/// Neighbouring paragraphs of lists: deeper ones stand in the one before them.
fn list(items: &[Item]) -> String {
    let Some(first) = items.first() else { return String::new() };
    let mut html = match first.number {
        Some(1) => "<ol>".to_owned(),
        Some(number) => format!("<ol start=\"{number}\">"),
        None => "<ul>".to_owned(),
    };
    let mut at = 0;
    while at < items.len() {
        let item = &items[at];
        let is_another =
            item.number.is_some() != first.number.is_some() || (at > 0 && item.number == Some(1));
        if is_another || item.depth < first.depth {
            break;
        }
        let deeper = items[at + 1..].iter().take_while(|next| next.depth > first.depth).count();
        html += &format!("<li>{}{}</li>", item.html, list(&items[at + 1..at + 1 + deeper]));
        at += 1 + deeper;
    }
    html += if first.number.is_some() { "</ol>" } else { "</ul>" };
    html + &list(&items[at..])
}
