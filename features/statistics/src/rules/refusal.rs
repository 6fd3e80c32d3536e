//! Why something about a report is refused, in sentences for whoever asked.

use thiserror::Error;

/// A reason.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Somebody else's task.
    #[error("{0}由{1}做")]
    WrongPerson(&'static str, &'static str),
    /// The report is not in a state for that.
    #[error("这份年报{0}，现在不能{1}")]
    WrongState(&'static str, &'static str),
    /// The year is not over.
    #[error("{0}还没有结束，{1}以后才能送批")]
    YearNotOver(String, String),
    /// A text names a figure that there isn't.
    #[error("第{0}部分写了“{1}”，没有这个数。可用的数列在旁边，照抄名称就行")]
    UnknownFigure(usize, String),
    /// A text is too long.
    #[error("第{0}部分太长，最多{1}字")]
    TextTooLong(usize, usize),
    /// A part says nothing.
    #[error("第{0}部分“{1}”还没有写")]
    PartEmpty(usize, String),
    /// A number that nobody told, and a text uses.
    #[error("“{0}”还没有填。没有发生就填0，写明是从哪里知道的")]
    Unanswered(String),
    /// No number.
    #[error("“{name}”要填{}", if *is_money { "金额，最多两位小数" } else { "整数，没有就填0" })]
    NotANumber {
        /// The number's name.
        name: String,
        /// Whether it is an amount.
        is_money: bool,
    },
    /// A number without its source.
    #[error("“{0}”要写明来源，比如“信访办台账”")]
    SourceMissing(String),
    /// A source that is no source.
    #[error("“{0}”的来源太长，最多{1}字")]
    SourceTooLong(String, usize),
    /// A part above its whole.
    #[error("“{0}”比“{1}”还多")]
    AboveWhole(String, String),
    /// A cell that is no number.
    #[error("表里的数要是0到{0}的整数")]
    FormNumber(i64),
    /// A column that does not add up.
    #[error("“{column}”一列对不上：新收加结转是{left}件，办结加结转下学年是{right}件")]
    FormBalance {
        /// The column.
        column: String,
        /// What came in.
        left: i64,
        /// What went out or waits.
        right: i64,
    },
    /// Warnings stand, and nobody said why.
    #[error("还有{0}处提醒没有答。改掉，或者在“对提醒的说明”里写明为什么不改")]
    WarningsOpen(usize),
    /// A note or an opinion that is too long.
    #[error("说明太长，最多{0}字")]
    NoteTooLong(usize),
    /// A return needs its reason.
    #[error("退回要写明哪里要改")]
    OpinionMissing,
    /// There is no such outline.
    #[error("没有这种提纲")]
    NoSuchOutline,
    /// There is a report of this year already.
    #[error("{0}的年报已经开始写了")]
    Begun(String),
    /// The year lies in the future.
    #[error("{0}还没有开始")]
    YearNotBegun(String),
    /// A publication of it stands or is on its way.
    #[error("这份年报已经有了公开稿，在“发布”里看它走到哪一步")]
    AlreadyPublished,
    /// No unit to publish for.
    #[error("还没有一个部门可以作为发布单位，请管理员先建部门")]
    NoUnit,
}
