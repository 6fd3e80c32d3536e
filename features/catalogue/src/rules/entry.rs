//! An entry (事项) of an edition.

use std::cmp::Ordering;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use terms::{Audience, EntryId, PersonId, UnitId};

use super::DueRule;
use crate::national::NoticeRule;

/// The longest name of an entry, in characters; the longest national one has 66.
pub const MAX_NAME_CHARS: usize = 200;

/// Stands before the identity of an entry of a directory, where a form names one.
const OF_DIRECTORY: &str = "own-";

/// An entry's number in an edition: `25`, or `25-1` for a part of a split entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EntryNo {
    /// The number of the whole entry.
    pub main: u16,
    /// The part's number, 0 for the whole.
    pub part: u16,
}

/// The text is no entry number.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("事项编号写成 25，拆分后的子项写成 25-1")]
pub struct NotAnEntryNo;

impl EntryNo {
    /// The number of a whole entry.
    pub fn whole(main: u16) -> Self {
        EntryNo { main, part: 0 }
    }

    /// The number of the whole of which this is a part.
    pub fn parent(self) -> Option<Self> {
        (self.part > 0).then_some(EntryNo::whole(self.main))
    }
}

impl PartialOrd for EntryNo {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for EntryNo {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.main, self.part).cmp(&(other.main, other.part))
    }
}

impl std::fmt::Display for EntryNo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.part {
            0 => self.main.fmt(f),
            part => write!(f, "{}-{part}", self.main),
        }
    }
}

impl std::str::FromStr for EntryNo {
    type Err = NotAnEntryNo;

    fn from_str(text: &str) -> Result<Self, NotAnEntryNo> {
        let number = |text: &str| text.parse::<u16>().ok().filter(|n| *n > 0).ok_or(NotAnEntryNo);
        match text.trim().split_once('-') {
            Some((main, part)) => Ok(EntryNo { main: number(main)?, part: number(part)? }),
            None => Ok(EntryNo::whole(number(text.trim())?)),
        }
    }
}

/// Why an entry does not apply to the school, with who answers for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotApplicable {
    /// The reason that is printed.
    pub reason: String,
    /// Who signed.
    pub signed_by: PersonId,
    /// When.
    pub signed_on: Date,
}

/// An entry as an edition has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The entry's number through all editions; publications hang on it.
    /// `None` until it is stored.
    pub id: Option<EntryId>,
    /// Its number in this edition.
    #[serde(with = "as_text")]
    pub no: EntryNo,
    /// Its number in the national list; `None` for the school's own (校定事项).
    pub national_no: Option<u16>,
    /// The school's entry below which a unit's directory keeps this one.
    pub under: Option<EntryId>,
    /// 1 to 10.
    pub category: u8,
    /// The wording: national for a national entry, else the school's.
    pub name: String,
    /// What the school calls it (本校名称), where that differs.
    pub local_name: Option<String>,
    /// A remark that is printed.
    pub note: Option<String>,
    /// 牵头单位
    pub lead_unit: Option<UnitId>,
    /// 协办单位
    pub co_units: Vec<UnitId>,
    /// The narrowest audience to whom it is due.
    pub audience: Audience,
    /// Why it is not for the public, where it is not.
    pub audience_reason: Option<String>,
    /// 重要: its publications need a leader's approval.
    pub is_important: bool,
    /// When it is due; empty where no clock runs.
    pub due: Vec<DueRule>,
    /// Working days from making or obtaining to publishing; 0 is at once.
    pub publish_within: Option<u16>,
    /// The shortest notice for what is put up under it.
    pub notice: Option<NoticeRule>,
    /// Whether a year without anything to publish can be.
    pub may_be_nil: bool,
    /// Why it does not apply, where it does not.
    pub not_applicable: Option<NotApplicable>,
}

impl Entry {
    /// The name to show: the school's, else the wording.
    pub fn shown_name(&self) -> &str {
        self.local_name.as_deref().unwrap_or(&self.name)
    }

    /// How a form names it in an edition of this owner: by its number in the school's list, by its
    /// identity in a unit's directory, where numbers begin anew.
    pub fn choice(&self, owner: Option<UnitId>) -> String {
        match (owner, self.id) {
            (Some(_), Some(id)) => format!("{OF_DIRECTORY}{id}"),
            _ => self.no.to_string(),
        }
    }

    /// The identity that [`Entry::choice`] wrote for an entry of a directory.
    pub(crate) fn chosen_of_directory(choice: &str) -> Option<EntryId> {
        choice.strip_prefix(OF_DIRECTORY)?.parse().ok().map(EntryId)
    }

    /// Whether the entry applies to the school.
    pub fn applies(&self) -> bool {
        self.not_applicable.is_none()
    }

    /// When it is due, in words; empty where no clock runs.
    pub fn due_sentence(&self) -> String {
        self.due.iter().map(|rule| rule.sentence()).collect::<Vec<_>>().join("；")
    }

    /// Whether the unit leads it or co-operates in it.
    pub fn concerns(&self, unit: UnitId) -> bool {
        self.lead_unit == Some(unit) || self.co_units.contains(&unit)
    }
}

/// Numbers lie in JSON as people write them.
mod as_text {
    use serde::{Deserialize, Deserializer, Serializer};

    use super::EntryNo;

    pub fn serialize<S: Serializer>(no: &EntryNo, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(no)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<EntryNo, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_reads_what_it_writes_and_sorts_as_people_do() {
        let mut numbers: Vec<EntryNo> = ["25-10", "9", "25-2", "25", "26"].map(|t| t.parse().unwrap()).into();
        numbers.sort();
        let texts: Vec<String> = numbers.iter().map(EntryNo::to_string).collect();
        assert_eq!(texts, ["9", "25", "25-2", "25-10", "26"]);
        for text in ["", "0", "25-0", "-1", "25-", "二十五", "25-1-1", "99999"] {
            assert_eq!(text.parse::<EntryNo>(), Err(NotAnEntryNo), "{text}");
        }
    }
}
