//! What a publication is made of.

mod content;
mod listed;
mod manuscript;
mod named_channel;
mod original;
mod relation;
mod remark;
mod state;
mod step;
mod upload;

pub use content::{Content, NoticeTerms};
pub use listed::{Listed, VersionRow};
pub use manuscript::{Manuscript, ReadField};
pub use named_channel::NamedChannel;
pub use original::{Original, OriginalReading};
pub use relation::{Link, Relation};
pub use remark::{Remark, RemarkAnswer, RemarkId};
pub use state::{Standing, State, Withdrawal};
pub use step::{Step, StepKind};
pub use upload::{NewUpload, Upload};

use jiff::Timestamp;
use terms::{AttachmentId, Audience, PersonId, PublicationId, SchoolId, UnitId, VersionId};

/// A version (稿).
#[derive(Clone, Debug)]
pub struct Version {
    /// Its number in the database.
    pub id: VersionId,
    /// The publication.
    pub publication: PublicationId,
    /// The school.
    pub school: SchoolId,
    /// 1 for the first.
    pub number: i64,
    /// Where it stands.
    pub state: State,
    /// Counts every saving.
    pub edits: i64,
    /// Who began it; nobody for an import by the host's operator.
    pub author: Option<PersonId>,
    /// Who saved it last.
    pub edited_by: Option<PersonId>,
    /// Everyone who wrote or edited it: none of them reviews it.
    pub workers: Vec<PersonId>,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it was saved last.
    pub edited_at: Timestamp,
    /// Who handed it over.
    pub submitted_by: Option<PersonId>,
    /// When it was released.
    pub released_at: Option<Timestamp>,
    /// Who released it.
    pub released_by: Option<PersonId>,
    /// When its past address was closed, because of what stands in it.
    pub closed_at: Option<Timestamp>,
    /// When it is to be released.
    pub scheduled_for: Option<Timestamp>,
    /// Whether it takes the urgent way (紧急发布).
    pub is_urgent: bool,
    /// The body as text.
    pub body_text: String,
    /// What it says.
    pub content: Content,
}

/// A publication with its standing.
#[derive(Clone, Debug)]
pub struct Publication {
    /// Its number.
    pub id: PublicationId,
    /// The school.
    pub school: SchoolId,
    /// 索引号, once released.
    pub index_no: Option<String>,
    /// How it stands.
    pub standing: Standing,
    /// The version that stands.
    pub live: Option<VersionId>,
    /// The version that is being worked on.
    pub working: Option<VersionId>,
    /// When it was first released; imported history keeps its own.
    pub published_at: Option<Timestamp>,
    /// When the present version was released.
    pub revised_at: Option<Timestamp>,
    /// Whether it already stood public elsewhere.
    pub is_imported: bool,
    /// Whether it waits unseen for an answer to a finding.
    pub is_held: bool,
    /// How it was withdrawn.
    pub withdrawal: Option<Withdrawal>,
    /// When.
    pub withdrawn_at: Option<Timestamp>,
    /// By whom.
    pub withdrawn_by: Option<PersonId>,
    /// Why.
    pub withdrawal_reason: String,
    /// The publication into which it was merged.
    pub merged_into: Option<PublicationId>,
    /// Whether an urgent release still needs another person's approval.
    pub awaits_approval: bool,
    /// The title.
    pub title: String,
    /// The unit.
    pub unit: UnitId,
    /// Who may read it.
    pub audience: Audience,
}

/// An attachment (附件).
#[derive(Clone, Debug)]
pub struct Attachment {
    /// Its number.
    pub id: AttachmentId,
    /// The version.
    pub version: VersionId,
    /// Its place, from 1.
    pub position: i64,
    /// The name that people gave it.
    pub name: String,
    /// Its media type.
    pub content_type: String,
    /// Its size in bytes.
    pub size_bytes: i64,
    /// The file.
    pub file_hash: String,
    /// The file of its text.
    pub text_hash: Option<String>,
    /// Why it could not be read; empty where it could.
    pub unreadable: String,
}
