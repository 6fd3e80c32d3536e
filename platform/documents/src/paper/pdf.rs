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

fn table(table: &Table) -> Value {
    let cells = |row: &Vec<String>| -> Value {
        (0..table.width()).map(|at| row.get(at).cloned().unwrap_or_default()).collect()
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
