//! What is done to an entry, from the forms of its page.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use terms::{EditionId, UnitId};
use web::{Form, Kind, Outcome, Page, Path, Visit, done};

use super::CatalogueOffice;
use super::show::{Typed, found, kept, show, signed_for};
use super::written::Written;
use crate::CatalogueError;
use crate::actions::{self, Units};
use crate::rules::{Part, Refusal};

pub async fn page(
    State(office): State<CatalogueOffice>,
    visit: Visit,
    Path((id, number)): Path<(i64, String)>,
) -> Outcome<Page> {
    show(&office, &visit, id, &number, Typed::default()).await
}

/// Goes on to the entry's page; what is refused or overtaken comes back with
/// everything that was typed.
async fn answer<T>(
    office: &CatalogueOffice,
    visit: &Visit,
    (id, number): (i64, &str),
    outcome: Result<T, CatalogueError>,
    seen: Option<i64>,
    mut typed: Typed,
) -> Outcome<Response> {
    typed.seen = seen;
    let status = match outcome {
        Ok(_) => {
            return Ok(done(visit, &format!("/office/editions/{id}/entries/{number}"), told(typed.form)));
        }
        Err(CatalogueError::Refused(refusals)) => {
            refusals.0.iter().for_each(|one| typed.problems.push(field_of(typed.form, one), one));
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Err(CatalogueError::Overtaken) => {
            typed.is_overtaken = true;
            StatusCode::CONFLICT
        }
        Err(other) => return Err(other.into()),
    };
    let page = show(office, visit, id, number, typed).await?;
    Ok(page.with_status(status).into_response())
}

/// The field on the page: each of the forms that asks for a reason has its own.
fn field_of(form: &str, refusal: &Refusal) -> &'static str {
    match (refusal.field(), form) {
        ("reason", "nil") => "nil",
        ("reason", "nil-back") => "back",
        ("reason", _) => "why",
        ("name", "split") => "parts",
        (field, _) => field,
    }
}

/// What one of the forms did.
fn told(form: &str) -> &'static str {
    match form {
        "amend" => "这一项已改，公开目录跟着变了。",
        "units" => "责任单位已定，单位的办公桌上看得到。",
        "split" => "这一项已拆开，各部分分别算。",
        "not-applicable" => "已记为不适用，理由写在公开目录上。",
        "applicable" => "这一项又适用了。",
        "nil" => "已登记本学年无，署的是你的名。",
        _ => "本学年无的登记已收回。",
    }
}

pub async fn amend(
    State(office): State<CatalogueOffice>,
    visit: Visit,
    Path((id, number)): Path<(i64, String)>,
    mut form: Form,
) -> Outcome<Response> {
    let seen = Some(form.fields.number("seen")?);
    let written = Written::read(&mut form.fields)?;
    form.fields.end()?;
    let (edition, entry) = kept(&mut *office.site.store().reader().await?, &visit, id, &number).await?;
    let (to, problems) = written.amendment(Some(&entry));
    let unread = !problems.is_empty();
    let typed = Typed { written: Some(written), problems, form: "amend", ..Typed::default() };
    let outcome = match unread {
        // What cannot be read and what the rules refuse is said together.
        true => match edition.amend(entry.no, &to, visit.today()) {
            Ok(_) => Err(CatalogueError::Refused(crate::rules::Refusals(vec![]))),
            Err(refusals) => Err(refusals.into()),
        },
        false => {
            let context = visit.context(&form.key);
            actions::amend_entry(office.site.store(), &context, EditionId(id), entry.no, seen, &to).await
        }
    };
    answer(&office, &visit, (id, &number), outcome, seen, typed).await
}

