//! Marks of secrecy as they stand on papers: 机密★10年, 密级：秘密, 内部资料 注意保存, a
//! line of their own. The same words in a sentence are none.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::finding::Hit;
use crate::{Kind, Level, Rules};

/// 保守国家秘密法 Art. 22: a medium that carries a state secret bears a mark; GB/T 9704 puts
/// it as 秘密★1年. What is internal, or a work secret (Art. 64), has no standard form.
static MARK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?P<secret>绝[ \x{3000}]{0,4}密|机[ \x{3000}]{0,4}密|工作秘密|秘[ \x{3000}]{0,4}密)|",
        r"(?P<closed>不予公开|不公开|不宜公开)|",
        r"(?P<only>(?:仅供|仅限|只供)(?:校内|单位|系统|学校)?内部)|",
        r"(?P<inside>内部[ \x{3000}]{0,2}(?:资料|文件|材料|使用|参考|参阅|传阅|刊物|掌握))",
    ))
    .expect("built-in patterns are used by tests")
});

/// Words that such marks begin with, but for those with blanks and for 仅供内部: the sieve
/// looks for these.
pub(crate) const OPENINGS: [&str; 15] = [
    "绝密",
    "机密",
    "秘密",
    "不予公开",
    "不公开",
    "不宜公开",
    "内部资料",
    "内部文件",
    "内部材料",
    "内部使用",
    "内部参考",
    "内部参阅",
    "内部传阅",
    "内部刊物",
    "内部掌握",
];

const LEVEL_LABELS: [&str; 5] = ["密级", "保密等级", "秘密等级", "涉密等级", "保密级别"];
const OPENNESS_LABELS: [&str; 12] = [
    "公开方式",
    "公开属性",
    "公开类别",
    "公开形式",
    "公开选项",
    "公开类型",
    "公开与否",
    "是否公开",
    "信息公开",
    "政务公开",
    "此件",
    "本件",
];
const WARNINGS: [&str; 12] = [
    "注意保存",
    "注意保管",
    "妥善保管",
    "妥善保存",
    "不得外传",
    "严禁外传",
    "请勿外传",
    "切勿外传",
    "禁止外传",
    "不得翻印",
    "请勿转发",
    "严禁转发",
];
const STARS: [char; 6] = ['★', '☆', '⭐', '✩', '✭', '✰'];

/// The place of a mark, and what is around it on its line, blanks taken off.
struct Around<'t> {
    before: &'t str,
    after: &'t str,
}

impl<'t> Around<'t> {
    fn of(text: &'t str, found: &Range<usize>) -> Around<'t> {
        let blank = |c: char| matches!(c, ' ' | '\u{3000}' | '\t' | '\u{a0}');
        Around {
            before: text[..found.start].trim_end_matches(blank),
            after: text[found.end..].trim_start_matches(blank),
        }
    }

    fn opens(&self) -> bool {
        self.before.is_empty() || self.before.ends_with(['\n', '\r'])
    }

    fn closes(&self) -> bool {
        self.after.is_empty() || self.after.starts_with(['\n', '\r'])
    }

    /// On a line of its own, or in brackets at the beginning or the end of one.
    fn stands_alone(&self) -> bool {
        if self.opens() && self.closes() {
            return true;
        }
        let inside = self.before.strip_suffix(['【', '〔', '（', '(', '［', '[', '「', '<', '《']);
        let outside = self.after.strip_prefix(['】', '〕', '）', ')', '］', ']', '」', '>', '》']);
        let (Some(before), Some(after)) = (inside, outside) else { return false };
        let around = Around { before: before.trim_end_matches(' '), after: after.trim_start_matches(' ') };
        around.opens() || around.closes()
    }

    /// Behind one of these words. A choice of several, as on a form, answers nothing.
    fn answers(&self, labels: &[&str]) -> bool {
        let label = self.before.trim_end_matches([':', '：', ' ', '为', '是', '\u{3000}', '[', '【']);
        let choice = self.after.starts_with(['、', '/', '□', '或', '／', '○', '|']);
        !choice && labels.iter().any(|word| label.ends_with(word))
    }

    /// 秘密★10年; without the star where the mark opens its line: 秘密 10年, 绝密 启用前.
    fn has_term(&self) -> bool {
        let after = self.after.strip_prefix('级').unwrap_or(self.after);
        let starred = after.starts_with(STARS);
        let cheap_star = after.strip_prefix(['*', '＊']);
        let dated = |rest: &str| {
            let count = rest.chars().take_while(char::is_ascii_digit).count();
            (count > 0 && rest[count..].trim_start().starts_with(['年', '月'])) || rest.starts_with("长期")
        };
        let term = |rest: &str| dated(rest) || rest.starts_with("启用前") || rest.starts_with("启封前");
        starred || cheap_star.is_some_and(term) || (self.opens() && term(after))
    }
}

/// Finds the marks in these stretches of a text.
pub(crate) fn find(text: &str, stretches: &[Range<usize>], rules: &Rules, hits: &mut Vec<Hit>) {
    for stretch in stretches {
        for found in MARK.captures_iter(&text[stretch.clone()]) {
            let Some(whole) = found.get(0) else { continue };
            let place = stretch.start + whole.start()..stretch.start + whole.end();
            let around = Around::of(text, &place);
            let group = ["secret", "closed", "only"].into_iter().find(|name| found.name(name).is_some());
            hits.extend(weigh(text, place, &around, group.unwrap_or("inside"), rules));
        }
    }
}

fn weigh(text: &str, place: Range<usize>, around: &Around<'_>, group: &str, rules: &Rules) -> Option<Hit> {
    let level = rules.level(Kind::Classification);
    let (marked, level, rule) = match group {
        "secret" if &text[place.clone()] == "工作秘密" => (
            around.stands_alone() || around.has_term() || around.answers(&LEVEL_LABELS),
            level,
            "work_secret",
        ),
        "secret" => (
            around.stands_alone() || around.has_term() || around.answers(&LEVEL_LABELS),
            level,
            "classification",
        ),
        "closed" => (around.stands_alone() || around.answers(&OPENNESS_LABELS), level, "not_public"),
        "only" => (true, level.min(Level::Warn), "internal_only"),
        _ => (around.stands_alone() || is_warned(around.after), level.min(Level::Warn), "internal_paper"),
    };
    marked.then(|| Hit::new(place.start, place.end, Kind::Classification, level, rule))
}

fn is_warned(after: &str) -> bool {
    let told = after
        .trim_start_matches([',', '，', '!', '！', ' ', '、', '；', '（', '(', '\u{3000}', '-', '—', '·']);
    WARNINGS.iter().any(|word| told.starts_with(word))
}
