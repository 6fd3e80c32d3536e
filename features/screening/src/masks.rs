//! What is masked in a text, and by what.

use pii::{Audience, Kind, Level};

use crate::Lens;
use crate::scan::{placed, placed_in_aid};

/// A place of a text that is to be masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaskedPlace {
    /// Its first Unicode scalar value.
    pub start: usize,
    /// The one after its last.
    pub end: usize,
    /// What stands there then.
    pub with: String,
    /// What tells the value again; see [`Lens::hash`].
    pub hash: String,
}

/// The personal data of a text that must not stand as they are, in their order, none over
/// another. A mark of classification or a word is no number to be masked: somebody decides.
///
/// `is_aid` is whether it stands in a notice of aid or awards, in which less may stand.
pub fn masks(lens: &Lens, audience: Audience, is_aid: bool, text: &str) -> Vec<MaskedPlace> {
    let part = documents::reader::Part { name: String::new(), text: Ok(text.to_owned()), sheet: None };
    let mut reached = 0;
    let mut places = Vec::new();
    let found = if is_aid { placed_in_aid(&lens.rules, &part) } else { placed(&lens.rules, &part) };
    for one in found {
        let finding = &one.finding;
        let is_remark = finding.rule == "aid_remark";
        let is_personal = is_remark || !matches!(finding.kind, Kind::Classification | Kind::Word);
        // What is said of a column stands at its head: the head is not what must go.
        let is_column = finding.rule == "aid_column" || finding.rule.starts_with("list_");
        if finding.level == Level::Info || !is_personal || is_column || finding.start < reached {
            continue;
        }
        reached = finding.end;
        places.push(MaskedPlace {
            start: finding.start,
            end: finding.end,
            with: lens.rules.mask(finding.kind, &one.value, audience),
            hash: lens.hash(finding.kind.code(), &one.value),
        });
    }
    places
}

/// A text with these places (from, to, what stands there then) taken out; they are in their order.
pub fn replaced(text: &str, places: &[(usize, usize, String)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars();
    let mut at = 0;
    for (start, end, with) in places {
        out.extend(characters.by_ref().take(start - at));
        characters.by_ref().take(end - start).for_each(drop);
        out.push_str(with);
        at = *end;
    }
    out.extend(characters);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::samples::lens;

    #[test]
    fn numbers_go_and_words_wait_for_somebody() {
        let text = "机密★10年　张某11010519491231002X，电话13800138000。";
        let places = masks(&lens(), Audience::Public, false, text);
        assert_eq!(places.len(), 2, "{places:?}");
        let places: Vec<_> = places.into_iter().map(|one| (one.start, one.end, one.with)).collect();
        let out = replaced(text, &places);
        assert!(
            out.starts_with("机密★10年　张某") && !out.contains("0519") && !out.contains("0013"),
            "{out}"
        );
    }
}
