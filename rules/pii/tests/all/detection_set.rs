//! The detection set: counted by its README, a hit covers the value's own characters.

use std::path::PathBuf;

use serde_json::Value;

use crate::score::{Score, Span};

const TYPES: [&str; 8] = ["id_card", "mobile", "bank_card", "uscc", "passport", "plate", "email", "address"];

fn shared() -> PathBuf {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
    std::env::var_os("GONGKAI_SHARED").map_or_else(|| beside.into(), PathBuf::from)
}

#[test]
fn precision_and_recall_are_kept() {
    let Ok(text) = std::fs::read_to_string(shared().join("data/pii/pii.jsonl")) else {
        println!("skipped: no detection set beside the project");
        return;
    };
    let mut score = Score::new(&TYPES);
    for line in text.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let spans: Vec<Span> = case["spans"].as_array().unwrap().iter().map(span).collect();
        score.count(case["text"].as_str().unwrap(), &spans);
    }
    score.tell();
    score.check();
}

fn span(span: &Value) -> Span {
    let place = |key: &str| usize::try_from(span[key].as_u64().unwrap()).unwrap();
    Span { start: place("start"), end: place("end"), kind: span["type"].as_str().unwrap().to_owned() }
}
