//! What day it is, and what one may not expect of today or tomorrow.

use calendar::{Calendar, DayKind, weekday_name};
use jiff::ToSpan;
use jiff::civil::Date;

/// 10月9日 星期五。明天（星期六）调休上班，算工作日。
pub fn line(calendar: &Calendar, today: Date) -> String {
    let mut line = format!("{}月{}日 {}。", today.month(), today.day(), weekday_name(today));
    let tomorrow = today.saturating_add(1.day());
    match (calendar.day(today), calendar.day(tomorrow)) {
        (Ok(DayKind::Holiday(name)), _) => line.push_str(&format!("{name}放假，不算工作日。")),
        (Ok(DayKind::Closure(why)), _) => line.push_str(&format!("{why}，不算工作日。")),
        (Ok(DayKind::MakeUp(_)), _) => line.push_str("今天调休上班，算工作日。"),
        (_, Ok(DayKind::MakeUp(_))) => {
            line.push_str(&format!("明天（{}）调休上班，算工作日。", weekday_name(tomorrow)));
        }
        (_, Ok(DayKind::Holiday(name))) => line.push_str(&format!("明天起{name}放假。")),
        (Ok(DayKind::Weekend), _) => line.push_str("今天不算工作日。"),
        _ => {}
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_from_an_ordinary_week_is_told() {
        // By the State Council's notice for 2026.
        for (day, told) in [
            ("2026-10-09", "10月9日 星期五。明天（星期六）调休上班，算工作日。"),
            ("2026-10-10", "10月10日 星期六。今天调休上班，算工作日。"),
            ("2026-09-30", "9月30日 星期三。明天起国庆节放假。"),
            ("2026-10-01", "10月1日 星期四。国庆节放假，不算工作日。"),
            ("2026-11-26", "11月26日 星期四。"),
            ("2026-11-28", "11月28日 星期六。今天不算工作日。"),
        ] {
            assert_eq!(line(&Calendar::official(), day.parse().unwrap()), told);
        }
    }
}