pub async fn assign(
    State(office): State<CatalogueOffice>,
    visit: Visit,
    Path((id, number)): Path<(i64, String)>,
    mut form: Form,
) -> Outcome<Response> {
    let seen = Some(form.fields.number("seen")?);
    let lead = form.fields.optional_number("lead")?.map(UnitId);
    let co_units = form.fields.all("co_unit");
    form.fields.end()?;
    let co_units = co_units.iter().map(|unit| unit.parse().map(UnitId)).collect::<Result<_, _>>();
    let to =
        Units { lead, co_units: co_units.map_err(|_| Kind::BadRequest("没有这个单位。".into()))? };
    let (_, entry) = kept(&mut *office.site.store().reader().await?, &visit, id, &number).await?;
    let context = visit.context(&form.key);
    let outcome =
        actions::assign_unit(office.site.store(), &context, EditionId(id), entry.no, seen, &to).await;
    let typed = Typed { units: Some(to), form: "units", ..Typed::default() };
    answer(&office, &visit, (id, &number), outcome, seen, typed).await
}

pub async fn split(
    State(office): State<CatalogueOffice>,
    visit: Visit,
    Path((id, number)): Path<(i64, String)>,
    mut form: Form,
) -> Outcome<Response> {
    let text = form.fields.text("parts")?;
    form.fields.end()?;
    let (_, entry) = found(&mut *office.site.store().reader().await?, &visit, id, &number).await?;
    let parts: Vec<Part> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|name| Part { name: name.to_owned(), lead_unit: None })
        .collect();
    let context = visit.context(&form.key);
    let outcome = actions::split_entry(office.site.store(), &context, EditionId(id), entry.no, &parts).await;
    let typed = Typed { split: text, form: "split", ..Typed::default() };
    answer(&office, &visit, (id, &number), outcome, None, typed).await
}

pub async fn not_applicable(
    State(office): State<CatalogueOffice>,
    visit: Visit,
    Path((id, number)): Path<(i64, String)>,
    mut form: Form,
) -> Outcome<Response> {
    let reason = form.fields.text("reason")?;
    form.fields.end()?;
    let (_, entry) = kept(&mut *office.site.store().reader().await?, &visit, id, &number).await?;
    let context = visit.context(&form.key);
    let outcome =
        actions::mark_not_applicable(office.site.store(), &context, EditionId(id), entry.no, &reason).await;
    let typed = Typed { not_applicable: reason, form: "not-applicable", ..Typed::default() };
    answer(&office, &visit, (id, &number), outcome, None, typed).await
}

pub async fn applicable(
    State(office): State<CatalogueOffice>,
    visit: Visit,
    Path((id, number)): Path<(i64, String)>,
    form: Form,
) -> Outcome<Response> {
    form.fields.end()?;
    let (_, entry) = kept(&mut *office.site.store().reader().await?, &visit, id, &number).await?;
    let context = visit.context(&form.key);
    let outcome = actions::mark_applicable(office.site.store(), &context, EditionId(id), entry.no).await;
    let typed = Typed { form: "applicable", ..Typed::default() };
    answer(&office, &visit, (id, &number), outcome, None, typed).await
}

/// The lead unit declares for itself, the office for all.
pub async fn nil(
    State(office): State<CatalogueOffice>,
    visit: Visit,
    Path((id, number)): Path<(i64, String)>,
    mut form: Form,
) -> Outcome<Response> {
    let reason = form.fields.text("reason")?;
    form.fields.end()?;
    let entry = signed_for(&mut *office.site.store().reader().await?, &visit, id, &number).await?;
    let context = visit.context(&form.key);
    let outcome = actions::declare_nil(office.site.store(), &context, EditionId(id), entry.no, &reason).await;
    let typed = Typed { nil: reason, form: "nil", ..Typed::default() };
    answer(&office, &visit, (id, &number), outcome, None, typed).await
}

/// Whoever may declare may take back.
pub async fn nil_back(
    State(office): State<CatalogueOffice>,
    visit: Visit,
    Path((id, number)): Path<(i64, String)>,
    mut form: Form,
) -> Outcome<Response> {
    let why = form.fields.text("reason")?;
    form.fields.end()?;
    let entry = signed_for(&mut *office.site.store().reader().await?, &visit, id, &number).await?;
    let context = visit.context(&form.key);
    let outcome = actions::take_back_nil(office.site.store(), &context, EditionId(id), entry.no, &why).await;
    let typed = Typed { nil: why, form: "nil-back", ..Typed::default() };
    answer(&office, &visit, (id, &number), outcome, None, typed).await
}
