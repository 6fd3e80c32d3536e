//! A title in lines: few, as large as they fit, of like length, broken between words.

use crate::phrase;

/// Sizes to try, the largest first, each with the lines it may take.
const SIZES: [(f32, usize); 8] =
    [(108.0, 1), (92.0, 1), (80.0, 2), (72.0, 2), (66.0, 3), (58.0, 3), (52.0, 3), (46.0, 3)];

/// Characters that are looked at: three lines of the smallest size take no more.
const MOST: usize = 200;

/// A title as it is set.
pub(super) struct Set {
    pub size: f32,
    pub lines: Vec<String>,
}

/// Sets a title into lines of this many pixels.
pub(super) fn set(title: &str, width: f32) -> Set {
    let title: String = title.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(MOST).collect();
    let mut pieces = phrase::pieces(&title);
    for (size, most) in SIZES {
        if let Some(lines) = balanced(&pieces, width / size, most) {
            return Set { size, lines };
        }
    }
    // It says where it was cut.
    let (size, most) = SIZES[SIZES.len() - 1];
    while pieces.pop().is_some() {
        let cut = pieces.concat() + "…";
        if let Some(lines) = balanced(&phrase::pieces(&cut), width / size, most) {
            return Set { size, lines };
        }
    }
    // One word without end.
    let fits = title.chars().take((width / size) as usize - 1).collect::<String>() + "…";
    Set { size, lines: vec![fits] }
}

/// The fewest lines that no piece sticks out of, the longest of them as short as can be.
fn balanced(pieces: &[&str], width: f32, most: usize) -> Option<Vec<String>> {
    let mut to = vec![0.0];
    to.extend(pieces.iter().scan(0.0, |sum, piece| {
        *sum += ems(piece);
        Some(*sum)
    }));
    (1..=most).filter(|count| to[pieces.len()] <= width * *count as f32).find_map(|count| {
        let (longest, ends) = split(&to, pieces.len(), count);
        (longest <= width).then(|| {
            let starts = std::iter::once(0).chain(ends.iter().copied());
            starts.zip(&ends).map(|(from, to)| pieces[from..*to].concat().trim().to_owned()).collect()
        })
    })
}

/// Where `count` lines of the first `end` pieces end so that the longest is shortest, and how long
/// it is then. `to` says how far each piece reaches.
fn split(to: &[f32], end: usize, count: usize) -> (f32, Vec<usize>) {
    if count == 1 {
        return (to[end], vec![end]);
    }
    let mut best = (f32::INFINITY, Vec::new());
    for last in (count - 1)..end {
        let (above, mut ends) = split(to, last, count - 1);
        let longest = above.max(to[end] - to[last]);
        if longest < best.0 {
            ends.push(end);
            best = (longest, ends);
        }
    }
    best
}

/// How wide a text is in its own size. Chinese signs are squares; the others are as wide as in the
/// bold letter of the titles, rounded up.
pub(super) fn ems(text: &str) -> f32 {
    let wide = |c: char| match c {
        'A'..='Z' | '—' | '…' | '%' | '&' => 0.75,
        'm' | 'w' => 0.95,
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' => 0.36,
        c if c.is_ascii() => 0.6,
        _ => 1.0,
    };
    text.chars().map(wide).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The width of titles on a card.
    const WIDTH: f32 = 1040.0;

    fn lines(title: &str) -> Vec<String> {
        let set = set(title, WIDTH);
        assert!(
            set.lines.len() <= 3 && set.lines.iter().all(|line| ems(line) * set.size <= WIDTH),
            "{title}"
        );
        set.lines
    }

    #[test]
    fn a_title_takes_few_lines_of_like_length() {
        assert_eq!(lines("信息公开"), ["信息公开"]);
        assert_eq!(
            lines("关于2025—2026学年国家奖学金获奖学生名单的公示"),
            ["关于2025—2026学年国家", "奖学金获奖学生名单的公示"]
        );
        let long = "关于印发《江南职业技术学院家庭经济困难学生认定与国家助学金、国家励志奖学金评审实施细则（2026年修订）》的通知";
        let three = lines(long);
        assert_eq!((three.len(), three.concat()), (3, long.to_owned()));
    }

    #[test]
    fn no_line_begins_with_a_closing_sign() {
        for length in 1..60 {
            let title = format!("《{}》（试行）、（二）", "学院规定".repeat(length));
            for line in lines(&title) {
                assert!(!line.starts_with(['》', '）', '、', '，', '…']), "{line}");
                assert!(!line.ends_with(['《', '（']), "{line}");
            }
        }
    }

    #[test]
    fn what_is_too_long_says_so() {
        assert!(lines(&"很长的题目".repeat(80)).last().unwrap().ends_with('…'));
        assert!(lines(&"x".repeat(900)).last().unwrap().ends_with('…'));
        assert_eq!(lines("  \n ").concat(), "");
    }
}
