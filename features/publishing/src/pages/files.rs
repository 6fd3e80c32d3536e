//! The files of a draft: those beside its text, and the one that its text is read from.

use axum::extract::State;
use axum::response::Response;
use terms::{AttachmentId, VersionId};
use web::{Form, Kind as Problem, Outcome, Path, Upload, Visit, done};

use super::Office;
use super::form::{Start, begun};
use crate::actions::{self, NewFile, NewManuscript};

pub async fn attach(
    State(office): State<Office>,
    visit: Visit,
    Path(id): Path<i64>,
    upload: Upload,
) -> Outcome<Response> {
    upload.fields.end()?;
    if upload.files.is_empty() {
        return Err(Problem::Refused(vec!["还没有选文件".into()]).into());
    }
    for (at, file) in upload.files.into_iter().enumerate() {
        // The form's key serves the first file: sent twice, the form adds nothing twice.
        let context = if at == 0 { visit.context(&upload.key) } else { visit.bare_context() };
        let new = NewFile::new(file.name, file.content, &office.intake);
        actions::attach(
            office.site.store(),
            office.site.files(),
            &context,
            &visit.viewer,
            VersionId(id),
            new,
        )
        .await?;
    }
    Ok(done(&visit, &format!("/office/drafts/{id}/edit"), "附件已加上，机器读过了。"))
}

pub async fn detach(
    State(office): State<Office>,
    visit: Visit,
    Path((id, file)): Path<(i64, i64)>,
    form: Form,
) -> Outcome<Response> {
    form.fields.end()?;
    let context = visit.context(&form.key);
    actions::detach(office.site.store(), &context, &visit.viewer, VersionId(id), AttachmentId(file)).await?;
    Ok(done(&visit, &format!("/office/drafts/{id}/edit"), "附件已去掉。"))
}

pub async fn up(
    State(office): State<Office>,
    visit: Visit,
    Path((id, file)): Path<(i64, i64)>,
    form: Form,
) -> Outcome<Response> {
    form.fields.end()?;
    let context = visit.context(&form.key);
    let (version, file) = (VersionId(id), AttachmentId(file));
    actions::move_attachment(office.site.store(), &context, &visit.viewer, version, file).await?;
    Ok(done(&visit, &format!("/office/drafts/{id}/edit"), "附件上移了一位。"))
}

/// The one file of a form from which a draft is read.
fn manuscript(upload: &mut Upload) -> Outcome<NewManuscript> {
    let is_attached = upload.fields.ticked("attach")?;
    let none = || Problem::Refused(vec!["还没有选 Word 或 Excel 文件".into()]);
    let file = upload.files.pop().ok_or_else(none)?;
    Ok(NewManuscript { name: file.name, bytes: file.content, is_attached })
}

/// A new draft that is read from a file.
pub async fn begin(State(office): State<Office>, visit: Visit, mut upload: Upload) -> Outcome<Response> {
    let kind = upload.fields.optional("kind")?.unwrap_or_default();
    let entry = upload.fields.optional("entry")?.unwrap_or_default();
    let file = manuscript(&mut upload)?;
    upload.fields.end()?;
    let content = begun(&office, &visit, &Start { kind, entry, ..Start::default() }).await?;
    let (site, context) = (&office.site, visit.context(&upload.key));
    let id = actions::begin_from_file(
        site.store(),
        site.files(),
        &office.intake,
        &context,
        &visit.viewer,
        &content,
        file,
    );
    Ok(done(
        &visit,
        &format!("/office/drafts/{}/edit", id.await?),
        "文件已读出，成了一份草稿。请核对标题、文号和日期，再送审。",
    ))
}

/// A draft whose text is read anew from a file.
pub async fn replace(
    State(office): State<Office>,
    visit: Visit,
    Path(id): Path<i64>,
    mut upload: Upload,
) -> Outcome<Response> {
    let edits = upload.fields.number("edits")?;
    let file = manuscript(&mut upload)?;
    upload.fields.end()?;
    let (site, context) = (&office.site, visit.context(&upload.key));
    let (viewer, version) = (&visit.viewer, VersionId(id));
    let replaced = actions::replace_by_file(
        site.store(),
        site.files(),
        &office.intake,
        &context,
        viewer,
        version,
        edits,
        file,
    );
    replaced.await?;
    Ok(done(&visit, &format!("/office/drafts/{id}/edit"), "文字已从文件里重新读出，请核对。"))
}
