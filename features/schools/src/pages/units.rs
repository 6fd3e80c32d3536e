//! Units: the tree, adding, renaming, merging.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use terms::UnitId;
use web::{Fields, Form, Kind, OfficeShell, Outcome, Page, Path, Site, Visit, format, redirect};

use crate::actions::{self, AddUnit, ChangeUnit};
use crate::{Unit, UnitProfile, shell::office_shell};

#[derive(Template)]
#[template(path = "schools/units.html")]
struct UnitsPage {
    shell: OfficeShell,
    rows: Vec<Row>,
    units: Vec<(i64, String)>,
    today: String,
}

struct Row {
    id: i64,
    name: String,
    code: String,
    above: String,
    about: String,
}

pub async fn list(State(site): State<Site>, visit: Visit) -> Outcome<Page> {
    let mut reader = site.store().reader().await?;
    let units = crate::units(&mut reader, visit.school()).await?;
    let name = |id: Option<UnitId>| {
        units.iter().find(|u| Some(u.id) == id).map(|u| u.name.clone()).unwrap_or_default()
    };
    let row = |unit: &Unit| Row {
        id: unit.id.0,
        name: unit.name.clone(),
        code: unit.code.clone(),
        above: name(unit.parent),
        about: match unit.ended_on {
            Some(day) => format!("{}并入{}", format::long_day(day), name(unit.merged_into)),
            None => unit.profile.phone.clone(),
        },
    };
    let page = UnitsPage {
        rows: units.iter().map(row).collect(),
        units: present(&units),
        today: visit.today().to_string(),
        shell: office_shell(&mut reader, &site, &visit, "/office/units").await?,
    };
    Page::render(&page, &visit)
}

fn present(units: &[Unit]) -> Vec<(i64, String)> {
    units.iter().filter(|unit| unit.is_present()).map(|unit| (unit.id.0, unit.name.clone())).collect()
}

fn profile(fields: &mut Fields) -> Outcome<UnitProfile> {
    let mut text = |name| -> Outcome<String> { Ok(fields.filled(name)?.unwrap_or_default()) };
    Ok(UnitProfile {
        short: text("short")?,
        group: text("group")?,
        duties: text("duties")?,
        place: text("place")?,
        phone: text("phone")?,
    })
}

pub async fn add(State(site): State<Site>, visit: Visit, mut form: Form) -> Outcome<Response> {
    let fields = &mut form.fields;
    let unit = AddUnit {
        code: fields.text("code")?,
        name: fields.text("name")?,
        from: fields.optional_day("from")?.unwrap_or(visit.today()),
        parent: fields.optional_number("parent")?.map(UnitId),
        campus: None,
        profile: profile(fields)?,
    };
    let context = visit.context(&form.key);
    form.fields.end()?;
    actions::add_unit(site.store(), &context, &unit).await?;
    Ok(redirect(&visit, "/office/units"))
}

#[derive(Template)]
#[template(path = "schools/unit.html")]
struct UnitPage {
    shell: OfficeShell,
    id: i64,
    name: String,
    code: String,
    profile: UnitProfile,
    units: Vec<(i64, String, bool)>,
    today: String,
    ended: String,
}

pub async fn unit(State(site): State<Site>, visit: Visit, Path(id): Path<i64>) -> Outcome<Page> {
    let mut reader = site.store().reader().await?;
    let unit = crate::unit(&mut reader, visit.school(), UnitId(id)).await?.ok_or(Kind::NotFound)?;
    let units = crate::units(&mut reader, visit.school()).await?;
    let others = present(&units).into_iter().filter(|(other, _)| *other != id);
    let page = UnitPage {
        id,
        units: others.map(|(other, name)| (other, name, Some(UnitId(other)) == unit.parent)).collect(),
        name: unit.name,
        code: unit.code,
        profile: unit.profile,
        today: visit.today().to_string(),
        ended: unit.ended_on.map(format::long_day).unwrap_or_default(),
        shell: office_shell(&mut reader, &site, &visit, "/office/units").await?,
    };
    Page::render(&page, &visit)
}

fn back(visit: &Visit, id: i64) -> Response {
    redirect(visit, &format!("/office/units/{id}"))
}

pub async fn change(
    State(site): State<Site>,
    visit: Visit,
    Path(id): Path<i64>,
    mut form: Form,
) -> Outcome<Response> {
    let mut reader = site.store().reader().await?;
    let campus = crate::unit(&mut reader, visit.school(), UnitId(id)).await?.ok_or(Kind::NotFound)?.campus;
    drop(reader);
    let parent = form.fields.optional_number("parent")?.map(UnitId);
    let change = ChangeUnit { parent, campus, profile: profile(&mut form.fields)? };
    let context = visit.context(&form.key);
    form.fields.end()?;
    actions::change_unit(site.store(), &context, UnitId(id), &change).await?;
    Ok(back(&visit, id))
}

pub async fn rename(
    State(site): State<Site>,
    visit: Visit,
    Path(id): Path<i64>,
    mut form: Form,
) -> Outcome<Response> {
    let name = form.fields.text("name")?;
    let from = form.fields.optional_day("from")?.unwrap_or(visit.today());
    let context = visit.context(&form.key);
    form.fields.end()?;
    actions::rename_unit(site.store(), &context, UnitId(id), &name, from).await?;
    Ok(back(&visit, id))
}

pub async fn merge(
    State(site): State<Site>,
    visit: Visit,
    Path(id): Path<i64>,
    mut form: Form,
) -> Outcome<Response> {
    let into = UnitId(form.fields.number("into")?);
    let on = form.fields.optional_day("on")?.unwrap_or(visit.today());
    let context = visit.context(&form.key);
    form.fields.end()?;
    actions::merge_unit(site.store(), &context, UnitId(id), into, on).await?;
    Ok(back(&visit, id))
}
