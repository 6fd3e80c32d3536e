//! Nobody finds what they may not read.

use std::collections::BTreeSet;

use search::{Entry, Request};
use terms::{Audience, Person, PersonId, Role, SchoolId, UnitId, Viewer};

use crate::made::{SCHOOL, ask, entry, found_by, index_of, request};

fn person(unit: Option<i64>, is_staff: bool, is_student: bool, roles: &[Role]) -> Person {
    let roles = roles.iter().map(|role| (*role, None)).collect();
    Person { id: PersonId(1), name: "某".into(), unit: unit.map(UnitId), is_staff, is_student, roles }
}

fn viewers() -> Vec<Viewer> {
    let school = SchoolId(SCHOOL);
    let mut viewers = vec![Viewer::public(school), Viewer::public(SchoolId(2)), Viewer::public(SchoolId(3))];
    for unit in [None, Some(0), Some(1), Some(2)] {
        viewers.push(Viewer::person(school, person(unit, true, false, &[])));
        viewers.push(Viewer::person(school, person(unit, false, true, &[])));
        viewers.push(Viewer::person(SchoolId(2), person(unit, true, true, &[])));
    }
    for role in Role::ALL {
        viewers.push(Viewer::person(school, person(Some(1), false, false, &[role])));
    }
    viewers
}

/// Each audience, in each unit, in two schools.
fn entries() -> Vec<Entry> {
    let mut entries = Vec::new();
    for school in [SCHOOL, 2] {
        for audience in Audience::ALL {
            for unit in 0..3 {
                let id = entries.len() as i64 + 1;
                let audience = audience.code().to_owned();
                entries.push(Entry { school, audience, unit, ..entry(id, "名单公示", "名单在此") });
            }
        }
    }
    entries
}

#[test]
fn a_viewer_finds_exactly_what_they_may_read() {
    let entries = entries();
    let (_folder, index) = index_of(&entries);
    for viewer in viewers() {
        let readable = |entry: &&Entry| {
            let audience = Audience::from_code(&entry.audience).unwrap();
            entry.school == viewer.school.0 && viewer.may_read(audience, UnitId(entry.unit))
        };
        let expected: BTreeSet<i64> = entries.iter().filter(readable).map(|entry| entry.id).collect();
        for text in ["", "名单", "名单公示", "名"] {
            assert_eq!(found_by(&index, &request(text), &viewer), expected, "{text} by {viewer:?}");
        }
        let suggested = index.suggest("名单", &viewer, 100).unwrap();
        assert_eq!(suggested.into_iter().map(|s| s.id).collect::<BTreeSet<_>>(), expected, "by {viewer:?}");
        let near = index.near(&request("名单公布"), &viewer).unwrap();
        assert_eq!(near.into_iter().map(|hit| hit.id).collect::<BTreeSet<_>>(), expected, "near {viewer:?}");
    }
}

#[test]
fn counts_tell_nothing_of_what_is_hidden() {
    let (_folder, index) = index_of(&entries());
    let results = ask(&index, &request("名单"));
    assert_eq!(results.total, 3);
    assert!(results.facets.units.iter().all(|facet| facet.count == 1), "{:?}", results.facets);
    let of_unit = ask(&index, &Request { unit: Some(0), ..request("名单") });
    assert_eq!(of_unit.total, 1);
}
