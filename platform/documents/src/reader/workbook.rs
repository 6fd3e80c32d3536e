//! The cells of Excel files, hidden sheets included.

use std::io::{Cursor, Read, Seek};

use calamine::{Data, Reader, SheetVisible, Xls, Xlsx};

use super::archive::{Archive, Budget};
use super::{Corner, Part, Unreadable};

/// Marks a hidden sheet's name.
pub(super) const HIDDEN: &str = " (hidden)";

/// The sheets of an Excel file, which is unpacked within the budget first: calamine
/// itself keeps no limits.
pub(super) fn read(bytes: &[u8], budget: &mut Budget) -> Result<Vec<Part>, Unreadable> {
    let mut archive = Archive::open(bytes, budget)?;
    for (at, _) in archive.names.clone() {
        archive.bytes(at, budget)?;
    }
    sheets(Xlsx::new(Cursor::new(bytes)).map_err(damaged)?)
}

/// The sheets of a file in the format before 2007.
pub(super) fn read_old(bytes: &[u8]) -> Result<Vec<Part>, Unreadable> {
    sheets(Xls::new(Cursor::new(bytes)).map_err(damaged)?)
}

fn damaged(_: impl std::error::Error) -> Unreadable {
    Unreadable::because("表格文件已损坏，或加了密码，打不开")
}

fn sheets<R, S>(mut workbook: R) -> Result<Vec<Part>, Unreadable>
where
    R: Reader<S>,
    R::Error: std::error::Error,
    S: Read + Seek,
{
    let sheets = workbook.sheets_metadata().to_vec();
    let part = |sheet: &calamine::Sheet| {
        let hidden = sheet.visible != SheetVisible::Visible;
        let name = format!("{}{}", sheet.name, if hidden { HIDDEN } else { "" });
        match workbook.worksheet_range(&sheet.name) {
            Ok(range) => {
                let (row, column) = range.start().unwrap_or((0, 0));
                Part { name, text: Ok(text(&range)), sheet: Some(Corner { row, column, hidden }) }
            }
            Err(_) => Part::unreadable(name, "这张表读不了"),
        }
    };
    Ok(sheets.iter().map(part).collect())
}

fn text(range: &calamine::Range<Data>) -> String {
    let mut out = String::new();
    for row in range.rows() {
        for (at, cell) in row.iter().enumerate() {
            if at > 0 {
                out.push('\t');
            }
            // A cell's own breaks would look like cells.
            out.extend(
                crate::sheets::shown(cell)
                    .chars()
                    .map(|c| if matches!(c, '\n' | '\r' | '\t' | '\0') { ' ' } else { c }),
            );
        }
        out.truncate(out.trim_end_matches('\t').len());
        out.push('\n');
    }
    out.truncate(out.trim_end_matches('\n').len());
    out
}
