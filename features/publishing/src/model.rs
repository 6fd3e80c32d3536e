//! What a publication is made of.

use std::collections::BTreeMap;

use catalogue::DayUnit;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;
use terms::{
    AttachmentId, Audience, Block, EntryId, InformationKind, PersonId, PublicationId, SchoolId, UnitId,
    VersionId,
};

/// Where a version stands on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// 草稿: its author writes.
    Draft,
    /// 部门审核: the unit's head reads.
    UnitReview,
    /// 保密审查: the secrecy reviewer reads.
    SecrecyReview,
    /// 公开办发布: the disclosure office releases.
    OfficeRelease,
    /// 校领导审批, for what is important.
    LeaderApproval,
    /// 新闻发言人审批, for what goes to the media.
    SpokespersonApproval,
    /// 定时发布: passed by all, waiting for its time.
    Scheduled,
    /// 已发布: what stands now.
    Released,
    /// 历史版本: what stood before.
    Superseded,
    /// 已放弃: given up before release.
    Discarded,
}

impl State {
    /// All states, in their order.
    pub const ALL: [State; 10] = [
        State::Draft,
        State::UnitReview,
        State::SecrecyReview,
        State::OfficeRelease,
        State::LeaderApproval,
        State::SpokespersonApproval,
        State::Scheduled,
        State::Released,
        State::Superseded,
        State::Discarded,
    ];

    /// The word for the database.
    pub fn code(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::UnitReview => "unit_review",
            State::SecrecyReview => "secrecy_review",
            State::OfficeRelease => "office_release",
            State::LeaderApproval => "leader_approval",
            State::SpokespersonApproval => "spokesperson_approval",
            State::Scheduled => "scheduled",
            State::Released => "released",
            State::Superseded => "superseded",
            State::Discarded => "discarded",
        }
    }

    /// The state of a database word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// As a colleague would say it.
    pub fn name(self) -> &'static str {
        match self {
            State::Draft => "草稿",
            State::UnitReview => "等部门审核",
            State::SecrecyReview => "等保密审查",
            State::OfficeRelease => "等公开办发布",
            State::LeaderApproval => "等校领导审批",
            State::SpokespersonApproval => "等新闻发言人审批",
            State::Scheduled => "定时发布",
            State::Released => "已公开",
            State::Superseded => "历史版本",
            State::Discarded => "已放弃",
        }
    }

    /// Whether the version is still on its way.
    pub fn is_open(self) -> bool {
        !matches!(self, State::Released | State::Superseded | State::Discarded)
    }
}

/// How a publication stands before the public.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Never released.
    Unpublished,
    /// Stands.
    Live,
    /// Its personal data have expired: the list is gone, the notice stays.
    Expired,
    /// Withdrawn, by one of the kinds.
    Withdrawn,
}

impl Standing {
    /// The word for the database.
    pub fn code(self) -> &'static str {
        match self {
            Standing::Unpublished => "unpublished",
            Standing::Live => "live",
            Standing::Expired => "expired",
            Standing::Withdrawn => "withdrawn",
        }
    }

    /// The standing of a database word.
    pub fn from_code(code: &str) -> Option<Self> {
        [Standing::Unpublished, Standing::Live, Standing::Expired, Standing::Withdrawn]
            .into_iter()
            .find(|standing| standing.code() == code)
    }
}

/// The kinds of withdrawal (撤下), each with its consequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Withdrawal {
    /// Published in error: gone, the page answers 410.
    Error,
    /// Merged into another publication: the page leads there.
    Merged,
    /// No longer valid: the page stays with a banner and the reason.
    Withdrawn,
}

impl Withdrawal {
    /// All kinds.
    pub const ALL: [Withdrawal; 3] = [Withdrawal::Error, Withdrawal::Merged, Withdrawal::Withdrawn];

    /// The word for the database.
    pub fn code(self) -> &'static str {
        match self {
            Withdrawal::Error => "error",
            Withdrawal::Merged => "merged",
            Withdrawal::Withdrawn => "withdrawn",
        }
    }

    /// The kind of a database word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The Chinese name.
    pub fn name(self) -> &'static str {
        match self {
            Withdrawal::Error => "误发，全部撤掉",
            Withdrawal::Merged => "并入另一条信息",
            Withdrawal::Withdrawn => "不再有效，保留页面并说明",
        }
    }
}

/// How two publications belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// 解读
    Interpretation,
    /// 回应
    Response,
    /// The step before in a chain: 考察预告 before 任前公示.
    Follows,
    /// Takes the place of another rule.
    Replaces,
}

impl Relation {
    /// All relations.
    pub const ALL: [Relation; 4] =
        [Relation::Interpretation, Relation::Response, Relation::Follows, Relation::Replaces];

    /// The word for the database.
    pub fn code(self) -> &'static str {
        match self {
            Relation::Interpretation => "interpretation",
            Relation::Response => "response",
            Relation::Follows => "follows",
            Relation::Replaces => "replaces",
        }
    }

    /// The relation of a database word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|relation| relation.code() == code)
    }

    /// What the linked publication is to this one.
    pub fn name(self) -> &'static str {
        match self {
            Relation::Interpretation => "解读",
            Relation::Response => "回应",
            Relation::Follows => "前一环节",
            Relation::Replaces => "代替",
        }
    }

    /// What this publication is to the linked one.
    pub fn back_name(self) -> &'static str {
        match self {
            Relation::Interpretation => "解读的文件",
            Relation::Response => "回应的事项",
            Relation::Follows => "后一环节",
            Relation::Replaces => "被代替",
        }
    }
}

