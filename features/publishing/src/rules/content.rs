//! Whether what a version says may go to review.

use catalogue::NoticeRule;
use jiff::civil::Date;
use terms::Audience;

use super::refusal::Refusal;
use crate::kinds::{self, Kind, Notice};
use crate::model::Content;

const LONGEST_TITLE: usize = 120;
const LONGEST_BODY: usize = 500_000;
const LONGEST_DOCUMENT_NO: usize = 60;

/// What else decides, besides the content itself.
pub struct Surroundings<'a> {
    /// The day on which it is asked.
    pub today: Date,
    /// The body's characters, without markup.
    pub body_chars: usize,
    /// How many attachments there are.
    pub attachments: usize,
    /// Whether it is a revision of something that was released.
    pub is_revision: bool,
    /// The notice rule of its catalogue entry.
    pub entry_notice: Option<&'a NoticeRule>,
}

/// Checks what a version says. All reasons at once.
pub fn check(content: &Content, around: &Surroundings<'_>) -> Result<(), Vec<Refusal>> {
    let mut reasons = Vec::new();
    check_text(content, around, &mut reasons);
    match kinds::kind(&content.kind) {
        Some(kind) => check_kind(content, kind, around, &mut reasons),
        None => reasons.push(Refusal::UnknownKind(content.kind.clone())),
    }
    if content.entry.is_none() && !(1..=10).contains(&content.category) {
        reasons.push(Refusal::EntryMissing);
    }
    match content.made_on {
        Some(day) if day > around.today => reasons.push(Refusal::MadeInFuture(day)),
        Some(_) => {}
        None => reasons.push(Refusal::MadeOnMissing),
    }
    // A school that hides from the public says why (a rule that schools of the
    // field gave themselves).
    if content.audience != Audience::Public && content.change_note.trim().is_empty() {
        reasons.push(Refusal::AudienceReasonMissing);
    }
    if around.is_revision && content.change_note.trim().is_empty() && content.audience == Audience::Public {
        reasons.push(Refusal::ChangeNoteMissing);
    }
    if reasons.is_empty() { Ok(()) } else { Err(reasons) }
}

fn check_text(content: &Content, around: &Surroundings<'_>, reasons: &mut Vec<Refusal>) {
    match content.title.chars().count() {
        0 => reasons.push(Refusal::TitleMissing),
        length if length > LONGEST_TITLE => reasons.push(Refusal::TitleTooLong(length)),
        _ => {}
    }
    let needs_body = kinds::kind(&content.kind).is_none_or(|kind| kind.needs_body);
    if needs_body && around.body_chars == 0 && around.attachments == 0 {
        reasons.push(Refusal::BodyMissing);
    }
    if around.body_chars > LONGEST_BODY {
        reasons.push(Refusal::BodyTooLong(around.body_chars / 10_000));
    }
    if content.document_no.as_ref().is_some_and(|number| number.chars().count() > LONGEST_DOCUMENT_NO) {
        reasons.push(Refusal::DocumentNoTooLong);
    }
}

fn check_kind(content: &Content, kind: &Kind, around: &Surroundings<'_>, reasons: &mut Vec<Refusal>) {
    let fields = match kinds::check(kind, &content.fields) {
        Ok(fields) => fields,
        Err(refusals) => {
            reasons.extend(refusals.into_iter().map(Refusal::Field));
            return;
        }
    };
    let kind_rule = kind.notice_for(&fields);
    let asked = content.notice.days.zip(content.notice.unit);
    match asked {
        Some((days, unit)) => {
            let notice = Notice {
                days,
                unit,
                receiver: content.notice.receiver.clone(),
                contact: content.notice.contact.clone(),
            };
            // The entry's rule is for notices of the entry's own matter: a
            // kind that must stand as a notice brings it in.
            let rules = kind_rule.into_iter().chain(around.entry_notice.filter(|_| kind_rule.is_some()));
            if let Err(refusals) = kinds::check_notice(&notice, rules) {
                reasons.extend(refusals.into_iter().map(Refusal::Notice));
            }
        }
        None if kind_rule.is_some() => reasons.push(Refusal::NoticeMissing),
        None => {}
    }
}

/// Attachments of one version at most.
pub const MOST_ATTACHMENTS: usize = 100;

/// What may be attached, with its media type. No scripts, pages or programs.
const TYPES: [(&str, &str); 20] = [
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("pdf", "application/pdf"),
    ("ofd", "application/ofd"),
    ("doc", "application/msword"),
    ("xls", "application/vnd.ms-excel"),
    ("ppt", "application/vnd.ms-powerpoint"),
    ("wps", "application/vnd.ms-works"),
    ("et", "application/octet-stream"),
    ("txt", "text/plain; charset=utf-8"),
    ("csv", "text/csv; charset=utf-8"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("png", "image/png"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("zip", "application/zip"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
];

/// The media type of an attachment by its name, or why it is not taken.
pub fn check_attachment(name: &str, size: usize) -> Result<&'static str, Vec<Refusal>> {
    let mut reasons = Vec::new();
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase()).unwrap_or_default();
    let found = TYPES.iter().find(|(known, _)| *known == extension).map(|(_, content_type)| *content_type);
    if found.is_none() {
        reasons.push(Refusal::AttachmentType(name.to_owned()));
    }
    if size == 0 {
        reasons.push(Refusal::EmptyAttachment(name.to_owned()));
    }
    found.filter(|_| reasons.is_empty()).ok_or(reasons)
}
