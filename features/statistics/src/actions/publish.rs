use std::collections::BTreeMap;

use catalogue::rules::{Edition, EntryNo};
use documents::Intake;
use files::Files;
use publishing::actions::{NewFile, attach, begin_draft};
use publishing::{Content, NoticeTerms, PublishingError};
use serde_json::Value;
use store::{Connection, Context, Store};
use terms::{AcademicYear, Audience, InformationKind, UnitId, VersionId, Viewer};

use super::{event, read, take_unchanged};
use crate::model::Report;
use crate::render::{Contents, Format, file};
use crate::rules::refusal::Refusal;
use crate::rules::way;
use crate::{StatisticsError, paper, store as rows};

/// 信息公开年度报告 in the national list.
const ENTRY: u16 = 6;

/// Makes the frozen report a draft, with its DOCX and PDF attached. From there it takes the
/// way of every publication, the secrecy review included.
pub async fn publish(
    store: &Store,
    files: &Files,
    intake: &Intake,
    context: &Context,
    viewer: &Viewer,
    year: AcademicYear,
) -> Result<VersionId, StatisticsError> {
    let (contents, read) = read(store, files, context, viewer, year).await?;
    let mut reader = store.reader().await?;
    let is_published = is_published(&mut reader, viewer, &read).await?;
    way::check_publish(viewer, read.state, is_published)?;
    let content = content(&mut reader, context, &contents).await?;
    let mut papers = Vec::new();
    for format in [Format::Docx, Format::Pdf] {
        let bytes = file(&mut reader, files, context.school, year, format, context.now).await?;
        papers.push((format!("{}.{}", paper::title(year), format.ending()), bytes));
    }
    drop(reader);
    let plain = Context { form: None, ..context.clone() };
    let version = begin_draft(store, context, viewer, &content).await?;
    for (name, bytes) in papers {
        attach(store, files, &plain, viewer, version, NewFile::new(name, bytes, intake)).await?;
    }
    let publication = publishing::version(&mut *store.reader().await?, viewer, version).await?;
    let publication = publication.ok_or(PublishingError::Missing)?.publication;
    let mut tx = store.begin(&plain).await?;
    let report = take_unchanged(&mut tx, viewer, &read).await?;
    rows::set_publication(tx.connection(), report.id, publication).await?;
    tx.append(event("statistics.publication_begun", &report));
    tx.commit().await?;
    Ok(version)
}

/// Whether a publication of the report stands or is on its way; one that was given up doesn't count.
async fn is_published(c: &mut Connection, viewer: &Viewer, report: &Report) -> Result<bool, StatisticsError> {
    let Some(id) = report.publication else { return Ok(false) };
    let publication = publishing::find(c, viewer, id).await?;
    Ok(publication.is_some_and(|one| one.live.is_some() || one.working.is_some()))
}

async fn content(
    c: &mut Connection,
    context: &Context,
    contents: &Contents,
) -> Result<Content, StatisticsError> {
    let public = Viewer::public(context.school);
    let edition = catalogue::edition_on(c, &public, None, context.today()).await?;
    let entry = edition.as_ref().and_then(|edition| edition.entry(EntryNo::whole(ENTRY)));
    let period = contents.ledger.period;
    let fields = [("period_from", period.from), ("period_to", period.to)];
    Ok(Content {
        title: format!("{}{}", contents.ledger.school, paper::title(contents.year)),
        body_html: paper::body(contents.paper(rows::dated(contents.report.as_ref(), context.now))),
        unit: unit(c, context, edition.as_ref()).await?,
        entry: entry.and_then(|entry| entry.id),
        category: entry.map_or(1, |entry| entry.category),
        kind: "annual_report".into(),
        information: InformationKind::Listings,
        block: Some(terms::Block::General),
        audience: Audience::Public,
        document_no: None,
        made_on: Some(context.today()),
        fields: fields.map(|(name, day)| (name.to_owned(), Value::String(day.to_string()))).into(),
        keywords: vec!["信息公开".into(), "年度报告".into()],
        channels: Vec::new(),
        tags: Vec::new(),
        notice: NoticeTerms::default(),
        expires_on: None,
        is_important: true,
        change_note: String::new(),
    })
}

/// The unit that leads the entry, or the school's first.
async fn unit(
    c: &mut Connection,
    context: &Context,
    edition: Option<&Edition>,
) -> Result<UnitId, StatisticsError> {
    let units = schools::units(c, context.school).await?;
    let present: BTreeMap<_, _> =
        units.iter().filter(|unit| unit.is_present()).map(|unit| (unit.id, unit)).collect();
    let lead =
        edition.and_then(|edition| edition.entry(EntryNo::whole(ENTRY))).and_then(|entry| entry.lead_unit);
    let lead = lead.filter(|unit| present.contains_key(unit));
    let first = units.iter().find(|unit| unit.is_present()).map(|unit| unit.id);
    lead.or(first).ok_or_else(|| Refusal::NoUnit.into())
}
