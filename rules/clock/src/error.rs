//! Why an event does not fit, or a date cannot be told, in sentences for people.

use calendar::{DueError, UnknownYear};
use jiff::civil::Date;
use thiserror::Error;

/// Why there is no clock.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ClockError {
    /// An event that cannot be.
    #[error("{on}：{reason}")]
    Refused {
        /// The event's day.
        on: Date,
        /// Why not.
        reason: Refusal,
    },
    /// The list is empty.
    #[error("还没有登记收到的日子，算不出期限")]
    NothingReceived,
    /// The term runs into a year without a notice, and the calendar was not asked for a provisional answer.
    #[error(transparent)]
    Unknown(#[from] UnknownYear),
    /// The term runs out of the calendar.
    #[error("期限太长，超出了日历")]
    TooLong,
}

impl From<DueError> for ClockError {
    fn from(error: DueError) -> ClockError {
        match error {
            DueError::Unknown(year) => ClockError::Unknown(year),
            DueError::TooLong => ClockError::TooLong,
        }
    }
}

/// Why an event does not fit. Those marked † depend on the calendar and are
/// asked of a new event only, by `Clock::then`.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Earlier than what is recorded already: typed wrongly, or a server's clock set back.
    #[error("这一步早于已经记下的 {0}，请核对日期和服务器的时间")]
    OutOfOrder(Date),
    /// A second receipt.
    #[error("已经登记过收到，不能再登记一次")]
    ReceivedTwice,
    /// Something before the receipt.
    #[error("还没有登记收到，不能先办别的")]
    NotReceived,
    /// A confirmation that nobody waits for.
    #[error("这件不需要确认，或者已经确认过了")]
    NothingToConfirm,
    /// Something that needs the receipt confirmed.
    #[error("还没有同申请人确认收到，期限没有开始，不能{0}")]
    Unconfirmed(&'static str),
    /// An acceptance that nobody waits for.
    #[error("这件不需要受理，或者已经受理过了")]
    NothingToAccept,
    /// Something that needs the letter taken up.
    #[error("还没有受理，办理期限没有开始，不能{0}")]
    Unaccepted(&'static str),
    /// The regime has no correction.
    #[error("{0}没有补正")]
    NoCorrection(String),
    /// A second correction.
    #[error("补正只能要求一次，已经在 {0} 要求过了")]
    CorrectionTwice(Date),
    /// A period that is over before it begins.
    #[error("给申请人的补正期限 {0} 不在告知之后")]
    NoTimeToCorrect(Date),
    /// † Asked too late.
    #[error("最迟应当在 {0} 以前要求补正，现在只能答复")]
    CorrectionLate(Date),
    /// A correction that was not asked for.
    #[error("没有要求补正，或者已经收到过补正")]
    NoCorrectionAsked,
    /// Something that has to wait for the correction.
    #[error("正在等申请人补正，不能{0}")]
    WaitingForCorrection(&'static str),
    /// Given up while there is time or nothing is asked.
    #[error("补正期限没有过，不能视为放弃")]
    NotAbandoned,
    /// The regime knows no such consultation.
    #[error("{0}没有征求{1}意见的规定")]
    NoConsultation(String, &'static str),
    /// The letter's number is used.
    #[error("第 {0} 号征求意见书已经发出过了")]
    LetterTwice(u32),
    /// No such letter.
    #[error("没有发出过第 {0} 号征求意见书")]
    NoLetter(u32),
    /// Its arrival is known.
    #[error("第 {0} 号征求意见书的送达已经登记过了")]
    ArrivedTwice(u32),
    /// It is answered.
    #[error("第 {0} 号征求意见书的意见已经收到过了")]
    OpinionTwice(u32),
    /// The regime has no extension, or a shorter one.
    #[error("{regime}最多延长 {most} 天，不能延长 {days} 天")]
    ExtensionTooLong {
        /// The regime's name.
        regime: String,
        /// The most it allows.
        most: u32,
        /// What was asked for.
        days: u32,
    },
    /// The regime has no extension.
    #[error("{0}没有延期")]
    NoExtension(String),
    /// A second extension.
    #[error("延期只能一次，已经在 {0} 延过了")]
    ExtendedTwice(Date),
    /// † After the due date.
    #[error("答复期限 {0} 已经过了，不能再延期")]
    ExtensionLate(Date),
    /// The regime names no basis for a pause.
    #[error("{0}没有中止期限的依据")]
    NoPause(String),
    /// Paused already.
    #[error("期限已经停着，不能再停")]
    PausedAlready,
    /// † After the due date.
    #[error("答复期限 {0} 已经过了，不能再中止")]
    PauseLate(Date),
    /// A correction while an opinion is waited for, or the clock is paused.
    #[error("正在征求意见或者中止，不能要求补正")]
    Stopped,
    /// Nothing to resume.
    #[error("期限没有中止，不能恢复")]
    NotPaused,
    /// Requests do not leave the school.
    #[error("{0}的申请不转出：告知申请人由谁掌握，就是答复")]
    NotTransferable(String),
    /// Anything after the end.
    #[error("{0} 已经办结，不能再办")]
    Ended(Date),
    /// † The event says another date than the calendar.
    #[error("按现在的放假安排期限是 {0}，不是 {1}")]
    OtherDate(Date, Date),
    /// A ground that only the clock sets.
    #[error("转出要登记为转出，不是结束")]
    TransferIsAnEvent,
}
