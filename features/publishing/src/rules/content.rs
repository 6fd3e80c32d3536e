//! Whether what a version says may go to review.

use catalogue::NoticeRule;
use jiff::civil::Date;
use terms::{Audience, UnitId};

use super::refusal::Refusal;
use crate::kinds::{self, Kind, Notice};
use crate::model::Content;
use crate::pictures;

const LONGEST_TITLE: usize = 120;
const LONGEST_BODY: usize = 500_000;
const LONGEST_DOCUMENT_NO: usize = 60;

/// What else decides, besides the content itself.
pub struct Surroundings<'a> {
    /// The day on which it is asked.
    pub today: Date,
    /// The body's characters, without markup.
    pub body_chars: usize,
    /// The hashes of its files.
    pub files: Vec<String>,
    /// Whether it is a revision of something that was released.
    pub is_revision: bool,
    /// The notice rules of its catalogue entry, and of the one above it.
    pub entry_notices: &'a [NoticeRule],
    /// The unit whose directory its entry stands in.
    pub entry_owner: Option<UnitId>,
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
    if around.entry_owner.is_some_and(|owner| owner != content.unit) {
        reasons.push(Refusal::EntryOfOtherUnit);
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
    if needs_body && around.body_chars == 0 && around.files.is_empty() {
        reasons.push(Refusal::BodyMissing);
    }
    let blanks =
        [&content.title, &content.body_html].iter().map(|text| text.matches(kinds::BLANK).count()).sum();
    if blanks > 0 {
        reasons.push(Refusal::Blanks(blanks));
    }
    check_pictures(content, &around.files, reasons);
    if around.body_chars > LONGEST_BODY {
        reasons.push(Refusal::BodyTooLong(around.body_chars / 10_000));
    }
    if content.document_no.as_ref().is_some_and(|number| number.chars().count() > LONGEST_DOCUMENT_NO) {
        reasons.push(Refusal::DocumentNoTooLong);
    }
}

