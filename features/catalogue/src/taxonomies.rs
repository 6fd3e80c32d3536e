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
    fn the_blocks_are_those_of_the_import_contract() {
        assert!(taxonomy("blocks").unwrap().terms.iter().map(String::as_str).eq(Block::ALL.map(Block::name)));
    }
}
