//! What is wrong with a year's days, each in a sentence for whoever enters them.

use std::fmt;

use jiff::civil::Date;
use thiserror::Error;

use crate::weekday_name;

/// The text is not a year's arrangement; every reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAYear(pub Vec<Fault>);

impl NotAYear {
    pub(crate) fn one(fault: Fault) -> NotAYear {
        NotAYear(vec![fault])
    }
}

impl fmt::Display for NotAYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sentences: Vec<String> = self.0.iter().map(Fault::to_string).collect();
        f.write_str(&sentences.join("；"))
    }
}

impl std::error::Error for NotAYear {}

/// One thing that is wrong with a year's arrangement.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Fault {
    /// Not the form of a year's file.
    #[error("放假安排的格式不对：{0}")]
    Form(String),
    /// A day that is neither of the year nor of the December before.
    #[error("{0} 不是 {1} 年的日子，也不在上一年12月")]
    Elsewhere(Date, i16),
    /// A day both off and worked.
    #[error("{0} 既写成放假又写成上班")]
    Both(Date),
    /// A make-up working day from Monday to Friday.
    #[error("{0} 是{day}，本来就上班，不会是调休上班日", day = weekday_name(*.0))]
    WorkedOnWeekday(Date),
    /// A make-up working day that is not near its holiday.
    #[error("{0} 调休上班，离{1}的假期太远")]
    FarFromHoliday(Date, String),
    /// A holiday that is not named.
    #[error("没有写{0}怎样放假")]
    Missing(&'static str),
    /// A statutory day that is not off.
    #[error("{0} 是{1}的法定假日，应当放假")]
    StatutoryWorked(Date, &'static str),
    /// Off and worked days that do not add up to the statutory ones.
    #[error(
        "周一至周五放假 {off} 天，调休上班 {worked} 天，相差应当是法定的 {law} 天，请核对有没有漏写放假或者上班的日子"
    )]
    Unbalanced {
        /// Days off from Monday to Friday.
        off: u32,
        /// Days worked in exchange.
        worked: u32,
        /// Statutory days off in the year.
        law: u32,
    },
    /// No year in the title of a notice.
    #[error("没有找到“关于××××年部分节假日安排的通知”，不知道是哪一年")]
    NoYear,
    /// Titles of several years.
    #[error("写了 {0} 年又写了 {1} 年，请一次只贴一年的通知")]
    TwoYears(i16, i16),
    /// A holiday named twice.
    #[error("{0}写了不止一次")]
    NamedTwice(String),
    /// A day in two holidays.
    #[error("{0} 写了不止一次")]
    Twice(Date),
    /// A day that the calendar does not have.
    #[error("{0}的“{1}”不是日期")]
    NoDay(String, String),
    /// A period that ends before it begins, or a day that is named after a later one.
    #[error("{0}从 {1} 到 {2}，前后颠倒")]
    Backwards(String, Date, Date),
    /// The weekday in brackets is not that of the day.
    #[error("{0} 是{day}，通知里写的是{1}", day = weekday_name(*.0))]
    Weekday(Date, String),
    /// The number of days is not that of the days.
    #[error("{name}写明共 {said} 天，列出的是 {listed} 天")]
    Count {
        /// The holiday.
        name: String,
        /// The number in words.
        said: u32,
        /// The number of days listed.
        listed: u32,
    },
    /// A sentence with days that is about neither.
    #[error("{0}里这句看不懂：“{1}”")]
    NotUnderstood(String, String),
    /// No day off under a holiday's name.
    #[error("{0}没有写哪天放假")]
    Nothing(String),
    /// A notice that changes another year, or none.
    #[error("这份通知不是调整或者延长 {0} 年某个假期的")]
    NotAmending(i16),
}
