//! What a correction is.

use jiff::Timestamp;
use terms::{CorrectionId, PublicationId, UnitId};

/// What is wrong (错误类型).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// 泄露了个人信息
    Leak,
    /// 文字、数字写错了
    Wrong,
    /// 内容过时了
    Outdated,
    /// 链接、附件打不开
    Broken,
    /// 看不清、用不了
    Unusable,
    /// 其他
    Other,
}

impl Kind {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Kind; 6] =
        [Kind::Wrong, Kind::Outdated, Kind::Broken, Kind::Unusable, Kind::Leak, Kind::Other];

    /// The word for forms and the database.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Leak => "leak",
            Kind::Wrong => "wrong",
            Kind::Outdated => "outdated",
            Kind::Broken => "broken",
            Kind::Unusable => "unusable",
            Kind::Other => "other",
        }
    }

    /// The Chinese name.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Leak => "泄露了个人信息",
            Kind::Wrong => "文字或数字写错了",
            Kind::Outdated => "内容过时了",
            Kind::Broken => "链接或附件打不开",
            Kind::Unusable => "看不清、用不了",
            Kind::Other => "其他",
        }
    }

    /// The kind with this code.
    pub fn from_code(code: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// What became of it (处理结果).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// 已更正
    Mended,
    /// 没有错
    NoError,
    /// 不属于纠错
    Elsewhere,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Outcome; 3] = [Outcome::Mended, Outcome::NoError, Outcome::Elsewhere];

    /// The word for forms and the database.
    pub fn code(self) -> &'static str {
        match self {
            Outcome::Mended => "mended",
            Outcome::NoError => "no_error",
            Outcome::Elsewhere => "elsewhere",
        }
    }

    /// The Chinese name.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Mended => "已更正",
            Outcome::NoError => "核对过，没有错",
            Outcome::Elsewhere => "不属于纠错",
        }
    }

    /// The outcome with this code.
    pub fn from_code(code: &str) -> Option<Outcome> {
        Outcome::ALL.into_iter().find(|outcome| outcome.code() == code)
    }
}

/// What a reader found wrong, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// Its number in the records.
    pub id: CorrectionId,
    /// The number that the reader keeps (编号).
    pub code: String,
    /// The path of the page, with its query.
    pub page: String,
    /// The publication whose page it is.
    pub publication: Option<PublicationId>,
    /// The unit that answers for the page; none where the office does.
    pub unit: Option<UnitId>,
    /// What is wrong.
    pub kind: Kind,
    /// In the reader's words.
    pub words: String,
    /// When it came.
    pub reported_at: Timestamp,
    /// What became of it; nothing yet where it is open.
    pub outcome: Option<Outcome>,
    /// What the reader is told.
    pub answer: String,
    /// When it was answered.
    pub settled_at: Option<Timestamp>,
}
