//! Every day of 2007 to 2026 against the transcription beside the project, where it is.

use std::collections::HashMap;
use std::path::PathBuf;

use calendar::Calendar;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};

fn shared() -> PathBuf {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
    std::env::var_os("GONGKAI_SHARED").map_or_else(|| beside.into(), PathBuf::from)
}

#[test]
fn every_day_agrees_with_the_notices() {
    let folder = shared().join("data/holidays");
    if !folder.is_dir() {
        println!("skipped: no transcribed notices beside the project");
        return;
    }
    let mut listed: HashMap<Date, bool> = HashMap::new();
    for year in 2007..=2026 {
        let text = std::fs::read_to_string(folder.join(format!("{year}.json"))).unwrap();
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        for day in value["days"].as_array().unwrap() {
            let date: Date = day["date"].as_str().unwrap().parse().unwrap();
            listed.insert(date, !day["isOffDay"].as_bool().unwrap());
        }
    }
    let calendar = Calendar::official();
    let mut compared = 0;
    for day in date(2007, 1, 1).series(1.day()).take_while(|day| *day <= date(2026, 12, 31)) {
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        let expected = listed.get(&day).copied().unwrap_or(!weekend);
        assert_eq!(calendar.is_working(day).unwrap(), expected, "{day}");
        compared += 1;
    }
    assert_eq!(compared, 7305);
}
