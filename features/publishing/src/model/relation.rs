//! Publications that belong to others.

use terms::PublicationId;

/// How two publications belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// 解读
    Interpretation,
    /// 回应
    Response,
    /// The step before in a chain: 考察预告 before 任前公示.
    Follows,
    /// Takes the place of another rule.
    Replaces,
}

impl Relation {
    /// All relations.
    pub const ALL: [Relation; 4] =
        [Relation::Interpretation, Relation::Response, Relation::Follows, Relation::Replaces];

    /// The word for the database.
    pub fn code(self) -> &'static str {
        match self {
            Relation::Interpretation => "interpretation",
            Relation::Response => "response",
            Relation::Follows => "follows",
            Relation::Replaces => "replaces",
        }
    }

    /// The relation of a database word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|relation| relation.code() == code)
    }

    /// What the linked publication is to this one.
    pub fn name(self) -> &'static str {
        match self {
            Relation::Interpretation => "解读",
            Relation::Response => "回应",
            Relation::Follows => "前一环节",
            Relation::Replaces => "代替",
        }
    }

    /// What this publication is to the linked one.
    pub fn back_name(self) -> &'static str {
        match self {
            Relation::Interpretation => "解读的文件",
            Relation::Response => "回应的事项",
            Relation::Follows => "后一环节",
            Relation::Replaces => "被代替",
        }
    }
}

/// A publication that belongs to another.
#[derive(Clone, Debug)]
pub struct Link {
    /// The other publication.
    pub id: PublicationId,
    /// Its index number.
    pub index_no: Option<String>,
    /// Its title.
    pub title: String,
    /// What it is to this one, in Chinese.
    pub label: &'static str,
    /// How they belong together.
    pub relation: Relation,
    /// Whether it is the other that was bound to this one.
    pub is_back: bool,
}
