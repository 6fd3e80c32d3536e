//! Tables of our own as files for spreadsheet programs. What people typed stays
//! text: it never becomes a formula of whoever opens the file.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};
use serde_json::Value;

use super::SheetError;

/// The rows of a table, its columns' names first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// What it is called, 31 characters at most and none of `[]:*?/\`.
    pub name: String,
    /// The columns' names.
    pub header: Vec<String>,
    /// The rows, a cell for each column. Numbers are numbers, everything else is text.
    pub rows: Vec<Vec<Value>>,
}

/// Sheets as the bytes of an XLSX file.
///
/// # Errors
///
/// Where a sheet's name or size is none that a spreadsheet program takes.
pub fn xlsx(sheets: &[Sheet]) -> Result<Vec<u8>, SheetError> {
    pack(sheets).map_err(|error| SheetError::Workbook(error.to_string()))
}

fn pack(sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // The same rows make the same bytes, whenever they are written.
    let never = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&never));
    let bold = Format::new().set_bold();
    // `@` is the format of text: typing on in such a cell stays text too.
    let typed = Format::new().set_num_format("@");
    for sheet in sheets {
        let page = workbook.add_worksheet();
        page.set_name(&sheet.name)?.set_freeze_panes(1, 0)?;
        for (at, name) in (0_u16..).zip(&sheet.header) {
            page.write_string_with_format(0, at, name, &bold)?;
        }
        for (row, cells) in (1_u32..).zip(&sheet.rows) {
            for (at, cell) in (0_u16..).zip(cells) {
                match cell.as_f64() {
                    Some(number) => page.write_number(row, at, number)?,
                    None => page.write_string_with_format(row, at, shown(cell), &typed)?,
                };
            }
        }
        page.autofit();
    }
    workbook.save_to_buffer()
}

/// A sheet as CSV in UTF-8 with a mark, by which Excel knows the encoding.
///
/// # Errors
///
/// Never for what fits into memory.
pub fn csv(sheet: &Sheet) -> Result<Vec<u8>, SheetError> {
    let failed = |error: csv::Error| SheetError::Workbook(error.to_string());
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(b"\xef\xbb\xbf".to_vec());
    writer.write_record(sheet.header.iter().map(|name| tame(name.clone()))).map_err(failed)?;
    for row in &sheet.rows {
        let cell = |cell: &Value| if cell.is_number() { cell.to_string() } else { tame(shown(cell)) };
        writer.write_record(row.iter().map(cell)).map_err(failed)?;
    }
    writer.into_inner().map_err(|error| SheetError::Workbook(error.to_string()))
}

fn shown(cell: &Value) -> String {
    match cell {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(truth) => if *truth { "是" } else { "否" }.to_owned(),
        other => other.to_string(),
    }
}

/// Spreadsheet programs calculate text that begins so; an apostrophe stops them.
fn tame(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheets::read;
    use serde_json::json;

    fn sheet() -> Sheet {
        Sheet {
            name: "申请".into(),
            header: vec!["title".into(), "no".into(), "count".into()],
            rows: vec![
                vec![json!("=1+1"), json!("0012"), json!(3)],
                vec![json!("-甲,\"乙\""), json!(null), json!(-1.5)],
            ],
        }
    }

    #[test]
    fn text_stays_text_in_a_workbook() {
        let rows = read("a.xlsx", &xlsx(&[sheet()]).unwrap()).unwrap();
        let first = rows[0].fields.as_ref().unwrap();
        assert_eq!(
            (&first["title"], &first["no"], &first["count"]),
            (&json!("=1+1"), &json!("0012"), &json!(3))
        );
        let second = rows[1].fields.as_ref().unwrap();
        assert_eq!((second.get("no"), &second["count"]), (None, &json!(-1.5)));
        assert!(xlsx(&[Sheet { name: "a/b".into(), ..sheet() }]).is_err());
    }

    #[test]
    fn the_same_rows_make_the_same_bytes() {
        let first = xlsx(&[sheet()]).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(1100));
        assert_eq!(xlsx(&[sheet()]).unwrap(), first);
    }

    #[test]
    fn csv_calculates_nothing() {
        let text = String::from_utf8(csv(&sheet()).unwrap()).unwrap();
        assert_eq!(text, "\u{feff}title,no,count\n'=1+1,0012,3\n\"'-甲,\"\"乙\"\"\",,-1.5\n");
    }
}
