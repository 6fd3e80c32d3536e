//! Who may do what with the catalogue. Pages ask before they show a form and
//! again before they act.

use terms::{Role, Viewer};

use super::Entry;

/// Whether the viewer may adopt and change editions: 信息公开办公室.
pub fn may_edit(viewer: &Viewer) -> bool {
    viewer.has(Role::Office)
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
    use terms::{Person, PersonId, SchoolId, UnitId};

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
        for (viewer, edits, declares) in [
            (Viewer::public(SchoolId(1)), false, false),
            (holding(Role::Office, None), true, true),
            (holding(Role::UnitHead, Some(3)), false, true),
            (holding(Role::UnitHead, Some(4)), false, false),
            (holding(Role::Liaison, Some(3)), false, false),
            (holding(Role::Supervisor, None), false, false),
            (holding(Role::Administrator, None), false, false),
        ] {
            assert_eq!(
                (may_edit(&viewer), may_declare_nil(&viewer, &entry)),
                (edits, declares),
                "{viewer:?}"
            );
        }
    }
}
