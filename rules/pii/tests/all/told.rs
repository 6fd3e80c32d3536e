//! What was found, as the tables of cases have it.

use pii::scan;

/// `kind level value` of each finding, its place cut out of the text by characters.
pub fn told(text: &str) -> Vec<String> {
    let of = |finding: &pii::Finding| {
        let value: String = text.chars().skip(finding.start).take(finding.end - finding.start).collect();
        format!("{} {} {value}", finding.kind.code(), finding.level.code())
    };
    scan(text).iter().map(of).collect()
}

#[track_caller]
pub fn finds(text: &str, expected: &[&str]) {
    assert_eq!(told(text), expected, "{text}");
}

/// Nothing above `info`.
#[track_caller]
pub fn silent(texts: &[&str]) {
    for text in texts {
        let found: Vec<String> = told(text).into_iter().filter(|one| !one.contains(" info ")).collect();
        assert!(found.is_empty(), "{text}: {found:?}");
    }
}
