//! Who acts, in which school, and when: handed to every action, never asked for.

use jiff::{Timestamp, civil::Date};
use terms::{PersonId, SchoolId, Viewer};

/// Who makes an action happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A signed-in person.
    Person(PersonId),
    /// Whoever runs commands on the host.
    Operator,
    /// The timetable, when time itself changes something.
    Timetable,
    /// Somebody who has not signed in.
    Public,
}

impl Actor {
    /// The word for the event log.
    pub(crate) fn kind(self) -> &'static str {
        match self {
            Actor::Person(_) => "person",
            Actor::Operator => "operator",
            Actor::Timetable => "timetable",
            Actor::Public => "public",
        }
    }

    /// The person's number, for people.
    pub fn person(self) -> Option<PersonId> {
        match self {
            Actor::Person(id) => Some(id),
            _ => None,
        }
    }

    pub(crate) fn from_row(kind: &str, id: Option<i64>) -> Self {
        match (kind, id) {
            ("person", Some(id)) => Actor::Person(PersonId(id)),
            ("timetable", _) => Actor::Timetable,
            ("public", _) => Actor::Public,
            _ => Actor::Operator,
        }
    }
}

/// The circumstances of an action.
#[derive(Clone, Debug)]
pub struct Context {
    /// The school in which it happens.
    pub school: SchoolId,
    /// Who makes it happen.
    pub actor: Actor,
    /// The instant it happens; tests and the demo choose it.
    pub now: Timestamp,
    /// The one-time key of the form that asked for it.
    pub form: Option<String>,
}

impl Context {
    /// An action by `actor` at `now`.
    pub fn new(school: SchoolId, actor: Actor, now: Timestamp) -> Self {
        Context { school, actor, now, form: None }
    }

    /// An action by the person who looks at a page.
    pub fn of(viewer: &Viewer, now: Timestamp) -> Self {
        let actor = viewer.person_id().map_or(Actor::Public, Actor::Person);
        Context::new(viewer.school, actor, now)
    }

    /// The same, asked for by a form with this one-time key.
    pub fn with_form(mut self, form: impl Into<String>) -> Self {
        self.form = Some(form.into());
        self
    }

    /// The day of the action in Asia/Shanghai.
    pub fn today(&self) -> Date {
        terms::day_of(self.now)
    }

    /// The instant of the action as the database keeps it.
    pub fn now_ms(&self) -> i64 {
        self.now.as_millisecond()
    }
}
