//! Who may do what with the catalogue. Pages ask before they show a form and
//! again before they act.

use terms::{Role, UnitId, Viewer};

use super::Entry;

/// Whether the viewer may adopt and change editions: 信息公开办公室, and of a
/// unit's own directory (二级管理) that unit's head and liaison officer.
pub fn may_edit(viewer: &Viewer, owner: Option<UnitId>) -> bool {
    let keeps = |role| owner.is_some_and(|unit| viewer.has_for(role, unit));
    viewer.has(Role::Office) || keeps(Role::UnitHead) || keeps(Role::Liaison)
}

/// Whether the viewer may declare that nothing happened under the entry: the
/// office, or the head or liaison officer of the unit that leads it.
pub fn may_declare_nil(viewer: &Viewer, entry: &Entry) -> bool {
    let leads = |role| entry.lead_unit.is_some_and(|unit| viewer.has_for(role, unit));
    viewer.has(Role::Office) || leads(Role::UnitHead) || leads(Role::Liaison)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::samples::{edition, no};
    use terms::{Person, PersonId, SchoolId};

    fn holding(role: Role, unit: Option<i64>) -> Viewer {
        let person = Person {
            id: PersonId(1),
            name: "甲".into(),
            unit: None,
            is_staff: true,
            is_student: false,
            roles: vec![(role, unit.map(UnitId))],
        };
        Viewer::person(SchoolId(1), person)
    }

    #[test]
    fn the_office_edits_a_unit_keeps_its_directory_and_the_lead_unit_declares() {
        let edition = edition();
        let mut entry = edition.entry(no("23")).unwrap().clone();
        entry.lead_unit = Some(UnitId(3));
        entry.co_units = vec![UnitId(4)];
        for (viewer, edits, keeps, declares) in [
            (Viewer::public(SchoolId(1)), false, false, false),
            (holding(Role::Office, None), true, true, true),
            (holding(Role::Liaison, Some(3)), false, true, true),
            (holding(Role::UnitHead, Some(3)), false, true, true),
            (holding(Role::UnitHead, Some(4)), false, false, false),
            (holding(Role::Supervisor, None), false, false, false),
            (holding(Role::Administrator, None), false, false, false),
        ] {
            let seen = (
                may_edit(&viewer, None),
                may_edit(&viewer, Some(UnitId(3))),
                may_declare_nil(&viewer, &entry),
            );
            assert_eq!(seen, (edits, keeps, declares), "{viewer:?}");
        }
    }
}