/// Every picture has words for those who do not see it (WCAG 1.1.1), and lies with the version.
fn check_pictures(content: &Content, files: &[String], reasons: &mut Vec<Refusal>) {
    let pictures = documents::html::pictures(&content.body_html);
    let silent = pictures.iter().filter(|picture| picture.alt.trim().is_empty()).count();
    if silent > 0 {
        reasons.push(Refusal::PictureWithoutWords(silent));
    }
    let is_there = |src: &str| files.iter().any(|hash| pictures::source(hash) == src);
    let missing = pictures.iter().filter(|picture| !is_there(picture.src)).count();
    if missing > 0 {
        reasons.push(Refusal::PictureMissing(missing));
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
            let rules =
                kind_rule.into_iter().chain(around.entry_notices.iter().filter(|_| kind_rule.is_some()));
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

#[cfg(test)]
mod tests {

    use calendar::DayUnit;
    use jiff::civil::date;
    use terms::EntryId;

    use super::*;
    use crate::model::NoticeTerms;

    const TODAY: Date = date(2026, 10, 9);

    fn whole() -> Content {
        Content {
            title: "关于国庆假期值班安排的通知".into(),
            body_html: "<p>一段。</p>".into(),
            entry: Some(EntryId(3)),
            category: 6,
            made_on: Some(TODAY),
            ..Content::of(crate::kinds::kind("general").unwrap(), UnitId(7))
        }
    }

    fn around() -> Surroundings<'static> {
        Surroundings {
            today: TODAY,
            body_chars: 3,
            files: vec![],
            is_revision: false,
            entry_notices: &[],
            entry_owner: None,
        }
    }

    fn picture(hash: &str, words: &str) -> String {
        format!("<p>一<img src=\"pictures/{hash}\" alt=\"{words}\"></p>")
    }

    type Change = fn(&mut Content, &mut Surroundings<'static>);

    /// Each case spoils a whole content in one point, and that point alone is told.
    #[test]
    fn each_thing_that_is_missing_or_wrong_is_told() {
        let cases: [(Change, Option<Refusal>); 25] = [
            (|_, _| (), None),
            (|c, _| c.title = String::new(), Some(Refusal::TitleMissing)),
            (|c, _| c.title = "题".repeat(120), None),
            (|c, _| c.title = "题".repeat(121), Some(Refusal::TitleTooLong(121))),
            (|_, a| a.body_chars = 0, Some(Refusal::BodyMissing)),
            (|_, a| (a.body_chars, a.files) = (0, vec!["h1".into()]), None),
            (|c, a| (c.body_html, a.files) = (picture("h1", "校门"), vec!["h1".into()]), None),
            (
                |c, a| (c.body_html, a.files) = (picture("h1", " "), vec!["h1".into()]),
                Some(Refusal::PictureWithoutWords(1)),
            ),
            (
                |c, a| (c.body_html, a.files) = (picture("h2", "校门"), vec!["h1".into()]),
                Some(Refusal::PictureMissing(1)),
            ),
            (|c, _| c.body_html = "<img alt=\"校门\">".into(), Some(Refusal::PictureMissing(1))),
            (|_, a| a.body_chars = 500_000, None),
            (|_, a| a.body_chars = 510_000, Some(Refusal::BodyTooLong(51))),
            (|c, _| c.document_no = Some("号".repeat(60)), None),
            (|c, _| c.document_no = Some("号".repeat(61)), Some(Refusal::DocumentNoTooLong)),
            (|c, _| c.kind = "letter".into(), Some(Refusal::UnknownKind("letter".into()))),
            (|c, _| (c.entry, c.category) = (None, 1), None),
            (|c, _| (c.entry, c.category) = (None, 0), Some(Refusal::EntryMissing)),
            (|c, _| (c.entry, c.category) = (None, 11), Some(Refusal::EntryMissing)),
            (|c, _| c.made_on = None, Some(Refusal::MadeOnMissing)),
            (|c, _| c.made_on = Some(date(2026, 10, 10)), Some(Refusal::MadeInFuture(date(2026, 10, 10)))),
            (|c, _| c.audience = Audience::Campus, Some(Refusal::AudienceReasonMissing)),
            (|c, _| (c.audience, c.change_note) = (Audience::Campus, "只涉及校内".into()), None),
            (|_, a| a.is_revision = true, Some(Refusal::ChangeNoteMissing)),
            (|c, a| (c.change_note, a.is_revision) = ("更正班级".into(), true), None),
            (
                |c, a| (c.audience, a.is_revision) = (Audience::Some, true),
                Some(Refusal::AudienceReasonMissing),
            ),
        ];
        for (number, (change, expected)) in cases.into_iter().enumerate() {
            let (mut content, mut around) = (whole(), around());
            change(&mut content, &mut around);
            let told = check(&content, &around).err().unwrap_or_default();
            assert_eq!(told, expected.into_iter().collect::<Vec<_>>(), "case {number}");
        }
    }

    fn notice(days: Option<u16>) -> Content {
        let fields = [("subject", "奖学金"), ("basis", "校学〔2026〕8号")];
        Content {
            kind: "public_notice".into(),
            fields: fields.map(|(name, text)| (name.to_owned(), text.into())).into(),
            notice: NoticeTerms {
                days,
                unit: Some(DayUnit::WorkingDays),
                receiver: "学工处".into(),
                contact: "0500-8888 6120".into(),
                ..NoticeTerms::default()
            },
            ..whole()
        }
    }

    #[test]
    fn a_notice_needs_its_days_and_those_of_its_entry() {
        assert_eq!(check(&notice(Some(5)), &around()), Ok(()));
        assert_eq!(check(&notice(None), &around()), Err(vec![Refusal::NoticeMissing]));
        let short = check(&notice(Some(4)), &around()).unwrap_err();
        assert!(matches!(&short[..], [Refusal::Notice(_)]), "{short:?}");
        let national = catalogue::national_list();
        let strict = national
            .entries
            .iter()
            .find_map(|entry| entry.notice.as_ref().filter(|rule| rule.min_days > 5))
            .expect("an entry that wants more than the kind");
        let lenient = NoticeRule { min_days: 1, ..strict.clone() };
        let (mild, both) = ([lenient.clone()], [lenient, strict.clone()]);
        let around = Surroundings { entry_notices: &mild, ..around() };
        assert_eq!(check(&notice(Some(5)), &around), Ok(()));
        let around = Surroundings { entry_notices: &both, ..around };
        assert!(check(&notice(Some(5)), &around).is_err(), "the entry wants {} days", strict.min_days);
        // What is no notice by its kind is none by its entry.
        assert_eq!(check(&whole(), &around), Ok(()));
    }

    #[test]
    fn an_entry_of_a_directory_is_for_its_unit_alone() {
        let content = whole();
        let own = Surroundings { entry_owner: Some(content.unit), ..around() };
        assert_eq!(check(&content, &own), Ok(()));
        let other = Surroundings { entry_owner: Some(UnitId(content.unit.0 + 1)), ..around() };
        assert_eq!(check(&content, &other), Err(vec![Refusal::EntryOfOtherUnit]));
    }

    #[test]
    fn only_files_that_are_no_pages_or_programs_are_taken() {
        for name in ["表.xlsx", "表.PDF", "a.b.docx", "图.jpeg"] {
            assert!(check_attachment(name, 1).is_ok(), "{name}");
        }
        for name in
            ["页.html", "页.pdf.html", "图.svg", "宏.docm", "a.js", "a.exe", "a.php", "docx", "没有", ""]
        {
            assert_eq!(check_attachment(name, 1), Err(vec![Refusal::AttachmentType(name.into())]), "{name}");
        }
        assert_eq!(check_attachment("表.xlsx", 0), Err(vec![Refusal::EmptyAttachment("表.xlsx".into())]));
        assert_eq!(check_attachment("a.exe", 0).unwrap_err().len(), 2);
    }
}
