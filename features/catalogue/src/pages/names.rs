//! The names of units and people, for pages that show many.

use std::collections::HashMap;

use store::{Connection, Failure};
use terms::{PersonId, SchoolId, UnitId};

/// Units and people of a school.
pub struct Names {
    /// All units, those that ended too.
    pub units: Vec<schools::Unit>,
    people: HashMap<PersonId, String>,
}

impl Names {
    pub async fn of(c: &mut Connection, school: SchoolId) -> Result<Names, Failure> {
        let units = schools::units(&mut *c, school).await?;
        Ok(Names { units, people: identity::names(c, school).await? })
    }

    /// A unit's short name.
    pub fn unit(&self, id: UnitId) -> String {
        let found = self.units.iter().find(|unit| unit.id == id);
        found.map(|unit| unit.short_name().to_owned()).unwrap_or_default()
    }

    /// A unit's short name, empty for none.
    pub fn unit_or_none(&self, id: Option<UnitId>) -> String {
        id.map(|id| self.unit(id)).unwrap_or_default()
    }

    /// The code of a unit.
    pub fn code(&self, id: UnitId) -> Option<&str> {
        self.units.iter().find(|unit| unit.id == id).map(|unit| unit.code.as_str())
    }

    /// Who did something; what nobody did, the system did.
    pub fn person(&self, id: Option<PersonId>) -> String {
        id.and_then(|id| self.people.get(&id).cloned()).unwrap_or_else(|| "系统".to_owned())
    }
}
