//! The text of a part, as people write it in a plain field: a line is a paragraph, a line that
//! begins with （一） a heading, 【…】 the name of a figure, 【表：…】 and 【图：…】 alone on a
//! line a table and a chart.

use super::ledger::Ledger;
use super::token::{self, Told};

/// A piece of a part.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// A heading within the part.
    Heading(String),
    /// A paragraph.
    Paragraph(Vec<Span>),
    /// A table.
    Table(Shown),
    /// A chart.
    Chart(Shown),
}

/// A stretch of a paragraph.
#[derive(Clone, Debug, PartialEq)]
pub enum Span {
    /// Words.
    Words(String),
    /// A figure under its name.
    Figure(String, Told),
    /// A name that stands for nothing.
    Unknown(String),
}

/// What a table or a chart shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// 体裁
    Information,
    /// 类别
    Categories,
    /// 板块
    Blocks,
    /// 四类内容
    Affairs,
    /// 五公开; a publication may be counted in several rows.
    Openness,
    /// 部门
    Units,
    /// 渠道
    Channels,
    /// Months of the period.
    Months,
    /// The form of requests.
    Requests,
    /// The form of reconsiderations and lawsuits.
    Remedies,
    /// Every entry of the catalogue.
    Entries,
}

impl Shown {
    /// All of them with their names in texts, and whether there is a chart.
    pub const ALL: [(Shown, &'static str, bool); 11] = [
        (Shown::Information, "按体裁", true),
        (Shown::Categories, "按类别", true),
        (Shown::Blocks, "按板块", true),
        (Shown::Affairs, "按四类内容", true),
        (Shown::Openness, "按五公开", true),
        (Shown::Units, "按部门", false),
        (Shown::Channels, "按渠道", true),
        (Shown::Months, "按月", true),
        (Shown::Requests, "申请情况", false),
        (Shown::Remedies, "复议诉讼", false),
        (Shown::Entries, "清单事项", false),
    ];

    fn named(name: &str) -> Option<(Shown, bool)> {
        Self::ALL.iter().find(|row| row.1 == name).map(|row| (row.0, row.2))
    }
}

/// The most characters of a part.
pub const MOST: usize = 50_000;

/// Reads a part's text with the figures of a ledger.
pub fn read(text: &str, ledger: &Ledger) -> Vec<Piece> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| piece(line, ledger)).collect()
}

/// The names in a text that stand for nothing.
pub fn unknown(text: &str, ledger: &Ledger) -> Vec<String> {
    let unknown = |span| match span {
        Span::Unknown(name) => Some(name),
        _ => None,
    };
    spans_of(read(text, ledger)).filter_map(unknown).collect()
}

/// The names of figures that a text uses.
pub fn names(text: &str, ledger: &Ledger) -> Vec<String> {
    let name = |span| match span {
        Span::Figure(name, _) => Some(name),
        _ => None,
    };
    spans_of(read(text, ledger)).filter_map(name).collect()
}

fn spans_of(pieces: Vec<Piece>) -> impl Iterator<Item = Span> {
    pieces.into_iter().flat_map(|piece| match piece {
        Piece::Paragraph(spans) => spans,
        _ => Vec::new(),
    })
}

fn piece(line: &str, ledger: &Ledger) -> Piece {
    let alone = line.strip_prefix('【').and_then(|rest| rest.strip_suffix('】'));
    if let Some((kind, name)) = alone.and_then(|inner| inner.split_once('：'))
        && let Some((shown, has_chart)) = Shown::named(name.trim())
    {
        match kind.trim() {
            "表" => return Piece::Table(shown),
            "图" if has_chart => return Piece::Chart(shown),
            _ => {}
        }
    }
    if is_heading(line) { Piece::Heading(line.to_owned()) } else { Piece::Paragraph(spans(line, ledger)) }
}

/// A short line that begins with （一） and holds no sentence.
fn is_heading(line: &str) -> bool {
    let Some((number, rest)) = line.strip_prefix('（').and_then(|rest| rest.split_once('）')) else {
        return false;
    };
    let is_numeral = !number.is_empty() && number.chars().all(|c| "一二三四五六七八九十".contains(c));
    is_numeral && !rest.contains(['。', '【', '，']) && rest.chars().count() <= 40
}

fn spans(line: &str, ledger: &Ledger) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('【') {
        let Some((name, after)) = after.split_once('】') else { break };
        if !before.is_empty() {
            spans.push(Span::Words(before.to_owned()));
        }
        let name = name.trim();
        spans.push(match token::told(name, ledger) {
            Some(told) => Span::Figure(name.to_owned(), told),
            None => Span::Unknown(name.to_owned()),
        });
        rest = after;
    }
    if !rest.is_empty() {
        spans.push(Span::Words(rest.to_owned()));
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::samples;

    #[test]
    fn lines_become_what_they_look_like() {
        let ledger = samples::ledger();
        let pieces = read("（一）总体情况\n\n　　共【本学年】条。\n【图：按月】\n【表：清单事项】", &ledger);
        let figure = token::told("本学年", &ledger).unwrap();
        assert_eq!(
            pieces,
            [
                Piece::Heading("（一）总体情况".into()),
                Piece::Paragraph(vec![
                    Span::Words("共".into()),
                    Span::Figure("本学年".into(), figure),
                    Span::Words("条。".into()),
                ]),
                Piece::Chart(Shown::Months),
                Piece::Table(Shown::Entries),
            ]
        );
    }

    #[test]
    fn a_sentence_with_a_number_in_front_is_no_heading() {
        assert!(!is_heading("（一）本学年公开3条。"));
        assert!(!is_heading("（试行）办法"));
        assert!(is_heading("（十二）渠道"));
    }

    #[test]
    fn wrong_names_and_lone_brackets_are_kept_in_sight() {
        let ledger = samples::ledger();
        assert_eq!(unknown("共【条数】条，【图：按部门】", &ledger), ["条数", "图：按部门"]);
        assert_eq!(read("【没有完", &ledger), [Piece::Paragraph(vec![Span::Words("【没有完".into())])]);
    }
}
