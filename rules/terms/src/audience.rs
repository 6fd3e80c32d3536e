//! Audience (公开范围): who may read a publication.

use serde::{Deserialize, Serialize};

/// Who may read a publication, from the widest to the narrowest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// 社会公众: anybody.
    Public,
    /// 全体教职工和学生: whoever has signed in as staff or student.
    Campus,
    /// 全体教职工: staff alone.
    Staff,
    /// 全体学生: students alone.
    Students,
    /// 部分师生: the publication's own unit and the offices of the school.
    Some,
}

impl Audience {
    /// All audiences, widest first.
    pub const ALL: [Audience; 5] =
        [Audience::Public, Audience::Campus, Audience::Staff, Audience::Students, Audience::Some];

    /// The word for the database.
    pub fn code(self) -> &'static str {
        match self {
            Audience::Public => "public",
            Audience::Campus => "campus",
            Audience::Staff => "staff",
            Audience::Students => "students",
            Audience::Some => "some",
        }
    }

    /// The audience of a database word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|a| a.code() == code)
    }

    /// The Chinese name, as on pages and in import files.
    pub fn name(self) -> &'static str {
        match self {
            Audience::Public => "社会公众",
            Audience::Campus => "全体师生",
            Audience::Staff => "全体教职工",
            Audience::Students => "全体学生",
            Audience::Some => "部分师生",
        }
    }

    /// The audience of a Chinese name; `全社会` is an old word for the public.
    pub fn from_name(name: &str) -> Option<Self> {
        if name == "全社会" {
            return Some(Audience::Public);
        }
        Self::ALL.into_iter().find(|a| a.name() == name)
    }
}
