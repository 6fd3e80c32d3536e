//! Words that are harmless each and tell something together (关联汇聚): a place, a sum and a
//! client in three paragraphs of one notice. 保守国家秘密法 (2024), Article 36.

use aho_corasick::AhoCorasick;
use serde::Deserialize;

use crate::data::BadRules;
use crate::{Level, Rules};

/// Words that a person must look at where all of them stand in one document.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Together {
    /// The words, two at least.
    pub words: Vec<String>,
    /// What they mean for a release.
    pub level: Level,
    /// Why.
    pub reason: String,
}

/// The groups, ready to be looked for.
#[derive(Debug, Default)]
pub(crate) struct Groups {
    automaton: Option<AhoCorasick>,
    /// The group of each word of the automaton.
    group_of: Vec<usize>,
    groups: Vec<Together>,
}

impl Groups {
    pub fn new(groups: &[Together]) -> Result<Groups, BadRules> {
        if groups.is_empty() {
            return Ok(Groups::default());
        }
        let words = || groups.iter().flat_map(|group| &group.words);
        if words().any(|word| word.trim().is_empty()) || groups.iter().any(|group| group.words.len() < 2) {
            return Err(BadRules::Empty);
        }
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(words())
            .map_err(|_| BadRules::TooMany)?;
        let group_of = groups.iter().enumerate().flat_map(|(n, group)| group.words.iter().map(move |_| n));
        Ok(Groups { automaton: Some(automaton), group_of: group_of.collect(), groups: groups.to_vec() })
    }
}

impl Rules {
    /// The groups of words all of which stand somewhere in the texts of one document: its title,
    /// its body, its files.
    pub fn together<'t>(&self, texts: impl IntoIterator<Item = &'t str>) -> Vec<&Together> {
        let groups = self.groups();
        let Some(automaton) = &groups.automaton else { return Vec::new() };
        let mut seen = vec![false; groups.group_of.len()];
        for text in texts {
            for word in automaton.find_overlapping_iter(text) {
                seen[word.pattern().as_usize()] = true;
            }
        }
        let whole = |number: usize| {
            let mut words = groups.group_of.iter().zip(&seen).filter(|(group, _)| **group == number);
            words.all(|(_, seen)| *seen)
        };
        groups
            .groups
            .iter()
            .enumerate()
            .filter(|(number, _)| whole(*number))
            .map(|(_, group)| group)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_tell_together_what_none_of_them_tells() {
        let rules = Rules::built_in()
            .with(
                "[[together]]\nwords = [\"北山基地\", \"X12\", \"经费\"]\nlevel = \"block\"\nreason = \"项目不公开\"\n\
                 [[together]]\nwords = [\"北山\", \"北山基地\"]\nlevel = \"warn\"\nreason = \"地点\"",
            )
            .unwrap();
        let told = |texts: &[&str]| -> Vec<String> {
            rules.together(texts.iter().copied()).iter().map(|group| group.reason.clone()).collect()
        };
        assert!(told(&["北山的经费", "x12"]).is_empty(), "one is missing");
        assert_eq!(told(&["北山基地", "x12的经费"]), ["项目不公开", "地点"]);
        assert!(Rules::built_in().together(["北山基地 X12 经费"]).is_empty());
    }

    #[test]
    fn one_word_is_no_group() {
        let one = "[[together]]\nwords = [\"经费\"]\nlevel = \"block\"\nreason = \"x\"";
        assert!(matches!(Rules::built_in().with(one), Err(BadRules::Empty)));
    }
}
