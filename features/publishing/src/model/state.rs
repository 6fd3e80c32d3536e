//! Where versions and publications stand.

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
