//! Last year's publication, to be written again (照去年的写).

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::{Captures, Regex};

use crate::model::{Content, NoticeTerms};

/// The content of a draft that follows one published on `before`: its words, kind and place stay;
/// its number, its days and what was said of its changes were that year's.
pub fn again(content: &Content, before: Date, today: Date) -> Content {
    let years = i32::from(today.year()) - i32::from(before.year());
    Content {
        title: with_later_years(&content.title, years),
        document_no: None,
        made_on: Some(today),
        expires_on: None,
        notice: NoticeTerms { from: None, to: None, ..content.notice.clone() },
        change_note: String::new(),
        ..content.clone()
    }
}

/// The years that a title names, so much later: 2024-2025学年 a year on is 2025-2026学年.
fn with_later_years(title: &str, years: i32) -> String {
    static NUMBERS: LazyLock<Regex> = LazyLock::new(|| Regex::new("[0-9]+").expect("it is one"));
    let later = |number: &Captures<'_>| match number[0].parse::<i32>() {
        Ok(year) if number[0].len() == 4 && (1990..2100).contains(&year) => (year + years).to_string(),
        _ => number[0].to_owned(),
    };
    NUMBERS.replace_all(title, later).into_owned()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use terms::UnitId;

    use super::*;

    #[test]
    fn the_years_of_a_title_move_and_other_numbers_stay() {
        for (before, years, after) in [
            ("关于2025年国家奖学金评审的通知", 1, "关于2026年国家奖学金评审的通知"),
            ("2024-2025学年校历", 1, "2025-2026学年校历"),
            ("第12届运动会（2023年）20000元", 2, "第12届运动会（2025年）20000元"),
            ("2025年预算", 0, "2025年预算"),
            ("校历", 1, "校历"),
        ] {
            assert_eq!(with_later_years(before, years), after);
        }
    }

    #[test]
    fn what_was_of_that_year_stays_behind() {
        let kind = crate::kinds::kind("general").expect("there is one");
        let content = Content {
            title: "2025年校历".into(),
            body_html: "<p>一</p>".into(),
            document_no: Some("江院发〔2025〕1号".into()),
            expires_on: Some(date(2025, 12, 31)),
            notice: NoticeTerms { days: Some(5), to: Some(date(2025, 10, 8)), ..NoticeTerms::default() },
            change_note: "改了日子".into(),
            ..Content::of(kind, UnitId(1))
        };
        let new = again(&content, date(2025, 9, 1), date(2026, 9, 2));
        assert_eq!((new.title.as_str(), new.body_html.as_str()), ("2026年校历", "<p>一</p>"));
        assert_eq!((new.document_no, new.expires_on, new.notice.to), (None, None, None));
        assert_eq!((new.made_on, new.notice.days), (Some(date(2026, 9, 2)), Some(5)));
        assert_eq!(new.change_note, "");
    }
}
