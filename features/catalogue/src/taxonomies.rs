//! Second ways to sort what is published (五大块, 四类内容, 五公开), as data.

use std::sync::LazyLock;

use serde::Deserialize;

/// A way to sort publications beside the ten categories.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Taxonomy {
    /// The word for the database and addresses.
    pub code: String,
    /// The Chinese name.
    pub name: String,
    /// Its terms, in the order in which reports print them.
    pub terms: Vec<String>,
    /// Whether a publication may carry more than one term.
    #[serde(default)]
    pub is_multiple: bool,
    /// Whether the import contract has a field for it: then it is no tag.
    #[serde(default)]
    pub has_own_field: bool,
    /// The proposed term for categories 1 to 10; empty where none is proposed.
    #[serde(default)]
    pub by_category: Vec<String>,
}

impl Taxonomy {
    /// The term proposed for a category.
    pub fn proposed_for(&self, category: u8) -> Option<&str> {
        let index = usize::from(category).checked_sub(1)?;
        self.by_category.get(index).map(String::as_str)
    }

    /// Which of these tags are its terms, in its own order.
    pub fn among<'a>(&'a self, tags: &'a [String]) -> impl Iterator<Item = &'a str> {
        self.terms.iter().map(String::as_str).filter(|term| tags.iter().any(|tag| tag == term))
    }
}

/// Why a publication cannot carry these tags.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TagRefusal {
    /// No taxonomy has it.
    #[error("没有“{0}”这个分类，只有{known}", known = known())]
    Unknown(String),
    /// A publication carries one of them at most.
    #[error("{taxonomy}只能选一个，现在有{terms}")]
    Several {
        /// The taxonomy's name.
        taxonomy: &'static str,
        /// What was chosen.
        terms: String,
    },
}

fn known() -> String {
    tagged().flat_map(|taxonomy| &taxonomy.terms).map(String::as_str).collect::<Vec<_>>().join("、")
}

/// The taxonomies whose terms are tags.
pub fn tagged() -> impl Iterator<Item = &'static Taxonomy> {
    ALL.iter().filter(|taxonomy| !taxonomy.has_own_field)
}

/// Everything that is against a publication's tags.
pub fn check_tags(tags: &[String]) -> Vec<TagRefusal> {
    let is_known = |tag: &str| tagged().any(|taxonomy| taxonomy.terms.iter().any(|term| term == tag));
    let unknown = tags.iter().filter(|tag| !is_known(tag)).cloned().map(TagRefusal::Unknown);
    let several = tagged().filter(|taxonomy| !taxonomy.is_multiple).filter_map(|taxonomy| {
        let terms: Vec<&str> = taxonomy.among(tags).collect();
        let refusal = || TagRefusal::Several { taxonomy: &taxonomy.name, terms: terms.join("、") };
        (terms.len() > 1).then(refusal)
    });
    unknown.chain(several).collect()
}

#[derive(Deserialize)]
struct File {
    taxonomies: Vec<Taxonomy>,
}

static ALL: LazyLock<Vec<Taxonomy>> = LazyLock::new(|| {
    let file: File =
        toml::from_str(include_str!("../data/taxonomies.toml")).expect("the taxonomies are well-formed");
    file.taxonomies
});

/// All taxonomies.
pub fn taxonomies() -> &'static [Taxonomy] {
    &ALL
}

/// The taxonomy with this code: `blocks`, `affairs` or `openness`.
pub fn taxonomy(code: &str) -> Option<&'static Taxonomy> {
    ALL.iter().find(|taxonomy| taxonomy.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use terms::Block;

    #[test]
    fn proposals_are_terms_and_cover_the_ten_categories() {
        for taxonomy in taxonomies() {
            assert!(taxonomy.by_category.iter().all(|term| taxonomy.terms.contains(term)));
            assert!(taxonomy.by_category.is_empty() || taxonomy.by_category.len() == 10);
        }
        let blocks = taxonomy("blocks").unwrap();
        assert_eq!(blocks.proposed_for(7), Some("科研"));
        assert_eq!(blocks.proposed_for(0), None);
        assert_eq!(blocks.proposed_for(11), None);
    }

    #[test]
    fn tags_are_terms_and_one_of_those_that_exclude_each_other() {
        let tags = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        assert_eq!(check_tags(&tags(&["校务", "服务公开", "结果公开"])), []);
        let refused = check_tags(&tags(&["党务", "综合", "校务"]));
        let several = TagRefusal::Several { taxonomy: "四类内容", terms: "校务、党务".into() };
        assert_eq!(refused, [TagRefusal::Unknown("综合".into()), several]);
        assert!(refused[0].to_string().contains("校务、党务、教务、校情、决策公开"), "{}", refused[0]);
    }

    #[test]
    fn the_blocks_are_those_of_the_import_contract() {
        assert!(taxonomy("blocks").unwrap().terms.iter().map(String::as_str).eq(Block::ALL.map(Block::name)));
    }
}
