//! What an errand's publication says, in one sentence with its figures, so that
//! nobody has to open it for them.

use std::collections::BTreeMap;

use publishing::kinds::{self, FieldValue};
use publishing::{Content, Version};

type Row = BTreeMap<String, String>;

/// The answer a publication holds, where its kind keeps figures.
pub fn sentence(version: &Version) -> Option<String> {
    of(&version.content)
}

fn of(content: &Content) -> Option<String> {
    let kind = kinds::kind(&content.kind)?;
    let typed = kinds::check(kind, &content.fields).ok()?;
    let Some(FieldValue::Rows(rows)) = typed.get("table") else { return None };
    match content.kind.as_str() {
        "fees" => fees(rows),
        "admission_scores" => match typed.get("year") {
            Some(FieldValue::Number(year)) => admission(*year, rows),
            _ => None,
        },
        _ => None,
    }
}

/// 学费每学年4,600至6,800元，住宿费每学年800至1,500元。
fn fees(rows: &[Row]) -> Option<String> {
    let spans: Vec<_> = ["学费", "住宿费"].iter().filter_map(|what| span(what, rows)).collect();
    (!spans.is_empty()).then(|| format!("{}。", spans.join("，")))
}

/// From the least to the most of what is charged under one name; nothing where a standard is no sum,
/// or is for another time than a year.
fn span(what: &str, rows: &[Row]) -> Option<String> {
    let standards: Vec<_> = rows
        .iter()
        .filter(|row| text(row, "item").starts_with(what))
        .map(|row| text(row, "standard"))
        .collect();
    if standards.is_empty() || !standards.iter().all(|text| text.contains("学年")) {
        return None;
    }
    let sums: Vec<_> = standards.iter().map(|text| leading(text)).collect::<Option<_>>()?;
    let (least, most) = (sums.iter().min()?, sums.iter().max()?);
    let range = match least == most {
        true => web::format::count(*least),
        false => format!("{}至{}", web::format::count(*least), web::format::count(*most)),
    };
    Some(format!("{what}每学年{range}元"))
}

/// 2026年共录取3,412人，最低分447分。
fn admission(year: i64, rows: &[Row]) -> Option<String> {
    let admitted: Vec<_> = rows.iter().map(|row| leading(text(row, "admitted"))).collect::<Option<_>>()?;
    let total = web::format::count(admitted.iter().sum());
    match rows {
        [] => None,
        [row] => Some(format!(
            "{year}年{}录取{total}人，最低分{}分。",
            text(row, "province"),
            leading(text(row, "lowest"))?
        )),
        _ => Some(format!("{year}年录取{total}人，分省、分批次的最低分已公布。")),
    }
}

fn text<'a>(row: &'a Row, column: &str) -> &'a str {
    row.get(column).map(|text| text.trim()).unwrap_or_default()
}

/// The whole number that a text begins with; `None` where it begins otherwise or with a fraction.
fn leading(text: &str) -> Option<i64> {
    let digits: String =
        text.chars().take_while(|c| c.is_ascii_digit() || *c == ',').filter(|c| *c != ',').collect();
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == ',');
    if rest.starts_with('.') {
        return None;
    }
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(columns: &[&str], lines: &[&[&str]]) -> Vec<Row> {
        let row = |line: &&[&str]| {
            columns.iter().zip(*line).map(|(c, t)| ((*c).to_owned(), (*t).to_owned())).collect()
        };
        lines.iter().map(row).collect()
    }

    #[test]
    fn fees_are_told_as_spans_of_a_year() {
        let told = |lines: &[&[&str]]| fees(&rows(&["item", "standard"], lines));
        let both: &[&[&str]] = &[
            &["学费（文科）", "4,600元/生·学年"],
            &["学费（理工）", "6800元/生·学年"],
            &["住宿费（四人间）", "1200元/生·学年"],
            &["教材费", "据实结算"],
        ];
        assert_eq!(told(both).as_deref(), Some("学费每学年4,600至6,800元，住宿费每学年1,200元。"));
        // What is counted otherwise is not told at all.
        for standard in ["据实结算", "200元/学分", "10.5元/生·学年"] {
            assert_eq!(told(&[&["学费", standard]]), None, "{standard}");
            assert_eq!(told(&[&["学费", standard], &["学费", "5000元/学年"]]), None, "{standard}");
        }
    }

    #[test]
    fn admission_adds_up_or_says_nothing() {
        let told = |lines: &[&[&str]]| admission(2026, &rows(&["province", "admitted", "lowest"], lines));
        assert_eq!(
            told(&[&["省内", "1900", "447"]]).as_deref(),
            Some("2026年省内录取1,900人，最低分447分。")
        );
        let two = told(&[&["省内", "1,900", "447"], &["省外", "100", "430"]]);
        assert_eq!(two.as_deref(), Some("2026年录取2,000人，分省、分批次的最低分已公布。"));
        assert_eq!(told(&[&["省内", "若干", "447"]]), None);
        assert_eq!(told(&[]), None);
    }
}
