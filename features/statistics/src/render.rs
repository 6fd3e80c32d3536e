//! A report's files: made from the records while it is written, the same bytes for ever once
//! it is frozen.

use std::sync::Arc;

use bytes::Bytes;
use files::{FileHash, Files};
use jiff::Timestamp;
use store::{Connection, Failure};
use terms::{AcademicYear, SchoolId};
use web::Progress;

use crate::model::{FrozenFiles, Report};
use crate::rules::figures;
use crate::rules::ledger::Ledger;
use crate::rules::outline::{self, Outline};
use crate::{StatisticsError, gather, paper, store as rows};

/// In which form a report is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Its figures.
    Json,
    /// A page.
    Html,
    /// For Word.
    Docx,
    /// For print.
    Pdf,
}

impl Format {
    /// All forms.
    pub const ALL: [Format; 4] = [Format::Docx, Format::Pdf, Format::Html, Format::Json];

    /// Its ending, as in addresses.
    pub fn ending(self) -> &'static str {
        match self {
            Format::Json => "json",
            Format::Html => "html",
            Format::Docx => "docx",
            Format::Pdf => "pdf",
        }
    }

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Format::Json => "数据",
            Format::Html => "网页",
            Format::Docx => "Word",
            Format::Pdf => "PDF",
        }
    }

    /// The form of an ending.
    pub fn from_ending(ending: &str) -> Option<Format> {
        Self::ALL.into_iter().find(|format| format.ending() == ending)
    }

    /// The type of its bytes.
    pub fn content_type(self) -> &'static str {
        match self {
            Format::Json => "application/json",
            Format::Html => "text/html; charset=utf-8",
            Format::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Format::Pdf => "application/pdf",
        }
    }

    fn of(self, files: &FrozenFiles) -> &str {
        match self {
            Format::Json => &files.json,
            Format::Html => &files.html,
            Format::Docx => &files.docx,
            Format::Pdf => &files.pdf,
        }
    }
}

/// What a report says, with the records that its figures count.
#[derive(Clone, Debug)]
pub struct Contents {
    /// The year.
    pub year: AcademicYear,
    /// The report, once somebody began it.
    pub report: Option<Report>,
    /// Its outline; the usual one of the year where nobody began it.
    pub outline: &'static Outline,
    /// The text of each part.
    pub texts: Vec<String>,
    /// The records: sealed ones, or those of now.
    pub ledger: Ledger,
}

/// What the report of a year says. The caller has asked the viewer.
pub async fn contents(
    c: &mut Connection,
    files: &Files,
    school: SchoolId,
    year: AcademicYear,
) -> Result<Contents, StatisticsError> {
    telling(c, files, school, year, &Progress::default()).await
}

/// The same, telling how far it is.
pub(crate) async fn telling(
    c: &mut Connection,
    files: &Files,
    school: SchoolId,
    year: AcademicYear,
    progress: &Progress,
) -> Result<Contents, StatisticsError> {
    let report = rows::of_year(c, school, year).await?;
    let sealed = report.as_ref().and_then(|report| report.ledger.clone());
    let ledger = match sealed {
        Some(hash) => {
            progress.step(0, gather::STEPS, "正在读封存的记录");
            sealed_ledger(files, &hash).await?
        }
        None => gather::telling(c, school, year, progress).await?,
    };
    progress.step(gather::STEPS - 1, gather::STEPS, "记录都读了，正在数各项数字");
    let ledger = aside(move || Ok(counted(ledger))).await?;
    with_words(c, year, report, ledger).await
}

/// What a report says now, with records that were read before.
pub(crate) async fn again(
    c: &mut Connection,
    files: &Files,
    school: SchoolId,
    year: AcademicYear,
    ledger: Ledger,
) -> Result<Contents, StatisticsError> {
    let report = rows::of_year(c, school, year).await?;
    match report {
        Some(report) if report.ledger.is_none() => {
            let answers = rows::answers(c, report.id).await?;
            let answers = answers.into_iter().map(|(code, answered)| (code, answered.answer)).collect();
            with_words(c, year, Some(report), Ledger { answers, ..ledger }).await
        }
        // Sealed or gone meanwhile.
        _ => contents(c, files, school, year).await,
    }
}

