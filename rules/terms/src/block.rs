//! The five blocks (五大块), a school's second way to sort what it publishes.

use serde::{Deserialize, Serialize};

/// One of the five blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Block {
    /// 教学
    #[serde(rename = "教学")]
    Teaching,
    /// 科研
    #[serde(rename = "科研")]
    Research,
    /// 学生
    #[serde(rename = "学生")]
    Students,
    /// 党建
    #[serde(rename = "党建")]
    Party,
    /// 综合
    #[serde(rename = "综合")]
    General,
}

impl Block {
    /// All blocks, in the order in which reports print them.
    pub const ALL: [Block; 5] = [Self::Teaching, Self::Research, Self::Students, Self::Party, Self::General];

    /// The Chinese name, which is also the word in the database and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Teaching => "教学",
            Self::Research => "科研",
            Self::Students => "学生",
            Self::Party => "党建",
            Self::General => "综合",
        }
    }

    /// The block of a Chinese name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|b| b.name() == name)
    }
}
