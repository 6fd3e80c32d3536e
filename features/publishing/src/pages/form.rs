//! The form of a draft.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use calendar::DayUnit;
use documents::html::clean;
use serde::Deserialize;
use serde_json::Value;
use terms::{Audience, InformationKind, Role, UnitId, VersionId};
use web::{
    Form, Kind as Problem, OfficeShell, Outcome, Page, Path, Problems, Query, Visit, done, format, redirect,
};

use super::Office;
use super::channels::ChannelChoices;
use super::choices::{EntryGroup, LikelyLine, Sorting, entry_groups, likely_entries, sortings};
use super::difference::{Difference, differences};
use super::remarks::{RemarkLine, Remarks};
use super::sent::read_all;
use super::waiting::WaitingLine;
use crate::actions;
use crate::kinds::{self, FieldType, Kind};
use crate::model::{Attachment, Content, Manuscript, ReadField, Version};
use crate::pictures;
use crate::rules::advice::{Advice, advice};
use crate::rules::{sorting::sorted, workflow};
use crate::{PublishingError, Refusal};

#[derive(Template)]
#[template(path = "publishing/form.html")]
struct FormPage {
    shell: OfficeShell,
    action: String,
    is_new: bool,
    id: i64,
    edits: i64,
    /// Where somebody else was faster: what they saved, beside what stands in the form.
    conflict: Option<Vec<Difference>>,
    others: Vec<String>,
    kinds: Vec<(String, String, bool)>,
    kind_name: String,
    kind_hint: String,
    /// The address of the same form with the kind's outline in it.
    outline: Option<String>,
    fields: Vec<FieldLine>,
    units: Vec<(i64, String, bool)>,
    entries: Vec<EntryGroup>,
    likely: Vec<LikelyLine>,
    audiences: Vec<(&'static str, &'static str, bool)>,
    informations: Vec<(&'static str, bool)>,
    sortings: Vec<Sorting>,
    title: String,
    body: String,
    document_no: String,
    made_on: String,
    keywords: String,
    channels: ChannelChoices,
    notice_days: String,
    is_calendar_days: bool,
    receiver: String,
    contact: String,
    expires_on: String,
    is_important: bool,
    change_note: String,
    files: Vec<FileLine>,
    /// Large files of the person who looks, that have not come whole.
    waiting: Vec<WaitingLine>,
    /// The pictures that stand in the text: how it calls them, and where they lie.
    pictures: Vec<(String, String)>,
    /// The text as the editor begins with it.
    written: String,
    /// The editor's script.
    editor: &'static str,
    manuscript: Option<Manuscript>,
    advice: Vec<Advice>,
    remarks: Vec<RemarkLine>,
    /// Whether the file that was refused was to be attached too.
    attaches: bool,
    problems: Problems,
}

impl FormPage {
    /// How a field was read out of the file, while it says what was read.
    fn read(&self, field: &str, now: &str) -> Option<&ReadField> {
        let read_out = self.manuscript.as_ref().map(|one| one.read_out.as_slice()).unwrap_or_default();
        read_out.iter().find(|one| one.field == field && one.value == now)
    }
}

struct FileLine {
    id: i64,
    path: String,
    name: String,
    about: String,
    has_preview: bool,
    unreadable: String,
}

struct FieldLine {
    name: String,
    label: String,
    hint: String,
    value: String,
    choices: Vec<(String, bool)>,
    is_long: bool,
    is_required: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Start {
    pub(super) kind: String,
    pub(super) entry: String,
    /// Whether it begins with the kind's outline.
    pub(super) outline: String,
}

pub(super) fn empty(visit: &Visit, kind: &'static Kind) -> Content {
    let unit = [Role::Liaison, Role::UnitHead].iter().flat_map(|role| visit.viewer.units_of(*role)).next();
    let own = visit.viewer.person.as_ref().and_then(|person| person.unit);
    Content { made_on: Some(visit.today()), ..Content::of(kind, unit.or(own).unwrap_or(UnitId(0))) }
}

pub async fn new(State(office): State<Office>, visit: Visit, Query(start): Query<Start>) -> Outcome<Page> {
    let content = begun(&office, &visit, &start).await?;
    show(&office, &visit, None, content, None, Problems::default()).await
}

/// A draft of this kind with nothing in it, under the entry chosen.
pub(super) async fn begun(office: &Office, visit: &Visit, start: &Start) -> Outcome<Content> {
    let kind =
        kinds::kind(&start.kind).or_else(|| kinds::kind("general")).ok_or(Problem::Broken("no kinds"))?;
    let mut content = empty(visit, kind);
    if let Some(outline) = kind.outline.as_ref().filter(|_| !start.outline.is_empty()) {
        content.body_html = documents::html::from_text(outline);
    }
    let mut reader = office.site.store().reader().await?;
    if let Some(placed) =
        catalogue::chosen_on(&mut reader, &visit.viewer, &start.entry, visit.today()).await?
    {
        content.entry = placed.entry.id;
        content.category = placed.entry.category;
        content.unit = placed.owner.unwrap_or(content.unit);
    }
    Ok(content)
}

pub async fn begin(State(office): State<Office>, visit: Visit, mut form: Form) -> Outcome<Response> {
    let (content, _, problems) = read_all(&office, &visit, &mut form.fields, &[]).await?;
    form.fields.end()?;
    let context = visit.context(&form.key);
    let begun = match problems.is_empty() {
        true => actions::begin_draft(office.site.store(), &context, &visit.viewer, &content).await,
        false => Err(PublishingError::Refused(vec![])),
    };
    let id = match begun {
        Ok(id) => id,
        Err(error) => {
            let problems = mendable(error, problems)?;
            return Ok(show(&office, &visit, None, content, None, problems).await?.refused());
        }
    };
    Ok(done(&visit, &format!("/office/drafts/{id}/edit"), "草稿已建好，存在系统里。写好以后送审。"))
}

pub(super) async fn editable(office: &Office, visit: &Visit, id: i64) -> Outcome<Version> {
    let mut reader = office.site.store().reader().await?;
    let version =
        crate::version(&mut reader, &visit.viewer, VersionId(id)).await?.ok_or(Problem::NotFound)?;
    if !workflow::may_write(&visit.viewer, version.content.unit) {
        return Err(Problem::NotFound.into());
    }
    Ok(version)
}

pub async fn edit(State(office): State<Office>, visit: Visit, Path(id): Path<i64>) -> Outcome<Response> {
    let version = editable(&office, &visit, id).await?;
    if version.state != crate::State::Draft {
        return Ok(redirect(&visit, &format!("/office/drafts/{id}")));
    }
    if let Some(person) = visit.viewer.person_id() {
        let mut tx = office.site.store().tidy(&visit.bare_context()).await?;
        crate::present(tx.connection(), version.id, person, visit.now).await?;
        tx.commit().await?;
    }
    let content = version.content.clone();
    Ok(show(&office, &visit, Some(&version), content, None, Problems::default()).await?.into_response())
}

pub async fn save(
    State(office): State<Office>,
    visit: Visit,
    Path(id): Path<i64>,
    mut form: Form,
) -> Outcome<Response> {
    let stored = editable(&office, &visit, id).await?.content.channels;
    let (content, edits, problems) = read_all(&office, &visit, &mut form.fields, &stored).await?;
    form.fields.end()?;
    let (store, context, viewer) = (office.site.store(), visit.context(&form.key), &visit.viewer);
    let outcome = match problems.is_empty() {
        true => actions::save_draft(store, &context, viewer, VersionId(id), edits, &content).await,
        false => Err(PublishingError::Refused(vec![])),
    };
    match outcome {
        Ok(()) if visit.typed().iter().any(|(name, _)| name == "pick") => {
            Ok(done(&visit, &format!("/office/drafts/{id}/edit"), "已归到这一项，写的也保存了。"))
        }
        Ok(()) => Ok(done(&visit, &format!("/office/drafts/{id}"), "已保存。看过没有问题就送审。")),
        Err(PublishingError::Overtaken) => {
            // Nothing is lost: what this person wrote stands in the form, what
            // the other one saved beside it.
            let version = editable(&office, &visit, id).await?;
            let conflict = {
                let mut reader = office.site.store().reader().await?;
                let channels = office.channels.known(&mut reader, visit.school()).await?;
                differences(&mut reader, &visit, &channels, &version.content, &sorted(content.clone()))
                    .await?
            };
            let page =
                show(&office, &visit, Some(&version), content, Some(conflict), Problems::default()).await?;
            Ok(page.with_status(http::StatusCode::CONFLICT).into_response())
        }
        Err(error) => {
            let problems = mendable(error, problems)?;
            let version = editable(&office, &visit, id).await?;
            // The form goes on from the saving that it knew.
            let version = Version { edits, ..version };
            Ok(show(&office, &visit, Some(&version), content, None, problems).await?.refused())
        }
    }
}

/// What is the matter with the fields; whatever no field can mend has a page of its own.
fn mendable(error: PublishingError, mut problems: Problems) -> Outcome<Problems> {
    match error {
        PublishingError::Refused(reasons) if !reasons.iter().any(Refusal::is_final) => {
            reasons.iter().for_each(|reason| problems.push(&reason.field(), reason));
            Ok(problems)
        }
        other => Err(other.into()),
    }
}

/// What a typed field says, as it was written.
pub fn written(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(list)) => list.iter().map(|one| written(Some(one))).collect::<Vec<_>>().join("\n"),
        Some(Value::Object(row)) => row.values().map(|one| written(Some(one))).collect::<Vec<_>>().join("｜"),
        Some(Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    }
}

fn outline_path(kind: &Kind, entries: &[EntryGroup]) -> String {
    let chosen = entries.iter().flat_map(|group| &group.entries).find(|(_, _, is_chosen)| *is_chosen);
    let entry = chosen.map(|(choice, ..)| format!("&entry={}", web::encoded(choice))).unwrap_or_default();
    format!("/office/drafts/new?kind={}&outline=1{entry}", kind.code)
}

fn file_line(file: Attachment) -> FileLine {
    FileLine {
        id: file.id.0,
        has_preview: crate::has_preview(&file),
        path: format!("/files/{}/{}", file.id, web::encoded(&file.name)),
        about: format::size(file.size_bytes),
        name: file.name,
        unreadable: file.unreadable,
    }
}

fn field_lines(kind: &Kind, content: &Content) -> Vec<FieldLine> {
    let line = |field: &kinds::Field| {
        let value = written(content.fields.get(&field.name));
        FieldLine {
            name: format!("field_{}", field.name),
            label: field.label.clone(),
            hint: field.hint.clone().unwrap_or_default(),
            choices: field
                .choices
                .iter()
                .map(|choice| (choice.clone(), value.lines().any(|line| line == choice)))
                .collect(),
            is_long: matches!(field.field_type, FieldType::Long | FieldType::Lines | FieldType::Rows),
            is_required: field.required,
            value,
        }
    };
    kind.fields.iter().map(line).collect()
}

/// The form of a draft, or of a new one, with the reasons why it was refused.
pub(super) async fn show(
    office: &Office,
    visit: &Visit,
    version: Option<&Version>,
    content: Content,
    conflict: Option<Vec<Difference>>,
    problems: Problems,
) -> Outcome<Page> {
    let mut reader = office.site.store().reader().await?;
    let c = &mut *reader;
    let kind = kinds::kind(&content.kind).ok_or(Problem::Broken("a kind that is gone"))?;
    let viewer = &visit.viewer;
    let units = schools::units(c, visit.school()).await?;
    let entries = entry_groups(c, visit, &content).await?;
    let likely = likely_entries(c, visit, &content).await?;
    let (files, waiting, others, manuscript, remarks) = match version {
        Some(version) => {
            let names = identity::names(c, visit.school()).await?;
            let me = viewer.person_id().ok_or(Problem::SignIn)?;
            let others = crate::editors(c, version.id, me, visit.now).await?;
            let others = others.iter().filter_map(|person| names.get(person).cloned()).collect();
            let said = crate::remarks(c, viewer, version.id).await?;
            let name = |person| names.get(&person).cloned().unwrap_or_default();
            let remarks = Remarks::new(viewer, version, said, name, visit.today());
            let manuscript = crate::manuscript(c, version.id).await?;
            let waiting = crate::uploads(c, visit.school(), me, version.id).await?;
            let waiting = waiting.into_iter().map(|upload| WaitingLine::new(upload, visit.today())).collect();
            (crate::attachments(c, version.id).await?, waiting, others, manuscript, remarks.open)
        }
        None => (vec![], vec![], vec![], None, vec![]),
    };
    let body = clean(&content.body_html).html;
    let pictures = pictures::placed(&body, &files);
    let files = pictures::beside(&body, files);
    // An empty form needs no advice.
    let advised = Content { body_html: body.clone(), ..content.clone() };
    let advice = version.map(|_| advice(&advised)).unwrap_or_default();
    // What could not be read stands there as it was typed.
    let typed = |name: &str, read: String| match problems.iter().any(|one| one.field == name) {
        true => {
            visit.typed().iter().find(|(typed, _)| typed == name).map_or(read, |(_, value)| value.clone())
        }
        false => read,
    };
    let day = |name, day: Option<jiff::civil::Date>| {
        typed(name, day.map(|day| day.to_string()).unwrap_or_default())
    };
    let page = FormPage {
        action: version.map_or("/office/drafts/new".into(), |v| format!("/office/drafts/{}/edit", v.id)),
        is_new: version.is_none(),
        id: version.map_or(0, |v| v.id.0),
        edits: version.map_or(0, |v| v.edits),
        conflict,
        others,
        kinds: kinds::kinds()
            .iter()
            .map(|k| (k.code.clone(), k.name.clone(), k.code == content.kind))
            .collect(),
        kind_name: kind.name.clone(),
        kind_hint: kind.hint.clone(),
        outline: kind
            .outline
            .as_ref()
            .filter(|_| content.body_html.is_empty())
            .map(|_| outline_path(kind, &entries)),
        fields: field_lines(kind, &content),
        units: units
            .iter()
            .filter(|unit| unit.is_present() && workflow::may_write(viewer, unit.id))
            .map(|unit| (unit.id.0, unit.name.clone(), unit.id == content.unit))
            .collect(),
        entries,
        likely,
        audiences: Audience::ALL.into_iter().map(|a| (a.code(), a.name(), a == content.audience)).collect(),
        informations: InformationKind::ALL
            .into_iter()
            .map(|i| (i.name(), i == content.information))
            .collect(),
        sortings: sortings(&content),
        document_no: content.document_no.unwrap_or_default(),
        made_on: day("made_on", content.made_on),
        expires_on: day("expires_on", content.expires_on),
        keywords: content.keywords.join("、"),
        channels: ChannelChoices::new(office.channels.known(c, visit.school()).await?, &content.channels),
        notice_days: typed(
            "notice_days",
            content.notice.days.map(|days| days.to_string()).unwrap_or_default(),
        ),
        is_calendar_days: content.notice.unit == Some(DayUnit::CalendarDays),
        receiver: content.notice.receiver,
        contact: content.notice.contact,
        is_important: content.is_important,
        change_note: content.change_note,
        files: files.into_iter().map(file_line).collect(),
        waiting,
        pictures,
        written: body,
        editor: web::asset("editor.js"),
        advice,
        remarks,
        attaches: visit.typed().iter().any(|(name, _)| name == "attach"),
        manuscript,
        title: content.title,
        body: documents::html::as_written(&content.body_html),
        shell: schools::shell::office_shell(c, &office.site, visit, "/office/drafts").await?,
        problems,
    };
    Page::render(&page, visit)
}
