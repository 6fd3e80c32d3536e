//! The machine's reading of a version and of any document.

use documents::reader;
use pii::{Audience, Finding, Kind, Rules};
use terms::AttachmentId;

use crate::Lens;
use crate::rules::{AID_AUDIENCE, AUDIENCE, TOGETHER};

/// What is found in a version at most is kept; beyond that one finding tells the rest.
pub const MOST_FOUND: usize = 500;

/// A piece of a version to be read: the title, the body, a part of an attachment.
pub struct Part {
    /// The attachment's number and name, if it stands in one.
    pub attachment: Option<(AttachmentId, String)>,
    /// Its name (标题, 正文, or the part inside the attachment), and its text or why
    /// there is none.
    pub part: reader::Part,
}

impl Part {
    /// A piece of the version itself.
    pub fn of_version(name: impl Into<String>, text: String) -> Part {
        Part { attachment: None, part: reader::Part { name: name.into(), text: Ok(text), sheet: None } }
    }
}

/// Something found, not yet kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What people call the place: 正文, or `名单.xlsx：Sheet2!C14（隐藏）`.
    pub part: String,
    /// The attachment, if it stands in one.
    pub attachment: Option<AttachmentId>,
    /// Its first Unicode scalar value in that place.
    pub from: usize,
    /// The one after its last.
    pub to: usize,
    /// What it is.
    pub kind: String,
    /// `block`, `warn` or `info`.
    pub level: String,
    /// The value with its telling part hidden.
    pub masked: String,
    /// The rule that found it.
    pub rule: String,
    /// What tells the same value again, without telling it; see [`Lens::hash`].
    pub hash: String,
}

/// A finding and the place where a person finds it; `start` and `end` count in that place.
pub struct Placed {
    /// The part; in a sheet, the cell.
    pub place: String,
    /// What is found.
    pub finding: Finding,
    /// What stands there.
    pub value: String,
}

/// Finds personal data in a part of a document. A sheet is read as a whole, for the
/// head of a column tells what its cells are.
pub fn placed(rules: &Rules, part: &reader::Part) -> Vec<Placed> {
    let Ok(text) = &part.text else { return Vec::new() };
    put(part, text, rules.scan(text))
}

/// Finds personal data in the parts of one document that stands by itself, in their order. Where
/// its title or its first words say that it announces aid or awards, it is read as the gate
/// reads such a notice.
pub fn placed_in_document(rules: &Rules, title: &str, parts: &[reader::Part]) -> Vec<Vec<Placed>> {
    let mut texts = parts.iter().filter_map(|part| part.text.as_deref().ok());
    let read = match texts.any(|text| rules.is_aid_document(title, text)) {
        true => placed_in_aid,
        false => placed,
    };
    parts.iter().map(|part| read(rules, part)).collect()
}

/// The same in a notice of aid or awards, in which less may stand.
pub(crate) fn placed_in_aid(rules: &Rules, part: &reader::Part) -> Vec<Placed> {
    let Ok(text) = &part.text else { return Vec::new() };
    let usual = rules.scan(text);
    // A column all of whose cells are told need not be told once more at its head.
    let is_told = |aid: &Finding| usual.iter().any(|one| one.kind == aid.kind && one.level >= aid.level);
    let mut beyond = rules.beyond_aid(text);
    beyond.retain(|aid| aid.rule != "aid_column" || !is_told(aid));
    // What the rule of such notices says of a place is stronger than what is said of any text.
    let is_told = |one: &Finding| beyond.iter().any(|aid| aid.start < one.end && one.start < aid.end);
    let mut found: Vec<Finding> = usual.into_iter().filter(|one| !is_told(one)).collect();
    found.extend(beyond);
    found.sort_by_key(|one| (one.start, one.end));
    put(part, text, found)
}

/// Findings, which are in their order, at the places where a person finds them.
fn put(part: &reader::Part, text: &str, found: Vec<Finding>) -> Vec<Placed> {
    let mut places = part.places();
    let values = values(text, &found);
    let placed = |(finding, value): (Finding, String)| {
        let (place, begins) = places.at(finding.start);
        let (start, end) = (finding.start - begins, finding.end - begins);
        Placed { place, finding: Finding { start, end, ..finding }, value }
    };
    found.into_iter().zip(values).map(placed).collect()
}

