//! What was read of one thing, ready to be told: findings with their places, and what could not be read.
//! Nothing of it is in clear, so it can be kept, too.

use documents::reader::{Document, Part, Unreadable};
use pii::{Finding, Level, Rules};
use serde::{Deserialize, Serialize};

/// The `type` of what can't be read.
pub const UNREADABLE: &str = "unreadable";
/// The part that a file's own name is.
const NAME: &str = "names";

/// What was read of a page or a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// Whether there was a text, at least in part.
    pub is_read: bool,
    /// What was found, and what could not be read.
    pub rows: Vec<Row>,
}

/// Something that was found, or why something could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The place inside the file.
    pub part: String,
    /// Its first Unicode scalar value in that place.
    pub start: usize,
    /// The one after its last.
    pub end: usize,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: String,
    /// `block`, `warn` or `info`.
    pub level: String,
    /// The value with its telling part hidden.
    pub masked: String,
    /// The rule that found it, or why nothing could be read.
    pub rule: String,
    /// The line of its part in which it stands, counted from 1.
    pub line: Option<usize>,
}

impl Row {
    /// A finding in a part.
    pub fn found(part: &str, found: &Finding, line: Option<usize>) -> Row {
        Row {
            part: part.to_owned(),
            start: found.start,
            end: found.end,
            kind: found.kind.code().to_owned(),
            level: found.level.code().to_owned(),
            masked: found.masked.clone(),
            rule: found.rule.clone(),
            line,
        }
    }

    /// Words that tell something together, somewhere in a document.
    fn together(group: &pii::Together) -> Row {
        Row {
            part: String::new(),
            start: 0,
            end: 0,
            kind: pii::Kind::Word.code().to_owned(),
            level: group.level.code().to_owned(),
            masked: group.words.join(" + "),
            rule: group.reason.clone(),
            line: None,
        }
    }

    /// Why a part can't be read.
    pub fn unreadable(part: &str, why: &str) -> Row {
        Row {
            part: part.to_owned(),
            start: 0,
            end: 0,
            kind: UNREADABLE.to_owned(),
            level: Level::Block.code().to_owned(),
            masked: String::new(),
            rule: why.to_owned(),
            line: None,
        }
    }
}

impl Reading {
    /// What stands in a document of this title, which may be empty, or why it can't be read.
    pub fn of(rules: &Rules, title: &str, document: Result<Document, Unreadable>) -> Reading {
        let parts = match document {
            Ok(document) => document.parts,
            Err(Unreadable(why)) => {
                return Reading { is_read: false, rows: vec![Row::unreadable("body", &why)] };
            }
        };
        let mut rows = Vec::new();
        for file in parts.chunk_by(|one, next| inner_file(&one.name) == inner_file(&next.name)) {
            let inside = inner_file(&file[0].name);
            // An archive's name speaks of what is in it, too.
            let title =
                if inside.is_empty() { title.to_owned() } else { format!("{title} {}", stem(inside)) };
            for (part, placed) in file.iter().zip(screening::placed_in_document(rules, title.trim(), file)) {
                rows.extend(of_part(part, &placed));
            }
        }
        let texts = parts.iter().filter_map(|part| part.text.as_deref().ok());
        rows.extend(rules.together(texts).into_iter().map(Row::together));
        let is_read = parts.is_empty() || parts.iter().any(|part| part.text.is_ok());
        Reading { is_read, rows }
    }

    /// What a file's own name tells: 张某11010519491231002X.docx.
    pub fn add_name(&mut self, rules: &Rules, name: &str) {
        self.rows.extend(rules.scan(name).iter().map(|found| Row::found(NAME, found, None)));
    }
}

fn of_part(part: &Part, placed: &[screening::Placed]) -> Vec<Row> {
    let text = match &part.text {
        Ok(text) => text,
        Err(why) => return vec![Row::unreadable(&part.name, why)],
    };
    let mut lines = Lines::default();
    // A cell of a sheet is named as it is.
    if part.sheet.is_none() && !placed.is_empty() {
        lines.hear(text);
    }
    let row = |one: &screening::Placed| Row::found(&one.place, &one.finding, lines.at(one.finding.start));
    placed.iter().map(row).collect()
}

