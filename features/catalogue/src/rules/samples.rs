//! Editions for the tests of the rules.

use jiff::civil::date;
use terms::{AcademicYear, EditionId, EntryId};

use super::{Edition, EntryNo, from_national};
use crate::national::{SchoolType, national_list};

pub fn year(start: i16) -> AcademicYear {
    AcademicYear::starting(start).unwrap()
}

pub fn no(text: &str) -> EntryNo {
    text.parse().unwrap()
}

/// The edition of 2025—2026学年 of a vocational college, ids from 101.
pub fn edition() -> Edition {
    let mut entries = from_national(national_list(), SchoolType::Vocational);
    for entry in &mut entries {
        entry.id = Some(EntryId(100 + i64::from(entry.no.main)));
    }
    Edition {
        id: Some(EditionId(1)),
        year: year(2025),
        owner: None,
        list: "2014".into(),
        adopted_on: date(2025, 9, 10),
        note: String::new(),
        entries,
    }
}
