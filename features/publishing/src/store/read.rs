//! Rows into values.

use calendar::DayUnit;
use sqlx::Row;
use sqlx::any::AnyRow;
use store::{Failure, sql};
use terms::{
    AttachmentId, Audience, Block, EntryId, InformationKind, PersonId, PublicationId, SchoolId, UnitId,
    VersionId,
};

use crate::model::{
    Attachment, Content, Listed, NoticeTerms, Publication, Standing, State, Version, VersionRow, Withdrawal,
};

fn code<T>(row: &AnyRow, column: &'static str, read: impl Fn(&str) -> Option<T>) -> Result<T, Failure> {
    let text: String = row.try_get(column)?;
    read(&text).ok_or(Failure::Unreadable(column))
}

fn code_opt<T>(
    row: &AnyRow,
    column: &'static str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, Failure> {
    let text: Option<String> = row.try_get(column)?;
    text.map(|text| read(&text).ok_or(Failure::Unreadable(column))).transpose()
}

fn person(row: &AnyRow, column: &str) -> Result<Option<PersonId>, Failure> {
    let id: Option<i64> = row.try_get(column)?;
    Ok(id.map(PersonId))
}

fn entry(row: &AnyRow) -> Result<Option<EntryId>, Failure> {
    let id: Option<i64> = row.try_get("entry_id")?;
    Ok(id.map(EntryId))
}

fn category(row: &AnyRow) -> Result<u8, Failure> {
    let category: i64 = row.try_get("category")?;
    category.try_into().map_err(|_| Failure::Unreadable("category"))
}

/// The word of a day unit in the database.
pub(crate) fn unit_code(unit: DayUnit) -> &'static str {
    match unit {
        DayUnit::WorkingDays => "working_days",
        DayUnit::CalendarDays => "calendar_days",
    }
}

fn unit_of(code: &str) -> Option<DayUnit> {
    [DayUnit::WorkingDays, DayUnit::CalendarDays].into_iter().find(|unit| unit_code(*unit) == code)
}

pub(crate) fn publication(row: &AnyRow) -> Result<Publication, Failure> {
    let version = |column| -> Result<Option<VersionId>, Failure> {
        let id: Option<i64> = row.try_get(column)?;
        Ok(id.map(VersionId))
    };
    let merged: Option<i64> = row.try_get("merged_into")?;
    let reason: Option<String> = row.try_get("withdrawal_reason")?;
    Ok(Publication {
        id: PublicationId(row.try_get("id")?),
        school: SchoolId(row.try_get("school_id")?),
        index_no: row.try_get("index_no")?,
        standing: code(row, "standing", Standing::from_code)?,
        live: version("live_version_id")?,
        working: version("working_version_id")?,
        published_at: sql::timestamp_opt(row, "published_at")?,
        revised_at: sql::timestamp_opt(row, "revised_at")?,
        is_imported: sql::flag(row, "is_imported")?,
        is_held: sql::flag(row, "is_held")?,
        withdrawal: code_opt(row, "withdrawal", Withdrawal::from_code)?,
        withdrawn_at: sql::timestamp_opt(row, "withdrawn_at")?,
        withdrawn_by: person(row, "withdrawn_by")?,
        withdrawal_reason: reason.unwrap_or_default(),
        merged_into: merged.map(PublicationId),
        awaits_approval: sql::flag(row, "awaits_approval")?,
        title: row.try_get("title")?,
        unit: UnitId(row.try_get("unit_id")?),
        audience: code(row, "audience", Audience::from_code)?,
    })
}

pub(crate) fn version(row: &AnyRow) -> Result<Version, Failure> {
    Ok(Version {
        id: VersionId(row.try_get("id")?),
        publication: PublicationId(row.try_get("publication_id")?),
        school: SchoolId(row.try_get("school_id")?),
        number: row.try_get("number")?,
        state: code(row, "state", State::from_code)?,
        edits: row.try_get("edits")?,
        author: person(row, "author_id")?,
        edited_by: person(row, "edited_by")?,
        workers: sql::json(row, "workers")?,
        created_at: sql::timestamp(row, "created_at")?,
        edited_at: sql::timestamp(row, "edited_at")?,
        submitted_by: person(row, "submitted_by")?,
        released_at: sql::timestamp_opt(row, "released_at")?,
        released_by: person(row, "released_by")?,
        closed_at: sql::timestamp_opt(row, "closed_at")?,
        scheduled_for: sql::timestamp_opt(row, "scheduled_for")?,
        is_urgent: sql::flag(row, "is_urgent")?,
        body_text: row.try_get("body_text")?,
        content: content(row)?,
    })
}

