//! Made entries, an index of them, and the plain scan it is compared with.

use std::collections::BTreeSet;

use search::{AttachmentText, Entry, Index, Request, Results};
use tempfile::TempDir;
use terms::{SchoolId, Viewer};
use unicode_normalization::UnicodeNormalization;

pub const SCHOOL: i64 = 1;

pub fn entry(id: i64, title: &str, body: &str) -> Entry {
    Entry {
        id,
        school: SCHOOL,
        title: title.into(),
        body: body.into(),
        numbers: format!("JN-6-2026-{id:04}\n"),
        attachments: Vec::new(),
        category: id % 10 + 1,
        unit: id % 3,
        information: "信息列表".into(),
        audience: "public".into(),
        published_ms: id * 1000,
        year: 2026,
    }
}

pub fn index_of(entries: &[Entry]) -> (TempDir, Index) {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::open(folder.path()).unwrap();
    index.apply(entries, &[], 1).unwrap();
    (folder, index)
}

pub fn public() -> Viewer {
    Viewer::public(SchoolId(SCHOOL))
}

pub fn ask(index: &Index, request: &Request) -> Results {
    index.search(request, &public()).unwrap()
}

pub fn request(text: &str) -> Request {
    Request { text: text.into(), limit: 100, ..Request::default() }
}

/// The numbers of all hits, page by page.
pub fn found(index: &Index, text: &str) -> BTreeSet<i64> {
    found_by(index, &request(text), &public())
}

pub fn found_by(index: &Index, request: &Request, viewer: &Viewer) -> BTreeSet<i64> {
    let mut found = BTreeSet::new();
    loop {
        let page = Request { skip: found.len(), ..request.clone() };
        let results = index.search(&page, viewer).unwrap();
        for hit in &results.hits {
            assert!(found.insert(hit.id), "{} stands on two pages of “{}”", hit.id, request.text);
        }
        if found.len() == results.total {
            return found;
        }
        assert!(!results.hits.is_empty(), "a page of “{}” is empty before the end", request.text);
    }
}

/// What the index folds, in other words: the whole text at once.
fn folded(text: &str) -> String {
    text.nfkc().collect::<String>().to_lowercase()
}

/// An entry's texts, folded, to be looked through.
pub struct Scanned<'a> {
    pub entry: &'a Entry,
    places: Vec<String>,
}

impl<'a> Scanned<'a> {
    pub fn of(entry: &'a Entry) -> Self {
        let attachments = entry.attachments.iter().flat_map(|file| [&file.name, &file.text]);
        let places = [&entry.title, &entry.body, &entry.numbers].into_iter().chain(attachments);
        Scanned { entry, places: places.map(|text| folded(text)).collect() }
    }

    /// Whether every piece of a query stands somewhere, by looking.
    pub fn has(&self, text: &str) -> bool {
        folded(text).split_whitespace().all(|piece| self.places.iter().any(|place| place.contains(piece)))
    }
}

const PHRASES: [&str; 32] = [
    "关于",
    "国家奖学金",
    "奖学金",
    "公示",
    "2026年",
    "２０２５—２０２６学年",
    "第十二讲",
    "〔2026〕7号",
    "招标",
    "中标候选人",
    "（三期）",
    "实训楼",
    "改造工程",
    "ＳＰＯＣ课程",
    "Python程序设计",
    "收费标准",
    "、",
    "：",
    "的",
    "通知",
    "章程",
    "学生申诉处理办法",
    "教职工代表大会",
    "工作报告",
    "“工匠讲坛”",
    " ",
    "预算",
    "决算表",
    "100㎡",
    "e-mail: xxgk@jn.edu.cn",
    "12.5%",
    "信息公开",
];

/// Numbers that are the same in every run.
pub struct Dice(u64);

impl Dice {
    pub fn new() -> Self {
        Dice(0x9e37_79b9_7f4a_7c15)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % bound
    }

    pub fn one_of<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    pub fn text(&mut self, phrases: usize) -> String {
        (0..phrases).map(|_| *self.one_of(&PHRASES)).collect()
    }

    /// One to eight characters from somewhere in a text.
    pub fn part_of(&mut self, text: &str) -> String {
        let characters: Vec<char> = text.chars().collect();
        let start = self.below(characters.len());
        let length = 1 + self.below(8);
        characters[start..].iter().take(length).collect()
    }
}

/// So many different entries.
pub fn corpus(count: i64) -> Vec<Entry> {
    let mut dice = Dice::new();
    (1..=count)
        .map(|id| Entry {
            title: dice.text(5),
            body: dice.text(60),
            numbers: format!("JN-{}-2026-{id:04}\n江职院〔2026〕{id}号", id % 10),
            attachments: (0..dice.below(3))
                .map(|n| AttachmentText { name: format!("附件{n}名单.xlsx"), text: dice.text(10) })
                .collect(),
            category: 1 + dice.below(10) as i64,
            // Some far from the others.
            unit: *dice.one_of(&[1, 2, 3, 4, 5, 70_000, 1 << 40]),
            information: (*dice.one_of(&["机构职能", "办事流程", "规章制度", "信息列表"])).into(),
            year: 2019 + dice.below(8) as i64,
            published_ms: dice.below(50) as i64 * 86_400_000,
            ..entry(id, "", "")
        })
        .collect()
}
