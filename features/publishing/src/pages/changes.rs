//! What a version changes against the one before it, side by side (两版对照).

use askama::Template;
use axum::extract::State;
use documents::html::to_text;
use store::Connection;
use terms::VersionId;
use web::{Kind, OfficeShell, Outcome, Page, Path, Visit};

use super::Office;
use super::difference::{Difference, differences};
use crate::rules::compare::{Pair, compare};
use crate::{KnownChannel, Version};

/// What one version has that another has not. Drawn by `publishing/changed.html`.
pub struct Changes {
    /// The number of the version before.
    pub before: i64,
    /// The number of the version after.
    pub after: i64,
    /// The text, line beside line.
    pub pairs: Vec<Pair>,
    /// Everything else that was written, field by field.
    pub fields: Vec<Difference>,
    /// Files that came, and files that went.
    pub files: (Vec<String>, Vec<String>),
}

/// What `after` changes against `before`, for a viewer who may read both.
pub async fn changes(
    c: &mut Connection,
    visit: &Visit,
    channels: &[KnownChannel],
    before: &Version,
    after: &Version,
) -> Outcome<Changes> {
    let (old, new) = (crate::attachments(c, before.id).await?, crate::attachments(c, after.id).await?);
    let only = |these: &[crate::Attachment], those: &[crate::Attachment]| -> Vec<String> {
        let is_there = |file: &crate::Attachment| those.iter().any(|one| one.file_hash == file.file_hash);
        these.iter().filter(|file| !is_there(file)).map(|file| file.name.clone()).collect()
    };
    let fields = differences(c, visit, channels, &before.content, &after.content).await?;
    Ok(Changes {
        before: before.number,
        after: after.number,
        pairs: compare(&to_text(&before.content.body_html), &to_text(&after.content.body_html)),
        fields: fields.into_iter().filter(|field| field.label != "正文").collect(),
        files: (only(&new, &old), only(&old, &new)),
    })
}

#[derive(Template)]
#[template(path = "publishing/changes.html")]
struct ChangesPage {
    shell: OfficeShell,
    id: i64,
    title: String,
    changes: Changes,
}

pub async fn page(State(office): State<Office>, visit: Visit, Path(id): Path<i64>) -> Outcome<Page> {
    let mut reader = office.site.store().reader().await?;
    let c = &mut *reader;
    let viewer = &visit.viewer;
    let version = crate::version_at_work(c, viewer, VersionId(id)).await?.ok_or(Kind::NotFound)?;
    let before = crate::versions_of(c, viewer, version.publication).await?;
    let before = before.into_iter().filter(|one| one.number < version.number).max_by_key(|one| one.number);
    let before = before.ok_or(Kind::NotFound)?;
    let channels = office.channels.known(c, visit.school()).await?;
    let page = ChangesPage {
        id,
        changes: changes(c, &visit, &channels, &before, &version).await?,
        title: version.content.title,
        shell: schools::shell::office_shell(c, &office.site, &visit, "/office/drafts").await?,
    };
    Page::render(&page, &visit)
}