/// What stands at each finding, in their order; the text is gone through once.
fn values(text: &str, found: &[Finding]) -> Vec<String> {
    let mut rest = text;
    let mut passed = 0;
    let mut values = Vec::with_capacity(found.len());
    for finding in found {
        rest = after(rest, finding.start - passed);
        passed = finding.start;
        values.push(rest[..rest.len() - after(rest, finding.end - finding.start).len()].to_owned());
    }
    values
}

/// A text without its first characters.
fn after(text: &str, characters: usize) -> &str {
    text.char_indices().nth(characters).map_or("", |(at, _)| &text[at..])
}

/// Reads every part. What cannot be read is a finding too: a person must open
/// it and answer for it by name. `audience` is for whom it is to stand: a notice of
/// aid or awards is for the school alone, unless a leader agrees.
pub fn scan(lens: &Lens, audience: Audience, parts: &[Part]) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let is_aid = is_aid(lens, parts);
    if is_aid && audience == Audience::Public {
        found.push(for_all_to_see(lens));
    }
    for part in parts {
        match &part.part.text {
            Ok(_) => {
                let placed = match is_aid {
                    true => placed_in_aid(&lens.rules, &part.part),
                    false => placed(&lens.rules, &part.part),
                };
                found.extend(placed.iter().map(|one| found_in(lens, part, one)));
            }
            Err(why) => found.push(unreadable(part, why)),
        }
    }
    found.extend(told_together(lens, parts));
    bounded(found)
}

/// Words of the school's own that stand in different places of a version and tell something
/// together.
fn told_together(lens: &Lens, parts: &[Part]) -> Vec<Found> {
    let texts = parts.iter().filter_map(|one| one.part.text.as_deref().ok());
    let found = |group: &pii::Together| Found {
        part: "全文合起来".to_owned(),
        attachment: None,
        from: 0,
        to: 0,
        kind: Kind::Word.code().to_owned(),
        level: group.level.code().to_owned(),
        masked: group.words.join(" + "),
        rule: group.reason.clone(),
        hash: lens.hash(TOGETHER, &group.words.join("+")),
    };
    lens.rules.together(texts).into_iter().map(found).collect()
}

/// Whether a version is a notice of aid or awards, by its title and its text, or by the beginning
/// of one of its files.
pub fn is_aid(lens: &Lens, parts: &[Part]) -> bool {
    let text = |name: &str| {
        let part = parts.iter().find(|one| one.attachment.is_none() && one.part.name == name);
        part.and_then(|one| one.part.text.as_deref().ok()).unwrap_or_default()
    };
    let title = text(TITLE);
    let bodies =
        parts.iter().filter(|one| one.attachment.is_some()).filter_map(|one| one.part.text.as_deref().ok());
    lens.rules.is_aid_notice(title, text(BODY))
        || bodies.into_iter().any(|body| lens.rules.is_aid_notice(title, body))
}

/// The names of a version's own parts by which it is told what it announces.
pub const TITLE: &str = "标题";
/// See [`TITLE`].
pub const BODY: &str = "正文";

/// A list of aid or awards that everybody is to see.
fn for_all_to_see(lens: &Lens) -> Found {
    Found {
        part: "公开范围".to_owned(),
        attachment: None,
        from: 0,
        to: 0,
        kind: AUDIENCE.to_owned(),
        // It stops a release as anything above a note does; history that stood public already is
        // told to its unit, not taken away.
        level: pii::Level::Warn.code().to_owned(),
        masked: String::new(),
        rule: AID_AUDIENCE.to_owned(),
        hash: lens.hash(AUDIENCE, AID_AUDIENCE),
    }
}

