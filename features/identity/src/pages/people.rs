//! People: list, add, roles, links.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use terms::{PersonId, Role, RoleScope, UnitId};
use web::{Form, Kind, OfficeShell, Outcome, Page, Path, Query, Visit, redirect};

use schools::shell::office_shell;

use super::{Identity, sign_in::link_path};
use crate::actions::{self, AddPerson};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
}

#[derive(Template)]
#[template(path = "identity/people.html")]
struct PeoplePage {
    shell: OfficeShell,
    asked: String,
    rows: Vec<PersonLine>,
    units: Vec<(i64, String)>,
    roles: Vec<(&'static str, &'static str)>,
}

struct PersonLine {
    id: i64,
    name: String,
    sign_in: String,
    unit: String,
    title: String,
    state: &'static str,
}

pub async fn list(
    State(identity): State<Identity>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Outcome<Page> {
    let mut reader = identity.site.store().reader().await?;
    let c = &mut *reader;
    let units = schools::units(c, visit.school()).await?;
    let rows = crate::people(c, visit.school(), asked.q.trim(), 0, 200).await?;
    let unit_name = |id: Option<UnitId>| {
        units
            .iter()
            .find(|unit| Some(unit.id) == id)
            .map(|unit| unit.short_name().to_owned())
            .unwrap_or_default()
    };
    let line = |row: crate::PersonRow| PersonLine {
        id: row.id.0,
        unit: unit_name(row.unit),
        name: row.name,
        sign_in: row.sign_in,
        title: row.title,
        state: row.state.name(),
    };
    let page = PeoplePage {
        rows: rows.into_iter().map(line).collect(),
        asked: asked.q,
        roles: Role::ALL.into_iter().map(|role| (role.code(), role.name())).collect(),
        units: units
            .iter()
            .filter(|unit| unit.is_present())
            .map(|unit| (unit.id.0, unit.name.clone()))
            .collect(),
        shell: office_shell(c, &identity.site, &visit, "/office/people").await?,
    };
    Page::render(&page, &visit)
}

pub async fn add(State(identity): State<Identity>, visit: Visit, mut form: Form) -> Outcome<Response> {
    let fields = &mut form.fields;
    let unit = fields.optional_number("unit")?.map(UnitId);
    let roles = roles(fields.all("role"), unit)?;
    let person = AddPerson {
        sign_in: fields.text("sign_in")?,
        name: fields.text("name")?,
        title: fields.filled("title")?.unwrap_or_default(),
        unit,
        is_staff: true,
        is_student: false,
        roles,
    };
    form.fields.end()?;
    let store = identity.site.store();
    let id = actions::add_person(store, &visit.context(&form.key), &person).await?;
    Ok(redirect(&visit, &format!("/office/people/{id}")))
}

/// Roles by their codes; those of a unit are given for this unit.
fn roles(codes: Vec<String>, unit: Option<UnitId>) -> Outcome<Vec<(Role, Option<UnitId>)>> {
    let read = |code: String| {
        let role = Role::from_code(&code).ok_or(Kind::BadRequest(format!("没有“{code}”这个角色")))?;
        Ok((role, unit.filter(|_| role.scope() == RoleScope::Unit)))
    };
    codes.into_iter().map(read).collect()
}

#[derive(Template)]
#[template(path = "identity/person.html")]
struct PersonPage {
    shell: OfficeShell,
    id: i64,
    name: String,
    sign_in: String,
    title: String,
    state: &'static str,
    is_dismissed: bool,
    roles: Vec<(&'static str, &'static str, bool)>,
    units: Vec<(i64, String, bool)>,
    link: Option<String>,
}

async fn show(identity: &Identity, visit: &Visit, id: PersonId, link: Option<String>) -> Outcome<Page> {
    let mut reader = identity.site.store().reader().await?;
    let c = &mut *reader;
    let person = crate::find(c, visit.school(), id).await?.ok_or(Kind::NotFound)?;
    let held = crate::roles_of(c, id).await?;
    let unit = held.iter().find_map(|(_, unit)| *unit).or(person.unit);
    let units = schools::units(c, visit.school()).await?;
    let page = PersonPage {
        id: id.0,
        state: person.state.name(),
        is_dismissed: person.state == crate::PersonState::Dismissed,
        name: person.name,
        sign_in: person.sign_in,
        title: person.title,
        roles: Role::ALL
            .into_iter()
            .map(|r| (r.code(), r.name(), held.iter().any(|(role, _)| *role == r)))
            .collect(),
        units: units
            .iter()
            .filter(|u| u.is_present())
            .map(|u| (u.id.0, u.name.clone(), Some(u.id) == unit))
            .collect(),
        link,
        shell: office_shell(c, &identity.site, visit, "/office/people").await?,
    };
    Page::render(&page, visit)
}

pub async fn person(State(identity): State<Identity>, visit: Visit, Path(id): Path<i64>) -> Outcome<Page> {
    show(&identity, &visit, PersonId(id), None).await
}

pub async fn give_roles(
    State(identity): State<Identity>,
    visit: Visit,
    Path(id): Path<i64>,
    mut form: Form,
) -> Outcome<Response> {
    let unit = form.fields.optional_number("unit")?.map(UnitId);
    let roles = roles(form.fields.all("role"), unit)?;
    form.fields.end()?;
    actions::give_roles(identity.site.store(), &visit.context(&form.key), PersonId(id), &roles).await?;
    Ok(redirect(&visit, &format!("/office/people/{id}")))
}

pub async fn give_link(
    State(identity): State<Identity>,
    visit: Visit,
    Path(id): Path<i64>,
    form: Form,
) -> Outcome<Response> {
    form.fields.end()?;
    let secret = actions::give_link(identity.site.store(), &visit.context(&form.key), PersonId(id)).await?;
    let base = identity.site.public_url(visit.school()).await?;
    let link = format!("{base}{}", link_path(&secret));
    Ok(show(&identity, &visit, PersonId(id), Some(link)).await?.into_response())
}

pub async fn dismiss(
    State(identity): State<Identity>,
    visit: Visit,
    Path(id): Path<i64>,
    form: Form,
) -> Outcome<Response> {
    form.fields.end()?;
    actions::dismiss_person(identity.site.store(), &visit.context(&form.key), PersonId(id)).await?;
    Ok(redirect(&visit, &format!("/office/people/{id}")))
}
