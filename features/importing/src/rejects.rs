//! Rows that were not taken, as a file to correct and to import again: the same
//! columns, and one that says what is wrong, which an import does not read.

use std::collections::BTreeSet;

use documents::sheets::SheetError;
use documents::sheets::write::{Sheet, csv};
use serde_json::{Value, json};

use crate::run::Rejected;

/// The column that says what is wrong.
pub const COLUMN: &str = "错误";
/// The columns people look at first, in this order; others follow.
pub(crate) const FIELDS: [&str; 18] = [
    "external_id",
    "title",
    "published_at",
    "unit",
    "entry",
    "category",
    "kind",
    "block",
    "document_no",
    "made_on",
    "audience",
    "channels",
    "keywords",
    "tags",
    "notice",
    "old_address",
    "body_text",
    "body_html",
];

/// The file, in the way in which the rows came: JSONL, or a table as CSV, whose
/// cells may be longer than a workbook's.
pub(crate) fn file(ending: &str, rejected: &[Rejected]) -> Result<Vec<u8>, SheetError> {
    match ending {
        "jsonl" | "ndjson" => Ok(lines(rejected)),
        _ => csv(&table(rejected)),
    }
}

/// The ending of that file's name.
pub(crate) fn ending_of(ending: &str) -> &'static str {
    match ending {
        "jsonl" | "ndjson" => "jsonl",
        _ => "csv",
    }
}

fn sentence(row: &Rejected) -> String {
    let one = |(field, sentence): &(String, String)| match field.as_str() {
        "" => format!("第{}行：{sentence}", row.line),
        field => format!("第{}行 {field}：{sentence}", row.line),
    };
    row.errors.iter().map(one).collect::<Vec<_>>().join("；")
}

fn lines(rejected: &[Rejected]) -> Vec<u8> {
    let line = |row: &Rejected| {
        let mut object: serde_json::Map<String, Value> =
            row.row.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        object.insert(COLUMN.to_owned(), json!(sentence(row)));
        Value::Object(object).to_string() + "\n"
    };
    rejected.iter().map(line).collect::<String>().into_bytes()
}

fn table(rejected: &[Rejected]) -> Sheet {
    let there: BTreeSet<&String> = rejected.iter().flat_map(|row| row.row.keys()).collect();
    let known = FIELDS
        .iter()
        .filter(|field| there.iter().any(|name| name == *field))
        .map(|field| (*field).to_owned());
    let others = there.iter().filter(|name| !FIELDS.contains(&name.as_str()) && *name.as_str() != *COLUMN);
    let mut header: Vec<String> = known.chain(others.map(|name| (*name).clone())).collect();
    let row = |row: &Rejected| -> Vec<Value> {
        let cell = |name: &String| row.row.get(name).cloned().unwrap_or(Value::Null);
        header.iter().map(cell).chain([json!(sentence(row))]).collect()
    };
    let rows = rejected.iter().map(row).collect();
    header.push(COLUMN.to_owned());
    Sheet { name: "没有导入的行".into(), header, rows }
}

#[cfg(test)]
mod tests {
    use super::*;
    use documents::sheets::read;

    fn rejected() -> Vec<Rejected> {
        let row = json!({ "title": "-甲", "category": 3, "channels": [{ "channel": "官网" }], "备注": "x" });
        let row = row.as_object().unwrap().clone().into_iter().collect();
        let errors = vec![("published_at".into(), "没有发布时间".into()), ("".into(), "坏了".into())];
        vec![Rejected { line: 7, errors, row }]
    }

    #[test]
    fn the_same_columns_come_back_with_what_is_wrong() {
        let csv = file("xlsx", &rejected()).unwrap();
        let text = String::from_utf8(csv.clone()).unwrap();
        assert!(text.starts_with("\u{feff}title,category,channels,备注,错误\n"), "{text}");
        let rows = read("a.csv", &csv).unwrap();
        let fields = rows[0].fields.as_ref().unwrap();
        assert_eq!(fields["channels"], "[{\"channel\":\"官网\"}]");
        assert_eq!(fields[COLUMN], "第7行 published_at：没有发布时间；第7行：坏了");
        let rows = read("a.jsonl", &file("jsonl", &rejected()).unwrap()).unwrap();
        assert_eq!(rows[0].fields.as_ref().unwrap()["category"], 3);
        assert_eq!((ending_of("xlsx"), ending_of("ndjson")), ("csv", "jsonl"));
    }
}
