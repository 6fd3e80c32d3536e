//! What the editor's script asks while a large file is sent in chunks. Answers in JSON. The form for
//! files does without it.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Serialize;
use terms::VersionId;
use web::{Chunk, Form, LargeForm, Outcome, Path, Visit, clean_name, done};

use super::Office;
use crate::actions::{self, NewChunk};
use crate::model::{NewUpload, Upload};
use crate::rules::uploads::Place;

/// How far an upload is.
#[derive(Serialize)]
pub struct Progress {
    /// Its name in addresses.
    code: String,
    size_bytes: i64,
    chunk_bytes: i64,
    /// Where the next chunk begins.
    received_bytes: i64,
    /// Whether it is a file of the draft now.
    is_done: bool,
}

impl From<Upload> for Progress {
    fn from(upload: Upload) -> Progress {
        Progress {
            is_done: upload.attachment.is_some(),
            code: upload.code,
            size_bytes: upload.size_bytes,
            chunk_bytes: upload.chunk_bytes,
            received_bytes: upload.received_bytes,
        }
    }
}

/// Begins, or goes on where the same person stopped with the same file.
pub async fn begin(
    State(office): State<Office>,
    visit: Visit,
    Path(id): Path<i64>,
    mut form: Form,
) -> Outcome<Json<Progress>> {
    let new = NewUpload {
        name: clean_name(&form.fields.text("name")?),
        size_bytes: form.fields.number("size")?,
        checksum: form.fields.text("checksum")?.chars().take(64).collect(),
    };
    form.fields.end()?;
    let (site, context) = (&office.site, visit.bare_context());
    let (store, files, viewer) = (site.store(), site.files(), &visit.viewer);
    let begun = actions::begin_upload(store, files, &context, viewer, VersionId(id), &new);
    Ok(Json(begun.await?.into()))
}

/// How far it is.
pub async fn progress(
    State(office): State<Office>,
    visit: Visit,
    Path((id, code)): Path<(i64, String)>,
) -> Outcome<Json<Progress>> {
    let upload = actions::upload_of(office.site.store(), &visit.viewer, VersionId(id), &code);
    Ok(Json(upload.await?.into()))
}

/// Takes in a chunk. One that does not follow what has come gets 409 with the place from where to go on.
pub async fn take(
    State(office): State<Office>,
    visit: Visit,
    Path((id, code)): Path<(i64, String)>,
    mut chunk: Chunk,
) -> Outcome<Response> {
    let new = NewChunk { offset: chunk.fields.number("offset")?, content: chunk.content };
    chunk.fields.end()?;
    let (site, context) = (&office.site, visit.bare_context());
    let (store, files, version) = (site.store(), site.files(), VersionId(id));
    let taken = actions::take_chunk(store, files, &context, &visit.viewer, version, &code, new);
    let (upload, place) = taken.await?;
    let status = if place == Place::Gap { StatusCode::CONFLICT } else { StatusCode::OK };
    Ok((status, Json(Progress::from(upload))).into_response())
}

/// Makes what is whole a file of the draft.
pub async fn finish(
    State(office): State<Office>,
    visit: Visit,
    Path((id, code)): Path<(i64, String)>,
    large: LargeForm,
) -> Outcome<Json<Progress>> {
    large.form.fields.end()?;
    let (site, context) = (&office.site, visit.bare_context());
    let (store, files, version) = (site.store(), site.files(), VersionId(id));
    let finished =
        actions::finish_upload(store, files, &office.intake, &context, &visit.viewer, version, &code);
    Ok(Json(finished.await?.into()))
}

/// Gives it up.
pub async fn discard(
    State(office): State<Office>,
    visit: Visit,
    Path((id, code)): Path<(i64, String)>,
    form: Form,
) -> Outcome<Response> {
    form.fields.end()?;
    let (site, context) = (&office.site, visit.bare_context());
    let (store, files) = (site.store(), site.files());
    actions::discard_upload(store, files, &context, &visit.viewer, VersionId(id), &code).await?;
    Ok(done(&visit, &format!("/office/drafts/{id}/edit"), "没有传完的附件已去掉。"))
}
