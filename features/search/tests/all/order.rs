//! The order of hits, their pages, and suggestions.

use search::{DEEPEST, Entry, Request, Sort};

use crate::made::{ask, corpus, entry, index_of, public, request};

/// Entries whose order in time is the reverse of their worth.
fn of_every_worth() -> Vec<Entry> {
    let attached = search::AttachmentText { name: "招生章程.pdf".into(), text: String::new() };
    vec![
        entry(1, "招生章程", ""),
        entry(2, "招生章程（2026年）", ""),
        entry(3, "2026年招生章程", ""),
        Entry { numbers: "招生章程〔2026〕1号".into(), ..entry(4, "别的", "") },
        entry(5, "通知", "里面提到招生章程，再提招生章程，还提招生章程"),
        Entry { attachments: vec![attached], ..entry(6, "又一个通知", "") },
    ]
}

fn order(entries: &[Entry], request: &Request) -> Vec<i64> {
    let (_folder, index) = index_of(entries);
    ask(&index, request).hits.into_iter().map(|hit| hit.id).collect()
}

#[test]
fn a_title_goes_before_a_number_before_a_body() {
    let relevance = Request { sort: Sort::Relevance, ..request("招生章程") };
    assert_eq!(order(&of_every_worth(), &relevance), [1, 2, 3, 4, 5, 6]);
    let newest = Request { sort: Sort::Newest, ..request("招生章程") };
    assert_eq!(order(&of_every_worth(), &newest), [6, 5, 4, 3, 2, 1]);
}

#[test]
fn among_equals_the_newest_comes_first() {
    let at = |id: i64, day: i64| Entry { published_ms: day, ..entry(id, "年度报告 之一", "") };
    assert_eq!(order(&[at(1, 20), at(2, 30), at(3, 10), at(4, 30)], &request("报告")), [4, 2, 1, 3]);
}

#[test]
fn two_words_in_a_title_go_before_one() {
    let entries =
        [entry(1, "国家奖学金公示", ""), entry(2, "公示", "国家奖学金"), entry(3, "其他", "公示国家奖学金")];
    assert_eq!(order(&entries, &request("公示 奖学金")), [1, 2, 3]);
}

#[test]
fn pages_follow_each_other_and_end() {
    let (_folder, index) = index_of(&corpus(250));
    let page = |skip, limit| -> Vec<i64> {
        let results = ask(&index, &Request { skip, limit, ..request("") });
        assert_eq!(results.total, 250);
        results.hits.into_iter().map(|hit| hit.id).collect()
    };
    let whole = [page(0, 100), page(100, 100), page(200, 100)].concat();
    assert_eq!(whole.len(), 250);
    assert_eq!(page(90, 20), whole[90..110]);
    assert_eq!(page(DEEPEST + 1, 20), [0i64; 0]);
}

#[test]
fn suggestions_begin_with_what_is_typed_and_end_soon() {
    let mut entries = of_every_worth();
    entries.push(Entry { audience: "staff".into(), ..entry(7, "招生章程（内部）", "") });
    let (_folder, index) = index_of(&entries);
    let suggest = |text: &str, limit| -> Vec<i64> {
        index.suggest(text, &public(), limit).unwrap().into_iter().map(|suggestion| suggestion.id).collect()
    };
    assert_eq!(
        suggest("招生", 10),
        [2, 1, 3],
        "titles only, those that begin with it first, then the newest"
    );
    assert_eq!(suggest("招", 1), [2]);
    assert_eq!(suggest("  ", 10), [0i64; 0]);
    let title = index.suggest("章程", &public(), 1).unwrap().remove(0).title;
    assert!(title.iter().any(|piece| piece.is_hit && piece.text == "章程"));
}
