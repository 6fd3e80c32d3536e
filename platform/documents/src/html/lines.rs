//! HTML of plain text: a paragraph for each line. Lines that are plainly the rows of a
//! table become one, and numbered heads become headings; all else stays as it is.

use super::{clean, escape, to_text};

/// Characters of a heading, its number counted, and of a head of a column, at most.
const LONGEST_HEADING: usize = 32;
const LONGEST_HEAD: usize = 40;
const NUMERALS: &str = "零〇一二三四五六七八九十百";
/// Between the cells of a row, as people write them.
const SEPARATORS: [char; 3] = ['\t', '|', '｜'];

/// HTML of plain text.
pub fn from_text(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let levels = levels(&lines);
    let mut blocks = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at].trim();
        if let Some(table) = Table::beginning(&lines[at..]) {
            at += table.lines;
            blocks.push(table.html());
            continue;
        }
        if !line.is_empty() {
            let tag = heading(&lines, at).filter(|tag| levels.contains(tag)).unwrap_or("p");
            blocks.push(format!("<{tag}>{}</{tag}>", escape(line)));
        }
        at += 1;
    }
    blocks.join("\n")
}

/// The text of which [`from_text`] made this clean HTML; otherwise, or where that text
/// would be taken for HTML, the HTML itself.
pub fn as_written(html: &str) -> String {
    let text = to_text(html);
    if !text.contains('<') && clean(&from_text(&text)).html == html { text } else { html.to_owned() }
}

/// The levels whose numbers mostly stand before heads. Where a text goes on behind its
/// numbers, the one head among them shall look no other than the rest.
fn levels(lines: &[&str]) -> Vec<&'static str> {
    let count = |level: &str| {
        let of_level = lines.iter().filter(|line| number(line.trim()).is_some_and(|(tag, _)| tag == level));
        of_level.fold((0, 0), |(all, heads), line| {
            (all + 1, heads + usize::from(numbered(line.trim()).is_some()))
        })
    };
    let mostly = |level: &&'static str| {
        let (all, heads): (usize, usize) = count(level);
        heads * 2 > all
    };
    ["h2", "h3"].into_iter().filter(mostly).collect()
}

/// The tag of a heading. In a list of contents, heads of a level follow each other:
/// there they are none.
fn heading(lines: &[&str], at: usize) -> Option<&'static str> {
    let tag = numbered(lines[at].trim())?;
    let told = |line: &&&str| !line.trim().is_empty();
    let before = lines[..at].iter().rev().find(told).and_then(|line| numbered(line.trim()));
    let after = lines[at + 1..].iter().find(told).and_then(|line| numbered(line.trim()));
    (before != Some(tag) && after != Some(tag)).then_some(tag)
}

/// 一、 and 第一章 begin a heading, （一） and 第一节 one below, where the line is a head
/// and no sentence.
pub(crate) fn numbered(line: &str) -> Option<&'static str> {
    let (tag, rest) = number(line)?;
    let sentence = |c: char| matches!(c, '。' | '；' | ';' | '！' | '？' | '!' | '?' | '\u{3000}' | '\t');
    let opens = rest.ends_with(['，', ',', '：', ':', '、', '.', '…']);
    let short = line.chars().count() <= LONGEST_HEADING;
    (short && !rest.is_empty() && !rest.contains(sentence) && !opens).then_some(tag)
}

/// The level by the number before, and what follows it.
fn number(line: &str) -> Option<(&'static str, &str)> {
    let numerals = |text: &str| text.chars().take_while(|c| NUMERALS.contains(*c)).map(char::len_utf8).sum();
    if let Some(rest) = line.strip_prefix('第') {
        let length: usize = numerals(rest);
        let (tag, rest) = ["章", "编", "部分"]
            .into_iter()
            .map(|word| ("h2", word))
            .chain([("h3", "节")])
            .find_map(|(tag, word)| Some((tag, rest[length..].strip_prefix(word)?)))?;
        return (length > 0 && rest.starts_with(char::is_whitespace)).then(|| (tag, rest.trim_start()));
    }
    if let Some(rest) = line.strip_prefix(['（', '(']) {
        let length: usize = numerals(rest);
        let rest = rest[length..].strip_prefix(['）', ')'])?;
        return (length > 0).then(|| ("h3", rest.trim_start()));
    }
    let length: usize = numerals(line);
    let rest = line[length..].strip_prefix('、')?;
    (length > 0).then(|| ("h2", rest.trim_start()))
}

/// A table of lines.
struct Table<'a> {
    lines: usize,
    rows: Vec<Vec<&'a str>>,
}

