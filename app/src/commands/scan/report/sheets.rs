//! The report as a workbook: a sheet for each section, to be sent to its department and worked off.

use std::collections::{BTreeMap, HashSet};

use documents::reader::in_words;
use documents::sheets::SheetError;
use documents::sheets::write::{self, Sheet};
use pii::Kind;
use serde_json::Value;

use super::shown::{masked, readable};
use super::{FileRecord, Report};
use crate::commands::scan::advice;

/// Excel takes names of so many characters, without these.
const LONGEST_NAME: usize = 31;
const NOT_IN_NAMES: [char; 9] = ['[', ']', ':', '*', '?', '/', '\\', '\'', '\u{3}'];
/// Sheets that one still finds; what is beyond shares the last.
const SHEETS: usize = 100;
const HEADER: [&str; 8] =
    ["文件", "所在网页", "位置", "是什么", "程度", "内容（已遮）", "怎么看出来的", "怎么处理"];

impl Report {
    /// The report as XLSX.
    ///
    /// # Errors
    ///
    /// Where it has more rows than a sheet.
    pub fn xlsx(&self) -> Result<Vec<u8>, SheetError> {
        let mut sections: BTreeMap<&str, Vec<&FileRecord>> = BTreeMap::new();
        self.files.iter().for_each(|file| sections.entry(&file.source.section).or_default().push(file));
        let mut sections: Vec<_> = sections.into_iter().collect();
        sections.sort_by_cached_key(|(_, files)| files.iter().map(|file| file.severity()).min());
        let mut sheets: Vec<Sheet> = Vec::new();
        let mut taken = HashSet::new();
        for (section, mut files) in sections {
            files.sort_by_key(|file| file.severity());
            let rows = files.into_iter().flat_map(rows);
            match sheets.last_mut().filter(|_| taken.len() >= SHEETS) {
                Some(last) => last.rows.extend(rows),
                None => sheets.push(Sheet {
                    name: name(&self.section_name(section), &mut taken),
                    header: header(),
                    rows: rows.collect(),
                }),
            }
        }
        if sheets.is_empty() {
            sheets.push(Sheet { name: "没有发现".to_owned(), header: header(), rows: Vec::new() });
        }
        write::xlsx(&sheets)
    }
}

fn header() -> Vec<String> {
    HEADER.map(str::to_owned).to_vec()
}

fn rows(file: &FileRecord) -> Vec<Vec<Value>> {
    let (name, on) = (file.name(), file.source.from.as_deref().map(readable).unwrap_or_default());
    let row =
        |cells: [String; 6]| [name.clone(), on.clone()].into_iter().chain(cells).map(Value::String).collect();
    let mut rows = Vec::new();
    for group in &file.groups {
        let (level, kind) = (advice::level(group.level), Kind::name_of(&group.kind));
        let (why, todo) = (
            advice::why(&group.kind, &group.rule),
            advice::what_to_do(&group.kind, &group.rule, group.level),
        );
        let cells = |part: String, mask: &str| {
            [part, kind.into(), level.into(), mask.to_owned(), why.clone(), todo.into()]
        };
        rows.extend(group.places.iter().map(|(part, mask)| row(cells(masked(part), mask))));
        let more = group.count - group.places.len();
        if more > 0 {
            rows.push(row(cells(format!("还有 {more} 处"), "")));
        }
    }
    for (part, why) in &file.unreadable {
        let todo = "请人打开看".to_owned();
        let part = masked(&in_words(part));
        rows.push(row([part, "机器读不了".into(), "必须处理".into(), String::new(), masked(why), todo]));
    }
    rows
}

/// A name that Excel takes, once each.
fn name(section: &str, taken: &mut HashSet<String>) -> String {
    let plain: String = section.replace(NOT_IN_NAMES, " ");
    let plain = plain.trim().to_owned();
    let base = if plain.is_empty() { "其他".to_owned() } else { plain };
    let head = |text: &str, most: usize| text.chars().take(most).collect::<String>().trim().to_owned();
    let mut name = head(&base, LONGEST_NAME);
    for number in 2.. {
        if taken.insert(name.to_lowercase()) {
            break;
        }
        name = format!("{} {number}", head(&base, LONGEST_NAME - 6));
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_have_names_that_excel_takes() {
        let mut taken = HashSet::new();
        let long = format!("学生处{}", "很长的名字".repeat(10));
        let names: Vec<_> =
            ["/info/1014/", "/Info/1014/", "", &long, "'a'"].map(|s| name(s, &mut taken)).to_vec();
        assert_eq!(names[0], "info 1014");
        assert_eq!(names[1], "Info 1014 2");
        assert_eq!(names[2], "其他");
        assert!(names[3].starts_with("学生处") && names[3].chars().count() <= LONGEST_NAME, "{names:?}");
        assert_eq!(names[4], "a");
    }
}
