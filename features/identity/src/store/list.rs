//! The list of people, by filter and page.

use sqlx::any::AnyArguments;
use sqlx::query::Query;
use sqlx::{Any, Row};
use store::{Connection, Failure};
use terms::{Role, SchoolId, UnitId};

use super::{PERSON, PersonRow, read};
use crate::rules::PersonState;

/// Whom a list shows.
#[derive(Clone, Debug, Default)]
pub struct PeopleFilter {
    /// A part of the sign-in name or of the name.
    pub text: String,
    /// Of this unit.
    pub unit: Option<UnitId>,
    /// Who hold this role anywhere.
    pub role: Option<Role>,
    /// In this state.
    pub state: Option<PersonState>,
}

impl PeopleFilter {
    /// The condition, and the texts it binds from `$2` on; `$1` is the school.
    fn condition(&self) -> (String, Vec<String>) {
        let mut text = " WHERE school_id = $1".to_owned();
        let mut bound = Vec::new();
        let asked = self.text.trim().replace(['%', '_', '\\'], "");
        if !asked.is_empty() {
            bound.push(format!("%{}%", asked.to_lowercase()));
            bound.push(format!("%{asked}%"));
            text.push_str(" AND (sign_in LIKE $2 OR name LIKE $3)");
        }
        if let Some(unit) = self.unit {
            text.push_str(&format!(" AND unit_id = {unit}"));
        }
        if let Some(state) = self.state {
            text.push_str(&format!(" AND state = '{}'", state.code()));
        }
        if let Some(role) = self.role {
            let holders = format!("SELECT person_id FROM identity_roles WHERE role = '{}'", role.code());
            text.push_str(&format!(" AND id IN ({holders})"));
        }
        (text, bound)
    }
}

fn query(text: String, school: SchoolId, bound: Vec<String>) -> Query<'static, Any, AnyArguments> {
    let query = sqlx::query(sqlx::AssertSqlSafe(text)).bind(school.0);
    bound.into_iter().fold(query, |query, value| query.bind(value))
}

/// People of a school, in the order in which they became known.
pub async fn people(
    c: &mut Connection,
    school: SchoolId,
    filter: &PeopleFilter,
    skip: i64,
    limit: i64,
) -> Result<Vec<PersonRow>, Failure> {
    let (condition, bound) = filter.condition();
    let text = format!("{PERSON}{condition} ORDER BY id LIMIT {} OFFSET {}", limit.max(0), skip.max(0));
    query(text, school, bound).fetch_all(c).await?.iter().map(read).collect()
}

/// How many people of a school the filter lets through.
pub async fn count_people(
    c: &mut Connection,
    school: SchoolId,
    filter: &PeopleFilter,
) -> Result<i64, Failure> {
    let (condition, bound) = filter.condition();
    let text = format!("SELECT COUNT(*) AS n FROM identity_people{condition}");
    Ok(query(text, school, bound).fetch_one(c).await?.try_get("n")?)
}
