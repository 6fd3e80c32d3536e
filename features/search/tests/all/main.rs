//! Every substring is found, and nobody finds what they may not read.

use proptest::prelude::*;
use search::{Entry, Index, Request, Sort};
use terms::{SchoolId, Viewer};

fn entry(id: i64, title: &str, body: &str) -> Entry {
    Entry {
        id,
        school: 1,
        title: title.into(),
        body: body.into(),
        numbers: format!("JN-6-2026-{id:04}"),
        category: id % 10 + 1,
        unit: id % 3,
        information: "信息列表".into(),
        audience: "public".into(),
        published_ms: id * 1000,
        year: 2026,
    }
}

fn found(index: &Index, text: &str) -> Vec<i64> {
    let request = Request { text: text.into(), limit: 100, ..Request::default() };
    let results = index.search(&request, &Viewer::public(SchoolId(1))).unwrap();
    assert_eq!(results.total, results.hits.len(), "all fit on one page here");
    let mut ids: Vec<i64> = results.hits.iter().map(|hit| hit.id).collect();
    ids.sort_unstable();
    ids
}

const TITLES: [&str; 8] = [
    "关于2026年国家奖学金获奖学生名单的公示",
    "江南职业技术学院章程（2024年修订）",
    "江职学〔2026〕7号：学生申诉处理办法",
    "实训楼（三期）改造工程施工中标候选人公示",
    "ＳＰＯＣ课程建设经费决算表",
    "“工匠讲坛”第十二讲 预告",
    "收费标准、收费依据和投诉方式一览",
    "教职工代表大会工作报告",
];

fn filled() -> (tempfile::TempDir, Index) {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::open(folder.path()).unwrap();
    let entries: Vec<Entry> = (1..)
        .zip(TITLES)
        .map(|(id, title)| entry(id, title, &format!("正文第{id}段，{}", "其他文字".repeat(20))))
        .collect();
    index.apply(&entries, &[], 8).unwrap();
    (folder, index)
}

#[test]
fn every_substring_of_a_title_finds_it_and_a_scan_agrees() {
    let (_folder, index) = filled();
    for title in TITLES {
        let characters: Vec<char> = title.chars().collect();
        for length in 1..=8.min(characters.len()) {
            for window in characters.windows(length) {
                let text: String = window.iter().collect();
                if text.contains(char::is_whitespace) {
                    continue;
                }
                let expected: Vec<i64> =
                    (1..).zip(TITLES).filter(|(_, t)| t.contains(&text)).map(|(id, _)| id).collect();
                let hits = found(&index, &text);
                assert!(
                    expected.iter().all(|id| hits.contains(id)),
                    "{text}: {hits:?} lacks some of {expected:?}"
                );
            }
        }
    }
    assert_eq!(found(&index, "spoc"), [5], "full width and case are folded");
    assert_eq!(found(&index, "JN-6-2026-0003"), [3], "by index number");
    assert_eq!(found(&index, "奖学金 名单"), [1], "pieces are asked for together");
    assert_eq!(found(&index, "不存在的词"), [0i64; 0]);
}

#[test]
fn a_title_ranks_over_a_body_and_newest_sorts() {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::open(folder.path()).unwrap();
    let body = entry(1, "别的通知", "里面提到招生章程");
    let title = entry(2, "招生章程", "全文");
    let newer = Entry { published_ms: 9_000_000, ..entry(3, "又一个通知", "也提到招生章程") };
    index.apply(&[body, title, newer], &[], 1).unwrap();
    let ids = |sort| {
        let request = Request { text: "招生章程".into(), sort, limit: 10, ..Request::default() };
        let results = index.search(&request, &Viewer::public(SchoolId(1))).unwrap();
        results.hits.iter().map(|hit| hit.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(Sort::Relevance)[0], 2);
    assert_eq!(ids(Sort::Newest), [3, 2, 1]);
}

#[test]
fn audiences_and_schools_are_kept_apart() {
    let (_folder, index) = filled();
    let campus = Entry { audience: "campus".into(), ..entry(20, "校内名单公示", "") };
    let other = Entry { school: 2, ..entry(21, "别校名单公示", "") };
    index.apply(&[campus, other], &[], 9).unwrap();
    assert_eq!(found(&index, "名单公示"), [0i64; 0]);
}

#[test]
fn the_cursor_lies_in_the_commit_and_what_is_taken_out_is_gone() {
    let (folder, index) = filled();
    assert_eq!(index.cursor().unwrap(), 8);
    index.apply(&[], &[1], 9).unwrap();
    assert_eq!(found(&index, "国家奖学金"), [0i64; 0]);
    drop(index);
    let again = Index::open(folder.path()).unwrap();
    assert_eq!(again.cursor().unwrap(), 9);
    assert_eq!(found(&again, "章程"), [2]);
    again.clear().unwrap();
    assert_eq!((again.cursor().unwrap(), found(&again, "章程").len()), (0, 0));
}

#[test]
fn facets_count_what_was_found() {
    let (_folder, index) = filled();
    let request = Request { text: "公示".into(), limit: 10, ..Request::default() };
    let results = index.search(&request, &Viewer::public(SchoolId(1))).unwrap();
    let sum: usize = results.facets.categories.iter().map(|facet| facet.count).sum();
    assert_eq!((results.total, sum), (2, 2));
    let one = Request { category: Some(results.facets.categories[0].value.parse().unwrap()), ..request };
    assert_eq!(
        index.search(&one, &Viewer::public(SchoolId(1))).unwrap().total,
        results.facets.categories[0].count
    );
}

#[test]
fn what_people_type_by_mistake_is_harmless() {
    let (_folder, index) = filled();
    for text in
        ["", "   ", "预算 (((", "\"*\\'; DROP", "title:x AND", &"长".repeat(10_000), "\u{202e}\u{0}", "🀄️"]
    {
        let request = Request { text: text.into(), limit: 10, skip: usize::MAX, ..Request::default() };
        index.search(&request, &Viewer::public(SchoolId(1))).unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn substrings_of_random_titles_are_found(
        titles in prop::collection::vec("[一二三四公开信息学院0-9a-zA-Z〔〕（）、]{4,16}", 1..12),
        from in 0usize..16,
        length in 1usize..=8,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let index = Index::open(folder.path()).unwrap();
        let entries: Vec<Entry> = (1..).zip(&titles).map(|(id, title)| entry(id, title, "")).collect();
        index.apply(&entries, &[], 1).unwrap();
        for (id, title) in (1..).zip(&titles) {
            let characters: Vec<char> = title.chars().collect();
            let start = from.min(characters.len() - 1);
            let end = (start + length).min(characters.len());
            let text: String = characters[start..end].iter().collect();
            prop_assert!(found(&index, &text).contains(&id), "{} in {}", text, title);
        }
    }
}
