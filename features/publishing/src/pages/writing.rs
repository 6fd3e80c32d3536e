//! What the editor's script asks while somebody writes: to save meanwhile, to read a paste, to take
//! in a picture. Answers in JSON. The page does all of its work without it.

use axum::Json;
use axum::extract::State;
use documents::html::clean;
use documents::manuscript::{self, Manuscript, Picture};
use serde::Serialize;
use terms::VersionId;
use web::{Form, Kind as Problem, Outcome, Path, Upload, Visit, format};

use super::Office;
use super::form::editable;
use super::sent::read;
use crate::actions::{self, NewFile};
use crate::model::Content;
use crate::rules::advice::advice;

/// A draft as it is saved now.
#[derive(Serialize)]
pub struct Saved {
    id: i64,
    edits: i64,
    /// For the next time that the form is sent.
    token: String,
    /// The time of the day.
    at: String,
    advice: Vec<String>,
}

fn saved(office: &Office, visit: &Visit, id: VersionId, edits: i64, content: &Content) -> Json<Saved> {
    let clean = Content { body_html: clean(&content.body_html).html, ..content.clone() };
    let advice = advice(&clean).iter().map(ToString::to_string).collect();
    let token = office.site.tokens().make(&visit.binding, visit.now);
    Json(Saved { id: id.0, edits, token, at: format::clock(visit.now), advice })
}

/// Saves a new draft for the first time.
pub async fn begin(State(office): State<Office>, visit: Visit, mut form: Form) -> Outcome<Json<Saved>> {
    let (content, _) = read(&office, &visit, &mut form.fields, &[]).await?;
    form.fields.end()?;
    let context = visit.context(&form.key);
    let id = actions::begin_draft(office.site.store(), &context, &visit.viewer, &content).await?;
    let edits = editable(&office, &visit, id.0).await?.edits;
    Ok(saved(&office, &visit, id, edits, &content))
}

/// Saves a draft meanwhile, where nobody else did.
pub async fn save(
    State(office): State<Office>,
    visit: Visit,
    Path(id): Path<i64>,
    mut form: Form,
) -> Outcome<Json<Saved>> {
    let stored = editable(&office, &visit, id).await?.content.channels;
    let (content, edits) = read(&office, &visit, &mut form.fields, &stored).await?;
    form.fields.end()?;
    let (context, id) = (visit.context(&form.key), VersionId(id));
    actions::save_draft(office.site.store(), &context, &visit.viewer, id, edits, &content).await?;
    Ok(saved(&office, &visit, id, edits + 1, &content))
}

/// A picture that a text names, and where a page finds it.
#[derive(Serialize)]
pub struct Placed {
    source: String,
    /// Relative to the page.
    address: String,
}

/// What was pasted, as it may stand in the text.
#[derive(Serialize)]
pub struct Pasted {
    title: Option<String>,
    html: String,
    lost: Vec<String>,
    pictures: Vec<Placed>,
    edits: i64,
}

/// Reads what was copied elsewhere; its pictures become the draft's.
pub async fn paste(
    State(office): State<Office>,
    visit: Visit,
    Path(id): Path<i64>,
    mut form: Form,
) -> Outcome<Json<Pasted>> {
    let html = form.fields.filled("html")?.unwrap_or_default();
    let text = form.fields.filled("text")?.unwrap_or_default();
    let is_whole = form.fields.ticked("whole")?;
    form.fields.end()?;
    editable(&office, &visit, id).await?;
    let reading = tokio::task::spawn_blocking(move || match html.is_empty() {
        true => Manuscript { html: documents::html::from_text(&text), ..Manuscript::default() },
        false => manuscript::pasted(&html, is_whole),
    });
    let read = reading.await.map_err(|_| Problem::Broken("a paste was not read"))?;
    let names: Vec<String> =
        read.pictures.iter().map(|picture| format!("pictures/{}", picture.name)).collect();
    let new = read
        .pictures
        .into_iter()
        .map(|Picture { name, content }| NewFile::new(format!("正文图{name}"), content, &office.intake));
    let (sources, edits, pictures) = take_in(&office, &visit, id, new.collect()).await?;
    let place = |src: &str| {
        let at = names.iter().position(|name| name == src)?;
        sources.get(at).cloned()
    };
    let html = documents::html::with_pictures(&read.html, place);
    Ok(Json(Pasted { title: read.title, html, lost: read.lost, pictures, edits }))
}

/// Takes in a picture that was chosen or dropped.
pub async fn picture(
    State(office): State<Office>,
    visit: Visit,
    Path(id): Path<i64>,
    mut upload: Upload,
) -> Outcome<Json<Pasted>> {
    let file = upload.files.pop().ok_or_else(|| Problem::Refused(vec!["还没有选图片".into()]))?;
    upload.fields.end()?;
    let ending = manuscript::picture_ending(&file.content)
        .map_err(|why| Problem::Refused(vec![format!("“{}”插不进来：是{why}", file.name)]))?;
    let stem = file.name.rsplit_once('.').map_or(file.name.as_str(), |(stem, _)| stem);
    let name = if stem.is_empty() { "图片" } else { stem };
    let new = NewFile::new(format!("{name}.{ending}"), file.content, &office.intake);
    let (_, edits, pictures) = take_in(&office, &visit, id, vec![new]).await?;
    Ok(Json(Pasted { title: None, html: String::new(), lost: Vec::new(), pictures, edits }))
}

/// Makes the pictures the draft's: where the text names them, at which saving it is now, and where
/// the page finds all pictures of the draft.
async fn take_in(
    office: &Office,
    visit: &Visit,
    id: i64,
    new: Vec<NewFile>,
) -> Outcome<(Vec<String>, i64, Vec<Placed>)> {
    let (site, context) = (&office.site, visit.bare_context());
    let sources = match new.is_empty() {
        true => Vec::new(),
        false => {
            let done = actions::add_pictures(
                site.store(),
                site.files(),
                &context,
                &visit.viewer,
                VersionId(id),
                new,
            );
            done.await?
        }
    };
    let mut reader = site.store().reader().await?;
    let version =
        crate::version(&mut reader, &visit.viewer, VersionId(id)).await?.ok_or(Problem::NotFound)?;
    let files = crate::attachments(&mut reader, version.id).await?;
    let placed = sources.iter().filter_map(|source| {
        let address = crate::pictures::address(source, &files)?;
        Some(Placed { source: source.clone(), address: web::relative_to(visit, &address) })
    });
    let placed = placed.collect();
    Ok((sources, version.edits, placed))
}
