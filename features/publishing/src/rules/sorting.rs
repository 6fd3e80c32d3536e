//! Where a publication belongs in the second taxonomies (五大块、四类内容、五公开).

use terms::Block;

use crate::model::Content;

/// The content, sorted as its category proposes where its author chose nothing; its tags
/// stand in the taxonomies' order.
pub fn sorted(content: Content) -> Content {
    let proposed = catalogue::taxonomy("blocks").and_then(|blocks| blocks.proposed_for(content.category));
    let block = content.block.or_else(|| proposed.and_then(Block::from_name));
    let mut tags = Vec::new();
    for taxonomy in catalogue::tagged() {
        let before = tags.len();
        tags.extend(taxonomy.among(&content.tags).map(str::to_owned));
        if tags.len() == before {
            tags.extend(taxonomy.proposed_for(content.category).map(str::to_owned));
        }
    }
    Content { block, tags, ..content }
}

#[cfg(test)]
mod tests {
    use super::*;
    use terms::UnitId;

    #[test]
    fn what_was_not_chosen_is_proposed_by_the_category() {
        let kind = crate::kinds::kind("general").unwrap();
        let of = |category, block, tags: &[&str]| {
            let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
            let content = Content { category, block, tags, ..Content::of(kind, UnitId(1)) };
            let sorted = sorted(content);
            (sorted.block.map(Block::name), sorted.tags.join(" "))
        };
        assert_eq!(of(5, None, &[]), (Some("教学"), "教务".to_owned()));
        let chosen = of(5, Some(Block::Party), &["结果公开", "党务", "决策公开"]);
        assert_eq!(chosen, (Some("党建"), "党务 决策公开 结果公开".to_owned()));
        assert_eq!(of(0, None, &[]), (None, String::new()), "without a category nothing is proposed");
    }
}
