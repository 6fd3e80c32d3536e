//! What an import would do, told before anybody answers for it.

use documents::sheets::Row;
use publishing::PublishingError;
use publishing::actions::{Foreseen, preview_import};
use screening::Found;
use serde::{Deserialize, Serialize};
use store::Failure;

use crate::prepare::{Errors, Ready};
use crate::run::{Counts, Importer, NotTaken, Rejected};

/// Rows that the check shows as they will be.
const FIRST: usize = 20;
/// Wrong rows, and findings, that the check keeps; the counts tell the rest.
const MOST: usize = 500;

/// What was found in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// What would become of the rows.
    pub counts: Counts,
    /// Rows that would wait unseen for an answer.
    pub held: usize,
    /// Units that would be made.
    pub new_units: Vec<String>,
    /// Files that were chosen and that no row names.
    #[serde(default)]
    pub unnamed: Vec<String>,
    /// The first rows.
    pub first: Vec<FirstRow>,
    /// Rows that cannot be taken.
    pub errors: Vec<RowErrors>,
    /// Findings that hold a row back, that a person should look at, and that are no fault.
    pub levels: [usize; 3],
    /// The findings of the first two levels, those that hold back first.
    pub findings: Vec<RowFinding>,
}

/// A row as it will be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstRow {
    /// Its line.
    pub line: usize,
    /// Its title.
    pub title: String,
    /// Its unit, as the file names it.
    pub unit: String,
    /// The day of its publication.
    pub published_on: String,
    /// What would become of it.
    pub becomes: String,
}

/// A row that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowErrors {
    /// Its line.
    pub line: usize,
    /// Its title.
    pub title: String,
    /// What is wrong, by field.
    pub errors: Errors,
}

/// Something the machine found in a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowFinding {
    /// The row's line.
    pub line: usize,
    /// The row's title.
    pub title: String,
    /// Where: 标题, 正文, …
    pub part: String,
    /// What it is.
    pub kind: String,
    /// `block` or `warn`.
    pub level: String,
    /// The value with its telling part hidden.
    pub masked: String,
}

impl Importer<'_> {
    /// Looks at every row as an import would. Writes nothing.
    pub async fn check(&mut self, rows: Vec<Row>) -> Result<(Check, Vec<Rejected>), Failure> {
        let mut check =
            Check { counts: Counts { read: rows.len(), ..Counts::default() }, ..Check::default() };
        let mut rejected = Vec::new();
        for row in rows {
            let ready = match self.preparer.prepare(&row).await? {
                Ok(ready) => ready,
                Err(errors) => {
                    rejected.push(Rejected::new(row, errors));
                    continue;
                }
            };
            match self.foresee(&ready).await {
                Ok((foreseen, found)) => check.add(row.line, &ready, foreseen, found),
                Err(NotTaken::Refused(PublishingError::Store(failure))) => return Err(failure),
                Err(error) => rejected.push(Rejected::new(row, vec![error.told()])),
            }
        }
        check.counts.rejected = rejected.len();
        check.errors = rejected.iter().take(MOST).map(row_errors).collect();
        check.new_units = self.preparer.new_units.iter().cloned().collect();
        check.unnamed = self.preparer.unnamed();
        check.findings.sort_by_key(|finding| (finding.level != "block", finding.line));
        check.findings.truncate(MOST);
        Ok((check, rejected))
    }

    async fn foresee(&self, ready: &Ready) -> Result<(Foreseen, Vec<Found>), NotTaken> {
        let files = self.taker.files_of(ready).await.map_err(NotTaken::Attachment)?;
        let (school, content) = (self.context.school, ready.content());
        let foreseen =
            preview_import(self.store, &self.taker.screen.gate, school, ready.external_id(), &content, files)
                .await;
        foreseen.map_err(NotTaken::Refused)
    }
}

fn row_errors(row: &Rejected) -> RowErrors {
    let title = row.row.get("title").and_then(|title| title.as_str()).unwrap_or_default();
    RowErrors { line: row.line, title: title.chars().take(60).collect(), errors: row.errors.clone() }
}

impl Check {
    fn add(&mut self, line: usize, ready: &Ready, foreseen: Foreseen, found: Vec<Found>) {
        let title = &ready.record.title;
        let becomes = match foreseen {
            Foreseen::Create => {
                self.counts.created += 1;
                "新添"
            }
            Foreseen::Update => {
                self.counts.updated += 1;
                "更新"
            }
            Foreseen::Unchanged => {
                self.counts.unchanged += 1;
                "已经有了"
            }
        };
        if self.first.len() < FIRST {
            self.first.push(FirstRow {
                line,
                title: title.clone(),
                unit: ready.record.unit.clone().unwrap_or_default(),
                published_on: web::format::long_day(terms::day_of(ready.record.published_at)),
                becomes: becomes.to_owned(),
            });
        }
        self.held += usize::from(found.iter().any(|one| one.level == "block"));
        for one in found {
            self.note(line, title, one);
        }
    }

    fn note(&mut self, line: usize, title: &str, found: Found) {
        let level = match found.level.as_str() {
            "block" => 0,
            "warn" => 1,
            _ => 2,
        };
        self.levels[level] += 1;
        if level < 2 && self.levels[level] <= MOST {
            self.findings.push(RowFinding {
                line,
                title: title.chars().take(60).collect(),
                part: found.part,
                kind: pii::Kind::name_of(&found.kind).to_owned(),
                level: found.level,
                masked: found.masked,
            });
        }
    }
}
