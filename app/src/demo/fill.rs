//! Fills an empty installation with the demo, by the same actions.

use std::collections::HashMap;

use identity::actions::{AddPerson, add_person, give_link, set_first_password};
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use publishing::PublishingError;
use schools::actions::{AddUnit, FoundSchool, add_campus, add_unit, found_school, merge_unit, rename_unit};
use schools::{Campus, SchoolSettings};
use store::{Actor, Context, Store};
use terms::{PersonId, Role, RoleScope, SchoolId, UnitId, Viewer};
use thiserror::Error;

use super::catalogue;
use super::channels as register;
use super::content::{PeopleFile, SchoolFile, UnitsFile, file};
use super::days::Days;
use super::publish::publish;
use crate::house::House;

/// Why the demo could not be filled: its content does not fit the program.
#[derive(Debug, Error)]
pub enum DemoError {
    /// A unit's code.
    #[error("演示数据里没有部门 {0}")]
    Unit(String),
    /// A person's sign-in name.
    #[error("演示数据里没有人员 {0}")]
    Person(String),
    /// A day.
    #[error("演示数据的日期不对")]
    Day,
    /// A publication.
    #[error("演示数据的 {0} 没有放进去：{1}")]
    Publication(String, Box<PublishingError>),
    /// The report of a year, 0 being the running one.
    #[error("演示数据第{0}学年的年报没有写成：{1}")]
    Report(i16, Box<statistics::StatisticsError>),
    /// The channels.
    #[error(transparent)]
    Channel(#[from] channels::ChannelError),
    /// What readers found wrong.
    #[error(transparent)]
    Correction(#[from] ::corrections::CorrectionError),
    /// What people asked for.
    #[error(transparent)]
    Request(#[from] ::requests::RequestError),
    /// Schools.
    #[error(transparent)]
    School(#[from] schools::SchoolError),
    /// People.
    #[error(transparent)]
    Identity(#[from] identity::IdentityError),
    /// The catalogue.
    #[error(transparent)]
    Catalogue(#[from] ::catalogue::CatalogueError),
    /// The store.
    #[error(transparent)]
    Store(#[from] store::Failure),
}

/// What is known while filling.
pub struct Filling<'a> {
    pub house: &'a House,
    pub school: SchoolId,
    pub days: Days,
    units: HashMap<String, UnitId>,
    people: HashMap<String, PersonId>,
    pub viewers: Vec<Viewer>,
}

impl Filling<'_> {
    pub fn store(&self) -> &Store {
        &self.house.store
    }

    pub fn unit(&self, code: &str) -> Result<UnitId, DemoError> {
        self.units.get(code).copied().ok_or_else(|| DemoError::Unit(code.to_owned()))
    }

    pub fn person(&self, sign_in: &str) -> Result<PersonId, DemoError> {
        self.people.get(sign_in).copied().ok_or_else(|| DemoError::Person(sign_in.to_owned()))
    }

    pub fn context(&self, actor: Actor, day: Date, hour: i8) -> Context {
        let at = day.to_datetime(Time::constant(hour, 0, 0, 0));
        Context::new(self.school, actor, terms::instant_of(at))
    }

    /// Somebody with a role for a unit, other than `not`.
    pub fn with_role(&self, role: Role, unit: UnitId, not: Option<PersonId>) -> Option<&Viewer> {
        self.viewers.iter().find(|viewer| viewer.has_for(role, unit) && viewer.person_id() != not)
    }
}

/// Fills the house. Everyone gets the same password, made for this folder.
pub async fn fill(house: &House, now: Timestamp, password: &str) -> Result<(), DemoError> {
    let today = terms::day_of(now);
    let days = Days::new(today, &house.calendar);
    let school = found(house, &days).await?;
    let mut filling =
        Filling { house, school, days, units: HashMap::new(), people: HashMap::new(), viewers: Vec::new() };
    add_units(&mut filling).await?;
    add_people(&mut filling, now, password).await?;
    // The school's founding opened its register.
    crate::timetable::follow(house, now).await?;
    register::register(&filling).await?;
    catalogue::adopt(&filling).await?;
    publish(&filling, now).await?;
    crate::timetable::step(house, now).await?;
    catalogue::declare(&filling).await?;
    super::corrections::report_all(&filling).await?;
    super::requests::ask_all(&filling).await?;
    // Reports count what the followers know by now, and are followed themselves.
    super::reports::report(&filling, now).await?;
    crate::timetable::step(house, now).await?;
    Ok(())
}

async fn found(house: &House, days: &Days) -> Result<SchoolId, DemoError> {
    let data: SchoolFile = file("school.toml");
    let day = days.of_year(-3, "09-01").ok_or(DemoError::Day)?;
    let at = terms::start_of(day);
    let settings = SchoolSettings {
        records: vec![data.institution_mark, data.icp_record, data.police_record],
        ..data.settings
    };
    let school = FoundSchool { code: data.code, name: data.name, hosts: vec![data.host], settings };
    let id = found_school(&house.store, &Context::new(SchoolId(0), Actor::Operator, at), school).await?;
    let context = Context::new(id, Actor::Operator, at);
    for campus in data.campuses {
        let campus = Campus {
            id: 0,
            code: campus.code,
            name: campus.name,
            address: campus.address,
            is_main: campus.main,
        };
        add_campus(&house.store, &context, &campus).await?;
    }
    Ok(id)
}

async fn add_units(filling: &mut Filling<'_>) -> Result<(), DemoError> {
    let data: UnitsFile = file("units.toml");
    let founded = filling.days.of_year(-10, "09-01").ok_or(DemoError::Day)?;
    let context =
        filling.context(Actor::Operator, filling.days.of_year(-3, "09-01").ok_or(DemoError::Day)?, 8);
    let campuses = schools::campuses(&mut *filling.store().reader().await?, filling.school).await?;
    for row in &data.units {
        let parent = row.parent.as_ref().map(|code| filling.unit(code)).transpose()?;
        let campus =
            campuses.iter().find(|campus| Some(&campus.code) == row.campus.as_ref()).map(|campus| campus.id);
        let name = row.renamed.first().map_or(&row.name, |renamed| &renamed.from).clone();
        let unit = AddUnit {
            code: row.code.clone(),
            name,
            from: founded,
            parent,
            campus,
            profile: row.profile.clone(),
        };
        let id = add_unit(filling.store(), &context, &unit).await?;
        filling.units.insert(row.code.clone(), id);
    }
    for row in &data.units {
        let id = filling.unit(&row.code)?;
        for (at, renamed) in row.renamed.iter().enumerate() {
            let name = row.renamed.get(at + 1).map_or(&row.name, |next| &next.from);
            let on = filling.days.of(&renamed.on).ok_or(DemoError::Day)?;
            rename_unit(filling.store(), &filling.context(Actor::Operator, on, 9), id, name, on).await?;
        }
        if let Some(merged) = &row.merged {
            let on = filling.days.of(&merged.on).ok_or(DemoError::Day)?;
            let into = filling.unit(&merged.into)?;
            merge_unit(filling.store(), &filling.context(Actor::Operator, on, 9), id, into, on).await?;
        }
    }
    Ok(())
}

async fn add_people(filling: &mut Filling<'_>, now: Timestamp, password: &str) -> Result<(), DemoError> {
    let data: PeopleFile = file("people.toml");
    let context =
        filling.context(Actor::Operator, filling.days.of_year(-3, "09-01").ok_or(DemoError::Day)?, 10);
    let today = Context::new(filling.school, Actor::Operator, now);
    for row in data.people {
        let roles = row.roles.iter().map(|text| role(filling, text)).collect::<Result<Vec<_>, _>>()?;
        let person = AddPerson {
            sign_in: row.sign_in.clone(),
            name: row.name,
            title: row.title,
            unit: row.unit.as_ref().map(|code| filling.unit(code)).transpose()?,
            is_staff: row.group == "staff",
            is_student: row.group == "student",
            roles,
        };
        let id = add_person(filling.store(), &context, &person).await?;
        let link = give_link(filling.store(), &today, id).await?;
        set_first_password(filling.store(), &filling.house.hasher, &today, link.reveal(), password).await?;
        let viewer = identity::viewer(&mut *filling.store().reader().await?, filling.school, id).await?;
        filling.viewers.push(viewer);
        filling.people.insert(row.sign_in, id);
    }
    Ok(())
}

fn role(filling: &Filling<'_>, text: &str) -> Result<(Role, Option<UnitId>), DemoError> {
    let (code, unit) = text.split_once(':').map_or((text, None), |(code, unit)| (code, Some(unit)));
    let role = Role::from_code(code).ok_or_else(|| DemoError::Person(text.to_owned()))?;
    let unit = unit.filter(|_| role.scope() == RoleScope::Unit).map(|unit| filling.unit(unit)).transpose()?;
    Ok((role, unit))
}