impl<'a> Table<'a> {
    /// The table that begins with the first of these lines, if one does: a line of short
    /// heads, and lines below with as many cells or, the last ones empty, fewer.
    fn beginning(lines: &[&'a str]) -> Option<Table<'a>> {
        let first = lines.first()?;
        let separator = SEPARATORS.into_iter().find(|separator| first.contains(*separator))?;
        let framed = separator != '\t' && first.trim_start().starts_with(separator);
        let cells = |line: &'a str| cells(line, separator, framed);
        let head = cells(first);
        let is_head =
            |cell: &&str| !cell.contains(['：', ':', '。', '；']) && cell.chars().count() <= LONGEST_HEAD;
        let named = head.iter().filter(|cell| !cell.is_empty()).count();
        if named < 2 || named + 1 < head.len() || !head.iter().all(is_head) {
            return None;
        }
        let columns = head.len();
        let below = lines[1..].iter().take_while(|line| line.contains(separator));
        let below: Vec<Vec<&str>> =
            below.map(|line| cells(line)).take_while(|row| row.len() <= columns).collect();
        let lines = 1 + below.len();
        let told = below.into_iter().filter(|row| !is_rule(row));
        let rows: Vec<Vec<&str>> = std::iter::once(head).chain(told).collect();
        // Two lines of words apart by bars may be a menu.
        let counts = |row: &Vec<&str>| row.iter().any(|cell| cell.is_empty() || cell.contains(is_digit));
        (rows.len() > 2 || rows.get(1).is_some_and(counts)).then_some(Table { lines, rows })
    }

    fn html(&self) -> String {
        let columns = self.rows[0].len();
        let row = |cells: &Vec<&str>, open: &str, close: &str| {
            let padded = cells.iter().copied().chain(std::iter::repeat("")).take(columns);
            let cells: String = padded.map(|cell| format!("{open}{}{close}", escape(cell))).collect();
            format!("<tr>{cells}</tr>")
        };
        let (head, body) = match has_head(&self.rows[0]) {
            true => (Some(row(&self.rows[0], "<th scope=\"col\">", "</th>")), &self.rows[1..]),
            false => (None, &self.rows[..]),
        };
        let head = head.map(|head| format!("<thead>{head}</thead>")).unwrap_or_default();
        let body: String = body.iter().map(|cells| row(cells, "<td>", "</td>")).collect();
        format!("<table>{head}<tbody>{body}</tbody></table>")
    }
}

fn cells(line: &str, separator: char, framed: bool) -> Vec<&str> {
    let inside = match framed {
        true => {
            let line = line.trim();
            let line = line.strip_prefix(separator).unwrap_or(line);
            line.strip_suffix(separator).unwrap_or(line)
        }
        false => line.trim_end(),
    };
    inside.split(separator).map(str::trim).collect()
}

/// `---|:-:`, as a table has it in Markdown.
fn is_rule(row: &[&str]) -> bool {
    row.iter().all(|cell| cell.contains('-') && cell.chars().all(|c| matches!(c, '-' | ':')))
}

/// Numbers alone name no column.
fn has_head(row: &[&str]) -> bool {
    let number = |cell: &&str| {
        !cell.is_empty() && cell.chars().all(|c| is_digit(c) || matches!(c, '.' | ',' | '%' | '-' | '/'))
    };
    !row.iter().any(number)
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_apart_by_bars_or_tabs_are_a_table() {
        let table = "<table><thead><tr><th scope=\"col\">序号</th><th scope=\"col\">事项</th></tr></thead>\
            <tbody><tr><td>1</td><td>章程</td></tr><tr><td></td><td>规划</td></tr></tbody></table>";
        for text in [
            "目录\n序号 | 事项\n1 | 章程\n  | 规划\n完",
            "目录\n|序号|事项|\n|---|---|\n| 1 | 章程 |\n|  | 规划 |\n完",
            "目录\n序号\t事项\n1\t章程\n\t规划\n完",
        ] {
            assert_eq!(from_text(text), format!("<p>目录</p>\n{table}\n<p>完</p>"), "{text}");
        }
        let years = from_text("2021\t2022\n5\t6\n7\t8");
        assert!(years.starts_with("<table><tbody><tr><td>2021</td>"), "{years}");
    }

    #[test]
    fn what_only_looks_like_a_table_stays() {
        for text in [
            "首页 | 概况 | 招生\n教务 | 学生 | 就业",
            "发布时间：2022-06-06 | 点击次数：12\n作者：某某 | 来源：本站",
            "\t第一段的文字\n\t第二段的文字\n\t第三段的文字",
            "联系人：某某\t电话：1\n联系人：某某\t电话：2",
            "甲 | 乙",
        ] {
            assert!(!from_text(text).contains("<table"), "{text}");
            assert_eq!(from_text(text).matches("<p>").count(), text.lines().count());
        }
    }

    fn tags(text: &str) -> Vec<String> {
        from_text(text).lines().map(|line| line[1..3].replace('>', "")).collect()
    }

    #[test]
    fn numbered_heads_are_headings_and_sentences_are_not() {
        let text = "一、主动公开\n（一）范围\n学校的信息。\n第二章　公开的内容\n第六条　属性分三种：主动公开\n\
            二、时间：9月1日起。\n三、收费\n1、可公开";
        assert_eq!(tags(text), ["h2", "h3", "p", "h2", "p", "p", "h2", "p"]);
    }

    #[test]
    fn a_list_of_contents_or_of_sentences_has_no_headings() {
        assert_eq!(tags("一、概述\n二、公开\n三、收费\n全文如下。"), ["p"; 4]);
        assert_eq!(tags("一、受理机构　办公室\n二、方式　书面。\n三、处理\n登记。"), ["p"; 4]);
    }

    #[test]
    fn what_was_typed_is_shown_as_it_was_typed() {
        for text in ["一、名单\n序号\t姓名\n1\t陈“某”\n\t李&某\n完", "一段\n二段"] {
            assert_eq!(as_written(&clean(&from_text(text)).html), text);
        }
        for html in ["<p>一<b>二</b></p>", "<ul><li>一</li></ul>", "<p>a&lt;b</p>"] {
            assert_eq!(as_written(html), html);
        }
    }
}
