//! A report's files: made from the records while it is written, the same bytes for ever once
//! it is frozen.

use bytes::Bytes;
use files::{FileHash, Files};
use jiff::Timestamp;
use store::{Connection, Failure};
use terms::{AcademicYear, SchoolId};

use crate::model::{FrozenFiles, Report};
use crate::rules::figures;
use crate::rules::ledger::Ledger;
use crate::rules::outline::{self, Outline};
use crate::{StatisticsError, gather, paper, store as rows};

/// In which form a report is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    let report = rows::of_year(c, school, year).await?;
    let sealed = report.as_ref().and_then(|report| report.ledger.clone());
    let ledger = match sealed {
        Some(hash) => sealed_ledger(files, &hash).await?,
        None => gather::for_report(c, school, year).await?,
    };
    let outline = report.as_ref().map_or_else(|| outline::usual(year), |report| report.outline);
    let texts = match &report {
        Some(report) => rows::texts(c, report.id).await?.into_iter().map(|part| part.text).collect(),
        None => outline.parts.iter().map(|part| part.text.trim().to_owned()).collect(),
    };
    Ok(Contents { year, report, outline, texts, ledger })
}

async fn sealed_ledger(files: &Files, hash: &str) -> Result<Ledger, StatisticsError> {
    let bytes = files.get(&parsed(hash)?).await?;
    Ok(serde_json::from_slice(&bytes).map_err(|_| Failure::Unreadable("a sealed ledger"))?)
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
    let frozen = rows::of_year(c, school, year).await?.and_then(|report| report.files);
    if let Some(frozen) = frozen {
        return Ok(files.get(&parsed(format.of(&frozen))?).await?);
    }
    let contents = contents(c, files, school, year).await?;
    let at = contents.report.as_ref().and_then(|report| report.submitted_at).unwrap_or(now);
    made(contents, format, at).await
}

/// Makes one file, on a thread that may take its time.
async fn made(contents: Contents, format: Format, at: Timestamp) -> Result<Bytes, StatisticsError> {
    let made = tokio::task::spawn_blocking(move || contents.bytes(format, at)).await;
    // A panic while setting type is a failure of ours, not the end of the server.
    Ok(Bytes::from(made.map_err(|_| Failure::Unreadable("a report's paper"))??))
}

/// Makes all files and keeps them.
pub(crate) async fn freeze(
    files: &Files,
    contents: &Contents,
    at: Timestamp,
) -> Result<FrozenFiles, StatisticsError> {
    let mut hashes = Vec::new();
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
