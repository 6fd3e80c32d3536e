//! An edition (清单版本): a school's list for one academic year, made from the
//! national list or from last year's edition. A unit may keep one of its own
//! below the school's (二级管理).

use jiff::civil::Date;
use terms::{AcademicYear, Audience, EditionId, EntryId, UnitId};

use super::{Entry, EntryNo, Refusal, Refusals};
use crate::national::{NationalEntry, NationalList, SchoolType};

/// An edition with its entries in the order of their numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    /// Its number; `None` until it is stored.
    pub id: Option<EditionId>,
    /// The academic year for which it is true.
    pub year: AcademicYear,
    /// The unit whose directory it is; `None` is the school's list.
    pub owner: Option<UnitId>,
    /// The national list it was first made from.
    pub list: String,
    /// The day it was adopted.
    pub adopted_on: Date,
    /// What the school says about it.
    pub note: String,
    /// Its entries.
    pub entries: Vec<Entry>,
}

/// An edition adopted after its year may still be put right for so long.
const LATE_ADOPTION_DAYS: i32 = 30;

impl Edition {
    /// The last day on which it can be changed: the last day of its year, so
    /// that old editions stay true for old years.
    pub fn closes_on(&self) -> Date {
        let late = self.adopted_on.saturating_add(jiff::Span::new().days(LATE_ADOPTION_DAYS));
        if self.adopted_on > self.year.last_day() { late } else { self.year.last_day() }
    }

    /// Whether it can be changed on `today`.
    pub fn is_open(&self, today: Date) -> bool {
        today <= self.closes_on()
    }

    pub(super) fn closed(&self, today: Date) -> Option<Refusal> {
        (!self.is_open(today)).then_some(Refusal::Closed(self.year))
    }

    /// The entry with this number.
    pub fn entry(&self, no: EntryNo) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.no == no)
    }

    /// The entry of this identity.
    pub fn entry_by_id(&self, id: EntryId) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == Some(id))
    }

    /// The parts of a split entry.
    pub fn parts(&self, no: EntryNo) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.no.parent() == Some(no))
    }

    /// Whether the entry is split.
    pub fn is_split(&self, no: EntryNo) -> bool {
        self.parts(no).next().is_some()
    }

    /// The entries that count: whole ones, split or not.
    pub fn whole_entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.no.part == 0)
    }

    /// The next free number for an entry of the school's own.
    pub fn next_own_no(&self) -> EntryNo {
        let least = if self.owner.is_some() { 0 } else { LAST_NATIONAL_NO };
        EntryNo::whole(self.entries.iter().map(|e| e.no.main).max().unwrap_or(0).max(least) + 1)
    }
}

/// Numbers up to this belong to the national list.
pub(super) const LAST_NATIONAL_NO: u16 = 50;

/// Whether an edition for `year` can be adopted on `today`, when editions for
/// `existing` years are there and it is to be made from the one before, or not.
pub fn check_adoption(
    year: AcademicYear,
    existing: &[AcademicYear],
    from_previous: bool,
    today: Date,
) -> Result<(), Refusals> {
    let mut reasons = vec![];
    if existing.contains(&year) {
        reasons.push(Refusal::AlreadyAdopted(year));
    }
    if from_previous && !existing.iter().any(|earlier| *earlier < year) {
        reasons.push(Refusal::NoPrevious(year));
    }
    if year > AcademicYear::of(today).next() {
        reasons.push(Refusal::TooEarly(year));
    }
    Refusals::or(reasons, ())
}

/// The entries of an edition made from the national list, in the words for
/// this type of school. What does not apply to it is proposed
/// ([`NationalEntry::not_for`]), never decided: that takes a signature.
pub fn from_national(list: &NationalList, school: SchoolType) -> Vec<Entry> {
    list.entries.iter().map(|national| from_national_entry(national, school)).collect()
}

fn from_national_entry(national: &NationalEntry, school: SchoolType) -> Entry {
    let is_vocational = school == SchoolType::Vocational;
    Entry {
        id: None,
        no: EntryNo::whole(national.no),
        national_no: Some(national.no),
        under: None,
        category: national.category,
        name: national.name.clone(),
        local_name: national.vocational_name.clone().filter(|_| is_vocational),
        note: national.vocational_note.clone().filter(|_| is_vocational),
        lead_unit: None,
        co_units: vec![],
        audience: Audience::Public,
        audience_reason: None,
        is_important: national.is_important,
        due: national.due.clone(),
        publish_within: national.publish_within,
        notice: national.notice.clone(),
        may_be_nil: national.may_be_nil,
        not_applicable: None,
    }
}

/// The entries of an edition made from last year's: the same, each with its
/// identity. What did not apply still does not, as it was signed.
pub fn from_previous(previous: &Edition) -> Vec<Entry> {
    previous.entries.clone()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::samples::{edition, year};
    use jiff::civil::date;

    #[test]
    fn a_vocational_college_gets_its_own_words() {
        let list = crate::national::national_list();
        let vocational = from_national(list, SchoolType::Vocational);
        assert_eq!(vocational.len(), 50);
        assert_eq!(vocational[34].shown_name(), "高等职业教育质量年度报告");
        assert_eq!(vocational[34].name, "本科教学质量报告");
        assert!(vocational.iter().all(Entry::applies), "not applicable is decided by a person");
        let undergraduate = from_national(list, SchoolType::Undergraduate);
        assert_eq!(undergraduate[34].shown_name(), "本科教学质量报告");
        assert_eq!(undergraduate[26].note, None);
    }

    #[test]
    fn adoption_is_refused_with_every_reason() {
        let today = date(2025, 9, 10);
        let (this, last) = (year(2025), year(2024));
        for (wanted, existing, from_previous, reasons) in [
            (this, vec![], false, vec![]),
            (this, vec![last], true, vec![]),
            (this, vec![year(2019)], true, vec![]),
            (year(2026), vec![this], true, vec![]),
            (year(2011), vec![], false, vec![]),
            (this, vec![last, this], true, vec![Refusal::AlreadyAdopted(this)]),
            (this, vec![this], true, vec![Refusal::AlreadyAdopted(this), Refusal::NoPrevious(this)]),
            (year(2027), vec![], true, vec![Refusal::NoPrevious(year(2027)), Refusal::TooEarly(year(2027))]),
        ] {
            let outcome = check_adoption(wanted, &existing, from_previous, today);
            assert_eq!(outcome.err().map_or(vec![], |r| r.0), reasons, "{wanted}");
        }
    }

    #[test]
    fn an_edition_closes_with_its_year_unless_it_was_adopted_later() {
        let mut edition = edition();
        assert!(edition.is_open(date(2026, 8, 31)));
        assert!(!edition.is_open(date(2026, 9, 1)));
        edition.adopted_on = date(2028, 3, 1);
        assert!(edition.is_open(date(2028, 3, 31)));
        assert!(!edition.is_open(date(2028, 4, 1)));
    }

    #[test]
    fn own_numbers_begin_after_the_national_ones() {
        let mut edition = edition();
        assert_eq!(edition.next_own_no(), EntryNo::whole(51));
        edition.owner = Some(UnitId(3));
        edition.entries.clear();
        assert_eq!(edition.next_own_no(), EntryNo::whole(1));
    }
}
