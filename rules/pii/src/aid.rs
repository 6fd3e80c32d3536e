//! The ministry's rule on notices of aid and awards to students.
//!
//! In 2017 colleges of nine provinces had published identity numbers and bank cards of poor
//! students in such notices. The ministry's order of that year (教育部办公厅关于全面清理和规范
//! 学生资助公示信息的紧急通知, 教财厅函〔2017〕) lets a notice show the basics: name, school,
//! department, grade, major, class; never 证件号码、家庭住址、电话号码、出生日期 or what else is
//! sensitive of a person; and asks schools not to tell why somebody is poor. The list of the
//! basics ends in 等, so a student's number is neither named nor forbidden: it is told at `warn`.
//! The words are data (`[aid]` in `data/rules.toml`); a school may add words of titles only.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::context::{Context, Mark};
use crate::finding::Hit;
use crate::lists::says_something;
use crate::places::Places;
use crate::rules::Role;
use crate::scan::{findings, outermost};
use crate::table::Table;
use crate::{Finding, Kind, Level, Rules};

/// Characters of a text in which it says what it is.
const OPENING: usize = 200;

/// What a title in 《》 speaks of is another paper.
static QUOTED: LazyLock<Regex> = LazyLock::new(|| regex(r"《[^》]*》"));
/// 民族：汉, on a line of its own or between commas.
static LABELLED: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"(?m)(?:^|[\s，,；;。（(])([\p{Han} \x{3000}]{2,16})[：:][ \t\x{3000}]*([^\s，,；;。、）)]{1,40})")
});
/// Of whom a line speaks that speaks of one person.
static PERSON: LazyLock<Regex> =
    LazyLock::new(|| regex("同学|该生|其父|其母|父亲|母亲|父母|家中|姓名|学号|爷爷|奶奶"));

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("built-in patterns are used by tests")
}

impl Rules {
    /// Whether a publication announces aid or an award to students by name, so that
    /// [`Rules::beyond_aid`] holds for it and it is for the school alone. A rule book, a call
    /// for applications and a purchase are none.
    pub fn is_aid_notice(&self, title: &str, text: &str) -> bool {
        let title = QUOTED.replace_all(title, "");
        let opening: String = text.chars().take(OPENING).collect();
        let opening = QUOTED.replace_all(&opening, "");
        let aid = &self.data().aid;
        let has = |text: &str, words: &[String]| words.iter().any(|word| text.contains(word.as_str()));
        if has(&title, &aid.others) {
            return false;
        }
        match has(&title, &aid.notices) {
            true => has(&title, &aid.announcing) || has_names(self, text),
            false => {
                (title.is_empty() || has(&title, &aid.announcing))
                    && has(&opening, &aid.notices)
                    && has(&opening, &aid.announcing)
                    && !has(&opening, &aid.others)
            }
        }
    }

    /// The same of a file that stands by itself, where its name may say nothing (附件1): then its
    /// first words do, unless the name says that it is something else.
    pub fn is_aid_document(&self, name: &str, text: &str) -> bool {
        let speaks = self.data().aid.others.iter().any(|word| name.contains(word.as_str()));
        self.is_aid_notice(name, text) || (!speaks && self.is_aid_notice("", text))
    }

    /// What such a notice shows beyond what may stand, what tells of hardship first. A column
    /// is one finding at its head, whose `masked` names it and the number of its cells; but each
    /// detail of hardship is a finding of its own.
    pub fn beyond_aid(&self, text: &str) -> Vec<Finding> {
        let places = Places::all_of(text);
        let context = Context::of(text, self, &places);
        let lists: Vec<&Table> = context.tables.iter().filter(|table| table.head.named).collect();
        let rows: Vec<Range<usize>> = lists.iter().flat_map(|table| table.rows.iter().cloned()).collect();
        let listed = |place: usize| {
            let next = rows.partition_point(|row| row.start <= place);
            next > 0 && place < rows[next - 1].end
        };
        let mut hits: Vec<Hit> = lists.iter().flat_map(|table| columns(self, text, table)).collect();
        hits.extend(hardship(&context).filter(|hit| !listed(hit.start)));
        hits.extend(labelled(self, text).filter(|hit| !listed(hit.start)));
        let told = self.hits_at(text, &places).into_iter().filter(|hit| !listed(hit.start));
        hits.extend(told.filter_map(personal));
        let mut found = findings(text, outermost(hits));
        found.sort_by_key(|one| (one.kind != Kind::Hardship, one.start));
        found
    }
}

