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
