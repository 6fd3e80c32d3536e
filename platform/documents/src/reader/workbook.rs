//! The cells of Excel files, hidden sheets included.

use std::collections::HashMap;
use std::io::{Cursor, Read, Seek};

use calamine::{Data, Reader, SheetVisible, Xls, Xlsx};

use super::archive::{Archive, Budget};
use super::cells::{Cells, Hidden};
use super::sheet_files::SheetFiles;
use super::{Part, Unreadable};

/// Marks a hidden sheet's name.
pub(super) const HIDDEN: &str = " (hidden)";

/// The sheets of an Excel file, which is unpacked within the budget first: calamine
/// itself keeps no limits.
pub(super) fn read(bytes: &[u8], budget: &mut Budget) -> Result<Vec<Part>, Unreadable> {
    let mut archive = Archive::open(bytes, budget)?;
    let mut files = SheetFiles::default();
    for (at, name) in archive.names.clone() {
        files.see(&name, &archive.bytes(at, budget)?);
    }
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let sheets = workbook.sheets_metadata().to_vec();
    let mut parts = Vec::new();
    for sheet in &sheets {
        let hidden = files.hidden(&sheet.name);
        parts.extend(match streamed(&mut workbook, &sheet.name) {
            Ok(cells) => cells.parts(&sheet.name, is_hidden(sheet), &hidden),
            Err(Unreadable(why)) => vec![Part::unreadable(name(sheet), why)],
        });
    }
    if files.has_unlisted() {
        parts.push(Part::unreadable("other", "文件里有一张表没有列在工作簿里，打开时看不到，请去掉它再保存"));
    }
    Ok(parts)
}

/// The cells of a sheet one by one: its declared size may be anything.
fn streamed<S: Read + Seek>(workbook: &mut Xlsx<S>, sheet: &str) -> Result<Cells, Unreadable> {
    let unread = |_| Unreadable::because("这张表读不了");
    let mut reader = workbook.worksheet_cells_reader(sheet).map_err(unread)?;
    let mut cells = Cells::default();
    while let Some(cell) = reader.next_cell().map_err(unread)? {
        let (row, column) = cell.get_position();
        let shown = match cell.get_value() {
            calamine::DataRef::SharedString(text) => cells.push(row, column, text),
            value => cells.push(row, column, &crate::sheets::shown(&Data::from(value.clone()))),
        };
        if !shown {
            return Err(Unreadable::because("这张表太大，读不完，请分成几个文件"));
        }
    }
    Ok(cells)
}

/// The sheets of a file in the format before 2007, with what is hidden in each.
pub(super) fn read_old(bytes: &[u8], hidden: &HashMap<String, Hidden>) -> Result<Vec<Part>, Unreadable> {
    let mut workbook = Xls::new(Cursor::new(bytes)).map_err(damaged)?;
    let sheets = workbook.sheets_metadata().to_vec();
    let nothing = Hidden::default();
    let mut parts = Vec::new();
    for sheet in &sheets {
        let Ok(range) = workbook.worksheet_range(&sheet.name) else {
            parts.push(Part::unreadable(name(sheet), "这张表读不了"));
            continue;
        };
        let (row, column) = range.start().unwrap_or((0, 0));
        let mut cells = Cells::default();
        for (down, right, value) in range.used_cells() {
            cells.push(row + down as u32, column + right as u32, &crate::sheets::shown(value));
        }
        let hidden = hidden.get(&sheet.name).unwrap_or(&nothing);
        parts.extend(cells.parts(&sheet.name, is_hidden(sheet), hidden));
    }
    Ok(parts)
}

fn is_hidden(sheet: &calamine::Sheet) -> bool {
    sheet.visible != SheetVisible::Visible
}

fn name(sheet: &calamine::Sheet) -> String {
    format!("{}{}", sheet.name, if is_hidden(sheet) { HIDDEN } else { "" })
}

fn damaged(_: impl std::error::Error) -> Unreadable {
    Unreadable::because("表格文件已损坏，或加了密码，打不开")
}