/// A list of all students has more findings than anybody answers one by one: it must be masked.
fn bounded(mut found: Vec<Found>) -> Vec<Found> {
    if found.len() > MOST_FOUND {
        // What stops a release is kept before what is only told.
        found.sort_by_key(|one| one.level == pii::Level::Info.code());
        let rest = found.split_off(MOST_FOUND - 1);
        let stops = rest.iter().any(|one| one.level != pii::Level::Info.code());
        let level = if stops { pii::Level::Block } else { pii::Level::Info };
        found.push(Found {
            kind: "unreadable".to_owned(),
            level: level.code().to_owned(),
            rule: format!("还有{}处没有列出来。请先处理列出来的，改好再送审", rest.len()),
            masked: String::new(),
            hash: String::new(),
            ..rest[0].clone()
        });
    }
    found
}

fn found_in(lens: &Lens, part: &Part, placed: &Placed) -> Found {
    let finding = &placed.finding;
    Found {
        part: named(part, &placed.place),
        attachment: part.attachment.as_ref().map(|(id, _)| *id),
        from: finding.start,
        to: finding.end,
        kind: finding.kind.code().to_owned(),
        level: finding.level.code().to_owned(),
        masked: finding.masked.clone(),
        rule: lens.rule(finding.kind, &finding.rule, &placed.value),
        hash: lens.hash(finding.kind.code(), &placed.value),
    }
}

fn unreadable(part: &Part, why: &str) -> Found {
    Found {
        part: named(part, &part.part.name),
        attachment: part.attachment.as_ref().map(|(id, _)| *id),
        from: 0,
        to: 0,
        kind: "unreadable".to_owned(),
        level: pii::Level::Warn.code().to_owned(),
        masked: String::new(),
        rule: why.to_owned(),
        hash: String::new(),
    }
}

