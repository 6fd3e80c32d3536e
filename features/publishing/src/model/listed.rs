//! Lines of lists.

use jiff::Timestamp;
use jiff::civil::Date;
use terms::{Audience, Block, EntryId, InformationKind, PersonId, PublicationId, UnitId, VersionId};

use super::{Standing, State};

/// A line of a public list.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Its number.
    pub id: PublicationId,
    /// 索引号
    pub index_no: String,
    /// The title.
    pub title: String,
    /// The unit.
    pub unit: UnitId,
    /// The catalogue entry.
    pub entry: Option<EntryId>,
    /// The catalogue category.
    pub category: u8,
    /// The kind.
    pub kind: String,
    /// What it counts as.
    pub information: InformationKind,
    /// Its block.
    pub block: Option<Block>,
    /// Who may read it.
    pub audience: Audience,
    /// 文号
    pub document_no: Option<String>,
    /// When it was first released.
    pub published_at: Timestamp,
    /// When it was changed last.
    pub revised_at: Timestamp,
    /// The notice's first day.
    pub notice_from: Option<Date>,
    /// The notice's last day.
    pub notice_to: Option<Date>,
    /// 效力, for rules.
    pub validity: Option<String>,
    /// How it stands.
    pub standing: Standing,
}

/// A line of an office list.
#[derive(Clone, Debug)]
pub struct VersionRow {
    /// The version.
    pub id: VersionId,
    /// The publication.
    pub publication: PublicationId,
    /// 1 for the first version.
    pub number: i64,
    /// Where it stands.
    pub state: State,
    /// The title.
    pub title: String,
    /// The unit.
    pub unit: UnitId,
    /// The catalogue entry.
    pub entry: Option<EntryId>,
    /// The kind.
    pub kind: String,
    /// Who may read it.
    pub audience: Audience,
    /// Who began it.
    pub author: Option<PersonId>,
    /// Who handed it over.
    pub submitted_by: Option<PersonId>,
    /// When it was saved last.
    pub edited_at: Timestamp,
    /// When it was made or obtained.
    pub made_on: Option<Date>,
    /// When it is to be released.
    pub scheduled_for: Option<Timestamp>,
    /// When it was released.
    pub released_at: Option<Timestamp>,
    /// Whether it takes the urgent way.
    pub is_urgent: bool,
    /// Whether a leader must approve it.
    pub is_important: bool,
    /// The opinion with which it was returned, where that was its last step.
    pub returned: Option<String>,
    /// How many remarks on it are open.
    pub open_remarks: i64,
}
