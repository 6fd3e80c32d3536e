//! Why the catalogue does not allow something. All reasons are given at once.

use jiff::civil::Date;
use terms::{AcademicYear, UnitId};
use thiserror::Error;

use super::EntryNo;

/// One reason, in words that say what to do.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// The edition's year is over.
    #[error("{}的清单已经定稿，不能再改。要改的话，请改现行学年的清单。", .0.label())]
    Closed(AcademicYear),
    /// There is an edition for this year.
    #[error("{}的清单已经有了，请直接修改它。", .0.label())]
    AlreadyAdopted(AcademicYear),
    /// There is no edition from which to make the new one.
    #[error("{}之前还没有清单可以沿用。请改从国家清单新建。", .0.label())]
    NoPrevious(AcademicYear),
    /// Too far ahead.
    #[error("{}还没有到，最早可以提前一个学年编制。", .0.label())]
    TooEarly(AcademicYear),
    /// The edition has no such entry.
    #[error("清单里没有第{0}项，请核对编号。")]
    NoSuchEntry(EntryNo),
    /// The number is given.
    #[error("编号{0}已经用了，请换一个。")]
    NumberTaken(EntryNo),
    /// Numbers 1 to 50 belong to the national list.
    #[error("1到50是国家清单的编号，校定事项请从51编起。")]
    NumberReserved,
    /// Parts come from splitting.
    #[error("{0}是子项的编号。请先找到第{main}项，用“拆分”来增加子项。", main = .0.main)]
    PartNumber(EntryNo),
    /// A name is missing.
    #[error("请写事项名称。")]
    NameEmpty,
    /// A name is too long.
    #[error("事项名称有{chars}个字，最多{most}个字。")]
    NameTooLong {
        /// What was written.
        chars: usize,
        /// What is allowed.
        most: usize,
    },
    /// There are ten categories.
    #[error("没有第{0}类，类别是1到10。")]
    UnknownCategory(u8),
    /// The entry has parts.
    #[error("第{0}项已经拆分了，请在它的子项上操作。")]
    AlreadySplit(EntryNo),
    /// A part is not split again.
    #[error("{0}本身是子项，不能再拆。")]
    IsPart(EntryNo),
    /// A split needs two parts at least.
    #[error("拆分至少要两个子项。")]
    TooFewParts,
    /// A split has so many parts at most.
    #[error("一项最多拆成{0}个子项。")]
    TooManyParts(usize),
    /// Two parts have one name.
    #[error("子项名称“{0}”写了两遍，请改一个。")]
    PartRepeated(String),
    /// A reason is missing.
    #[error("请写理由，它会和事项一起公布。")]
    ReasonEmpty,
    /// A reason is too long.
    #[error("理由有{chars}个字，最多{most}个字。")]
    ReasonTooLong {
        /// What was written.
        chars: usize,
        /// What is allowed.
        most: usize,
    },
    /// A signature is a person's.
    #[error("这一步要由本人登录后签名，不能由系统代办。")]
    NeedsPerson,
    /// The entry does not apply already.
    #[error("第{0}项已经标为不适用。")]
    NotApplicableAlready(EntryNo),
    /// The entry applies already.
    #[error("第{0}项本来就适用，不用改。")]
    AppliesAlready(EntryNo),
    /// The unit is not one of the school's.
    #[error("没有编号为{0}的单位，或者它已经撤并。请重新选择。")]
    UnknownUnit(UnitId),
    /// The lead unit stands among the co-operating ones.
    #[error("牵头单位不用再列为协办单位。")]
    LeadAmongCoUnits,
    /// A co-operating unit stands twice.
    #[error("协办单位里有一个写了两遍。")]
    CoUnitRepeated,
    /// Narrower than the public needs a reason (公开范围).
    #[error("不向社会公开的事项要写理由。")]
    AudienceReasonEmpty,
    /// The list asks for a notice.
    #[error("这一项规定要公示至少{least}，请写公示期。")]
    NoticeMissing {
        /// What is the least, with its unit.
        least: String,
    },
    /// A school may lengthen the notice, not shorten it.
    #[error("公示期写了{given}，不能短于国家规定的{least}。")]
    NoticeTooShort {
        /// What was written, with its unit.
        given: String,
        /// What is the least, with its unit.
        least: String,
    },
    /// A school may shorten the clock, not lengthen it.
    #[error("公开时限写了{given}个工作日，不能长于规定的{most}个工作日。")]
    ClockTooLong {
        /// What was written.
        given: u16,
        /// What is allowed.
        most: u16,
    },
    /// The list asks when the entry is due.
    #[error("请至少选一条更新要求，国家清单里的事项不能没有。")]
    DueMissing,
    /// A rule of the list itself is gone.
    #[error("国家清单规定这一项“{0}”，可以定得更早，不能去掉或推后。")]
    DueWeaker(String),
    /// A unit's directory has no parts.
    #[error("部门目录里的事项不拆分，请直接再加一项。")]
    PartOfDirectory,
    /// A unit leads what stands in its directory.
    #[error("部门目录里的事项由本部门牵头。别的部门参加的，写成协办单位。")]
    LeadIsOwner,
    /// A unit's entry lies below one of the school's.
    #[error("请选它属于学校清单的哪一项。")]
    UnderMissing,
    /// The clock of a national entry cannot be taken away.
    #[error("请写公开时限，最长{most}个工作日。")]
    ClockMissing {
        /// What is allowed.
        most: u16,
    },
    /// There is always something to publish under this entry.
    #[error("第{0}项每个学年都有内容要公开，不能登记“本学年无”。确实不涉及的，请标为不适用。")]
    NeverNil(EntryNo),
    /// The entry does not apply.
    #[error("第{0}项不适用于本校，不用登记“本学年无”。")]
    NilOfNotApplicable(EntryNo),
    /// It is declared already.
    #[error("第{0}项已经登记过“本学年无”。")]
    NilAlready(EntryNo),
    /// Nothing was declared.
    #[error("第{0}项没有登记“本学年无”，不用收回。")]
    NoNil(EntryNo),
    /// Something was published in the year.
    #[error("第{no}项本学年已有公开（{on}），不能登记“本学年无”。")]
    PublishedThisYear {
        /// The entry.
        no: EntryNo,
        /// The day of the last publication.
        on: Date,
    },
    /// The year has not begun, or its report is filed.
    #[error("{year}的“本学年无”要在{from}至{to}之间登记。", year = .year.label())]
    NilOutOfTime {
        /// The year.
        year: AcademicYear,
        /// Its first day.
        from: Date,
        /// The report's filing day.
        to: Date,
    },
}

