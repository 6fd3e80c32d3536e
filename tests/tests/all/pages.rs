//! Pages of real colleges, brought in as rows, come in whole and are found. Where the sample
//! data is not there, this is skipped.

use std::fs;
use std::path::Path;

use journeys::engines::Database;
use journeys::servers::{Server, client};
use serde_json::{Value, json};

/// A page of the sample: its title, and its row.
struct Sample {
    title: String,
    row: Value,
}

/// The catalogue's category and what the page counts as, by its kind.
fn place(kind: &str) -> (u8, &'static str) {
    match kind {
        "guide" | "request-procedure" => (1, "办事流程"),
        "rules" => (1, "规章制度"),
        "admission" => (2, "规章制度"),
        "procurement" | "finance" => (3, "信息列表"),
        "recruitment" => (4, "信息列表"),
        "publicity-scholarship" => (6, "信息列表"),
        _ => (1, "信息列表"),
    }
}

/// 2016 and 2016-02 begin with their first day; an old page without a date has the day on
/// which a college took over its stock.
fn day(written: &str) -> String {
    match written.len() {
        0 => "2015-01-01".to_owned(),
        4 => format!("{written}-01-01"),
        7 => format!("{written}-01"),
        _ => written.to_owned(),
    }
}

fn samples(folder: &Path) -> Vec<Sample> {
    let index = fs::read_to_string(folder.join("index.tsv")).expect("the index");
    let lines = index.lines().skip(1);
    let sample = |line: &str| {
        let [file, kind, title, _, date, _] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        let text = fs::read_to_string(folder.join(file)).expect("a page");
        let (category, information) = place(kind);
        let row = json!({
            "external_id": file, "title": title, "body_text": text, "published_at": day(date),
            "category": category, "kind": information, "old_address": format!("/old/{file}"),
        });
        Sample { title: title.to_owned(), row }
    };
    lines.map(sample).collect()
}

async fn import(database: &Database, samples: &[Sample]) -> (Value, String) {
    let file = database.folder().join("pages.jsonl");
    let rows: Vec<String> = samples.iter().map(|sample| sample.row.to_string()).collect();
    fs::write(&file, rows.join("\n")).expect("written");
    let (_, counts, errors) = crate::import::import(database, &file, &[]).await;
    (counts, errors)
}

/// The address at which a search by a piece of the title finds it.
async fn found(server: &Server, sample: &Sample, piece: &str) -> Option<String> {
    for page in 1..4 {
        let address = server.address("/api/v1/search");
        let page = page.to_string();
        let asked = [("q", piece), ("page", page.as_str())];
        let answer = client().get(address).query(&asked).send().await.expect("an answer");
        let found: Value = answer.json().await.expect("JSON");
        let mut hits = found["hits"].as_array().expect("hits").iter();
        if let Some(hit) = hits.find(|hit| hit["title"] == sample.title.as_str()) {
            return hit["url"].as_str().map(str::to_owned);
        }
    }
    None
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_real_colleges_come_in_and_are_found() {
    let Some(folder) = crate::attachments::shared("pages") else { return };
    let samples = samples(&folder);
    let (database, _) = crate::import::school().await;
    let (counts, errors) = import(&database, &samples).await;
    let all = samples.len();
    assert_eq!(counts, json!({"read":all,"created":all,"updated":0,"unchanged":0,"rejected":0}), "{errors}");
    let (counts, _) = import(&database, &samples).await;
    assert_eq!(counts["unchanged"], all);
    let store = store::Store::open(database.url()).await.expect("a store");
    let mut reader = store.reader().await.expect("a reader");
    let held = publishing::holding(&mut reader, terms::SchoolId(1)).await.expect("those held");
    assert!(held.is_empty(), "what these pages name was made unreadable before: {held:?}");
    drop(reader);
    let server = Server::start(&database, &["serve"]).await.expect("the server starts");
    for sample in &samples {
        let length = sample.title.chars().count();
        let piece: String = sample.title.chars().skip(length / 4).take(8).collect();
        let address = found(&server, sample, &piece).await;
        let address = address.unwrap_or_else(|| panic!("{piece} of {}", sample.title));
        // Rows apart by bars are a table on the page.
        let written = sample.row["body_text"].as_str().unwrap_or_default();
        if written.contains(" | ") {
            let page = client().get(address).send().await.expect("an answer").text().await.expect("a page");
            assert!(page.contains("<th scope=\"col\">") && !page.contains(" | "), "{}", sample.title);
        }
    }
}
