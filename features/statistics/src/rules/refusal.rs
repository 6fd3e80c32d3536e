//! Why something about a report is refused, in sentences for whoever asked.

use thiserror::Error;

use super::form::MOST;
use super::question::name_of;

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
    /// A number that nobody told, and a text uses: the code of its question or form.
    #[error("“{}”还没有填。没有发生就填0，写明是从哪里知道的", name_of(.0))]
    Unanswered(&'static str),
    /// No number.
    #[error("“{}”要填{}", name_of(.code), if *is_money { "金额，最多两位小数" } else { "整数，没有就填0" })]
    NotANumber {
        /// The question's code.
        code: &'static str,
        /// Whether it is an amount.
        is_money: bool,
    },
    /// A number without its source: the code of its question or form.
    #[error("“{}”要写明来源，比如“信访办台账”", name_of(.0))]
    SourceMissing(&'static str),
    /// A source that is no source.
    #[error("“{name}”的来源太长，最多{most}字", name = name_of(.0), most = .1)]
    SourceTooLong(&'static str, usize),
    /// A part above its whole: the codes of both questions.
    #[error("“{}”比“{}”还多", name_of(.0), name_of(.1))]
    AboveWhole(&'static str, &'static str),
    /// The table has other rows or columns than the form.
    #[error("这张表和系统里的不一样，请刷新以后再填")]
    FormShape,
    /// A cell that is no number.
    #[error("“{row}，{column}”要是0到{MOST}的整数")]
    FormNumber {
        /// The place of the cell: its row's code, and its column from 0.
        at: (&'static str, usize),
        /// The row's words.
        row: &'static str,
        /// The column's.
        column: &'static str,
    },
    /// A column that does not add up.
    #[error("“{column}”一列对不上：新收加结转是{left}件，办结加结转下学年是{right}件")]
    FormBalance {
        /// The first cell that is added in the column, as above.
        at: (&'static str, usize),
        /// The column.
        column: &'static str,
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

impl Refusal {
    /// Whether no field of a form can be mended so that it goes.
    pub fn is_final(&self) -> bool {
        matches!(
            self,
            Refusal::WrongPerson(..)
                | Refusal::WrongState(..)
                | Refusal::AlreadyPublished
                | Refusal::NoUnit
                | Refusal::FormShape
        )
    }
}
