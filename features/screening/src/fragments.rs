//! What a version shows of numbers without showing them, of whom: positions, never values, and
//! people by a keyed hash (issue of masks that add up: two lists side by side).

use std::collections::BTreeMap;

use pii::Kind;
use pii::fragments::{Person, Shown};

use crate::{Lens, Part};

/// What is shown of a number of somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fragment {
    /// The person's name, by its hash.
    pub person: String,
    /// Unit, major and class, by their hashes; empty where they are not told.
    pub about: [String; 3],
    /// What is shown.
    pub shown: Shown,
}

/// What a version shows of whose numbers, one fragment for each person and kind of number.
pub fn fragments(lens: &Lens, parts: &[Part]) -> Vec<Fragment> {
    let mut of: BTreeMap<(String, [String; 3], Kind, u8), Fragment> = BTreeMap::new();
    for text in parts.iter().filter_map(|part| part.part.text.as_deref().ok()) {
        for found in lens.rules.fragments(text) {
            let (person, about) = hashed(lens, &found.person);
            let key = (person.clone(), about.clone(), found.shown.kind, found.shown.length);
            of.entry(key)
                .and_modify(|known| {
                    known.shown.positions |= found.shown.positions;
                    known.shown.sex |= found.shown.sex;
                })
                .or_insert(Fragment { person, about, shown: found.shown });
        }
    }
    of.into_values().collect()
}

fn hashed(lens: &Lens, person: &Person<'_>) -> (String, [String; 3]) {
    let hash =
        |what: &str, value: Option<&str>| value.map(|value| lens.hash(what, value)).unwrap_or_default();
    // 软件2401 and 软件2401班 are one class.
    let class = person.class.map(|class| class.trim_end_matches('班'));
    let about = [hash("unit", person.unit), hash("major", person.major), hash("class", class)];
    (lens.hash("person", person.name), about)
}

impl Fragment {
    /// Whether another fragment may be of the same person: of the same name, and nothing told of
    /// both is told otherwise.
    pub(crate) fn may_be_of(&self, other: &Fragment) -> bool {
        let agree = |(one, other): (&String, &String)| one.is_empty() || other.is_empty() || one == other;
        self.person == other.person && self.about.iter().zip(&other.about).all(agree)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::samples::lens;

    fn of(text: &str) -> Vec<Fragment> {
        fragments(&lens(), &[Part::of_version("正文", text.to_owned())])
    }

    #[test]
    fn people_are_told_again_by_what_is_said_of_them() {
        let one = of("姓名\t班级\t身份证号\n陈某\t软件2401\t330100********1234");
        let other = of("姓名\t班级\t出生日期\n陈某\t软件2401班\t2005年3月1日");
        let namesake = of("姓名\t班级\t出生日期\n陈某\t会计2402\t2005年3月1日");
        assert_eq!((one.len(), other.len()), (1, 1));
        assert!(one[0].may_be_of(&other[0]) && !one[0].may_be_of(&namesake[0]));
        let told = format!("{one:?}{other:?}");
        for value in ["陈某", "软件", "3301", "1234", "2005"] {
            assert!(!told.contains(value), "{value} in {told}");
        }
    }
}
