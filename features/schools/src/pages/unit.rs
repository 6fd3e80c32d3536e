//! A unit: what it tells about itself, a new name, its end.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use terms::UnitId;
use web::{Form, Kind, OfficeShell, Outcome, Page, Path, Problems, Site, Visit, done, format};

use super::day_of;
use super::units::{Place, PlaceChoices, read};
use crate::actions::{self, ChangeUnit};
use crate::{SchoolError, UnitProfile, shell::office_shell};

#[derive(Template)]
#[template(path = "schools/unit.html")]
struct UnitPage {
    shell: OfficeShell,
    id: i64,
    name: String,
    code: String,
    ended: String,
    profile: UnitProfile,
    place: PlaceChoices,
    typed: Typed,
}

/// What was typed in one of the forms, to come back where it was refused.
#[derive(Default)]
struct Typed {
    profile: Option<(Place, UnitProfile)>,
    name: String,
    from: String,
    into: i64,
    on: String,
    problems: Problems,
}

impl Typed {
    fn nothing(visit: &Visit) -> Typed {
        let today = visit.today().to_string();
        Typed { from: today.clone(), on: today, ..Typed::default() }
    }
}

pub async fn page(State(site): State<Site>, visit: Visit, Path(id): Path<i64>) -> Outcome<Page> {
    let typed = Typed::nothing(&visit);
    show(&site, &visit, UnitId(id), typed).await
}

async fn show(site: &Site, visit: &Visit, id: UnitId, mut typed: Typed) -> Outcome<Page> {
    let mut reader = site.store().reader().await?;
    let unit = crate::unit(&mut reader, visit.school(), id).await?.ok_or(Kind::NotFound)?;
    let units = crate::units(&mut reader, visit.school()).await?;
    let campuses = crate::campuses(&mut reader, visit.school()).await?;
    let present = (Place { parent: unit.parent, campus: unit.campus }, unit.profile);
    let (place, profile) = typed.profile.take().unwrap_or(present);
    let page = UnitPage {
        id: id.0,
        name: unit.name,
        code: unit.code,
        ended: unit.ended_on.map(format::long_day).unwrap_or_default(),
        profile,
        place: PlaceChoices::of(&units, &campuses, Some(id), &place),
        typed,
        shell: office_shell(&mut reader, site, visit, "/office/units").await?,
    };
    Page::render(&page, visit)
}

/// Back to the unit; what was refused comes back with everything that was typed.
async fn answer(
    site: &Site,
    visit: &Visit,
    id: UnitId,
    outcome: Result<(), SchoolError>,
    mut typed: Typed,
    told: &str,
) -> Outcome<Response> {
    match outcome {
        Ok(()) if typed.problems.is_empty() => return Ok(done(visit, &format!("/office/units/{id}"), told)),
        Ok(()) => {}
        Err(error) => typed.problems.extend(error.reasons().ok_or(error)?),
    }
    let page = show(site, visit, id, typed).await?;
    Ok(page.refused())
}

pub async fn change(
    State(site): State<Site>,
    visit: Visit,
    Path(id): Path<i64>,
    mut form: Form,
) -> Outcome<Response> {
    let (place, profile) = read(&mut form.fields)?;
    form.fields.end()?;
    let change = ChangeUnit { parent: place.parent, campus: place.campus, profile: profile.clone() };
    let outcome = actions::change_unit(site.store(), &visit.context(&form.key), UnitId(id), &change).await;
    let typed = Typed { profile: Some((place, profile)), ..Typed::nothing(&visit) };
    answer(&site, &visit, UnitId(id), outcome, typed, "部门的资料已改。").await
}

pub async fn rename(
    State(site): State<Site>,
    visit: Visit,
    Path(id): Path<i64>,
    mut form: Form,
) -> Outcome<Response> {
    let (name, from) = (form.fields.text("name")?, form.fields.text("from")?);
    form.fields.end()?;
    let mut typed = Typed { name, from, ..Typed::nothing(&visit) };
    let day = day_of("from", &typed.from, visit.today(), &mut typed.problems);
    let outcome = match typed.problems.is_empty() {
        true => {
            let context = visit.context(&form.key);
            actions::rename_unit(site.store(), &context, UnitId(id), &typed.name, day).await
        }
        false => Ok(()),
    };
    answer(&site, &visit, UnitId(id), outcome, typed, "部门已改名，旧的信息仍写当时的名称。").await
}

pub async fn merge(
    State(site): State<Site>,
    visit: Visit,
    Path(id): Path<i64>,
    mut form: Form,
) -> Outcome<Response> {
    let (into, on) = (form.fields.number("into")?, form.fields.text("on")?);
    form.fields.end()?;
    let mut typed = Typed { into, on, ..Typed::nothing(&visit) };
    let day = day_of("on", &typed.on, visit.today(), &mut typed.problems);
    let outcome = match typed.problems.is_empty() {
        true => {
            let context = visit.context(&form.key);
            actions::merge_unit(site.store(), &context, UnitId(id), UnitId(into), day).await
        }
        false => Ok(()),
    };
    answer(&site, &visit, UnitId(id), outcome, typed, "部门已撤并，以前公开的都还在。").await
}
