//! A paper as PDF, set by typst from `paper.typ`; what the paper says reaches it
//! as data, never as markup.

use std::sync::LazyLock;

use jiff::{Timestamp, tz::TimeZone};
use serde_json::{Value, json};
use typst::foundations::{Datetime, Dict, IntoValue, Smart};
use typst_as_lib::{TypstEngine, TypstTemplateMainFile};
use typst_pdf::{PdfOptions, Timestamp as PdfTimestamp};

use super::fonts::FONTS;
use super::{Block, Paper, PaperError, Run, Table, written};

static ENGINE: LazyLock<TypstEngine<TypstTemplateMainFile>> =
    LazyLock::new(|| TypstEngine::builder().main_file(include_str!("paper.typ")).fonts(FONTS).build());

/// The paper as the bytes of a tagged PDF that says it was made at `made`. The same
/// paper and time give the same bytes.
pub fn pdf(paper: &Paper, made: Timestamp) -> Result<Vec<u8>, PaperError> {
    let mut inputs = Dict::new();
    inputs.insert("paper".into(), data(paper).to_string().into_value());
    let document = ENGINE.compile_with_input(inputs).output.map_err(|e| PaperError::Pdf(e.to_string()))?;
    let options =
        PdfOptions { creator: Smart::Custom(None), timestamp: timestamp(made), ..PdfOptions::default() };
    typst_pdf::pdf(&document, &options).map_err(|errors| {
        let messages = errors.iter().map(|error| error.message.as_str());
        PaperError::Pdf(messages.collect::<Vec<_>>().join("; "))
    })
}

fn timestamp(made: Timestamp) -> Option<PdfTimestamp> {
    let utc = TimeZone::UTC.to_datetime(made);
    let [month, day, hour, minute, second] =
        [utc.month(), utc.day(), utc.hour(), utc.minute(), utc.second()].map(i8::unsigned_abs);
    Datetime::from_ymd_hms(utc.year().into(), month, day, hour, minute, second).map(PdfTimestamp::new_utc)
}

fn data(paper: &Paper) -> Value {
    json!({
        "title": paper.title,
        "subtitle": paper.subtitle,
        "blocks": paper.blocks.iter().map(block).collect::<Vec<_>>(),
    })
}

fn block(block: &Block) -> Value {
    match block {
        Block::Heading(level, text) => json!({"is": "heading", "level": (*level).clamp(1, 4), "text": text}),
        Block::Paragraph(text) => json!({"is": "paragraph", "runs": runs(text)}),
        Block::Table(one) => table(one),
        Block::Chart(chart) => json!({
            "is": "chart",
            "title": chart.title,
            "description": chart.description(),
            "svg": chart.svg(),
        }),
        Block::List { ordered, items } => json!({
            "is": "list",
            "ordered": ordered,
            "items": items.iter().map(|item| runs(item)).collect::<Vec<_>>(),
        }),
        Block::Signature { unit, date } => json!({"is": "signature", "unit": unit, "date": written(*date)}),
    }
}

fn runs(runs: &[Run]) -> Value {
    runs.iter().map(|run| json!({"text": run.text, "strong": run.strong})).collect()
}

/// Letters, digits and signs in a row that a narrow column may have to break.
const UNBROKEN: usize = 12;

/// A cell's text whose long words may be broken anywhere: a masked number would otherwise run
/// into the next column.
fn broken(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_inclusive(|c: char| !c.is_ascii_graphic()) {
        let is_long = word.chars().filter(char::is_ascii_graphic).count() > UNBROKEN;
        for (at, c) in word.char_indices() {
            if is_long && at > 0 {
                out.push('\u{200b}');
            }
            out.push(c);
        }
    }
    out
}

fn table(table: &Table) -> Value {
    let cells = |row: &Vec<String>| -> Value {
        (0..table.width()).map(|at| row.get(at).map(|text| broken(text)).unwrap_or_default()).collect()
    };
    json!({
        "is": "table",
        "caption": table.caption,
        "header": (!table.header.is_empty()).then(|| cells(&table.header)),
        "rows": table.rows.iter().map(cells).collect::<Vec<_>>(),
        "numeric": table.numeric,
        "shares": table.shares(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_word_may_be_broken_and_a_date_may_not() {
        assert_eq!(
            broken("张某 110***************"),
            format!("张某 {}", "110***************".split("").collect::<Vec<_>>()[1..19].join("\u{200b}"))
        );
        for whole in ["公开于2026-10-09，第3版", "12345.67", "一二三四五六七八九十一二三四"]
        {
            assert_eq!(broken(whole), whole);
        }
    }
}
