//! The sheet of a version's secrecy review: a page, and files to print and file.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use documents::paper;
use terms::VersionId;
use web::{Kind, OfficeShell, Outcome, Page, Path, Visit};

use super::Office;
use crate::sheet::{Sheet, sheet};

#[derive(Template)]
#[template(path = "publishing/sheet.html")]
struct SheetPage {
    shell: OfficeShell,
    id: i64,
    paper: String,
}

pub async fn page(State(office): State<Office>, visit: Visit, Path(id): Path<i64>) -> Outcome<Page> {
    let sheet = asked(&office, &visit, id).await?;
    let mut reader = office.site.store().reader().await?;
    let page = SheetPage {
        id,
        paper: paper::html(&sheet.paper()),
        shell: schools::shell::office_shell(&mut reader, &office.site, &visit, "/office/drafts").await?,
    };
    Page::render(&page, &visit)
}

/// The sheet as DOCX or PDF.
pub async fn file(
    State(office): State<Office>,
    visit: Visit,
    Path((id, ending)): Path<(i64, String)>,
) -> Outcome<Response> {
    let (pdf, kind) = match ending.as_str() {
        "docx" => (false, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        "pdf" => (true, "application/pdf"),
        _ => return Err(Kind::NotFound.into()),
    };
    let sheet = asked(&office, &visit, id).await?;
    let (paper, now) = (sheet.paper(), visit.now);
    let made = move || if pdf { paper::pdf(&paper, now) } else { paper::docx(&paper, now) };
    let made = tokio::task::spawn_blocking(made).await.map_err(|_| Kind::Broken("a sheet"))?;
    let bytes = made.map_err(|error| {
        tracing::error!(%error, version = id, "a sheet could not be made");
        Kind::Broken("a sheet")
    })?;
    let short: String = sheet.title.chars().take(40).collect();
    web::download(&format!("保密审查表-{short}.{ending}"), kind, bytes.into(), "no-store")
}

async fn asked(office: &Office, visit: &Visit, id: i64) -> Outcome<Sheet> {
    let mut reader = office.site.store().reader().await?;
    let version = crate::version_at_work(&mut reader, &visit.viewer, VersionId(id)).await?;
    let version = version.ok_or(Kind::NotFound)?;
    Ok(sheet(&mut reader, &version, visit.now).await?)
}
