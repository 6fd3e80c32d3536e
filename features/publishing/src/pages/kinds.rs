//! The kinds of publication, and which of them a leader approves.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use terms::Role;
use web::{Form, Kind, OfficeShell, Outcome, Page, Path, Visit, done};

use super::Office;
use crate::kinds::{kind, kinds};

#[derive(Template)]
#[template(path = "publishing/kinds.html")]
struct KindsPage {
    shell: OfficeShell,
    rows: Vec<Row>,
    may_mark: bool,
}

struct Row {
    code: &'static str,
    name: &'static str,
    hint: &'static str,
    fields: String,
    /// Always, whatever the school says.
    is_important_by_law: bool,
    is_marked: bool,
}

pub async fn page(State(office): State<Office>, visit: Visit) -> Outcome<Page> {
    let mut reader = office.site.store().reader().await?;
    let school = schools::find(&mut reader, visit.school()).await?.ok_or(Kind::NotFound)?;
    let row = |kind: &'static crate::kinds::Kind| Row {
        code: &kind.code,
        name: &kind.name,
        hint: &kind.hint,
        fields: kind.fields.iter().map(|field| field.label.as_str()).collect::<Vec<_>>().join("、"),
        is_important_by_law: kind.is_important,
        is_marked: school.settings.important_kinds.contains(&kind.code),
    };
    let page = KindsPage {
        rows: kinds().iter().map(row).collect(),
        may_mark: visit.viewer.has(Role::Office),
        shell: schools::shell::office_shell(&mut reader, &office.site, &visit, "/office/drafts").await?,
    };
    Page::render(&page, &visit)
}

pub async fn mark(
    State(office): State<Office>,
    visit: Visit,
    Path(code): Path<String>,
    mut form: Form,
) -> Outcome<Response> {
    let is_important = form.fields.number("important")? == 1;
    form.fields.end()?;
    let kind = kind(&code).ok_or(Kind::NotFound)?;
    let context = visit.context(&form.key);
    schools::actions::mark_kind(office.site.store(), &context, &kind.code, is_important).await?;
    Ok(done(&visit, &format!("/office/kinds#{}", kind.code), marked(&kind.name, is_important)))
}

fn marked(kind: &str, is_important: bool) -> String {
    match is_important {
        true => format!("“{kind}”已列为重要，以后公开办发布时还要校领导审批。"),
        false => format!("“{kind}”不再列为重要，公开办就能发布。"),
    }
}
