//! Two texts side by side: which lines stand, which were changed, and where within them.

use similar::{ChangeTag, DiffTag, TextDiff};

/// Lines that stand around a change.
const AROUND: usize = 2;
/// Pairs of lines that are held against each other at most: 3,000 lines against 3,000.
const MOST_LINES: usize = 9_000_000;
/// Pairs of bytes that are held against each other at most, in all lines together.
const MOST_CELLS: usize = 100_000_000;

/// A line of both texts, beside each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pair {
    /// The same in both.
    Same(String),
    /// So many lines more that are the same.
    Skipped(usize),
    /// What was there before, and what is there now; either may be nothing.
    Changed(Vec<Piece>, Vec<Piece>),
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its words.
    pub words: String,
    /// Whether the other text does not have them.
    pub is_changed: bool,
}

/// The lines of two texts, those that are the same only around what changed.
///
/// Anybody may ask for it, so the work has an end: lines of texts that differ beyond measure stand
/// beside each other in their order, and words are marked as long as the measure lasts.
pub fn compare(before: &str, after: &str) -> Vec<Pair> {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let begin = old.iter().zip(&new).take_while(|(one, other)| one == other).count();
    let (old_rest, new_rest) = (&old[begin..], &new[begin..]);
    let end = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (&old_rest[..old_rest.len() - end], &new_rest[..new_rest.len() - end]);
    let mut measure = MOST_CELLS;
    let same = |lines: &[&str]| lines.iter().map(|line| Pair::Same((*line).to_owned())).collect::<Vec<_>>();
    let mut pairs = same(&old[..begin]);
    if old_rest.len() * new_rest.len() > MOST_LINES {
        pairs.extend(changed(old_rest, new_rest, &mut measure));
    } else {
        let diff = TextDiff::from_slices(old_rest, new_rest);
        for op in diff.ops() {
            let (old, new) = (&old_rest[op.old_range()], &new_rest[op.new_range()]);
            match op.tag() {
                DiffTag::Equal => pairs.extend(same(old)),
                _ => pairs.extend(changed(old, new, &mut measure)),
            }
        }
    }
    pairs.extend(same(&old[old.len() - end..]));
    skip_the_same(pairs)
}

/// Changed lines, each beside the one that took its place. What is left of `measure` goes to their words.
fn changed(old: &[&str], new: &[&str], measure: &mut usize) -> Vec<Pair> {
    let pair = |at: usize| {
        let (before, after) = (old.get(at).copied().unwrap_or(""), new.get(at).copied().unwrap_or(""));
        let Some(left) = measure.checked_sub(before.len() * after.len()) else {
            return Pair::Changed(whole(before), whole(after));
        };
        *measure = left;
        let diff = TextDiff::from_chars(before, after);
        // Two lines that have little in common are two lines.
        if diff.ratio() < 0.4 {
            return Pair::Changed(whole(before), whole(after));
        }
        Pair::Changed(pieces(&diff, ChangeTag::Delete), pieces(&diff, ChangeTag::Insert))
    };
    (0..old.len().max(new.len())).map(pair).collect()
}

fn whole(line: &str) -> Vec<Piece> {
    let piece = Piece { words: line.to_owned(), is_changed: true };
    if line.is_empty() { Vec::new() } else { vec![piece] }
}

/// One side of a line: what both have, and what it has alone.
fn pieces(diff: &TextDiff<'_, '_, str>, own: ChangeTag) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for change in diff.iter_all_changes().filter(|change| [ChangeTag::Equal, own].contains(&change.tag())) {
        let is_changed = change.tag() == own;
        match pieces.last_mut().filter(|last| last.is_changed == is_changed) {
            Some(last) => last.words.push_str(change.value()),
            None => pieces.push(Piece { words: change.value().to_owned(), is_changed }),
        }
    }
    pieces
}

fn skip_the_same(pairs: Vec<Pair>) -> Vec<Pair> {
    let is_change = |pair: &Pair| matches!(pair, Pair::Changed(..));
    let near: Vec<bool> = (0..pairs.len())
        .map(|at| pairs[at.saturating_sub(AROUND)..pairs.len().min(at + AROUND + 1)].iter().any(is_change))
        .collect();
    let mut shown = Vec::new();
    for (pair, is_near) in pairs.into_iter().zip(near) {
        match (is_near, shown.last_mut()) {
            (true, _) => shown.push(pair),
            (false, Some(Pair::Skipped(count))) => *count += 1,
            (false, _) => shown.push(Pair::Skipped(1)),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(pieces: &[Piece]) -> String {
        let mark =
            |piece: &Piece| if piece.is_changed { format!("[{}]", piece.words) } else { piece.words.clone() };
        pieces.iter().map(mark).collect()
    }

    #[test]
    fn a_changed_word_is_marked_where_it_stands() {
        let pairs = compare("一\n二\n三\n收费每学年4600元。\n五", "一\n二\n三\n收费每学年4800元。\n五");
        let Pair::Changed(before, after) = &pairs[3] else { panic!("{pairs:?}") };
        assert_eq!(
            (marked(before).as_str(), marked(after).as_str()),
            ("收费每学年4[6]00元。", "收费每学年4[8]00元。")
        );
        assert_eq!(pairs[0], Pair::Skipped(1));
        assert_eq!(pairs[1], Pair::Same("二".into()));
        assert_eq!(pairs[4], Pair::Same("五".into()));
    }

    #[test]
    fn lines_come_go_and_give_way() {
        let told = |before: &str, after: &str| -> Vec<(String, String)> {
            let told = compare(before, after).into_iter();
            let told = told.filter_map(|pair| match pair {
                Pair::Changed(before, after) => Some((marked(&before), marked(&after))),
                _ => None,
            });
            told.collect()
        };
        assert_eq!(told("一", "一\n二"), [(String::new(), "[二]".into())]);
        assert_eq!(told("一\n二", "二"), [("[一]".into(), String::new())]);
        assert_eq!(
            told("申请要带身份证", "奖学金名单公示"),
            [("[申请要带身份证]".into(), "[奖学金名单公示]".into())]
        );
        assert_eq!(
            told("甲\n同样\n丁", "甲\n乙\n丙\n同样\n丁"),
            [(String::new(), "[乙]".into()), (String::new(), "[丙]".into())]
        );
        assert_eq!(told("同样", "同样"), []);
        assert_eq!(told("", ""), []);
    }

    #[test]
    fn texts_beyond_measure_stand_beside_each_other() {
        let text = |word: &str| (0..3_100).map(|n| format!("{word}{n}\n")).collect::<String>();
        let pairs = compare(&format!("首行\n{}末行", text("甲")), &format!("首行\n{}末行", text("乙")));
        assert_eq!(pairs.len(), 3_102);
        assert_eq!((&pairs[0], &pairs[3_101]), (&Pair::Same("首行".into()), &Pair::Same("末行".into())));
        // A line that would use up the measure is one piece.
        let long = |word: &str| word.repeat(4_000);
        let Pair::Changed(before, _) = &compare(&long("甲一"), &long("甲二"))[0] else { panic!() };
        assert_eq!(before.len(), 1);
    }
}