impl Refusal {
    /// The field of an entry's forms that it is about; of a form with one field it is that.
    pub fn field(&self) -> &'static str {
        match self {
            Refusal::NumberTaken(_) | Refusal::NumberReserved | Refusal::PartNumber(_) => "number",
            Refusal::NameEmpty | Refusal::NameTooLong { .. } => "name",
            Refusal::UnknownCategory(_) => "category",
            Refusal::UnderMissing => "under",
            Refusal::AudienceReasonEmpty => "audience_reason",
            Refusal::NoticeMissing { .. } | Refusal::NoticeTooShort { .. } => "notice_days",
            Refusal::ClockTooLong { .. } | Refusal::ClockMissing { .. } => "publish_within",
            Refusal::DueMissing | Refusal::DueWeaker(_) => "due",
            Refusal::LeadAmongCoUnits | Refusal::CoUnitRepeated => "co_units",
            Refusal::UnknownUnit(_) | Refusal::LeadIsOwner => "lead",
            Refusal::TooFewParts | Refusal::TooManyParts(_) | Refusal::PartRepeated(_) => "parts",
            Refusal::ReasonEmpty | Refusal::ReasonTooLong { .. } => "reason",
            _ => "",
        }
    }
}

/// All reasons, at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusals(pub Vec<Refusal>);

impl Refusals {
    /// The outcome where there is no reason against it.
    pub(super) fn or<T>(reasons: Vec<Refusal>, outcome: T) -> Result<T, Refusals> {
        if reasons.is_empty() { Ok(outcome) } else { Err(Refusals(reasons)) }
    }
}

impl From<Refusal> for Refusals {
    fn from(refusal: Refusal) -> Self {
        Refusals(vec![refusal])
    }
}

impl std::error::Error for Refusals {}

impl std::fmt::Display for Refusals {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, refusal) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            refusal.fmt(f)?;
        }
        Ok(())
    }
}
