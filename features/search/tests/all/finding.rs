//! Whatever stands there is found, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use search::{AttachmentText, Entry, Facet, Request};

use crate::made::{Dice, Scanned, ask, corpus, entry, found, index_of, public, request};

const TITLES: [&str; 9] = [
    "关于2026年国家奖学金获奖学生名单的公示",
    "江南职业技术学院章程（2024年修订）",
    "江职学〔2026〕7号：学生申诉处理办法",
    "实训楼（三期）改造工程施工中标候选人公示",
    "ＳＰＯＣ课程建设经费决算表",
    "“工匠讲坛”第十二讲 预告",
    "收费标准、收费依据和投诉方式一览",
    "教职工代表大会工作报告",
    "𠮷林校友𬭩先生捐赠㎡、½与é：Straße🀄",
];

/// Every part of one to eight characters of a text.
fn parts(text: &str) -> BTreeSet<String> {
    let characters: Vec<char> = text.chars().collect();
    (1..=8)
        .flat_map(|length| characters.windows(length).map(|part| part.iter().collect()).collect::<Vec<_>>())
        .collect()
}

#[test]
fn every_part_of_a_title_finds_it() {
    let entries: Vec<Entry> = (1..).zip(TITLES).map(|(id, title)| entry(id, title, "")).collect();
    let (_folder, index) = index_of(&entries);
    for (id, title) in (1..).zip(TITLES) {
        for part in parts(title) {
            assert!(found(&index, &part).contains(&id), "“{part}” doesn't find {title}");
        }
    }
}

#[test]
fn what_is_found_is_what_a_scan_finds() {
    let entries = corpus(400);
    let scanned: Vec<Scanned> = entries.iter().map(Scanned::of).collect();
    let (_folder, index) = index_of(&entries);
    let mut dice = Dice::new();
    for round in 0..600 {
        let chosen = dice.one_of(&entries);
        let text = match round % 4 {
            0 => dice.part_of(&chosen.title),
            1 => dice.part_of(&chosen.body),
            2 => dice.part_of(&chosen.numbers),
            _ => format!("{} {}", dice.part_of(&chosen.title), dice.part_of(&chosen.body)),
        };
        let expected: BTreeSet<i64> =
            scanned.iter().filter(|scanned| scanned.has(&text)).map(|scanned| scanned.entry.id).collect();
        assert_eq!(found(&index, &text), expected, "“{text}”");
    }
    assert!(found(&index, "不存在的词").is_empty());
    assert_eq!(found(&index, "").len(), 400, "nothing asked is everything");
}

#[test]
fn facets_count_what_a_scan_counts() {
    let entries = corpus(300);
    let scanned: Vec<Scanned> = entries.iter().map(Scanned::of).collect();
    let (_folder, index) = index_of(&entries);
    let naive = |text: &str, kind: Option<&str>, of: &dyn Fn(&Entry) -> String| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let hits = scanned.iter().filter(|scanned| scanned.has(text)).map(|scanned| scanned.entry);
        let hits = hits.filter(|entry| kind.is_none_or(|kind| entry.information == kind));
        hits.for_each(|entry| *counts.entry(of(entry)).or_default() += 1);
        counts
    };
    let told =
        |facets: &[Facet]| facets.iter().map(|f| (f.value.clone(), f.count)).collect::<BTreeMap<_, _>>();
    for (text, kind) in [("", None), ("奖学金", None), ("奖学金", Some("规章制度")), ("号", Some("办事流程"))]
    {
        let request = Request { information: kind.map(Into::into), limit: 1, ..request(text) };
        let facets = ask(&index, &request).facets;
        assert_eq!(told(&facets.categories), naive(text, kind, &|e| e.category.to_string()), "{text}");
        assert_eq!(told(&facets.units), naive(text, kind, &|e| e.unit.to_string()), "{text}");
        assert_eq!(told(&facets.kinds), naive(text, kind, &|e| e.information.clone()), "{text}");
        assert_eq!(told(&facets.years), naive(text, kind, &|e| e.year.to_string()), "{text}");
        assert!(facets.units.is_sorted_by_key(|facet| std::cmp::Reverse(facet.count)));
    }
}

#[test]
fn a_facet_chosen_gives_as_many_as_it_said() {
    let (_folder, index) = index_of(&corpus(300));
    let all = ask(&index, &request("公示")).facets;
    let number = |facet: &Facet| facet.value.parse().ok();
    for (request, facet) in [
        (Request { category: number(&all.categories[0]), ..request("公示") }, &all.categories[0]),
        (Request { unit: number(&all.units[1]), ..request("公示") }, &all.units[1]),
        (Request { year: number(&all.years[2]), ..request("公示") }, &all.years[2]),
        (Request { information: Some(all.kinds[3].value.clone()), ..request("公示") }, &all.kinds[3]),
    ] {
        assert_eq!(ask(&index, &request).total, facet.count, "{facet:?}");
    }
}

#[test]
fn typing_habits_make_no_difference() {
    let (_folder, index) =
        index_of(&[entry(1, "ＳＰＯＣ课程（２０２６）", ""), entry(2, "Café 100㎡", "信\u{200b}息")]);
    for (text, id) in [
        ("spoc", 1),
        ("(2026)", 1),
        ("ｓｐｏｃ课", 1),
        ("cafe\u{301}", 2),
        ("0m2", 2),
        ("信息", 2),
        ("信\u{feff}息", 2),
    ] {
        assert_eq!(found(&index, text), BTreeSet::from([id]), "{text}");
    }
}

