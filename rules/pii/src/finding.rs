//! What is found.

use serde::Serialize;

/// What a finding is. The codes are those of `gongkai scan`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 居民身份证号码
    IdCard,
    /// 手机号码
    Mobile,
    /// 银行卡号
    BankCard,
    /// 统一社会信用代码, an organisation's
    Uscc,
    /// 电子邮箱
    Email,
}

impl Kind {
    /// The word for files and the database.
    pub fn code(self) -> &'static str {
        match self {
            Kind::IdCard => "id_card",
            Kind::Mobile => "mobile",
            Kind::BankCard => "bank_card",
            Kind::Uscc => "uscc",
            Kind::Email => "email",
        }
    }

    /// The Chinese name, from a code; an unknown code is its own name.
    pub fn name_of(code: &str) -> &str {
        match code {
            "id_card" => "身份证号",
            "mobile" => "手机号",
            "landline" => "座机号",
            "bank_card" => "银行卡号",
            "uscc" => "统一社会信用代码",
            "passport" => "护照号",
            "travel_permit" => "通行证号",
            "plate" => "车牌号",
            "email" => "邮箱",
            "address" => "住址",
            "birth_date" => "出生日期",
            "student_no" => "学号",
            "hardship" => "家庭困难情况",
            "classification" => "密级标志",
            "word" => "敏感词",
            "unreadable" => "机器读不了",
            other => other,
        }
    }
}

/// What a finding means for a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
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
    /// The value with its telling part hidden.
    pub masked: String,
    /// The rule that found it.
    pub rule: &'static str,
}
