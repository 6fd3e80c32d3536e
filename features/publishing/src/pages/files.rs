//! The files of a draft: those beside its text, and the one that its text is read from.

use axum::extract::State;
use axum::response::Response;
use terms::{AttachmentId, VersionId};
use web::{Form, Kind, Outcome, Path, Problems, Upload, Visit, done};

use super::Office;
use super::form::{self, Start, begun};
use crate::actions::{self, NewFile, NewManuscript};
use crate::{PublishingError, Refusal};

pub async fn attach(
    State(office): State<Office>,
    visit: Visit,
    Path(id): Path<i64>,
    upload: Upload,
) -> Outcome<Response> {
    upload.fields.end()?;
    if upload.files.is_empty() {
        let problems = [(ATTACHED, "还没有选文件".to_owned())].into_iter().collect();
        return refused(&office, &visit, id, problems).await;
    }
    for (at, file) in upload.files.into_iter().enumerate() {
        // The form's key serves the first file: sent twice, the form adds nothing twice.
        let context = if at == 0 { visit.context(&upload.key) } else { visit.bare_context() };
        let new = NewFile::new(file.name, file.content, &office.intake);
        let (store, files) = (office.site.store(), office.site.files());
        if let Err(error) = actions::attach(store, files, &context, &visit.viewer, VersionId(id), new).await {
            let problems = mendable(error, ATTACHED)?;
            return refused(&office, &visit, id, problems).await;
        }
    }
    Ok(done(&visit, &format!("/office/drafts/{id}/edit"), "附件已加上，机器读过了。"))
}

/// The fields for files, on the page of a draft.
const ATTACHED: &str = "file";
const READ: &str = "from_file";

/// What is the matter with the files of a form; what no other file can mend has a page of its own.
fn mendable(error: PublishingError, field: &str) -> Outcome<Problems> {
    match error {
        PublishingError::Refused(reasons) if !reasons.iter().any(Refusal::is_final) => {
            Ok(reasons.iter().map(|reason| (field, reason.to_string())).collect())
        }
        other => Err(other.into()),
    }
}

/// The page of the draft once more, as it is saved, with the reasons at the field. A script gets them alone.
async fn refused(office: &Office, visit: &Visit, id: i64, problems: Problems) -> Outcome<Response> {
    if visit.takes_json {
        return Err(Kind::Refused(problems.into_iter().map(|one| one.words).collect()).into());
    }
    let version = form::editable(office, visit, id).await?;
    let content = version.content.clone();
    Ok(form::show(office, visit, Some(&version), content, None, problems).await?.refused())
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

/// The one file of a form from which a draft is read, if one was chosen.
fn manuscript(upload: &mut Upload) -> Outcome<Option<NewManuscript>> {
    let is_attached = upload.fields.ticked("attach")?;
    let file = upload.files.pop();
    Ok(file.map(|file| NewManuscript { name: file.name, bytes: file.content, is_attached }))
}

fn no_manuscript() -> Problems {
    [(READ, "还没有选 Word 或 Excel 文件".to_owned())].into_iter().collect()
}

/// A new draft that is read from a file.
pub async fn begin(State(office): State<Office>, visit: Visit, mut upload: Upload) -> Outcome<Response> {
    let kind = upload.fields.optional("kind")?.unwrap_or_default();
    let entry = upload.fields.optional("entry")?.unwrap_or_default();
    let file = manuscript(&mut upload)?;
    upload.fields.end()?;
    let content = begun(&office, &visit, &Start { kind, entry, ..Start::default() }).await?;
    let (store, files, context) = (office.site.store(), office.site.files(), visit.context(&upload.key));
    let (intake, viewer) = (&office.intake, &visit.viewer);
    let problems = match file {
        None => no_manuscript(),
        Some(file) => {
            match actions::begin_from_file(store, files, intake, &context, viewer, &content, file).await {
                Ok(id) => {
                    let told = "文件已读出，成了一份草稿。请核对标题、文号和日期，再送审。";
                    return Ok(done(&visit, &format!("/office/drafts/{id}/edit"), told));
                }
                Err(error) => mendable(error, READ)?,
            }
        }
    };
    Ok(form::show(&office, &visit, None, content, None, problems).await?.refused())
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
    let (store, files, context) = (office.site.store(), office.site.files(), visit.context(&upload.key));
    let (intake, viewer, version) = (&office.intake, &visit.viewer, VersionId(id));
    let problems = match file {
        None => no_manuscript(),
        Some(file) => {
            match actions::replace_by_file(store, files, intake, &context, viewer, version, edits, file).await
            {
                Ok(()) => {
                    let told = "文字已从文件里重新读出，请核对。";
                    return Ok(done(&visit, &format!("/office/drafts/{id}/edit"), told));
                }
                Err(error) => mendable(error, READ)?,
            }
        }
    };
    refused(&office, &visit, id, problems).await
}
