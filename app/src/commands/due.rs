//! `gongkai due`: a due date in working days.

use std::io::Write;

use calendar::{Calendar, Due, DueError};
use clap::Args;
use jiff::civil::Date;

/// When a term of working days ends.
#[derive(Debug, Args)]
pub struct DueArgs {
    /// 收到的日子，如 2026-11-02
    #[arg(long, value_name = "YYYY-MM-DD")]
    received: String,
    /// 工作日数
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    working_days: String,
    /// 逐日说明
    #[arg(long)]
    explain: bool,
    /// 用 JSON 输出
    #[arg(long)]
    json: bool,
    /// 没有放假安排的年份先按周末和法定节日推算
    #[arg(long)]
    provisional: bool,
}

/// Runs the command. 0 done; 1 a year without data; 2 wrong usage.
pub fn run(args: &DueArgs, calendar: &Calendar, out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    match due(args, calendar) {
        Ok(due) => {
            let written = if args.json { write_json(&due, out) } else { write_text(args, &due, out) };
            if written.is_ok() { 0 } else { 1 }
        }
        Err((code, sentence)) => {
            writeln!(err, "{sentence}").ok();
            code
        }
    }
}

fn due(args: &DueArgs, calendar: &Calendar) -> Result<Due, (u8, String)> {
    let received: Date = args
        .received
        .parse()
        .ok()
        .filter(|_| args.received.len() == 10)
        .ok_or_else(|| (2, format!("“{}”不是日期，请写成 2026-11-02 这样", args.received)))?;
    let days: u32 = args.working_days.parse().map_err(|_| {
        (2, format!("“{}”不是工作日数，请写 0 到 {} 的整数", args.working_days, calendar::LONGEST))
    })?;
    let calendar = if args.provisional { calendar.provisional() } else { calendar.clone() };
    calendar.due(received, days).map_err(|error| match error {
        DueError::TooLong => (2, error.to_string()),
        DueError::Unknown(year) => {
            (1, format!("{year}。可以加 --provisional 先按周末和法定节日推算，等安排公布后再算一次"))
        }
    })
}

fn write_json(due: &Due, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "{}", serde_json::to_string(due).map_err(std::io::Error::other)?)
}

fn write_text(args: &DueArgs, due: &Due, out: &mut dyn Write) -> std::io::Result<()> {
    let mark = if due.provisional { " 暂按" } else { "" };
    writeln!(out, "{}{mark}", due.due)?;
    if args.explain {
        for day in &due.days {
            let counts = if day.counts { "计" } else { "不计" };
            writeln!(out, "{} {counts} {}", day.date, day.why)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(
        received: &str,
        days: &str,
        provisional: bool,
        explain: bool,
        json: bool,
    ) -> (u8, String, String) {
        let args =
            DueArgs { received: received.into(), working_days: days.into(), explain, json, provisional };
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let code = run(&args, &Calendar::official(), &mut out, &mut err);
        (code, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
    }

    #[test]
    fn the_date_comes_first_and_every_day_is_told() {
        assert_eq!(told("2026-11-02", "15", false, false, false), (0, "2026-11-23\n".into(), String::new()));
        let (_, out, _) = told("2026-10-08", "2", false, true, false);
        assert_eq!(out.lines().collect::<Vec<_>>()[..2], ["2026-10-10", "2026-10-09 计 第1个工作日"]);
        let (_, out, _) = told("2026-11-20", "1", false, false, true);
        let value: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!(
            (value["due"].as_str(), value["provisional"].as_bool()),
            (Some("2026-11-23"), Some(false))
        );
        assert_eq!(value["days"][0]["counts"], false);
    }

    #[test]
    fn wrong_words_and_unknown_years_are_told() {
        for (received, days) in [
            ("2026-13-01", "5"),
            ("昨天", "5"),
            ("2026-11-02", "-1"),
            ("2026-11-02", "很多"),
            ("2026-11-02", "99999"),
        ] {
            let (code, out, err) = told(received, days, false, false, false);
            assert_eq!((code, out.is_empty(), err.is_empty()), (2, true, false), "{received} {days}");
        }
        assert_eq!(told("2026-12-30", "5", false, false, false).0, 1);
        let (code, out, _) = told("2026-12-30", "5", true, false, false);
        assert_eq!((code, out.trim_end().ends_with("暂按")), (0, true), "{out}");
    }
}
