//! The four kinds of publication that schools count by.

use serde::{Deserialize, Serialize};

/// What a publication is, as the yearly reports count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum InformationKind {
    /// 机构职能: what a unit is for.
    #[serde(rename = "机构职能")]
    Functions,
    /// 办事流程: how a thing is done, with promised times.
    #[serde(rename = "办事流程")]
    Procedures,
    /// 规章制度: rules in force, amended or repealed.
    #[serde(rename = "规章制度")]
    Rules,
    /// 信息列表: everything else that is published.
    #[serde(rename = "信息列表")]
    Listings,
}

impl InformationKind {
    /// All kinds, in the order in which reports print them.
    pub const ALL: [InformationKind; 4] = [Self::Functions, Self::Procedures, Self::Rules, Self::Listings];

    /// The Chinese name, which is also the word in the database and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Functions => "机构职能",
            Self::Procedures => "办事流程",
            Self::Rules => "规章制度",
            Self::Listings => "信息列表",
        }
    }

    /// The kind of a Chinese name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.name() == name)
    }
}