/// The place with the attachment it is in; the whole of it has no place of its own.
fn named(part: &Part, place: &str) -> String {
    match &part.attachment {
        Some((_, name)) if place.is_empty() => name.clone(),
        Some((_, name)) => format!("{name}：{}", reader::in_words(place)),
        None => place.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::samples::lens;
    use documents::reader::Corner;

    fn part(attachment: &str, name: &str, text: Result<&str, &str>) -> Part {
        let text = text.map(str::to_owned).map_err(str::to_owned);
        let attachment = (!attachment.is_empty()).then(|| (AttachmentId(7), attachment.to_owned()));
        Part { attachment, part: reader::Part { name: name.into(), text, sheet: None } }
    }

    #[test]
    fn what_cannot_be_read_is_a_finding_too() {
        let found = scan(
            &lens(),
            Audience::Inside,
            &[part("", "正文", Ok("电话13800138000")), part("扫描件.pdf", "p. 2", Err("是扫描件"))],
        );
        let told: Vec<_> =
            found.iter().map(|f| (f.part.as_str(), f.kind.as_str(), f.level.as_str())).collect();
        assert_eq!(told, [("正文", "mobile", "block"), ("扫描件.pdf：第2页", "unreadable", "warn")]);
        assert!(!found[0].masked.contains("0013"));
    }

    #[test]
    fn a_finding_in_a_sheet_names_its_cell_and_counts_in_it() {
        let text = "姓名\t联系\n陈某\t手机13800138000\n李某\t13800138001";
        let mut sheet = part("名单.xlsx", "Sheet2 (hidden)", Ok(text));
        sheet.part.sheet = Some(Corner { row: 12, column: 1, hidden: true });
        let found = scan(&lens(), Audience::Inside, &[sheet]);
        let told: Vec<_> = found.iter().map(|f| (f.part.as_str(), f.from, f.to)).collect();
        assert_eq!(
            told,
            [("名单.xlsx：Sheet2!C14（隐藏）", 2, 13), ("名单.xlsx：Sheet2!C15（隐藏）", 0, 11)]
        );
    }

    /// A student's number is told by its column alone.
    #[test]
    fn the_head_of_a_pasted_column_tells_what_its_cells_are() {
        for (head, value, kind) in [
            ("学号", "2024010203", "student_no"),
            ("身份证号", "320311770706001", "id_card"),
            ("银行账号", "1203020709300012345", "bank_card"),
        ] {
            let html = format!(
                "<table><tbody><tr><td><p>姓名</p></td><td><p>{head}</p></td></tr>\
                 <tr><td><p>陈某</p></td><td><p>{value}</p></td></tr></tbody></table>"
            );
            let found =
                scan(&lens(), Audience::Inside, &[Part::of_version("正文", documents::html::to_text(&html))]);
            let told: Vec<_> = found.iter().map(|f| (f.kind.as_str(), f.level.as_str())).collect();
            assert_eq!(told.first().map(|(kind, _)| *kind), Some(kind), "{head}: {found:?}");
            assert_ne!(told[0].1, "info", "{head}");
        }
    }

    #[test]
    fn words_in_different_places_tell_together() {
        let mut lens = lens();
        let rule =
            "[[together]]\nwords = [\"北山基地\", \"经费\"]\nlevel = \"block\"\nreason = \"项目不公开\"";
        lens.rules = Rules::built_in().with(rule).unwrap();
        let parts = [part("", "标题", Ok("北山基地开放日")), part("预算.xlsx", "Sheet1", Ok("经费100万元"))];
        let told: Vec<_> = scan(&lens, Audience::Public, &parts)
            .into_iter()
            .map(|one| (one.part, one.kind, one.level, one.masked, one.rule))
            .collect();
        let [whole] = &told[..] else { panic!("{told:?}") };
        assert_eq!((whole.0.as_str(), whole.1.as_str(), whole.2.as_str()), ("全文合起来", "word", "block"));
        assert_eq!((whole.3.as_str(), whole.4.as_str()), ("北山基地 + 经费", "项目不公开"));
        assert!(scan(&lens, Audience::Public, &parts[..1]).is_empty());
    }

    #[test]
    fn in_a_notice_of_aid_only_the_basics_stand_and_only_in_the_school() {
        let list = "姓名\t班级\t困难原因\n陈某\t软件2401\t父亲患病";
        let parts = |title: &str| [Part::of_version(TITLE, title.to_owned()), part("", BODY, Ok(list))];
        let told = |title: &str, audience| {
            let found = scan(&lens(), audience, &parts(title));
            found.into_iter().map(|one| (one.part, one.rule, one.level)).collect::<Vec<_>>()
        };
        let notice = "2026年国家助学金获助学生名单公示";
        let inside = told(notice, Audience::Inside);
        assert!(
            inside.iter().any(|(_, rule, level)| rule == "aid_hardship" && level == "block"),
            "{inside:?}"
        );
        assert!(!inside.iter().any(|(part, ..)| part == "公开范围"));
        let public = told(notice, Audience::Public);
        assert_eq!(public[0], ("公开范围".to_owned(), AID_AUDIENCE.to_owned(), "warn".to_owned()));
        let book = told("国家助学金管理办法", Audience::Public);
        assert!(!book.iter().any(|(part, ..)| part == "公开范围"), "a rule book announces nobody");
    }

    #[test]
    fn the_same_value_is_told_again_without_being_told() {
        let hash =
            |text: &str| scan(&lens(), Audience::Inside, &[part("", "正文", Ok(text))])[0].hash.clone();
        assert_eq!(hash("电话13800138000。"), hash("李某的电话是 138-0013-8000"));
        assert_ne!(hash("电话13800138000"), hash("电话13900138000"));
        let mut other = lens();
        other.school = terms::SchoolId(2);
        assert_ne!(hash("电话13800138000"), other.hash("mobile", "13800138000"));
    }

    #[test]
    fn a_list_of_everybody_stops_with_a_bounded_number_of_findings() {
        let list: String = (0..2000).map(|n| format!("1380013{n:04}\n")).collect();
        let found = scan(&lens(), Audience::Inside, &[part("名单.txt", "body", Ok(&list))]);
        assert_eq!(found.len(), MOST_FOUND);
        let last = found.last().unwrap();
        assert_eq!((last.kind.as_str(), last.level.as_str()), ("unreadable", "block"));
        assert_eq!(last.rule, "还有1501处没有列出来。请先处理列出来的，改好再送审");
    }
}
