//! Versions as lines of lists.

use jiff::civil::Date;
use web::format;

use crate::model::{State as Stage, VersionRow};

/// A version, or another thing to do, as a line of a list.
pub struct Line {
    /// Where it is done.
    pub path: String,
    /// What it is.
    pub title: String,
    /// Whose it is, by short name.
    pub unit: String,
    /// What is to be done.
    pub verb: &'static str,
    /// Where it stands.
    pub state: &'static str,
    /// The shape of the state.
    pub mark: &'static str,
    /// The reason, such as an opinion.
    pub about: String,
    /// When it was touched last.
    pub at: String,
}

fn verb(stage: Stage) -> &'static str {
    match stage {
        Stage::Draft => "接着写",
        Stage::UnitReview => "审核",
        Stage::SecrecyReview => "做保密审查",
        Stage::OfficeRelease => "看过发布",
        Stage::LeaderApproval | Stage::SpokespersonApproval => "审批",
        _ => "看一看",
    }
}

/// A version as a line.
pub fn line(row: &VersionRow, units: &[schools::Unit], today: Date) -> Line {
    let unit = units.iter().find(|unit| unit.id == row.unit).map(|unit| unit.short_name().to_owned());
    let (state, mark) = match (&row.returned, row.state) {
        (Some(_), Stage::Draft) => ("退回给我", "stop"),
        (_, Stage::Released) => (row.state.name(), "done"),
        (_, state) => (state.name(), "waiting"),
    };
    let path = match (row.state, &row.returned) {
        (Stage::Draft, None) => format!("/office/drafts/{}/edit", row.id),
        _ => format!("/office/drafts/{}", row.id),
    };
    let mut about = row.returned.clone().unwrap_or_default();
    if row.is_urgent {
        about = format!("紧急 {about}");
    }
    if let Some(at) = row.scheduled_for.filter(|_| row.state == Stage::Scheduled) {
        about = format!("定于{}发布", format::instant(at, today));
    }
    if row.open_remarks > 0 && row.state.is_open() {
        let told = format!("{}条批注没处理", row.open_remarks);
        about = if about.is_empty() { told } else { format!("{about}　{told}") };
    }
    Line {
        path,
        title: if row.title.is_empty() { "（还没有标题）".into() } else { row.title.clone() },
        unit: unit.unwrap_or_default(),
        verb: verb(row.state),
        state,
        mark,
        about,
        at: format::instant(row.edited_at, today),
    }
}