#[test]
fn an_attachment_is_found_by_its_name_and_its_text() {
    let file = |name: &str, text: &str| AttachmentText { name: name.into(), text: text.into() };
    let attachments = vec![file("预算表.pdf", "无关"), file("名单.xlsx", "张三丰\t软件2401班")];
    let (_folder, index) = index_of(&[Entry { attachments, ..entry(1, "公示", "正文在此") }]);
    let shown = |text: &str| {
        let hit = ask(&index, &request(text)).hits.remove(0);
        let whole =
            |pieces: Vec<search::Piece>| pieces.into_iter().map(|piece| piece.text).collect::<String>();
        (hit.attachment.map(whole), whole(hit.snippet))
    };
    assert_eq!(shown("张三丰"), (Some("名单.xlsx".into()), "张三丰 软件2401班".into()));
    assert_eq!(shown("名单"), (Some("名单.xlsx".into()), "张三丰 软件2401班".into()));
    assert_eq!(shown("正文"), (None, "正文在此".into()));
    assert!(found(&index, "pdf无关").is_empty(), "a name and a text don't run together");
    assert!(found(&index, "无关名单").is_empty(), "nor do two attachments");
}

#[test]
fn a_title_is_marked_and_stays_whole() {
    let (_folder, index) = index_of(&corpus(50));
    for text in ["公示", "2026 m2", "第十二讲", "的"] {
        for hit in ask(&index, &request(text)).hits {
            let whole: String = hit.title.iter().map(|piece| piece.text.as_str()).collect();
            assert_eq!(whole, corpus(50)[hit.id as usize - 1].title);
            assert!(hit.title.windows(2).all(|pair| pair[0].is_hit != pair[1].is_hit), "pieces take turns");
        }
    }
}

#[test]
fn what_people_type_by_mistake_is_harmless() {
    let entries = corpus(50);
    let (_folder, index) = index_of(&entries);
    let long = ["长".repeat(10_000), "公 ".repeat(10_000), "公示".repeat(5_000)];
    let typed = [
        "",
        "   ",
        "预算 (((",
        "\"*\\'; DROP",
        "title:公示 AND NOT 预算",
        "预算：",
        "a OR b",
        "^~*?[]{}+-&&||!",
        "\u{202e}\u{0}",
        "🀄️",
        "'",
        "%df'",
        "<script>alert(1)</script>",
        "\u{301}",
        "\u{2}\u{3}",
    ];
    for text in typed.into_iter().chain(long.iter().map(String::as_str)) {
        for (skip, limit) in [(0, 10), (usize::MAX, usize::MAX), (0, 0)] {
            let results = ask(&index, &Request { skip, limit, ..request(text) });
            assert!(results.hits.len() <= 100);
        }
        index.suggest(text, &public(), usize::MAX).unwrap();
    }
    let unlikely = Request { category: Some(i64::MIN), unit: Some(i64::MAX), ..request("公示") };
    assert_eq!(ask(&index, &unlikely).total, 0);
    let expected = entries.iter().filter(|entry| Scanned::of(entry).has("预算")).count();
    assert_eq!(ask(&index, &request("预算 OR")).total, 0, "an operator is a word like others");
    assert_eq!(ask(&index, &request("预算")).total, expected);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]
    #[test]
    fn every_part_of_random_titles_finds_them(
        titles in prop::collection::vec("[一二三四公开信息学院的0-9a-zA-Z〔〕（）【】《》：，。、“”—…·０-９Ａ-Ｚ％㎡① \u{301}é🀄]{4,24}", 1..10),
    ) {
        let entries: Vec<Entry> = (1..).zip(&titles).map(|(id, title)| entry(id, title, "")).collect();
        let (_folder, index) = index_of(&entries);
        for (id, title) in (1..).zip(&titles) {
            for part in parts(title) {
                prop_assert!(found(&index, &part).contains(&id), "“{}” doesn't find “{}”", part, title);
            }
        }
    }
}

#[test]
fn what_comes_near_has_half_of_the_pairs_and_the_nearest_goes_first() {
    let entries = [
        entry(1, "2026年各专业录取人数", "最低分数见附表"),
        entry(2, "2026年分省录取最低分数线", ""),
        entry(3, "录取通知书寄送安排", ""),
        entry(4, "食堂饭菜价格", ""),
    ];
    let (_folder, index) = index_of(&entries);
    let near = |text: &str| -> Vec<i64> {
        index.near(&request(text), &public()).unwrap().into_iter().map(|hit| hit.id).collect()
    };
    assert!(found(&index, "录取分数线").is_empty());
    assert_eq!(near("录取分数线"), [2, 1]);
    assert_eq!(near("食堂饭菜的价格"), [4]);
    for nothing in ["", "录", "录取", "校车时刻"] {
        assert_eq!(near(nothing), [0; 0], "“{nothing}”");
    }
    let of_unit = Request { unit: Some(1), ..request("录取分数线") };
    let hits = index.near(&of_unit, &public()).unwrap();
    assert_eq!(hits.iter().map(|hit| hit.id).collect::<Vec<_>>(), [1], "what is filtered stays out");
    let marked: Vec<_> = hits[0].title.iter().filter(|piece| piece.is_hit).map(|p| p.text.as_str()).collect();
    assert_eq!(marked, ["录取"]);
}
