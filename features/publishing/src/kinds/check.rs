//! What is written in the fields of a kind: typed values, or every reason why not.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

use super::value::{self, FieldValue};
use super::{Field, FieldType, Kind};

/// Typed values by the field's name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fields(pub BTreeMap<String, FieldValue>);

impl Fields {
    /// What the field says.
    pub fn get(&self, name: &str) -> Option<&FieldValue> {
        self.0.get(name)
    }

    /// What was chosen in a choice.
    pub fn choice(&self, name: &str) -> Option<&str> {
        match self.0.get(name) {
            Some(FieldValue::Text(text)) => Some(text),
            _ => None,
        }
    }
}

/// Why a field cannot stay so.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{label}：{why}")]
pub struct FieldRefusal {
    /// The field's name.
    pub field: String,
    /// The field's label.
    pub label: String,
    /// The reason.
    pub why: Why,
}

/// One reason, in words that say what to do.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Why {
    /// It is required.
    #[error("没有填，请填上。")]
    Missing,
    /// It is required because another field says so.
    #[error("选了“{0}”就要填这一项。")]
    MissingFor(String),
    /// Too much was written.
    #[error("有{chars}个字，最多{most}个字，请删短。")]
    TooLong {
        /// What was written.
        chars: usize,
        /// What is allowed.
        most: usize,
    },
    /// No day.
    #[error("“{0}”不是日期，写成 2026-03-05 或 2026年3月5日。")]
    NotADate(String),
    /// No day and time.
    #[error("“{0}”不是日期和时间，写成 2026-03-05 9:30。")]
    NotADateTime(String),
    /// No sum.
    #[error("“{0}”不是金额，写数字，例如 6820000 或 682万，单位是元，最多两位小数。")]
    NotMoney(String),
    /// No whole number.
    #[error("“{0}”不是整数，只写数字。")]
    NotANumber(String),
    /// Out of range.
    #[error("要在{min}到{max}之间。")]
    OutOfRange {
        /// The least.
        min: i64,
        /// The most.
        max: i64,
    },
    /// None of the choices.
    #[error("“{given}”不在可选范围内，请从{choices}里选。")]
    NotAChoice {
        /// What was written.
        given: String,
        /// What can be chosen.
        choices: String,
    },
    /// Some that must be ticked are not.
    #[error("还差：{0}。")]
    NotAll(String),
    /// No telephone number.
    #[error("“{0}”不是电话号码，写成 0571-88880123，有几个就用、隔开。")]
    NotAPhone(String),
    /// No mail address.
    #[error("“{0}”不是邮箱地址，写成 name@example.edu.cn。")]
    NotAnEmail(String),
    /// No web address.
    #[error("“{0}”不是网址，要以 https:// 或 http:// 开头。")]
    NotAUrl(String),
    /// Too many lines.
    #[error("有{lines}行，最多{most}行。长的名单请作为附件。")]
    TooManyLines {
        /// What was written.
        lines: usize,
        /// What is allowed.
        most: usize,
    },
    /// A cell of a row is missing.
    #[error("第{row}行没有写{column}。")]
    CellMissing {
        /// From 1.
        row: usize,
        /// The column's label.
        column: String,
    },
    /// A row has too many cells.
    #[error("第{row}行有{cells}栏，只有{columns}栏，请检查隔开各栏的｜。")]
    TooManyCells {
        /// From 1.
        row: usize,
        /// What was written.
        cells: usize,
        /// What there is.
        columns: usize,
    },
    /// It lies before the day that goes before.
    #[error("早于{0}，请核对两个日期。")]
    Before(String),
    /// The kind has no such field.
    #[error("这类信息没有这一项，请删掉。")]
    Unknown,
    /// It is not written in a way that the field takes.
    #[error("写法不对，这里只收文字。")]
    WrongShape,
}

const MOST_LINE_CHARS: usize = 200;
const MOST_LONG_CHARS: usize = 5000;
const MOST_LINES: usize = 500;

/// Reads what was written in the fields: text as in a form, or from files
/// also numbers, lists of text, and lists of rows by column.
///
/// # Errors
/// Every reason against it, in the order of the form.
pub fn check(kind: &Kind, given: &BTreeMap<String, Value>) -> Result<Fields, Vec<FieldRefusal>> {
    let mut fields = Fields::default();
    let mut refusals = vec![];
    for field in &kind.fields {
        match read(field, given.get(&field.name)) {
            Ok(Some(value)) => drop(fields.0.insert(field.name.clone(), value)),
            Ok(None) => refusals.extend(missing(field, given).map(|why| refusal(field, why))),
            Err(whys) => refusals.extend(whys.into_iter().map(|why| refusal(field, why))),
        }
    }
    refusals.extend(kind.fields.iter().filter_map(|field| out_of_order(kind, field, &fields)));
    let unknown = given.keys().filter(|name| kind.field(name).is_none());
    refusals.extend(unknown.map(|name| FieldRefusal {
        field: name.clone(),
        label: name.clone(),
        why: Why::Unknown,
    }));
    if refusals.is_empty() { Ok(fields) } else { Err(refusals) }
}

