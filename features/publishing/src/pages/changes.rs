//! What a version changes against the one before it, side by side (两版对照).

use askama::Template;
use axum::extract::State;
use documents::html::to_text;
use terms::VersionId;
use web::{Kind, OfficeShell, Outcome, Page, Path, Visit};

use super::Office;
use super::difference::{Difference, differences};
use crate::rules::compare::{Pair, compare};

#[derive(Template)]
#[template(path = "publishing/changes.html")]
struct Changes {
    shell: OfficeShell,
    id: i64,
    title: String,
    before: i64,
    after: i64,
    pairs: Vec<Pair>,
    fields: Vec<Difference>,
    /// Files that came, and files that went.
    files: (Vec<String>, Vec<String>),
}

pub async fn page(State(office): State<Office>, visit: Visit, Path(id): Path<i64>) -> Outcome<Page> {
    let mut reader = office.site.store().reader().await?;
    let c = &mut *reader;
    let viewer = &visit.viewer;
    let version = crate::version_at_work(c, viewer, VersionId(id)).await?.ok_or(Kind::NotFound)?;
    let before = crate::versions_of(c, viewer, version.publication).await?;
    let before = before.into_iter().filter(|one| one.number < version.number).max_by_key(|one| one.number);
    let before = before.ok_or(Kind::NotFound)?;
    let (old, new) = (crate::attachments(c, before.id).await?, crate::attachments(c, version.id).await?);
    let only = |these: &[crate::Attachment], those: &[crate::Attachment]| -> Vec<String> {
        let is_there = |file: &crate::Attachment| those.iter().any(|one| one.file_hash == file.file_hash);
        these.iter().filter(|file| !is_there(file)).map(|file| file.name.clone()).collect()
    };
    let channels = office.channels.known(c, visit.school()).await?;
    let fields = differences(c, &visit, &channels, &before.content, &version.content).await?;
    let page = Changes {
        id,
        title: version.content.title.clone(),
        before: before.number,
        after: version.number,
        pairs: compare(&to_text(&before.content.body_html), &to_text(&version.content.body_html)),
        fields: fields.into_iter().filter(|field| field.label != "正文").collect(),
        files: (only(&new, &old), only(&old, &new)),
        shell: schools::shell::office_shell(c, &office.site, &visit, "/office/drafts").await?,
    };
    Page::render(&page, &visit)
}
