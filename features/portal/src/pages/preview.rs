//! An attachment as a page (预览): the same rights as the file, asked each time it is drawn.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use publishing::{Preview, Standing};
use terms::AttachmentId;
use web::{Depends, Kind, Outcome, Page, Path, Shell, Visit, format};

use super::{Portal, shell};
use crate::parts;

#[derive(Template)]
#[template(path = "portal/preview.html")]
struct PreviewPage {
    shell: Shell,
    name: String,
    about: String,
    file: String,
    /// The publication's page and title, where it has one.
    item: Option<(String, String)>,
    preview: Preview,
}

pub async fn page(State(portal): State<Portal>, visit: Visit, Path(id): Path<i64>) -> Outcome<Response> {
    let mut reader = portal.site.store().reader().await?;
    let c = &mut *reader;
    let viewer = &visit.viewer;
    let attachment = publishing::attachment(c, viewer, AttachmentId(id)).await?.ok_or(Kind::NotFound)?;
    let version = publishing::version(c, viewer, attachment.version).await?.ok_or(Kind::NotFound)?;
    let publication = publishing::find(c, viewer, version.publication).await?.ok_or(Kind::NotFound)?;
    let depends = Depends::on([crate::keys::item(publication.id.0), crate::keys::school(visit.school().0)]);
    let is_public = version.content.audience == terms::Audience::Public
        && publication.audience == terms::Audience::Public
        && publication.standing == Standing::Live
        && !publication.is_held;
    let shell = shell(c, &portal, &visit, "").await?;
    // What is read from a file takes its time, and holds no connection.
    drop(reader);
    let preview = publishing::preview(portal.site.files(), &portal.intake, &attachment).await?;
    let page = PreviewPage {
        shell,
        about: format::size(attachment.size_bytes),
        file: format!("/files/{id}/{}", web::encoded(&attachment.name)),
        item: publication.index_no.map(|number| (parts::item_path(&number), version.content.title)),
        preview: preview.ok_or(Kind::NotFound)?,
        name: attachment.name,
    };
    let mut page = Page::render(&page, &visit)?;
    if is_public {
        page = page.keep(depends);
    }
    Ok(page.into_response())
}