fn refusal(field: &Field, why: Why) -> FieldRefusal {
    FieldRefusal { field: field.name.clone(), label: field.label.clone(), why }
}

fn missing(field: &Field, given: &BTreeMap<String, Value>) -> Option<Why> {
    if field.required {
        return Some(Why::Missing);
    }
    let when = field.required_when.as_ref()?;
    let says = |name: &str| given.get(name).and_then(text_of);
    when.holds(says).then(|| Why::MissingFor(says(&when.field).unwrap_or_default()))
}

fn out_of_order(kind: &Kind, field: &Field, fields: &Fields) -> Option<FieldRefusal> {
    let earlier = kind.field(field.not_before.as_ref()?)?;
    match (fields.get(&earlier.name)?, fields.get(&field.name)?) {
        (FieldValue::Date(from), FieldValue::Date(to)) if to < from => {
            Some(refusal(field, Why::Before(earlier.label.clone())))
        }
        _ => None,
    }
}

/// The typed value; `None` where nothing was written.
fn read(field: &Field, given: Option<&Value>) -> Result<Option<FieldValue>, Vec<Why>> {
    let Some(given) = given.filter(|value| !is_empty(value)) else { return Ok(None) };
    match field.field_type {
        FieldType::Lines => lines_of(given).and_then(|lines| read_lines(field, lines)),
        FieldType::Choices => lines_of(given).and_then(|lines| read_choices(field, lines)),
        FieldType::Rows => read_rows(field, given),
        _ => {
            let text = text_of(given).ok_or(vec![Why::WrongShape])?;
            read_text(field, &text).map_err(|why| vec![why])
        }
    }
    .map(Some)
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.iter().all(is_empty),
        _ => false,
    }
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn read_text(field: &Field, text: &str) -> Result<FieldValue, Why> {
    let given = || text.to_owned();
    let most = if field.field_type == FieldType::Long { MOST_LONG_CHARS } else { MOST_LINE_CHARS };
    within(text, field.max_chars.unwrap_or(most))?;
    match field.field_type {
        FieldType::Date => value::date(text).map(FieldValue::Date).ok_or_else(|| Why::NotADate(given())),
        FieldType::DateTime => {
            value::date_time(text).map(FieldValue::DateTime).ok_or_else(|| Why::NotADateTime(given()))
        }
        FieldType::Money => value::money(text).map(FieldValue::Money).ok_or_else(|| Why::NotMoney(given())),
        FieldType::Number => read_number(field, text),
        FieldType::Choice if !field.choices.contains(&given()) => Err(not_a_choice(field, text)),
        FieldType::Phone if !is_phone(text) => Err(Why::NotAPhone(given())),
        FieldType::Email if !is_email(text) => Err(Why::NotAnEmail(given())),
        FieldType::Url if !is_url(text) => Err(Why::NotAUrl(given())),
        _ => Ok(FieldValue::Text(given())),
    }
}

fn within(text: &str, most: usize) -> Result<(), Why> {
    let chars = text.chars().count();
    if chars > most { Err(Why::TooLong { chars, most }) } else { Ok(()) }
}

fn read_number(field: &Field, text: &str) -> Result<FieldValue, Why> {
    let number: i64 = text.parse().map_err(|_| Why::NotANumber(text.to_owned()))?;
    let (min, max) = (field.min.unwrap_or(0), field.max.unwrap_or(1_000_000_000));
    if (min..=max).contains(&number) {
        Ok(FieldValue::Number(number))
    } else {
        Err(Why::OutOfRange { min, max })
    }
}

fn not_a_choice(field: &Field, given: &str) -> Why {
    Why::NotAChoice { given: given.to_owned(), choices: field.choices.join("、") }
}

/// Numbers of five digits at least (12315), several of them divided by 、 or ，.
fn is_phone(text: &str) -> bool {
    let is_one = |number: &str| {
        let digits = number.chars().filter(char::is_ascii_digit).count();
        let is_plain = |c: char| {
            c.is_ascii_digit() || matches!(c, ' ' | '-' | '—' | '(' | ')' | '（' | '）' | '+' | '转')
        };
        (5..=20).contains(&digits) && number.chars().all(is_plain)
    };
    text.split(['、', '，', ',', '；', ';', '/']).map(str::trim).all(is_one)
}

fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else { return false };
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+');
    let has_name = !name.is_empty() && name.chars().all(is_plain);
    has_name && host.contains('.') && host.split('.').all(|l| !l.is_empty()) && host.chars().all(is_plain)
}

fn is_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_alphanumeric() || c == '[')
            && !rest.contains(|c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>'))
    })
}

fn lines_of(value: &Value) -> Result<Vec<String>, Vec<Why>> {
    let lines: Option<Vec<String>> = match value {
        Value::Array(items) => items.iter().map(text_of).collect(),
        other => text_of(other).map(|text| text.lines().map(|line| line.trim().to_owned()).collect()),
    };
    let lines = lines.ok_or(vec![Why::WrongShape])?;
    Ok(lines.into_iter().filter(|line| !line.is_empty()).collect())
}

fn read_lines(field: &Field, lines: Vec<String>) -> Result<FieldValue, Vec<Why>> {
    let most = field.max_chars.unwrap_or(MOST_LINE_CHARS);
    let mut whys: Vec<Why> = lines.iter().filter_map(|line| within(line, most).err()).collect();
    whys.extend(too_many(lines.len()));
    if whys.is_empty() { Ok(FieldValue::Lines(lines)) } else { Err(whys) }
}

fn too_many(lines: usize) -> Option<Why> {
    (lines > MOST_LINES).then_some(Why::TooManyLines { lines, most: MOST_LINES })
}

fn read_choices(field: &Field, ticked: Vec<String>) -> Result<FieldValue, Vec<Why>> {
    let strange = ticked.iter().filter(|choice| !field.choices.contains(choice));
    let mut whys: Vec<Why> = strange.map(|choice| not_a_choice(field, choice)).collect();
    let left: Vec<&str> =
        field.choices.iter().filter(|choice| !ticked.contains(choice)).map(String::as_str).collect();
    if field.all && !left.is_empty() {
        whys.push(Why::NotAll(left.join("、")));
    }
    if whys.is_empty() { Ok(FieldValue::Lines(ticked)) } else { Err(whys) }
}

fn read_rows(field: &Field, given: &Value) -> Result<FieldValue, Vec<Why>> {
    let rows = match given {
        Value::Array(items) => items.iter().map(|item| cells_of(field, item)).collect::<Option<Vec<_>>>(),
        other => text_of(other).map(|text| text.lines().map(split_cells).collect()),
    };
    let rows = rows.ok_or(vec![Why::WrongShape])?;
    let rows: Vec<Vec<String>> =
        rows.into_iter().filter(|cells| cells.iter().any(|c| !c.is_empty())).collect();
    let mut whys: Vec<Why> = too_many(rows.len()).into_iter().collect();
    let mut read = vec![];
    for (cells, number) in rows.iter().zip(1..) {
        whys.extend(check_row(field, cells, number));
        let named = field.columns.iter().zip(cells).filter(|(_, cell)| !cell.is_empty());
        read.push(named.map(|(column, cell)| (column.name.clone(), cell.clone())).collect());
    }
    if whys.is_empty() { Ok(FieldValue::Rows(read)) } else { Err(whys) }
}

fn split_cells(line: &str) -> Vec<String> {
    line.split(['｜', '|', '\t']).map(|cell| cell.trim().to_owned()).collect()
}

/// A row of a file: by column, or as a line.
fn cells_of(field: &Field, item: &Value) -> Option<Vec<String>> {
    match item {
        Value::Object(row) => {
            let is_known = row.keys().all(|name| field.columns.iter().any(|column| column.name == *name));
            let cells = field.columns.iter().map(|column| row.get(&column.name).and_then(text_of));
            is_known.then(|| cells.map(Option::unwrap_or_default).collect())
        }
        other => text_of(other).map(|line| split_cells(&line)),
    }
}

fn check_row(field: &Field, cells: &[String], row: usize) -> Vec<Why> {
    let columns = field.columns.len();
    if cells.len() > columns {
        return vec![Why::TooManyCells { row, cells: cells.len(), columns }];
    }
    let mut whys: Vec<Why> = cells.iter().filter_map(|cell| within(cell, MOST_LINE_CHARS).err()).collect();
    let missing =
        field.columns.iter().enumerate().filter(|(index, column)| {
            column.required && cells.get(*index).is_none_or(|cell| cell.is_empty())
        });
    whys.extend(missing.map(|(_, column)| Why::CellMissing { row, column: column.label.clone() }));
    whys
}
