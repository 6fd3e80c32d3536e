//! What happens to a request or a letter, as far as its clock cares.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Something that happened on a day. Who did it, and what was written, lies
/// elsewhere: an event holds no personal data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The day, in Asia/Shanghai.
    pub on: Date,
    /// What happened.
    #[serde(flatten)]
    pub what: What,
}

/// The kinds of events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum What {
    /// 收到
    Received {
        /// How it came.
        way: Way,
    },
    /// 双方确认: the school confirmed with the applicant what came online, by fax or by ordinary mail.
    Confirmed,
    /// 受理: a letter was taken up and its sender told.
    Accepted,
    /// 要求补正: the applicant was told, once and for all, what is unclear.
    CorrectionAsked {
        /// The last day of the period the applicant was given.
        until: Date,
    },
    /// 收到补正
    CorrectionGiven,
    /// 征求意见: a letter went out.
    Consulted {
        /// The letter's number in this matter.
        letter: u32,
        /// To whom.
        whom: Consulted,
    },
    /// 征求意见书送达: it is known when the letter arrived; the term to answer it runs from then.
    LetterArrived {
        /// The letter.
        letter: u32,
    },
    /// 收到意见
    OpinionGiven {
        /// The letter that is answered.
        letter: u32,
    },
    /// 延期: agreed by the head of the office, the applicant told.
    Extended {
        /// By how many days of the regime.
        days: u32,
    },
    /// 中止, on a basis that the school's own regime names.
    Paused,
    /// 恢复
    Resumed,
    /// 转办 within the school, or 转出 to another body.
    Transferred {
        /// Whether it left the school.
        outside: bool,
    },
    /// 放假安排变动: the calendar changed and the due date was counted again.
    CalendarChanged {
        /// The label of the new calendar, `Calendar::version`.
        calendar: String,
        /// What was due before.
        was: Date,
        /// What is due now.
        now: Date,
    },
    /// 答复
    Answered,
    /// 结束 without an answer.
    Closed {
        /// Why.
        ground: Ground,
    },
}

/// How a matter reached the school; the law sets the day of receipt by it (《政府信息公开条例》第三十一条).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// 当面提交: the day it is handed in.
    InPerson,
    /// 邮寄（需签收）: the day it is signed for.
    SignedMail,
    /// 平常信函: the day the school confirms with the applicant, which must be the day it arrives.
    OrdinaryMail,
    /// 网上提交: the day both sides confirm.
    Online,
    /// 传真: the day both sides confirm.
    Fax,
}

impl Way {
    /// Whether it counts as received only once it is confirmed.
    pub fn needs_confirmation(self) -> bool {
        matches!(self, Way::OrdinaryMail | Way::Online | Way::Fax)
    }

    /// The Chinese name.
    pub fn name(self) -> &'static str {
        match self {
            Way::InPerson => "当面提交",
            Way::SignedMail => "签收邮件",
            Way::OrdinaryMail => "平常信函",
            Way::Online => "网上提交",
            Way::Fax => "传真",
        }
    }
}

/// Who is asked for an opinion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Consulted {
    /// 第三方, whose rights the answer may touch.
    ThirdParty,
    /// 其他机关, that made the information together with the school.
    OtherOrgan,
}

impl Consulted {
    /// The Chinese name.
    pub fn name(self) -> &'static str {
        match self {
            Consulted::ThirdParty => "第三方",
            Consulted::OtherOrgan => "其他机关",
        }
    }
}

/// Why a matter ended without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// 撤回 by the applicant.
    Withdrawn,
    /// 逾期不补正，视为放弃
    Abandoned,
    /// 逾期未缴费
    FeeUnpaid,
    /// 转出 to another body; set by the clock.
    TransferredOut,
    /// 其他
    Other,
}

impl Ground {
    /// The Chinese name.
    pub fn name(self) -> &'static str {
        match self {
            Ground::Withdrawn => "申请人撤回",
            Ground::Abandoned => "逾期不补正，视为放弃",
            Ground::FeeUnpaid => "逾期未缴费",
            Ground::TransferredOut => "转出",
            Ground::Other => "其他",
        }
    }
}
