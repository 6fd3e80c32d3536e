//! Rows out of CSV, XLSX and JSONL, with the names of the header's columns.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

pub mod write;

/// Rows of one file at most.
const MOST_ROWS: usize = 1_000_000;
/// Columns of one file at most.
const MOST_COLUMNS: usize = 200;
/// Megabytes of one file at most: of text, and of a workbook, which is packed.
const MOST_TEXT: usize = 256;
const MOST_WORKBOOK: usize = 20;

/// A row: where it stands in the file, and what its columns say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Its line in the file, from 1; in a sheet its row.
    pub line: usize,
    /// Its values by column; or why it is no row.
    pub fields: Result<BTreeMap<String, Value>, String>,
}

/// A file that cannot be read at all.
#[derive(Debug, Error)]
pub enum SheetError {
    /// The name says nothing that is read.
    #[error("只读 .jsonl、.csv 和 .xlsx 文件")]
    Type,
    /// The text's encoding is not known.
    #[error("文字编码认不出来，请另存为 UTF-8")]
    Encoding,
    /// There is no header.
    #[error("第一行要是栏目名称，如 title、body_text、published_at")]
    Header,
    /// Too much.
    #[error("一个文件最多 {MOST_ROWS} 行、{MOST_COLUMNS} 列，请分成几个")]
    TooMuch,
    /// Too many bytes.
    #[error("文件有 {0} MB，最多 {1} MB，请分成几个文件{2}")]
    TooLarge(usize, usize, &'static str),
    /// The workbook is damaged.
    #[error("表格文件打不开：{0}")]
    Workbook(String),
}

/// Whether a file of this name is a workbook and no text.
pub fn is_workbook(name: &str) -> bool {
    crate::reader::kind(name) == "xlsx"
}

/// Whether a file of this name may have so many bytes.
pub fn check_size(name: &str, bytes: usize) -> Result<(), SheetError> {
    let (most, or) = if is_workbook(name) { (MOST_WORKBOOK, "，或另存为 CSV") } else { (MOST_TEXT, "") };
    if bytes > most << 20 { Err(SheetError::TooLarge(bytes.div_ceil(1 << 20), most, or)) } else { Ok(()) }
}

/// The rows of a file, by the ending of its name.
pub fn read(name: &str, content: &[u8]) -> Result<Vec<Row>, SheetError> {
    check_size(name, content.len())?;
    match name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).as_deref() {
        Some("jsonl" | "ndjson") => json_lines(&text(content)?),
        Some("csv") => csv_rows(&text(content)?),
        Some("xlsx") => xlsx_rows(content),
        _ => Err(SheetError::Type),
    }
}

/// Text in UTF-8, in UTF-16, or in GB18030 as spreadsheet programs of the country
/// write it.
pub fn text(content: &[u8]) -> Result<String, SheetError> {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(content) {
        return Ok(encoding.decode(content).0.into_owned());
    }
    if let Ok(text) = std::str::from_utf8(content) {
        // Text has no zeros but in UTF-16.
        let wide = text.contains('\0').then(|| utf16_without_mark(content)).flatten();
        return Ok(wide.unwrap_or_else(|| text.to_owned()));
    }
    if let Some(text) = utf16_without_mark(content) {
        return Ok(text);
    }
    match encoding_rs::GB18030.decode(content) {
        (text, _, false) => Ok(text.into_owned()),
        _ => Err(SheetError::Encoding),
    }
}

/// UTF-16 whose mark is missing: ASCII in it leaves zeros on one side only.
fn utf16_without_mark(bytes: &[u8]) -> Option<String> {
    let zeros = |side: usize| bytes.iter().skip(side).step_by(2).filter(|byte| **byte == 0).count();
    let encoding = match (zeros(0), zeros(1)) {
        (0, 1..) => encoding_rs::UTF_16LE,
        (1.., 0) => encoding_rs::UTF_16BE,
        _ => return None,
    };
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    let readable = !text.chars().any(|c| c.is_control() && !c.is_ascii_whitespace());
    (readable && bytes.len().is_multiple_of(2)).then(|| text.into_owned())
}

fn json_lines(text: &str) -> Result<Vec<Row>, SheetError> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let rows: Vec<Row> =
        lines.take(MOST_ROWS + 1).map(|(at, line)| Row { line: at + 1, fields: object(line) }).collect();
    if rows.len() > MOST_ROWS { Err(SheetError::TooMuch) } else { Ok(rows) }
}

fn object(line: &str) -> Result<BTreeMap<String, Value>, String> {
    match serde_json::from_str(line) {
        Ok(Value::Object(map)) => Ok(map.into_iter().collect()),
        Ok(_) => Err("这一行不是一条记录，要写成 {\"title\": …}".to_owned()),
        Err(error) if error.is_eof() => Err("这一行的 JSON 没有写完".to_owned()),
        Err(error) => Err(format!("这一行不是 JSON，从第 {} 个字节起读不懂", error.column())),
    }
}

