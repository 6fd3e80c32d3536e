//! What was done to a version, step by step.

use jiff::Timestamp;
use terms::PersonId;

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
    /// Somebody else agreed that findings stand.
    Confirmed,
    /// Personal data were masked.
    Masked,
    /// Read again by new rules, and something more was found.
    ReadAgain,
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
    /// Taken down at once.
    TakenDown,
    /// A past version's address was closed.
    Closed,
    /// The personal data in it expired.
    Expired,
    /// Given up.
    Discarded,
}

impl StepKind {
    const ALL: [StepKind; 19] = [
        StepKind::Submitted,
        StepKind::TakenBack,
        StepKind::UnitPassed,
        StepKind::SecrecyPassed,
        StepKind::Answered,
        StepKind::Confirmed,
        StepKind::Masked,
        StepKind::ReadAgain,
        StepKind::OfficePassed,
        StepKind::LeaderApproved,
        StepKind::SpokespersonApproved,
        StepKind::Returned,
        StepKind::Released,
        StepKind::ApprovedAfterwards,
        StepKind::Withdrawn,
        StepKind::TakenDown,
        StepKind::Closed,
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
            StepKind::Confirmed => "confirmed",
            StepKind::Masked => "masked",
            StepKind::ReadAgain => "read_again",
            StepKind::OfficePassed => "office_passed",
            StepKind::LeaderApproved => "leader_approved",
            StepKind::SpokespersonApproved => "spokesperson_approved",
            StepKind::Returned => "returned",
            StepKind::Released => "released",
            StepKind::ApprovedAfterwards => "approved_afterwards",
            StepKind::Withdrawn => "withdrawn",
            StepKind::TakenDown => "taken_down",
            StepKind::Closed => "closed",
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
            StepKind::Answered => "写明保留的理由",
            StepKind::Confirmed => "看过，同意保留",
            StepKind::Masked => "隐去个人信息",
            StepKind::ReadAgain => "规则改过，重新读过",
            StepKind::OfficePassed => "公开办同意",
            StepKind::LeaderApproved => "校领导同意",
            StepKind::SpokespersonApproved => "新闻发言人同意",
            StepKind::Returned => "退回",
            StepKind::Released => "公开",
            StepKind::ApprovedAfterwards => "事后审批同意",
            StepKind::Withdrawn => "撤下",
            StepKind::TakenDown => "紧急撤下",
            StepKind::Closed => "收起旧版",
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
