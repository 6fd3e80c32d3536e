//! Attachments: rights are asked each time, and a file is never a page.

use axum::extract::State;
use axum::response::Response;
use terms::AttachmentId;
use web::{Kind, Outcome, Path, Visit};

use super::Portal;

pub async fn file(
    State(portal): State<Portal>,
    visit: Visit,
    Path((id, _name)): Path<(i64, String)>,
) -> Outcome<Response> {
    let mut reader = portal.site.store().reader().await?;
    let attachment =
        publishing::attachment(&mut reader, &visit.viewer, AttachmentId(id)).await?.ok_or(Kind::NotFound)?;
    drop(reader);
    let hash = attachment.file_hash.parse().map_err(|_| Kind::Broken("a file's hash"))?;
    let content = portal.site.files().get(&hash).await?;
    web::download(&attachment.name, &attachment.content_type, content, "no-cache")
}