/// A notice (公示) as its author asks for it, and its days once it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoticeTerms {
    /// For how long, in `unit`.
    pub days: Option<u16>,
    /// Working or calendar days.
    pub unit: Option<DayUnit>,
    /// Who receives objections.
    pub receiver: String,
    /// How to reach them.
    pub contact: String,
    /// The first day, once released.
    pub from: Option<Date>,
    /// The last day, once released.
    pub to: Option<Date>,
}

/// What a version says: everything that its author writes.
#[derive(Clone, Debug, PartialEq)]
pub struct Content {
    /// The title.
    pub title: String,
    /// The body, cleaned.
    pub body_html: String,
    /// The unit that publishes.
    pub unit: UnitId,
    /// The catalogue entry.
    pub entry: Option<EntryId>,
    /// The catalogue category, 1 to 10.
    pub category: u8,
    /// The kind, a code of `kinds/`.
    pub kind: String,
    /// What it counts as.
    pub information: InformationKind,
    /// Its block.
    pub block: Option<Block>,
    /// Who may read it.
    pub audience: Audience,
    /// 文号
    pub document_no: Option<String>,
    /// 生成日期, when it was made or obtained: begins the 20 working days.
    pub made_on: Option<Date>,
    /// What was written in the fields of its kind, as it was written; `kinds::check` types it.
    pub fields: BTreeMap<String, Value>,
    /// Keywords.
    pub keywords: Vec<String>,
    /// Codes of the channels it goes out by.
    pub channels: Vec<String>,
    /// Words of the school's further taxonomies.
    pub tags: Vec<String>,
    /// The notice, where it is one.
    pub notice: NoticeTerms,
    /// When the personal data in it have served their purpose.
    pub expires_on: Option<Date>,
    /// Whether its author marks it as important.
    pub is_important: bool,
    /// What changed against the version before.
    pub change_note: String,
}

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

/// What somebody did to a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepKind {
    /// Handed over to review.
    Submitted,
    /// Taken back by whoever handed it over.
    TakenBack,
    /// Passed by the unit's head.
    UnitPassed,
    /// Passed by the secrecy reviewer.
    SecrecyPassed,
    /// A finding was answered.
    Answered,
    /// Passed by the office, to a leader, the spokesperson or the timetable.
    OfficePassed,
    /// Approved by a leader.
    LeaderApproved,
    /// Approved by the spokesperson.
    SpokespersonApproved,
    /// Returned with an opinion.
    Returned,
    /// Released.
    Released,
    /// An urgent release approved afterwards.
    ApprovedAfterwards,
    /// Withdrawn.
    Withdrawn,
    /// The personal data in it expired.
    Expired,
    /// Given up.
    Discarded,
}

impl StepKind {
    const ALL: [StepKind; 14] = [
        StepKind::Submitted,
        StepKind::TakenBack,
        StepKind::UnitPassed,
        StepKind::SecrecyPassed,
        StepKind::Answered,
        StepKind::OfficePassed,
        StepKind::LeaderApproved,
        StepKind::SpokespersonApproved,
        StepKind::Returned,
        StepKind::Released,
        StepKind::ApprovedAfterwards,
        StepKind::Withdrawn,
        StepKind::Expired,
        StepKind::Discarded,
    ];

    /// The word for the database.
    pub fn code(self) -> &'static str {
        match self {
            StepKind::Submitted => "submitted",
            StepKind::TakenBack => "taken_back",
            StepKind::UnitPassed => "unit_passed",
            StepKind::SecrecyPassed => "secrecy_passed",
            StepKind::Answered => "answered",
            StepKind::OfficePassed => "office_passed",
            StepKind::LeaderApproved => "leader_approved",
            StepKind::SpokespersonApproved => "spokesperson_approved",
            StepKind::Returned => "returned",
            StepKind::Released => "released",
            StepKind::ApprovedAfterwards => "approved_afterwards",
            StepKind::Withdrawn => "withdrawn",
            StepKind::Expired => "expired",
            StepKind::Discarded => "discarded",
        }
    }

    /// The step of a database word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.code() == code)
    }

    /// As history tells it.
    pub fn name(self) -> &'static str {
        match self {
            StepKind::Submitted => "送审",
            StepKind::TakenBack => "收回",
            StepKind::UnitPassed => "部门审核同意",
            StepKind::SecrecyPassed => "保密审查通过",
            StepKind::Answered => "答复提示",
            StepKind::OfficePassed => "公开办同意",
            StepKind::LeaderApproved => "校领导同意",
            StepKind::SpokespersonApproved => "新闻发言人同意",
            StepKind::Returned => "退回",
            StepKind::Released => "公开",
            StepKind::ApprovedAfterwards => "事后审批同意",
            StepKind::Withdrawn => "撤下",
            StepKind::Expired => "名单到期撤下",
            StepKind::Discarded => "放弃",
        }
    }
}

/// A step of a version's way.
#[derive(Clone, Debug)]
pub struct Step {
    /// When.
    pub at: Timestamp,
    /// Who; nobody for the timetable and the host's operator.
    pub person: Option<PersonId>,
    /// What.
    pub kind: StepKind,
    /// With which opinion.
    pub opinion: String,
}

/// A publication that belongs to another.
#[derive(Clone, Debug)]
pub struct Link {
    /// The other publication.
    pub id: PublicationId,
    /// Its index number.
    pub index_no: Option<String>,
    /// Its title.
    pub title: String,
    /// What it is to this one, in Chinese.
    pub label: &'static str,
    /// How they belong together.
    pub relation: Relation,
}
