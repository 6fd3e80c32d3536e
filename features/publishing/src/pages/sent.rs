//! What the form of a draft says when it is sent.

use std::collections::BTreeMap;

use calendar::DayUnit;
use jiff::civil::Date;
use serde_json::Value;
use terms::{Audience, Block, InformationKind, UnitId};
use web::{FieldError, Fields, Kind as Problem, Outcome, Problems, Visit};

use super::form::empty;
use super::{Office, channels};
use crate::kinds::{self, FieldType, Kind};
use crate::model::{Content, NamedChannel, NoticeTerms};

/// Reads what was written, as a script sends it while somebody writes.
pub(super) async fn read(
    office: &Office,
    visit: &Visit,
    fields: &mut Fields,
    stored: &[NamedChannel],
) -> Outcome<(Content, i64)> {
    let (content, edits, problems) = read_all(office, visit, fields, stored).await?;
    match problems.into_iter().next() {
        Some(problem) => Err(Problem::BadRequest(problem.words).into()),
        None => Ok((content, edits)),
    }
}

/// Reads what was written, and what of it cannot be read; `stored` are the channels that the draft
/// named before. A draft may lack anything.
pub(super) async fn read_all(
    office: &Office,
    visit: &Visit,
    fields: &mut Fields,
    stored: &[NamedChannel],
) -> Outcome<(Content, i64, Problems)> {
    let mut problems = Problems::default();
    let code = fields.text("kind")?;
    let kind = kinds::kind(&code).ok_or(Problem::BadRequest("没有这种信息类型".into()))?;
    let mut content = empty(visit, kind);
    let edits = fields.optional_number("edits")?.unwrap_or(0);
    content.title = fields.text("title")?;
    let body = fields.text("body")?;
    content.body_html = if body.contains('<') { body } else { documents::html::from_text(&body) };
    content.unit = UnitId(fields.number("unit")?);
    content.audience = Audience::from_code(&fields.text("audience")?)
        .ok_or(Problem::BadRequest("没有这个公开范围".into()))?;
    if let Some(information) = fields.filled("information")? {
        content.information = InformationKind::from_name(&information).unwrap_or(kind.information);
    }
    for (taxonomy, term) in fields.with_prefix("sort_") {
        match catalogue::taxonomy(&taxonomy) {
            _ if term.is_empty() => {}
            Some(taxonomy) if taxonomy.has_own_field => content.block = Block::from_name(&term),
            _ => content.tags.push(term),
        }
    }
    content.document_no = fields.filled("document_no")?;
    content.made_on = day(fields, "made_on", &mut problems)?;
    content.expires_on = day(fields, "expires_on", &mut problems)?;
    content.keywords = words(fields.filled("keywords")?);
    content.channels = channels::read(office, visit, fields, stored).await?;
    content.is_important = fields.ticked("is_important")?;
    content.change_note = fields.filled("change_note")?.unwrap_or_default();
    content.notice = NoticeTerms {
        days: days(fields, &mut problems)?,
        unit: match fields.filled("notice_unit")?.as_deref() {
            Some("calendar_days") => Some(DayUnit::CalendarDays),
            _ => Some(DayUnit::WorkingDays),
        },
        receiver: fields.filled("notice_receiver")?.unwrap_or_default(),
        contact: fields.filled("notice_contact")?.unwrap_or_default(),
        from: None,
        to: None,
    };
    content.fields = typed(kind, fields.with_prefix("field_"));
    // What was proposed and pressed goes before what stands in the list.
    let pressed = fields.filled("pick")?;
    if let Some(choice) = pressed.or(fields.filled("entry")?) {
        let mut reader = office.site.store().reader().await?;
        let placed = catalogue::chosen_on(&mut reader, &visit.viewer, &choice, visit.today()).await?;
        let entry = placed.ok_or(Problem::BadRequest("没有这个公开事项".into()))?.entry;
        content.entry = entry.id;
        content.category = entry.category;
    }
    Ok((content, edits, problems))
}

fn day(fields: &mut Fields, name: &str, problems: &mut Problems) -> Outcome<Option<Date>> {
    match fields.optional_day(name) {
        Err(error @ FieldError::NotADay(_)) => {
            problems.push(name, error);
            Ok(None)
        }
        read => Ok(read?),
    }
}

fn days<N: std::str::FromStr>(fields: &mut Fields, problems: &mut Problems) -> Outcome<Option<N>> {
    let Some(text) = fields.filled("notice_days")? else { return Ok(None) };
    let days = text.parse().ok();
    if days.is_none() {
        problems.push("notice_days", format!("公示几天要填数字，“{text}”不是"));
    }
    Ok(days)
}

fn words(text: Option<String>) -> Vec<String> {
    let text = text.unwrap_or_default();
    text.split(['、', '，', ',', ' ', '；'])
        .map(str::trim)
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// What was written in the kind's fields; lists of choices come several times.
fn typed(kind: &Kind, sent: Vec<(String, String)>) -> BTreeMap<String, Value> {
    let mut given: BTreeMap<String, Value> = BTreeMap::new();
    for (name, value) in sent {
        let Some(field) = kind.field(&name) else { continue };
        if value.trim().is_empty() {
            continue;
        }
        match (field.field_type, given.get_mut(&name)) {
            (FieldType::Choices, Some(Value::Array(list))) => list.push(Value::String(value)),
            (FieldType::Choices, _) => drop(given.insert(name, Value::Array(vec![Value::String(value)]))),
            _ => drop(given.insert(name, Value::String(value))),
        }
    }
    given
}
