//! A version as it will stand on the portal, for those who write and review it.

use askama::Template;
use axum::extract::State;
use publishing::Standing;
use terms::VersionId;
use web::{Kind, OfficeShell, Outcome, Page, Path, Visit};

use super::{Face, Portal, build};

/// The page by itself.
pub async fn page(State(portal): State<Portal>, visit: Visit, Path(id): Path<i64>) -> Outcome<Page> {
    let mut reader = portal.site.store().reader().await?;
    let c = &mut *reader;
    let version =
        publishing::version_at_work(c, &visit.viewer, VersionId(id)).await?.ok_or(Kind::NotFound)?;
    let found = publishing::find(c, &visit.viewer, version.publication).await?;
    let mut publication = found.ok_or(Kind::NotFound)?;
    let face = Face {
        index_no: publication.index_no.clone().unwrap_or_else(|| "发布时编号".to_owned()),
        published: publication.published_at.unwrap_or(visit.now),
    };
    // As if it had been released just now.
    publication.standing = Standing::Live;
    publication.published_at = Some(face.published);
    publication.is_held = false;
    let page = build(c, &portal, &visit, &publication, &version, &face, None).await?;
    Ok(Page::render(&page, &visit)?.framed())
}

#[derive(Template)]
#[template(path = "portal/looks.html")]
struct Looks {
    shell: OfficeShell,
    id: i64,
    title: String,
    is_draft: bool,
}

/// The page at the width of a desk and of a phone.
pub async fn looks(State(portal): State<Portal>, visit: Visit, Path(id): Path<i64>) -> Outcome<Page> {
    let mut reader = portal.site.store().reader().await?;
    let c = &mut *reader;
    let version =
        publishing::version_at_work(c, &visit.viewer, VersionId(id)).await?.ok_or(Kind::NotFound)?;
    let page = Looks {
        id,
        title: version.content.title.clone(),
        is_draft: version.state == publishing::State::Draft,
        shell: schools::shell::office_shell(c, &portal.site, &visit, "/office/drafts").await?,
    };
    Ok(Page::render(&page, &visit)?.framing())
}
