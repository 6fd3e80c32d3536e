//! The content of the demo, as `app/demo/` writes it.

use std::collections::BTreeMap;

use calendar::DayUnit;
use rust_embed::RustEmbed;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

#[derive(RustEmbed)]
#[folder = "demo"]
struct Files;

/// One of the single files, by its name.
pub fn file<T: DeserializeOwned>(name: &str) -> T {
    parse(name)
}

fn parse<T: DeserializeOwned>(name: &str) -> T {
    let file = Files::get(name).unwrap_or_else(|| panic!("app/demo/{name} is missing"));
    let text = std::str::from_utf8(&file.data).unwrap_or_else(|error| panic!("app/demo/{name}: {error}"));
    toml::from_str(text).unwrap_or_else(|error| panic!("app/demo/{name}: {error}"))
}

/// All publications, those of the series too.
pub fn publications() -> Vec<Publication> {
    let mut all = Vec::new();
    let mut names: Vec<String> = Files::iter().map(|name| name.into_owned()).collect();
    names.sort();
    for name in &names {
        if name.starts_with("publications/") {
            all.extend(parse::<PublicationFile>(name).publication);
        } else if name.starts_with("series/") {
            all.extend(parse::<SeriesFile>(name).series.into_iter().flat_map(Series::publications));
        }
    }
    all
}

/// `school.toml`: what the settings have no place for is passed over.
#[derive(Deserialize)]
pub struct SchoolFile {
    pub code: String,
    pub name: String,
    pub host: String,
    pub campuses: Vec<CampusRow>,
    pub icp_record: String,
    pub police_record: String,
    pub institution_mark: String,
    #[serde(flatten)]
    pub settings: schools::SchoolSettings,
}

#[derive(Deserialize)]
pub struct CampusRow {
    pub code: String,
    pub name: String,
    pub address: String,
    pub main: bool,
}

#[derive(Deserialize)]
pub struct UnitsFile {
    pub units: Vec<UnitRow>,
}

#[derive(Deserialize)]
pub struct UnitRow {
    pub code: String,
    pub name: String,
    pub campus: Option<String>,
    pub parent: Option<String>,
    #[serde(flatten)]
    pub profile: schools::UnitProfile,
    #[serde(default)]
    pub renamed: Vec<Renamed>,
    pub merged: Option<Merged>,
}

/// The name that stood before a day.
#[derive(Deserialize)]
pub struct Renamed {
    pub from: String,
    pub on: Day,
}

/// The unit into which this one went.
#[derive(Deserialize)]
pub struct Merged {
    pub into: String,
    pub on: Day,
}

#[derive(Deserialize)]
pub struct PeopleFile {
    pub people: Vec<PersonRow>,
}

#[derive(Deserialize)]
pub struct PersonRow {
    pub sign_in: String,
    pub name: String,
    pub unit: Option<String>,
    #[serde(default)]
    pub title: String,
    pub group: String,
    #[serde(default)]
    pub roles: Vec<String>,
}

/// A day of an academic year, 0 being the running one.
#[derive(Clone, Debug, Deserialize)]
pub struct Day {
    pub year: i16,
    pub md: String,
}

