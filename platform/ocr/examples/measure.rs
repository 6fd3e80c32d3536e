//! How many printed numbers are found in test scans: `measure PACK SCANS`, where SCANS was made by
//! `script/lib/ocr/scans.py`. Prints a table in Markdown.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::Path;

use ocr::{Files, Pack, Picture};
use pii::Rules;
use serde_json::Value;

/// What was found of what is printed.
#[derive(Default)]
struct Count {
    printed: usize,
    found: usize,
}

/// A row of the table: by kind.
#[derive(Default)]
struct Row {
    kinds: BTreeMap<String, Count>,
    /// Numbers found that are printed nowhere.
    wrong: usize,
    pages: usize,
    seconds: f64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [pack, scans] = &arguments[..] else { return Err("usage: measure PACK SCANS".into()) };
    let files = Files::within(Path::new(pack))?.ok_or("no such folder")?;
    let pack = Pack::load(files)?;
    let truth: Value = serde_json::from_slice(&std::fs::read(Path::new(scans).join("truth.json"))?)?;
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    let mut order = Vec::new();
    for scan in truth.as_array().ok_or("no list")? {
        let text = |key: &str| scan[key].as_str().unwrap_or_default().to_owned();
        let name = format!("{}, {} dpi", text("condition"), scan["dpi"]);
        if !rows.contains_key(&name) {
            order.push(name.clone());
        }
        let row = rows.entry(name).or_default();
        let bytes = std::fs::read(Path::new(scans).join(text("file")))?;
        let start = computed();
        let lines = pack.read(&Picture::decode(&bytes)?)?;
        row.seconds += computed() - start;
        row.pages += 1;
        count(row, &text("file"), scan, &ocr::text_of(&lines));
    }
    print(&order, &rows);
    println!("\nPeak memory: {}", peak().unwrap_or_default());
    Ok(())
}

fn count(row: &mut Row, file: &str, scan: &Value, text: &str) {
    let found = numbers(text);
    let printed = scan["numbers"].as_array().into_iter().flatten();
    let printed: Vec<(String, String)> = printed
        .filter_map(|pair| Some((pair[0].as_str()?.to_owned(), pair[1].as_str()?.to_owned())))
        .collect();
    for (kind, value) in &printed {
        let count = row.kinds.entry(kind.clone()).or_default();
        count.printed += 1;
        let is_found = found.contains(&(kind.clone(), value.clone()));
        count.found += usize::from(is_found);
        if !is_found {
            eprintln!("{file}: {kind} {value} not found");
        }
    }
    let wrong = found.iter().filter(|one| !printed.contains(one));
    for (kind, value) in wrong.filter(|(kind, _)| kind != "landline") {
        eprintln!("{file}: {kind} {value} is not printed");
        row.wrong += 1;
    }
    if std::env::var_os("SHOW").is_some() {
        eprintln!("{text}");
    }
}

/// The numbers that the finder finds to block, without what stands between their digits.
fn numbers(text: &str) -> BTreeSet<(String, String)> {
    let characters: Vec<char> = text.chars().collect();
    let found = Rules::built_in().scan(text);
    let blocked = found.iter().filter(|one| one.level == pii::Level::Block);
    let value = |one: &pii::Finding| {
        let characters = characters[one.start..one.end].iter();
        characters.filter(|c| c.is_ascii_alphanumeric()).map(char::to_ascii_uppercase).collect()
    };
    blocked.map(|one| (one.kind.code().to_owned(), value(one))).collect()
}

fn print(order: &[String], rows: &BTreeMap<String, Row>) {
    println!(
        "| scans | ID cards | bank cards | mobile numbers | found that is not printed | seconds a page on one core |"
    );
    println!("| --- | --- | --- | --- | --- | --- |");
    let mut all = Row::default();
    for name in order {
        let row = &rows[name];
        println!("| {name} | {} |", told(row));
        for (kind, count) in &row.kinds {
            let sum = all.kinds.entry(kind.clone()).or_default();
            (sum.printed, sum.found) = (sum.printed + count.printed, sum.found + count.found);
        }
        (all.wrong, all.pages, all.seconds) =
            (all.wrong + row.wrong, all.pages + row.pages, all.seconds + row.seconds);
    }
    println!("| all | {} |", told(&all));
    let both = ["id_card", "bank_card"].into_iter().filter_map(|kind| all.kinds.get(kind));
    let both = both.fold((0, 0), |sum, count| (sum.0 + count.found, sum.1 + count.printed));
    println!("\nID and bank cards: {} of {}, {:.4}", both.0, both.1, both.0 as f64 / both.1.max(1) as f64);
}

fn told(row: &Row) -> String {
    let share = |kind: &str| match row.kinds.get(kind) {
        Some(count) => format!("{:.3}", count.found as f64 / count.printed.max(1) as f64),
        None => "-".to_owned(),
    };
    let seconds = row.seconds / row.pages.max(1) as f64;
    format!(
        "{} | {} | {} | {} | {seconds:.1}",
        share("id_card"),
        share("bank_card"),
        share("mobile"),
        row.wrong
    )
}

/// Seconds that this process has computed, which other programs on the machine don't change.
fn computed() -> f64 {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    now.tv_sec as f64 + now.tv_nsec as f64 / 1e9
}

fn peak() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    line.split_once(':').map(|(_, value)| value.trim().to_owned())
}