/// Whether the text has a list of persons.
fn has_names(rules: &Rules, text: &str) -> bool {
    let context = Context::of(text, rules, &Places::all_of(text));
    context.tables.iter().any(|table| table.head.named && !table.rows.is_empty())
}

/// What a column's head says of what stands under it.
enum Column {
    /// The basics, the award and its amount.
    Stands,
    /// Remarks, which may say nothing.
    Remark,
    Hardship,
    Beyond(Kind, Level),
}

fn columns<'t>(rules: &'t Rules, text: &'t str, table: &'t Table) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (number, head) in table.head.places.iter().enumerate() {
        let role = table.head.columns.get(number).copied().flatten().map(|mark| mark.role);
        let column = column(rules, &text[head.clone()], role);
        let cells = table.rows.iter().filter_map(|row| table.cells(text, row).nth(number));
        let telling: Vec<Range<usize>> = cells
            .map(|cell| trimmed(text, cell))
            .filter(|cell| says_something(&text[cell.clone()]))
            .collect();
        match column {
            Column::Stands => {}
            Column::Remark => hits.extend(
                telling.into_iter().filter(|cell| !is_empty_remark(rules, &text[cell.clone()])).map(|cell| {
                    let poor = rules.words(text, cell.clone()).any(|mark| mark.role == Role::HardshipTerm);
                    let (kind, level) =
                        if poor { (Kind::Hardship, Level::Block) } else { (Kind::Word, Level::Warn) };
                    Hit::new(cell.start, cell.end, kind, level, "aid_remark")
                }),
            ),
            Column::Hardship => hits.extend(
                telling
                    .into_iter()
                    .map(|cell| Hit::new(cell.start, cell.end, Kind::Hardship, Level::Block, "aid_hardship")),
            ),
            Column::Beyond(kind, level) if !telling.is_empty() => {
                let head = trimmed(text, head.clone());
                let shown = format!("{}：{}格", text[head.clone()].trim(), telling.len());
                hits.push(Hit {
                    shown: Some(shown),
                    ..Hit::new(head.start, head.end, kind, level, "aid_column")
                });
            }
            Column::Beyond(..) => {}
        }
    }
    hits
}

/// A cell without the blanks at its ends.
fn trimmed(text: &str, cell: Range<usize>) -> Range<usize> {
    let value = &text[cell.clone()];
    let start = cell.start + value.len() - value.trim_start().len();
    start..start + value.trim().len()
}

fn column(rules: &Rules, head: &str, role: Option<Role>) -> Column {
    let plain = plain(head);
    let aid = &rules.data().aid;
    let is = |words: &[String]| words.contains(&plain);
    match role {
        Some(Role::Hardship) => Column::Hardship,
        Some(Role::IdCard) => Column::Beyond(Kind::IdCard, Level::Block),
        Some(Role::Phone | Role::Wechat | Role::Qq) => Column::Beyond(Kind::Mobile, Level::Block),
        Some(Role::Account | Role::Bank) => Column::Beyond(Kind::BankCard, Level::Block),
        Some(Role::Passport) => Column::Beyond(Kind::Passport, Level::Block),
        Some(Role::TravelPermit) => Column::Beyond(Kind::TravelPermit, Level::Block),
        Some(Role::Address | Role::Mailing) => Column::Beyond(Kind::Address, Level::Block),
        Some(Role::BirthDate) => Column::Beyond(Kind::BirthDate, Level::Block),
        Some(Role::StudentNo) => Column::Beyond(Kind::StudentNo, Level::Warn),
        _ if is(&aid.remarks) => Column::Remark,
        _ if plain.is_empty() || is(&aid.may_stand) => Column::Stands,
        Some(Role::Remark) => Column::Remark,
        Some(Role::Name) if !plain.contains("家长") && !plain.contains("监护") => Column::Stands,
        _ => Column::Beyond(Kind::Word, Level::Warn),
    }
}