#[derive(Deserialize)]
struct PublicationFile {
    publication: Vec<Publication>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Publication {
    pub key: String,
    pub title: String,
    pub unit: String,
    pub entry: u16,
    pub kind: String,
    pub block: Option<String>,
    #[serde(default)]
    pub document_no: String,
    pub year: Option<i16>,
    pub md: Option<String>,
    pub day: Option<i64>,
    pub at: String,
    pub made_wd: u32,
    pub audience: String,
    #[serde(default)]
    pub channels: Vec<String>,
    #[serde(default)]
    pub keywords: Vec<String>,
    #[serde(default)]
    pub important: bool,
    pub form: Option<String>,
    #[serde(default)]
    pub fields: BTreeMap<String, Value>,
    pub notice: Option<NoticeRow>,
    #[serde(default)]
    pub attachments: Vec<AttachmentRow>,
    #[serde(default)]
    pub links: Vec<LinkRow>,
    pub withdrawal: Option<WithdrawalRow>,
    #[serde(default)]
    pub revisions: Vec<RevisionRow>,
    pub state: Option<String>,
    pub returned: Option<ReturnedRow>,
    pub publish_in_wd: Option<u32>,
    pub body_html: String,
    /// Further placeholders, of a series.
    #[serde(skip)]
    pub words: Vec<(String, String)>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct NoticeRow {
    pub working_days: Option<u16>,
    pub days: Option<u16>,
    pub contact: String,
}

impl NoticeRow {
    /// For how long the notice stands.
    pub fn period(&self) -> Option<(u16, DayUnit)> {
        let working = self.working_days.map(|days| (days, DayUnit::WorkingDays));
        working.or(self.days.map(|days| (days, DayUnit::CalendarDays)))
    }
}

#[derive(Clone, Debug, Deserialize)]
pub struct AttachmentRow {
    pub file: String,
    #[serde(default)]
    pub header: Vec<String>,
    #[serde(default)]
    pub rows: Vec<Vec<String>>,
    #[serde(default)]
    pub text: String,
}

#[derive(Clone, Debug, Deserialize)]
pub struct LinkRow {
    pub to: String,
    #[serde(rename = "as")]
    pub relation: LinkedAs,
}

/// What a publication is to the one that it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum LinkedAs {
    #[serde(rename = "解读")]
    Interpretation,
    #[serde(rename = "回应")]
    Response,
    #[serde(rename = "替代")]
    Replacement,
    #[serde(rename = "下一环节")]
    NextStep,
}

#[derive(Clone, Debug, Deserialize)]
pub struct WithdrawalRow {
    pub kind: String,
    pub reason: String,
    pub after_wd: u32,
    pub into: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct RevisionRow {
    pub after_wd: u32,
    pub note: String,
    pub body_html: String,
}

#[derive(Clone, Debug, Deserialize)]
pub struct ReturnedRow {
    pub opinion: String,
    /// What its reviewer remarked on it before.
    #[serde(default)]
    pub remarks: Vec<RemarkRow>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct RemarkRow {
    pub quote: String,
    pub text: String,
}

#[derive(Deserialize)]
struct SeriesFile {
    series: Vec<Series>,
}

/// A recurring publication whose text varies by rows of facts.
#[derive(Deserialize)]
struct Series {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
    #[serde(flatten)]
    pattern: SeriesPattern,
}

#[derive(Clone, Deserialize)]
struct SeriesPattern {
    key: String,
    title: String,
    unit: String,
    entry: u16,
    kind: String,
    block: Option<String>,
    #[serde(default)]
    document_no: String,
    at: String,
    made_wd: u32,
    audience: String,
    #[serde(default)]
    channels: Vec<String>,
    #[serde(default)]
    keywords: Vec<String>,
    form: Option<String>,
    #[serde(default)]
    fields: BTreeMap<String, Value>,
    notice: Option<NoticeRow>,
    /// To the rows of another series, by `{number}`.
    #[serde(default)]
    links: Vec<LinkRow>,
    body_html: String,
}

impl Series {
    fn publications(self) -> Vec<Publication> {
        self.rows.iter().zip(1..).map(|(row, number)| self.publication(row, number)).collect()
    }

    fn publication(&self, row: &[String], number: usize) -> Publication {
        let words: Vec<(String, String)> = self.columns.iter().cloned().zip(row.iter().cloned()).collect();
        let word =
            |name: &str| words.iter().find(|(column, _)| column == name).map(|(_, value)| value.clone());
        let pattern = self.pattern.clone();
        let mut links = pattern.links;
        for link in &mut links {
            link.to = link.to.replace("{number}", &number.to_string());
        }
        Publication {
            key: format!("{}-{number}", pattern.key),
            title: pattern.title,
            unit: word("unit").unwrap_or(pattern.unit),
            entry: word("entry").and_then(|entry| entry.parse().ok()).unwrap_or(pattern.entry),
            kind: pattern.kind,
            block: word("block").or(pattern.block),
            document_no: pattern.document_no,
            year: word("year").and_then(|year| year.parse().ok()),
            md: word("md"),
            day: word("day").and_then(|day| day.parse().ok()),
            at: pattern.at,
            made_wd: pattern.made_wd,
            audience: word("audience").unwrap_or(pattern.audience),
            channels: pattern.channels,
            keywords: pattern.keywords,
            important: false,
            form: pattern.form,
            fields: pattern.fields,
            notice: pattern.notice,
            attachments: vec![],
            links,
            withdrawal: None,
            revisions: vec![],
            state: None,
            returned: None,
            publish_in_wd: None,
            body_html: pattern.body_html,
            words,
        }
    }
}