/// The file inside an archive to which a part belongs; empty for a document that stands by itself.
fn inner_file(part: &str) -> &str {
    part.rsplit_once(": ").map_or("", |(file, _)| file)
}

/// A file's name without its folders and its ending.
pub fn stem(name: &str) -> &str {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    last.rsplit_once('.').map_or(last, |(stem, _)| stem)
}

/// Where the lines of a text end, so that a person who looks for a place is told its line.
#[derive(Default)]
pub struct Lines {
    passed: usize,
    ends: Vec<usize>,
}

/// Lines that are counted at most; of what stands further behind only the file is told.
const MOST_LINES: usize = 2_000_000;

impl Lines {
    /// Takes the next piece of the text.
    pub fn hear(&mut self, text: &str) {
        for c in text.chars() {
            if c == '\n' && self.ends.len() < MOST_LINES {
                self.ends.push(self.passed);
            }
            self.passed += 1;
        }
    }

    /// The line, counted from 1, of the character at a place.
    pub fn at(&self, place: usize) -> Option<usize> {
        let line = self.ends.partition_point(|end| *end < place);
        (self.passed > 0 && line < MOST_LINES).then_some(line + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_told_the_line() {
        let mut lines = Lines::default();
        assert_eq!(lines.at(3), None, "nothing was heard");
        ["一\n二", "三\n", "\n四"].into_iter().for_each(|piece| lines.hear(piece));
        assert_eq!([0, 2, 3, 6].map(|place| lines.at(place)), [Some(1), Some(2), Some(2), Some(4)]);
    }

    fn part(name: &str, text: &str) -> Part {
        Part { name: name.to_owned(), text: Ok(text.to_owned()), sheet: None }
    }

    /// Kind, level and rule of what is found.
    fn told(title: &str, parts: Vec<Part>) -> Vec<(String, String, String)> {
        let reading = Reading::of(Rules::built_in(), title, Ok(Document { parts }));
        reading.rows.into_iter().map(|row| (row.kind, row.level, row.rule)).collect()
    }

    const LIST: &str = "姓名\t班级\t性别\t困难原因\n陈某\t软件2401\t男\t父亲患病\n";

    #[test]
    fn a_list_of_aid_shows_the_basics_alone() {
        let expected = |rule: &str| {
            let (kind, level) = if rule == "aid_column" { ("word", "warn") } else { ("hardship", "block") };
            (kind.to_owned(), level.to_owned(), rule.to_owned())
        };
        let both = [expected("aid_column"), expected("aid_hardship")];
        let notice = format!("2026年国家助学金获助学生名单公示\n{LIST}");
        assert_eq!(told("2026年国家助学金名单公示", vec![part("body", LIST)]), both, "by its title");
        assert_eq!(told("附件1", vec![part("body", &notice)]), both, "by its first line");
        assert_eq!(told("", vec![part("a.zip/国家助学金名单.docx: body", LIST)]), both, "inside another");
        let plain = told("名单", vec![part("body", LIST)]);
        assert!(plain.iter().all(|(.., rule)| !rule.starts_with("aid_")), "{plain:?}");
    }

    #[test]
    fn one_file_of_an_archive_says_nothing_of_the_next() {
        let found = told(
            "归档",
            vec![part("助学金名单公示.txt: body", "姓名\t班级\n陈某\t软件2401"), part("b.txt: body", LIST)],
        );
        assert!(found.iter().all(|(.., rule)| !rule.starts_with("aid_")), "{found:?}");
    }

    #[test]
    fn a_name_is_read_too() {
        let mut reading = Reading::default();
        reading.add_name(Rules::built_in(), "张某11010519491231002X.docx");
        let row = &reading.rows[0];
        assert_eq!((&*row.kind, &*row.part, row.start, row.end), ("id_card", "names", 2, 20));
        assert!(!row.masked.contains("1949"));
    }
}
