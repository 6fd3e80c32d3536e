//! Units: the tree, adding one.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use terms::UnitId;
use web::{Fields, Form, OfficeShell, Outcome, Page, Problems, Site, Visit, done, format};

use super::day_of;
use crate::actions::{self, AddUnit};
use crate::{Campus, Unit, UnitProfile, shell::office_shell};

#[derive(Template)]
#[template(path = "schools/units.html")]
struct UnitsPage {
    shell: OfficeShell,
    rows: Vec<Row>,
    name: String,
    code: String,
    from: String,
    place: PlaceChoices,
    profile: UnitProfile,
    problems: Problems,
}

struct Row {
    id: i64,
    name: String,
    code: String,
    above: String,
    about: String,
}

/// Where a unit may stand, for the choices of a form.
pub(super) struct PlaceChoices {
    pub units: Vec<(i64, String, bool)>,
    /// Empty where the school has no campuses: then nobody is asked.
    pub campuses: Vec<(i64, String, bool)>,
}

impl PlaceChoices {
    /// Every place but `own`'s; a present choice stays choosable, even where it has been merged away.
    pub fn of(units: &[Unit], campuses: &[Campus], own: Option<UnitId>, chosen: &Place) -> PlaceChoices {
        let is_offered = |unit: &&Unit| unit.is_present() || Some(unit.id) == chosen.parent;
        let others = units.iter().filter(|unit| Some(unit.id) != own).filter(is_offered);
        let name = |unit: &Unit| match unit.is_present() {
            true => unit.name.clone(),
            false => format!("{}（已撤并）", unit.name),
        };
        PlaceChoices {
            units: others.map(|unit| (unit.id.0, name(unit), Some(unit.id) == chosen.parent)).collect(),
            campuses: campuses
                .iter()
                .map(|campus| (campus.id, campus.name.clone(), Some(campus.id) == chosen.campus))
                .collect(),
        }
    }
}

/// Where a unit stands.
#[derive(Default)]
pub(super) struct Place {
    pub parent: Option<UnitId>,
    pub campus: Option<i64>,
}

/// The fields that adding and changing a unit have in common.
pub(super) fn read(fields: &mut Fields) -> Outcome<(Place, UnitProfile)> {
    let parent = fields.optional_number("parent")?.map(UnitId);
    let place = Place { parent, campus: fields.optional_number("campus")? };
    let mut text = |name| -> Outcome<String> { Ok(fields.filled(name)?.unwrap_or_default()) };
    let profile = UnitProfile {
        short: text("short")?,
        group: text("group")?,
        duties: text("duties")?,
        place: text("place")?,
        phone: text("phone")?,
    };
    Ok((place, profile))
}

/// What was typed for a new unit.
#[derive(Default)]
struct Typed {
    name: String,
    code: String,
    from: String,
    place: Place,
    profile: UnitProfile,
    problems: Problems,
}

pub async fn list(State(site): State<Site>, visit: Visit) -> Outcome<Page> {
    let typed = Typed { from: visit.today().to_string(), ..Typed::default() };
    show(&site, &visit, typed).await
}

async fn show(site: &Site, visit: &Visit, typed: Typed) -> Outcome<Page> {
    let mut reader = site.store().reader().await?;
    let units = crate::units(&mut reader, visit.school()).await?;
    let campuses = crate::campuses(&mut reader, visit.school()).await?;
    let page = UnitsPage {
        rows: units.iter().map(|unit| row(unit, &units)).collect(),
        place: PlaceChoices::of(&units, &campuses, None, &typed.place),
        name: typed.name,
        code: typed.code,
        from: typed.from,
        profile: typed.profile,
        problems: typed.problems,
        shell: office_shell(&mut reader, site, visit, "/office/units").await?,
    };
    Page::render(&page, visit)
}

fn row(unit: &Unit, units: &[Unit]) -> Row {
    let name = |id: Option<UnitId>| {
        units.iter().find(|other| Some(other.id) == id).map(|other| other.name.clone()).unwrap_or_default()
    };
    Row {
        id: unit.id.0,
        name: unit.name.clone(),
        code: unit.code.clone(),
        above: name(unit.parent),
        about: match unit.ended_on {
            Some(day) => format!("{}并入{}", format::long_day(day), name(unit.merged_into)),
            None => unit.profile.phone.clone(),
        },
    }
}

pub async fn add(State(site): State<Site>, visit: Visit, mut form: Form) -> Outcome<Response> {
    let (name, code) = (form.fields.text("name")?, form.fields.text("code")?);
    let from = form.fields.text("from")?;
    let (place, profile) = read(&mut form.fields)?;
    form.fields.end()?;
    let mut typed = Typed { name, code, from, place, profile, problems: Problems::default() };
    let day = day_of("from", &typed.from, visit.today(), &mut typed.problems);
    let unit = AddUnit {
        code: typed.code.clone(),
        name: typed.name.clone(),
        from: day,
        parent: typed.place.parent,
        campus: typed.place.campus,
        profile: typed.profile.clone(),
    };
    if typed.problems.is_empty() {
        match actions::add_unit(site.store(), &visit.context(&form.key), &unit).await {
            Ok(_) => return Ok(done(&visit, "/office/units", format!("{}已加上。", unit.name))),
            Err(error) => typed.problems.extend(error.reasons().ok_or(error)?),
        }
    }
    let page = show(&site, &visit, typed).await?;
    Ok(page.refused())
}
