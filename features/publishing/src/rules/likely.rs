//! Which entry of the list a draft belongs to, as far as its title tells: by what the unit put under
//! an entry before, and by the words that an entry's name has in common with it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use terms::EntryId;

/// An entry that may be chosen.
pub struct Candidate<'a> {
    /// The entry.
    pub id: EntryId,
    /// Its name.
    pub name: &'a str,
    /// Whether the draft's unit leads it.
    pub is_own: bool,
}

/// A proposal, with why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Likely {
    /// The entry.
    pub id: EntryId,
    /// Why, in a sentence.
    pub why: String,
}

/// Proposals at most.
const MOST: usize = 3;
/// Of the words of a title, so much must be in an older one: the year and the number differ.
const ALIKE: f64 = 0.6;
/// What a name must share with a title, in the weight of words that few entries have.
const ENOUGH: f64 = 3.0;
/// Of the likeliest entry's weight, so much has another that is worth a look.
const NEAR: f64 = 0.5;
/// Two characters are a word only where no other entry has them.
const ONE_WORD: usize = 2;
/// Words of titles that say nothing of what they are about.
const EMPTY: [&str; 21] = [
    "关于", "通知", "公示", "公告", "学年", "年度", "学院", "学校", "大学", "情况", "工作", "有关", "开展",
    "做好", "年关", "于做", "印发", "名单", "结果", "评定", "通报",
];

/// The entries that a title speaks of, the likeliest first. `past` are titles that the unit put
/// under an entry, the last first.
pub fn likely(title: &str, candidates: &[Candidate<'_>], past: &[(String, EntryId)]) -> Vec<Likely> {
    let words = pairs(title);
    if words.len() < 2 {
        return Vec::new();
    }
    let mut found: Vec<Likely> = Vec::new();
    for (title, id) in past {
        let before = pairs(title);
        let shared = words.intersection(&before).count() as f64;
        let alike = shared / words.len().max(before.len()) as f64;
        let is_known = found.iter().any(|one| one.id == *id) || !candidates.iter().any(|one| one.id == *id);
        if alike >= ALIKE && !is_known {
            found.push(Likely { id: *id, why: format!("《{title}》就归在这一项") });
        }
    }
    for (id, word) in by_name(&words, candidates) {
        if !found.iter().any(|one| one.id == id) {
            found.push(Likely { id, why: format!("标题和事项里都说到“{word}”") });
        }
    }
    found.truncate(MOST);
    found
}

/// Entries by what their names share with a title, the most first, each with the longest stretch
/// that stands in both.
fn by_name(words: &BTreeSet<String>, candidates: &[Candidate<'_>]) -> Vec<(EntryId, String)> {
    let names: Vec<BTreeSet<String>> = candidates.iter().map(|one| pairs(one.name)).collect();
    let mut carried: HashMap<&str, f64> = HashMap::new();
    for word in names.iter().flatten() {
        *carried.entry(word).or_default() += 1.0;
    }
    let all = candidates.len() as f64;
    let mut weighed: Vec<(f64, EntryId, String)> = Vec::new();
    for (candidate, name) in candidates.iter().zip(&names) {
        let shared: Vec<&String> = words.intersection(name).collect();
        let weight: f64 = shared.iter().map(|word| (all / carried[word.as_str()]).ln()).sum();
        let weight = if candidate.is_own { weight * 1.5 } else { weight };
        let word = stretch(candidate.name, &shared);
        let is_rare = shared.iter().any(|word| carried[word.as_str()] < 2.0);
        if weight >= ENOUGH && (is_rare || word.chars().count() > ONE_WORD) {
            weighed.push((weight, candidate.id, word));
        }
    }
    weighed.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
    let most = weighed.first().map_or(0.0, |one| one.0);
    weighed.retain(|one| one.0 >= most * NEAR);
    weighed.into_iter().map(|(_, id, word)| (id, word)).collect()
}

/// The longest stretch of a name that these pairs make up.
fn stretch(name: &str, shared: &[&String]) -> String {
    let characters: Vec<char> = name.chars().collect();
    let mut by_length: BTreeMap<usize, String> = BTreeMap::new();
    let mut run: Vec<char> = Vec::new();
    for pair in characters.windows(2) {
        let text: String = pair.iter().collect();
        if shared.iter().any(|one| **one == text) {
            if run.is_empty() {
                run.push(pair[0]);
            }
            run.push(pair[1]);
            by_length.entry(run.len()).or_insert_with(|| run.iter().collect());
        } else {
            run.clear();
        }
    }
    by_length.pop_last().map(|(_, text)| text).unwrap_or_default()
}

/// The words of a title as pairs of characters: Chinese has no blanks between words.
fn pairs(text: &str) -> BTreeSet<String> {
    let characters: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    let is_word = |pair: &&[char]| pair.iter().all(|c| c.is_alphabetic());
    characters
        .windows(2)
        .filter(is_word)
        .map(|pair| pair.iter().collect::<String>())
        .filter(|word| !EMPTY.contains(&word.as_str()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [(i64, &str); 6] = [
        (1, "办学规模、校级领导班子简介、学校机构设置、学科情况、专业情况"),
        (2, "奖学金、助学金、学费减免、助学贷款与勤工俭学的申请与管理规定"),
        (3, "收费项目、收费依据、收费标准及投诉方式"),
        (4, "仪器设备、图书、药品等物资设备采购和重大基建工程的招投标"),
        (5, "招生章程及特殊类型招生办法，分批次、分科类招生计划"),
        (6, "岗位设置管理与聘用办法，校内中层干部任免、人员招聘信息"),
    ];

    fn told(title: &str, past: &[(&str, i64)]) -> Vec<(i64, String)> {
        let candidates: Vec<_> =
            NAMES.iter().map(|(id, name)| Candidate { id: EntryId(*id), name, is_own: false }).collect();
        let past: Vec<_> = past.iter().map(|(title, id)| ((*title).to_owned(), EntryId(*id))).collect();
        likely(title, &candidates, &past).into_iter().map(|one| (one.id.0, one.why)).collect()
    }

    #[test]
    fn a_title_speaks_of_an_entry() {
        for (title, entry, word) in [
            ("2026年国家助学金评审结果公示", 2, "助学金"),
            ("关于2026年秋季收费标准的公告", 3, "收费标准"),
            ("实训楼仪器设备采购招投标公告", 4, "仪器设备"),
            ("2026年招生章程", 5, "招生章程"),
        ] {
            let told = told(title, &[]);
            assert_eq!(told.first(), Some(&(entry, format!("标题和事项里都说到“{word}”"))), "{title}");
        }
        assert!(told("关于开展工作的通知", &[]).is_empty(), "words that say nothing");
        assert!(told("春季运动会举行", &[]).is_empty());
    }

    #[test]
    fn what_the_unit_did_last_year_comes_first() {
        let past = [("2025年中层干部任免公示", 1), ("2024年某某", 9)];
        let told = told("2026年中层干部任免公示", &past);
        assert_eq!(told[0], (1, "《2025年中层干部任免公示》就归在这一项".to_owned()));
        assert_eq!(told[1].0, 6);
    }
}