async fn with_words(
    c: &mut Connection,
    year: AcademicYear,
    report: Option<Report>,
    ledger: Ledger,
) -> Result<Contents, StatisticsError> {
    let outline = report.as_ref().map_or_else(|| outline::usual(year), |report| report.outline);
    let texts = match &report {
        Some(report) => rows::texts(c, report.id).await?.into_iter().map(|part| part.text).collect(),
        None => outline.parts.iter().map(|part| part.text.trim().to_owned()).collect(),
    };
    Ok(Contents { year, report, outline, texts, ledger })
}

fn counted(mut ledger: Ledger) -> Ledger {
    ledger.count_all();
    ledger
}

/// On a thread that may take its time. A panic there is a failure of ours, not the end of the server.
async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StatisticsError> + Send + 'static,
) -> Result<T, StatisticsError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Failure::Unreadable("a report's figures or paper"))?
}

async fn sealed_ledger(files: &Files, hash: &str) -> Result<Ledger, StatisticsError> {
    let bytes = files.get(&parsed(hash)?).await?;
    aside(move || Ok(serde_json::from_slice(&bytes).map_err(|_| Failure::Unreadable("a sealed ledger"))?))
        .await
}

fn parsed(hash: &str) -> Result<FileHash, Failure> {
    hash.parse().map_err(|_| Failure::Unreadable("statistics_reports.*_hash"))
}

/// The report of a year as a file. The caller has asked the viewer.
pub async fn file(
    c: &mut Connection,
    files: &Files,
    school: SchoolId,
    year: AcademicYear,
    format: Format,
    now: Timestamp,
) -> Result<Bytes, StatisticsError> {
    if let Some(report) = rows::of_year(c, school, year).await?
        && let Some(bytes) = frozen(files, &report, format).await?
    {
        return Ok(bytes);
    }
    let contents = contents(c, files, school, year).await?;
    set(Arc::new(contents), format, now).await
}

/// The file as it was frozen, where the report is.
pub(crate) async fn frozen(
    files: &Files,
    report: &Report,
    format: Format,
) -> Result<Option<Bytes>, StatisticsError> {
    match &report.files {
        Some(frozen) => Ok(Some(files.get(&parsed(format.of(frozen))?).await?)),
        None => Ok(None),
    }
}

/// Sets a report that is not frozen as a file, dated when it was handed over or now.
pub(crate) async fn set(
    contents: Arc<Contents>,
    format: Format,
    now: Timestamp,
) -> Result<Bytes, StatisticsError> {
    let at = contents.report.as_ref().and_then(|report| report.submitted_at).unwrap_or(now);
    made(contents, format, at).await
}

async fn made(contents: Arc<Contents>, format: Format, at: Timestamp) -> Result<Bytes, StatisticsError> {
    aside(move || Ok(Bytes::from(contents.bytes(format, at)?))).await
}

/// Makes all files and keeps them.
pub(crate) async fn freeze(
    files: &Files,
    contents: Contents,
    at: Timestamp,
) -> Result<FrozenFiles, StatisticsError> {
    let (contents, mut hashes) = (Arc::new(contents), Vec::new());
    for format in [Format::Json, Format::Html, Format::Docx, Format::Pdf] {
        let bytes = made(contents.clone(), format, at).await?;
        hashes.push(files.put(bytes).await?.to_string());
    }
    let [json, html, docx, pdf] = hashes.try_into().map_err(|_| Failure::Unreadable("a report's files"))?;
    Ok(FrozenFiles { json, html, docx, pdf })
}

impl Contents {
    /// The paper, dated on a day.
    pub fn paper(&self, at: Timestamp) -> documents::paper::Paper {
        paper::paper(self.year, self.outline, &self.texts, &self.ledger, terms::day_of(at))
    }

    fn bytes(&self, format: Format, at: Timestamp) -> Result<Vec<u8>, documents::paper::PaperError> {
        match format {
            Format::Json => {
                let figures = figures::figures(&self.ledger);
                let text = serde_json::to_string_pretty(&figures).expect("our own structs are always JSON");
                Ok((text + "\n").into_bytes())
            }
            Format::Html => Ok(paper::page(&self.paper(at)).into_bytes()),
            Format::Docx => documents::paper::docx(&self.paper(at), at),
            Format::Pdf => documents::paper::pdf(&self.paper(at), at),
        }
    }
}
