//! Index numbers (索引号), by the pattern that the school sets.

use schools::IndexRule;

/// The index number for a category, calendar year and serial number.
pub fn index_number(rule: &IndexRule, category: u8, year: i16, serial: i64) -> String {
    rule.pattern
        .replace("{school}", &rule.school)
        .replace("{category}", &category.to_string())
        .replace("{year}", &year.to_string())
        .replace("{serial}", &format!("{serial:0width$}", width = rule.digits.min(12)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_the_pattern() {
        let rule = IndexRule { school: "JN".into(), ..IndexRule::default() };
        assert_eq!(index_number(&rule, 6, 2026, 147), "JN-6-2026-0147");
        let other = IndexRule { pattern: "{school}{year}/{category}/{serial}".into(), digits: 1, ..rule };
        assert_eq!(index_number(&other, 10, 2026, 12345), "JN2026/10/12345");
    }
}
