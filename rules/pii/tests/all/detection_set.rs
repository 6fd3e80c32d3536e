//! The detection set: counted by its README, a hit covers the value's own characters.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;

const TYPES: [&str; 8] = ["id_card", "mobile", "bank_card", "uscc", "passport", "plate", "email", "address"];

fn shared() -> PathBuf {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
    std::env::var_os("GONGKAI_SHARED").map_or_else(|| beside.into(), PathBuf::from)
}

#[derive(Default)]
struct Count {
    hits: u32,
    missed: u32,
    wrong: u32,
}

#[test]
fn precision_and_recall_are_kept() {
    let Ok(text) = std::fs::read_to_string(shared().join("data/pii/pii.jsonl")) else {
        println!("skipped: no detection set beside the project");
        return;
    };
    let mut counts: BTreeMap<&str, Count> = TYPES.iter().map(|kind| (*kind, Count::default())).collect();
    for line in text.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        count(&case, &mut counts);
    }
    let total = |of: fn(&Count) -> u32| f64::from(counts.values().map(of).sum::<u32>());
    let (hits, missed, wrong) = (total(|c| c.hits), total(|c| c.missed), total(|c| c.wrong));
    let (precision, recall) = (hits / (hits + wrong), hits / (hits + missed));
    for (kind, count) in &counts {
        println!("{kind}: {} found, {} missed, {} wrong", count.hits, count.missed, count.wrong);
    }
    println!("precision {precision:.4}, recall {recall:.4}");
    assert!(precision >= 0.98 && recall >= 0.98, "precision {precision:.4}, recall {recall:.4}");
}

fn count(case: &Value, counts: &mut BTreeMap<&str, Count>) {
    let text = case["text"].as_str().unwrap();
    let mut found = pii::scan(text);
    found.retain(|finding| TYPES.contains(&finding.kind.code()));
    for span in case["spans"].as_array().unwrap() {
        let place = |key: &str| usize::try_from(span[key].as_u64().unwrap()).unwrap();
        let kind = span["type"].as_str().unwrap();
        let at = found.iter().position(|finding| {
            finding.kind.code() == kind && finding.start <= place("start") && finding.end >= place("end")
        });
        let count = counts.get_mut(kind).unwrap();
        match at {
            Some(at) => {
                found.remove(at);
                count.hits += 1;
            }
            None => {
                println!("missed {kind} in {text}");
                count.missed += 1;
            }
        }
    }
    for finding in found {
        println!("wrong {finding:?} in {text}");
        counts.get_mut(finding.kind.code()).unwrap().wrong += 1;
    }
}
