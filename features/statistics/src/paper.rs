//! The report as a paper: parts, figures and tables in the layout of official documents.

use documents::paper::{Block, Paper, Run, Table};
use jiff::civil::Date;
use terms::AcademicYear;

use crate::rules::ledger::Ledger;
use crate::rules::outline::{Outline, numeral};
use crate::rules::question;
use crate::rules::text::{self, Piece, Span};
use crate::tables;

/// What a report's papers are called: 2021—2022学年信息公开工作年度报告.
pub fn title(year: AcademicYear) -> String {
    format!("{}信息公开工作年度报告", year.label())
}

/// The paper of a report, dated on a day.
pub fn paper(year: AcademicYear, outline: &Outline, texts: &[String], ledger: &Ledger, dated: Date) -> Paper {
    let mut blocks = Vec::new();
    for ((number, part), text) in (1..).zip(&outline.parts).zip(texts) {
        blocks.push(Block::Heading(1, format!("{}、{}", numeral(number), part.title)));
        blocks.extend(text::read(text, ledger).into_iter().map(|piece| block(piece, ledger)));
    }
    blocks.extend(typed(ledger));
    blocks.push(Block::Signature { unit: ledger.school.clone(), date: dated });
    Paper { title: format!("{}\n{}", ledger.school, title(year)), subtitle: None, blocks }
}

fn block(piece: Piece, ledger: &Ledger) -> Block {
    match piece {
        Piece::Heading(text) => Block::Heading(2, text),
        Piece::Paragraph(spans) => Block::Paragraph(vec![Run::plain(said(&spans))]),
        Piece::Table(shown) => Block::Table(tables::table(shown, ledger)),
        Piece::Chart(shown) => Block::Chart(tables::chart(shown, ledger)),
    }
}

/// A paragraph as it is read.
fn said(spans: &[Span]) -> String {
    let said = |span: &Span| match span {
        Span::Words(words) => words.clone(),
        Span::Figure(_, told) => told.text.clone(),
        Span::Unknown(name) => format!("【{name}】"),
    };
    spans.iter().map(said).collect()
}

/// What was typed in stands at the end with its source, so that nobody takes it for counted.
fn typed(ledger: &Ledger) -> Vec<Block> {
    if ledger.answers.is_empty() {
        return Vec::new();
    }
    let row = |code: &'static str| {
        let answer = ledger.answers.get(code)?;
        let value = match answer.value.starts_with('[') {
            true => "见表".to_owned(),
            false => answer.value.clone(),
        };
        Some(vec![question::name_of(code).to_owned(), value, answer.source.clone()])
    };
    let table = Table {
        caption: "人工填报的数字和来源".to_owned(),
        header: ["名称", "填报数", "来源"].map(str::to_owned).to_vec(),
        rows: question::codes().filter_map(row).collect(),
        numeric: vec![1],
    };
    let say = "上述数字除下表所列由人工填报外，都由系统按公开信息的记录逐条统计。";
    vec![Block::text(say), Block::Table(table)]
}

/// The paper as the body of a publication: charts are their numbers, title and signature
/// stand in the publication's own fields.
pub fn body(paper: Paper) -> String {
    let blocks = paper.blocks.into_iter().map(|block| match block {
        Block::Chart(chart) => Block::Table(chart.numbers()),
        other => other,
    });
    let paper = Paper { title: String::new(), subtitle: None, blocks: blocks.collect() };
    let html = documents::paper::html(&paper);
    html.split_once("</header>")
        .map(|(_, body)| body.trim_end_matches("</article>").trim().to_owned())
        .unwrap_or(html)
}

/// The paper as a page of its own, to be kept as a file.
pub fn page(paper: &Paper) -> String {
    let title = paper.title.replace('\n', "");
    format!(
        "<!doctype html>\n<html lang=\"zh-Hans-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>{}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n{}\n</body>\n</html>\n",
        documents::html::escape(&title),
        documents::paper::html(paper)
    )
}

/// A file of its own carries its few rules with it.
const STYLE: &str = "body{max-width:44em;margin:2em auto;padding:0 1em;font:17px/1.8 sans-serif;color:#1b2126}\
    h1{font-size:1.6em;text-align:center}h2{font-size:1.2em}h3{font-size:1em}p{text-indent:2em}\
    table{border-collapse:collapse;width:100%;font-size:.85em;margin:1em 0}th,td{border:1px solid #75808a;padding:.3em .5em;text-align:left}\
    .number{text-align:right}caption{text-align:left;font-weight:600}svg{max-width:100%;height:auto}.signature{text-align:right}";
