//! The viewer: who asks for rows. Every function that returns rows takes one.

use crate::{Audience, PersonId, Role, SchoolId, UnitId};

/// A signed-in person with the rights of this moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The person's number.
    pub id: PersonId,
    /// The name to show.
    pub name: String,
    /// The unit the person belongs to, if any.
    pub unit: Option<UnitId>,
    /// Whether the person is on the staff (教职工).
    pub is_staff: bool,
    /// Whether the person is a student.
    pub is_student: bool,
    /// The roles held, each with the unit for which it is held; `None` is the whole school.
    pub roles: Vec<(Role, Option<UnitId>)>,
}

/// Who asks, and in which school. Rows of another school are never answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// The school whose rows are asked for.
    pub school: SchoolId,
    /// The person who asks; `None` is the public.
    pub person: Option<Person>,
}

impl Viewer {
    /// The public of a school.
    pub fn public(school: SchoolId) -> Self {
        Viewer { school, person: None }
    }

    /// A signed-in person of a school.
    pub fn person(school: SchoolId, person: Person) -> Self {
        Viewer { school, person: Some(person) }
    }

    /// The number of the person, if signed in.
    pub fn person_id(&self) -> Option<PersonId> {
        self.person.as_ref().map(|p| p.id)
    }

    /// Whether the viewer holds a role anywhere in the school.
    pub fn has(&self, role: Role) -> bool {
        self.person.as_ref().is_some_and(|p| p.roles.iter().any(|(r, _)| *r == role))
    }

    /// Whether the viewer holds a role for this unit, or for the whole school.
    pub fn has_for(&self, role: Role, unit: UnitId) -> bool {
        self.person
            .as_ref()
            .is_some_and(|p| p.roles.iter().any(|(r, u)| *r == role && u.is_none_or(|u| u == unit)))
    }

    /// The units for which the viewer holds a role.
    pub fn units_of(&self, role: Role) -> Vec<UnitId> {
        let Some(person) = &self.person else { return Vec::new() };
        person.roles.iter().filter(|(r, _)| *r == role).filter_map(|(_, u)| *u).collect()
    }

    /// Whether the viewer works in the office at all: holds any role.
    pub fn is_staff_user(&self) -> bool {
        self.person.as_ref().is_some_and(|p| !p.roles.is_empty())
    }

    /// Whether the viewer sees every unit's unpublished work.
    pub fn sees_all_drafts(&self) -> bool {
        [Role::Office, Role::SecrecyReviewer, Role::Supervisor, Role::Leader, Role::Spokesperson]
            .into_iter()
            .any(|role| self.has(role))
    }

    /// The audiences whose publications the viewer may read. `Some` is not
    /// among them: it also asks for the publication's unit.
    pub fn audiences(&self) -> Vec<Audience> {
        let mut seen = vec![Audience::Public];
        let Some(person) = &self.person else { return seen };
        if person.is_staff || person.is_student || !person.roles.is_empty() {
            seen.push(Audience::Campus);
        }
        if person.is_staff || !person.roles.is_empty() {
            seen.push(Audience::Staff);
        }
        if person.is_student || !person.roles.is_empty() {
            seen.push(Audience::Students);
        }
        seen
    }

    /// Whether the viewer may read a publication of this audience and unit.
    pub fn may_read(&self, audience: Audience, unit: UnitId) -> bool {
        match audience {
            Audience::Some => {
                self.sees_all_drafts() || self.person.as_ref().is_some_and(|p| p.unit == Some(unit))
            }
            other => self.audiences().contains(&other),
        }
    }
}
