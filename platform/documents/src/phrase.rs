//! Where a title may go on in the next line: between words, as a careful typesetter
//! breaks it. 奖学金 stays whole, no line begins with 的 or a closing bracket.

use std::sync::LazyLock;

use icu_segmenter::options::{LineBreakOptions, LineBreakStrictness, WordBreakInvariantOptions};
use icu_segmenter::{LineSegmenter, LineSegmenterBorrowed, WordSegmenter, WordSegmenterBorrowed};

/// Words, those of Chinese by a dictionary.
static WORDS: LazyLock<WordSegmenterBorrowed<'static>> =
    LazyLock::new(|| WordSegmenter::new_auto(WordBreakInvariantOptions::default()));
/// Where any text may break: never before a closing sign nor after an opening one (UAX 14).
static LINES: LazyLock<LineSegmenterBorrowed<'static>> = LazyLock::new(|| {
    let mut options = LineBreakOptions::default();
    options.strictness = Some(LineBreakStrictness::Strict);
    LineSegmenter::new_for_non_complex_scripts(options)
});
/// What leans on the word before it.
const LEANING: &str = "的了着地得之等们者性化—–-~～/·";
/// What draws the next word to it.
const DRAWING: &str = "—–-~～/·第";

/// A remark in brackets of so many characters stays whole: （第一批）.
const SHORT_REMARK: usize = 8;

/// A text in the pieces that are not to be broken. Together they are the text.
pub fn pieces(text: &str) -> Vec<&str> {
    let lines: Vec<usize> = LINES.segment_str(text).collect();
    let mut pieces = Vec::new();
    let mut from = 0;
    for at in WORDS.segment_str(text) {
        if at > from && (at == text.len() || lines.binary_search(&at).is_ok() && may_break(text, at)) {
            pieces.push(&text[from..at]);
            from = at;
        }
    }
    pieces
}

fn may_break(text: &str, at: usize) -> bool {
    let (Some(before), Some(after)) = (text[..at].chars().next_back(), text[at..].chars().next()) else {
        return true;
    };
    if let Some((_, inside)) = text[..at].rsplit_once('（')
        && let Some((rest, _)) = text[at..].split_once('）')
        && !inside.contains('）')
        && inside.chars().count() + rest.chars().count() <= SHORT_REMARK
    {
        return false;
    }
    // 2026年 and 128人 are one.
    let is_counted = before.is_ascii_digit() && after.is_alphabetic();
    !(is_counted || LEANING.contains(after) || DRAWING.contains(before))
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn a_title_breaks_between_words_only() {
        for (title, wanted) in [
            (
                "关于2025—2026学年国家奖学金获奖学生名单的公示",
                "关于|2025—2026学年|国家|奖学金|获奖|学生|名单的|公示",
            ),
            ("《学生管理规定》（2026年修订）", "《学生|管理|规定》|（2026年修订）"),
            ("公开招聘（第一批）拟聘用人员", "公开|招聘|（第一批）|拟|聘用|人员"),
            ("招生、就业信息", "招生、|就业|信息"),
            ("Word 文件", "Word |文件"),
            ("", ""),
            ("一", "一"),
        ] {
            assert_eq!(pieces(title).join("|"), wanted);
            assert_eq!(pieces(title).concat(), title);
        }
    }
}