/// A head without blanks and without what stands in brackets: 金额（元） is 金额.
fn plain(head: &str) -> String {
    let end = head.find(['（', '(', '/', '【']).unwrap_or(head.len());
    let quote = |c: char| c.is_whitespace() || matches!(c, '“' | '”' | '"' | '*' | '：' | ':' | '\u{feff}');
    head[..end].chars().filter(|c| !quote(*c)).collect()
}

fn is_empty_remark(rules: &Rules, value: &str) -> bool {
    rules.data().aid.empty_remarks.iter().any(|word| word == value)
        || value.chars().all(|c| c.is_ascii_digit())
}

/// Why a person is poor, told in a sentence about this person.
fn hardship<'c>(context: &'c Context<'_>) -> impl Iterator<Item = Hit> + 'c {
    context
        .marks
        .iter()
        .filter(|mark| mark.role == Role::HardshipTerm && is_personal(context.text, mark))
        .map(|mark| Hit::new(mark.start, mark.end, Kind::Hardship, Level::Block, "aid_hardship"))
}

/// Bytes of a line looked at for a person on either side of a term.
const SAME_SENTENCE: usize = 150;

fn is_personal(text: &str, mark: &Mark) -> bool {
    let from = text.floor_char_boundary(mark.start.saturating_sub(SAME_SENTENCE));
    let to = text.ceil_char_boundary((mark.end + SAME_SENTENCE).min(text.len()));
    let bounds = ['\n', '。', '；'];
    let start = text[from..mark.start].rfind(bounds).map_or(from, |at| from + at);
    let end = text[mark.end..to].find(bounds).map_or(to, |at| mark.end + at);
    PERSON.is_match(&text[start..end])
}

/// 困难原因：父亲重病; 民族：汉.
fn labelled<'t>(rules: &'t Rules, text: &'t str) -> impl Iterator<Item = Hit> + 't {
    LABELLED.captures_iter(text).filter_map(move |found| {
        let (label, value) = (found.get(1)?, found.get(2)?);
        let role = rules.words(text, label.range()).find(|mark| mark.role.is_label()).map(|mark| mark.role);
        let known = rules.data().aid.beyond.contains(&plain(label.as_str()));
        let hit = |kind, level, rule| Some(Hit::new(value.start(), value.end(), kind, level, rule));
        match column(rules, label.as_str(), role) {
            _ if !says_something(value.as_str()) => None,
            Column::Hardship => hit(Kind::Hardship, Level::Block, "aid_hardship"),
            Column::Beyond(kind @ (Kind::BirthDate | Kind::Address), level) => hit(kind, level, "aid_text"),
            Column::Beyond(Kind::Word, level) if known => hit(Kind::Word, level, "aid_text"),
            _ => None,
        }
    })
}

/// A number in a sentence, at the level of the ministry's list. An office's is no fault.
fn personal(hit: Hit) -> Option<Hit> {
    let level = match hit.kind {
        _ if hit.rule == "office_phone" => return None,
        Kind::IdCard
        | Kind::Mobile
        | Kind::BankCard
        | Kind::Passport
        | Kind::TravelPermit
        | Kind::Address => Level::Block,
        Kind::BirthDate | Kind::Hardship => Level::Block,
        Kind::StudentNo => Level::Warn,
        Kind::Email | Kind::Plate if hit.level > Level::Info => Level::Warn,
        _ => return None,
    };
    Some(Hit { level, rule: "aid_text".to_owned(), ..hit })
}