fn content(row: &AnyRow) -> Result<Content, Failure> {
    Ok(Content {
        title: row.try_get("title")?,
        body_html: row.try_get("body_html")?,
        unit: UnitId(row.try_get("unit_id")?),
        entry: entry(row)?,
        category: category(row)?,
        kind: row.try_get("kind")?,
        information: code(row, "information", InformationKind::from_name)?,
        block: code_opt(row, "block", Block::from_name)?,
        audience: code(row, "audience", Audience::from_code)?,
        document_no: row.try_get("document_no")?,
        made_on: sql::day_opt(row, "made_on")?,
        fields: sql::json(row, "fields")?,
        keywords: sql::json(row, "keywords")?,
        channels: sql::json(row, "channels")?,
        tags: sql::json(row, "tags")?,
        notice: notice(row)?,
        expires_on: sql::day_opt(row, "expires_on")?,
        is_important: sql::flag(row, "is_important")?,
        change_note: row.try_get("change_note")?,
    })
}

fn notice(row: &AnyRow) -> Result<NoticeTerms, Failure> {
    let days: Option<i64> = row.try_get("notice_days")?;
    Ok(NoticeTerms {
        days: days.and_then(|days| days.try_into().ok()),
        unit: code_opt(row, "notice_unit", unit_of)?,
        receiver: row.try_get("notice_receiver")?,
        contact: row.try_get("notice_contact")?,
        from: sql::day_opt(row, "notice_from")?,
        to: sql::day_opt(row, "notice_to")?,
    })
}

pub(crate) fn listed(row: &AnyRow) -> Result<Listed, Failure> {
    Ok(Listed {
        id: PublicationId(row.try_get("id")?),
        index_no: row.try_get("index_no")?,
        title: row.try_get("title")?,
        unit: UnitId(row.try_get("unit_id")?),
        entry: entry(row)?,
        category: category(row)?,
        kind: row.try_get("kind")?,
        information: code(row, "information", InformationKind::from_name)?,
        block: code_opt(row, "block", Block::from_name)?,
        audience: code(row, "audience", Audience::from_code)?,
        document_no: row.try_get("document_no")?,
        published_at: sql::timestamp(row, "published_at")?,
        revised_at: sql::timestamp(row, "revised_at")?,
        notice_from: sql::day_opt(row, "notice_from")?,
        notice_to: sql::day_opt(row, "notice_to")?,
        validity: row.try_get("validity")?,
        standing: code(row, "standing", Standing::from_code)?,
    })
}

pub(crate) fn version_row(row: &AnyRow) -> Result<VersionRow, Failure> {
    let last: Option<String> = row.try_get("last_step")?;
    let opinion: Option<String> = row.try_get("last_opinion")?;
    Ok(VersionRow {
        id: VersionId(row.try_get("id")?),
        publication: PublicationId(row.try_get("publication_id")?),
        number: row.try_get("number")?,
        state: code(row, "state", State::from_code)?,
        title: row.try_get("title")?,
        unit: UnitId(row.try_get("unit_id")?),
        entry: entry(row)?,
        kind: row.try_get("kind")?,
        audience: code(row, "audience", Audience::from_code)?,
        author: person(row, "author_id")?,
        submitted_by: person(row, "submitted_by")?,
        edited_at: sql::timestamp(row, "edited_at")?,
        made_on: sql::day_opt(row, "made_on")?,
        scheduled_for: sql::timestamp_opt(row, "scheduled_for")?,
        released_at: sql::timestamp_opt(row, "released_at")?,
        is_urgent: sql::flag(row, "is_urgent")?,
        is_important: sql::flag(row, "is_important")?,
        returned: opinion.filter(|_| last.as_deref() == Some("returned")),
        open_remarks: row.try_get("open_remarks")?,
    })
}

pub(crate) fn attachment(row: &AnyRow) -> Result<Attachment, Failure> {
    Ok(Attachment {
        id: AttachmentId(row.try_get("id")?),
        version: VersionId(row.try_get("version_id")?),
        position: row.try_get("position")?,
        name: row.try_get("name")?,
        content_type: row.try_get("content_type")?,
        size_bytes: row.try_get("size_bytes")?,
        file_hash: row.try_get("file_hash")?,
        text_hash: row.try_get("text_hash")?,
        unreadable: row.try_get("unreadable")?,
    })
}
