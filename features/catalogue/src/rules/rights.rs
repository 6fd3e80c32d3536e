//! Who may do what with the catalogue. Pages ask before they show a form and
//! again before they act.

use terms::{Role, UnitId, Viewer};

use super::Entry;

/// Whether the viewer may adopt and change editions: 信息公开办公室.
pub fn may_edit(viewer: &Viewer) -> bool {
    viewer.has(Role::Office)
}

/// Whether the viewer may begin or change an edition of this owner: the office all of them, the head of
/// a unit its directory (二级管理).
pub fn may_keep(viewer: &Viewer, owner: Option<UnitId>) -> bool {
    may_edit(viewer) || owner.is_some_and(|unit| viewer.has_for(Role::UnitHead, unit))
}

/// Whether the viewer may declare that nothing happened under the entry: the
/// office, or the head of the unit that leads it, who signs for it.
pub fn may_declare_nil(viewer: &Viewer, entry: &Entry) -> bool {
    may_edit(viewer) || entry.lead_unit.is_some_and(|unit| viewer.has_for(Role::UnitHead, unit))
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
    fn the_office_edits_and_the_lead_unit_s_head_declares() {
        let edition = edition();
        let mut entry = edition.entry(no("23")).unwrap().clone();
        entry.lead_unit = Some(UnitId(3));
        entry.co_units = vec![UnitId(4)];
        for (viewer, edits, keeps, declares) in [
            (Viewer::public(SchoolId(1)), false, false, false),
            (holding(Role::Office, None), true, true, true),
            (holding(Role::UnitHead, Some(3)), false, true, true),
            (holding(Role::UnitHead, Some(4)), false, false, false),
            (holding(Role::Liaison, Some(3)), false, false, false),
            (holding(Role::Supervisor, None), false, false, false),
            (holding(Role::Administrator, None), false, false, false),
        ] {
            let keeps_own = may_keep(&viewer, Some(UnitId(3)));
            let told = (may_edit(&viewer), keeps_own, may_declare_nil(&viewer, &entry));
            assert_eq!(told, (edits, keeps, declares), "{viewer:?}");
            assert_eq!(may_keep(&viewer, None), edits, "the school's list is the office's: {viewer:?}");
        }
    }
}