fn csv_rows(text: &str) -> Result<Vec<Row>, SheetError> {
    let first = text.lines().next().unwrap_or_default();
    let delimiter = [b',', b'\t', b';'].into_iter().max_by_key(|d| first.bytes().filter(|b| b == d).count());
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter.unwrap_or(b','))
        .flexible(true)
        .from_reader(text.as_bytes());
    let header: Vec<String> =
        reader.headers().map_err(|_| SheetError::Header)?.iter().map(|h| h.trim().to_owned()).collect();
    check_header(&header)?;
    let mut rows = Vec::new();
    for record in reader.records() {
        if rows.len() >= MOST_ROWS {
            return Err(SheetError::TooMuch);
        }
        rows.push(match record {
            Ok(record) => {
                let line = record.position().map_or(0, |p| p.line()) as usize;
                let cells = record.iter().map(|cell| Value::String(cell.to_owned()));
                Row { line, fields: Ok(named(&header, cells)) }
            }
            Err(error) => {
                let line = error.position().map_or(0, |p| p.line()) as usize;
                Row { line, fields: Err(format!("这一行读不了：{error}")) }
            }
        });
    }
    Ok(rows)
}

fn check_header(header: &[String]) -> Result<(), SheetError> {
    if header.iter().all(String::is_empty) {
        return Err(SheetError::Header);
    }
    if header.len() > MOST_COLUMNS { Err(SheetError::TooMuch) } else { Ok(()) }
}

/// Cells by their columns' names; empty cells are left out.
fn named(header: &[String], cells: impl Iterator<Item = Value>) -> BTreeMap<String, Value> {
    let is_empty =
        |value: &Value| value.as_str().is_some_and(|text| text.trim().is_empty()) || value.is_null();
    header.iter().cloned().zip(cells).filter(|(name, value)| !name.is_empty() && !is_empty(value)).collect()
}

fn xlsx_rows(content: &[u8]) -> Result<Vec<Row>, SheetError> {
    let damaged = |error: calamine::XlsxError| SheetError::Workbook(error.to_string());
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(content)).map_err(damaged)?;
    let range = workbook.worksheet_range_at(0).ok_or(SheetError::Header)?.map_err(damaged)?;
    if range.height() > MOST_ROWS || range.width() > MOST_COLUMNS {
        return Err(SheetError::TooMuch);
    }
    let first = range.start().map_or(0, |(row, _)| row as usize);
    let mut rows = range.rows();
    let header: Vec<String> = rows
        .next()
        .ok_or(SheetError::Header)?
        .iter()
        .map(|cell| cell.to_string().trim().to_owned())
        .collect();
    check_header(&header)?;
    let row = |(at, cells): (usize, &[Data])| Row {
        line: first + at + 2,
        fields: Ok(named(&header, cells.iter().map(value))),
    };
    Ok(rows.enumerate().map(row).collect())
}

/// A cell's value as text, as [`value`] gives it.
pub(crate) fn shown(cell: &Data) -> String {
    match value(cell) {
        Value::Null => String::new(),
        Value::String(text) => text,
        other => other.to_string(),
    }
}

/// A cell: days as ISO text, whole numbers without a point.
fn value(cell: &Data) -> Value {
    match cell {
        Data::Empty => Value::Null,
        Data::Bool(truth) => Value::Bool(*truth),
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => Value::from(*number as i64),
        Data::Float(number) => Value::from(*number),
        Data::Int(number) => Value::from(*number),
        Data::DateTime(moment) => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            let day = format!("{year:04}-{month:02}-{day:02}");
            match (hour, minute, second) {
                (0, 0, 0) => Value::String(day),
                _ => Value::String(format!("{day}T{hour:02}:{minute:02}:{second:02}+08:00")),
            }
        }
        other => Value::String(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titles(name: &str, content: &[u8]) -> Vec<(usize, String)> {
        let title = |row: Row| {
            (row.line, row.fields.map_or_else(|e| e, |f| f["title"].as_str().unwrap_or_default().to_owned()))
        };
        read(name, content).unwrap().into_iter().map(title).collect()
    }

    #[test]
    fn text_files_are_read_in_any_encoding() {
        let csv = "title,unit\n通知,教务处\n\"两行\n标题\",\n";
        let expected = [(2, "通知".to_owned()), (3, "两行\n标题".to_owned())];
        assert_eq!(titles("a.csv", csv.as_bytes()), expected);
        assert_eq!(titles("a.csv", &encoding_rs::GB18030.encode(csv).0), expected);
        assert_eq!(titles("a.csv", &[b"\xef\xbb\xbf", csv.as_bytes()].concat()), expected);
        assert_eq!(titles("a.csv", "title;unit\n通知;教务处\n".as_bytes()), expected[..1]);
        assert_eq!(
            titles("a.jsonl", "{\"title\":\"通知\"}\n\n{\"title\":\"二\"}".as_bytes()),
            [(1, "通知".into()), (3, "二".into())]
        );
    }

    #[test]
    fn a_broken_line_is_told_and_the_others_are_read() {
        let rows =
            read("a.jsonl", "{\"title\":\"一\"}\n{broken\n[1]\n{\"title\":\"二\"}".as_bytes()).unwrap();
        let broken: Vec<bool> = rows.iter().map(|row| row.fields.is_err()).collect();
        assert_eq!(broken, [false, true, true, false]);
        assert!(
            read("a.doc", b"").is_err()
                && read("a.xlsx", b"not a zip").is_err()
                && read("a.csv", b"").is_err()
        );
        assert!(read("a.csv", &[0x81, 0x20, 0xff, 0xff]).is_err());
    }
}
