//! What a released version changed against the one before it, for everybody who may read both.

use askama::Template;
use axum::extract::State;
use publishing::Version;
use publishing::pages::{Changes, changes};
use publishing::rules::compare::Pair;
use web::{Kind, Outcome, Page, Path, Shell, Visit, format};

use super::{Portal, shell, standing};
use crate::parts;

/// What the office notes for its own work, and nobody reviewed for the public.
const OFFICE_ONLY: [&str; 3] = ["公开渠道", "重要", "改动或范围说明"];

#[derive(Template)]
#[template(path = "portal/changes.html")]
struct ChangesPage {
    shell: Shell,
    title: String,
    path: String,
    note: String,
    by: Vec<String>,
    changes: Changes,
}

pub async fn page(
    State(portal): State<Portal>,
    visit: Visit,
    Path((key, number)): Path<(String, i64)>,
) -> Outcome<Page> {
    let mut reader = portal.site.store().reader().await?;
    let c = &mut *reader;
    let (publication, versions) = standing(c, &visit, &key).await?;
    let (before, after) = neighbours(&versions, number).ok_or(Kind::NotFound)?;
    let mut changes = changes(c, &visit, &[], before, after).await?;
    changes.fields.retain(|field| !OFFICE_ONLY.contains(&field.label.as_str()));
    let released = |version: &Version| version.released_at.map(format::long_instant).unwrap_or_default();
    let page = ChangesPage {
        title: after.content.title.clone(),
        path: parts::item_path(&publication.index_no.unwrap_or_default()),
        note: after.content.change_note.clone(),
        by: [before, after].map(|one| format!("第{}版：{}", one.number, released(one))).to_vec(),
        changes,
        shell: shell(c, &portal, &visit, "").await?,
    };
    Page::render(&page, &visit)
}

/// The version with this number, and the one that stood before it.
fn neighbours(versions: &[Version], number: i64) -> Option<(&Version, &Version)> {
    let after = versions.iter().find(|version| version.number == number)?;
    let before = versions.iter().filter(|one| one.number < number).max_by_key(|one| one.number)?;
    Some((before, after))
}
