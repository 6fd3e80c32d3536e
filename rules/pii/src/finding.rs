//! What is found.

use serde::{Deserialize, Serialize};

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident $code:literal $name:literal,)*) => {
        /// What a finding is. The codes are those of `gongkai scan`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Kind { $($(#[$doc])* $kind,)* }

        impl Kind {
            /// All of them.
            pub const ALL: &[Kind] = &[$(Kind::$kind,)*];

            /// The word for files and the database.
            pub fn code(self) -> &'static str {
                match self { $(Kind::$kind => $code,)* }
            }

            /// The Chinese name.
            pub fn name(self) -> &'static str {
                match self { $(Kind::$kind => $name,)* }
            }
        }
    };
}

kinds! {
    /// 居民身份证号码
    IdCard "id_card" "身份证号",
    /// 手机号码
    Mobile "mobile" "手机号",
    /// 座机号码, mostly an office's
    Landline "landline" "座机号",
    /// 银行卡号
    BankCard "bank_card" "银行卡号",
    /// 统一社会信用代码, an organisation's
    Uscc "uscc" "统一社会信用代码",
    /// 护照号码
    Passport "passport" "护照号",
    /// 港澳台通行证号码、永久居留证号码
    TravelPermit "travel_permit" "通行证号",
    /// 车牌号
    Plate "plate" "车牌号",
    /// 电子邮箱
    Email "email" "邮箱",
    /// 家庭住址
    Address "address" "住址",
    /// 出生日期
    BirthDate "birth_date" "出生日期",
    /// 学号、考生号、工号
    StudentNo "student_no" "学号",
    /// 家庭困难情况
    Hardship "hardship" "家庭困难情况",
    /// 密级标志
    Classification "classification" "密级标志",
    /// 敏感词, the school's own among them
    Word "word" "敏感词",
}

impl Kind {
    /// The Chinese name, from a code; an unknown code is its own name.
    pub fn name_of(code: &str) -> &str {
        match Kind::ALL.iter().find(|kind| kind.code() == code) {
            Some(kind) => kind.name(),
            None if code == "unreadable" => "机器读不了",
            None => code,
        }
    }
}

/// What a finding means for a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// No fault by itself.
    Info,
    /// A person must look.
    Warn,
    /// Stops the release until it is masked or answered for by name.
    Block,
}

impl Level {
    /// The word for files and the database.
    pub fn code(self) -> &'static str {
        match self {
            Level::Info => "info",
            Level::Warn => "warn",
            Level::Block => "block",
        }
    }

    /// The level of a word.
    pub fn from_code(code: &str) -> Option<Level> {
        [Level::Info, Level::Warn, Level::Block].into_iter().find(|level| level.code() == code)
    }
}

/// A place in a text where personal data stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Its first Unicode scalar value, counted from 0.
    pub start: usize,
    /// The one after its last.
    pub end: usize,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// What it means for a release.
    pub level: Level,
    /// The value with its telling part hidden: never the whole of it.
    pub masked: String,
    /// The rule that found it.
    pub rule: String,
}

/// A finding while the text is still at hand: places are bytes.
#[derive(Clone, Debug)]
pub(crate) struct Hit {
    pub start: usize,
    pub end: usize,
    pub kind: Kind,
    pub level: Level,
    pub rule: String,
    /// The value without disguise, where it differs from the text.
    pub plain: Option<String>,
    /// What is shown of it, where that is no mask of its value.
    pub shown: Option<String>,
}

impl Hit {
    pub fn new(start: usize, end: usize, kind: Kind, level: Level, rule: &str) -> Hit {
        Hit { start, end, kind, level, rule: rule.to_owned(), plain: None, shown: None }
    }
}
